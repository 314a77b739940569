"""Compiled Python: the strings among its constants, found by their headers and never unmarshalled.

In the file a string ends where the type of the next object begins, often a letter, so that no token
in it has edges. https://github.com/python/cpython/blob/main/Python/marshal.c
"""

from __future__ import annotations

import re

from secretguard.text.containers import Member

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from secretguard.text.containers import Room

_REFERRED = 0x80  # the flag of an object that is referred to again
_SHORT = bytes(code | flag for code in b"zZ" for flag in (0, _REFERRED))
_LONG = bytes(code | flag for code in b"aAus" for flag in (0, _REFERRED))
_HEADER = re.compile(
    rb"[%s](?=(.)[\x20-\x7e])|[%s](?=(...)\x00[\x20-\x7e])" % (_SHORT, _LONG), re.DOTALL
)
_SHORTEST = 8
_CONTROLS = bytes(set(range(32)) - set(b"\t\n\r"))


def members(data: bytes, room: Room) -> Iterator[Member]:
    """One text: the strings, one a line."""
    lines: list[bytes] = []
    size = 0
    for match in _HEADER.finditer(data):
        short, long = match.groups()
        length = short[0] if short else int.from_bytes(long, "little")
        start = match.end() + (1 if short else 4)
        if length < _SHORTEST or start + length > len(data):
            continue
        text = data[start : start + length]
        size += length
        room.expect(size, size)
        if len(text.translate(None, _CONTROLS)) == length:
            lines.append(text)
    yield Member("constants", b"\n".join(lines))
