"""Mails and mailboxes: where the encoded body of a part stands, and what it is called.

https://www.rfc-editor.org/rfc/rfc2045
"""

from __future__ import annotations

import re

from secretguard.text.embedded.base64_runs import run_end, wrapped_lines

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from secretguard.model.pieces import Replacement

_MOST_HEADERS = 1 << 16
_MAIL = re.compile(rb"From |[A-Za-z][A-Za-z-]{1,40}:[ \t]")
_BLANK_LINE = re.compile(rb"\n\r?\n")
_NAME = re.compile(rb"(?:file)?name\*?=\"?([^\";\r\n]{1,255})", re.IGNORECASE)
_QUOTED = re.compile(rb"=(?:([0-9A-Fa-f]{2})|[ \t]{0,80}\r?\n)")


class Part:
    """``data[low:high]`` is the body of a part; ``name`` that of the file it holds, or b""."""

    __slots__ = ("encoding", "high", "low", "name")

    def __init__(self, encoding: bytes, low: int, high: int, name: bytes) -> None:
        self.encoding = encoding
        self.low = low
        self.high = high
        self.name = name


def part_at(data: bytes, position: int) -> Part | None:
    """The part in whose headers ``position`` stands, right behind the encoding's name.

    None when there is no mail around it: source that writes mails holds the same words.
    """
    body = _BLANK_LINE.search(data, position, position + _MOST_HEADERS)
    if body is None:
        return None
    begin = max(0, position - _MOST_HEADERS)
    blank = max((match.end() for match in _BLANK_LINE.finditer(data, begin, position)), default=0)
    if not (_MAIL.match(data) or data.startswith(b"From ", blank)):
        return None
    delimiter = _delimiter(data, blank, position)
    high = data.find(delimiter or b"\nFrom ", body.end() - 1)
    name = _NAME.search(data, blank, body.start())
    encoding = data[data.rfind(b":", 0, position) + 1 : position].strip().lower()
    return Part(encoding, body.end(), len(data) if high < 0 else high, name[1] if name else b"")


def _delimiter(data: bytes, low: int, position: int) -> bytes:
    """The line before the headers of a part in a mail of several, with the line end before it."""
    line = data.rfind(b"\n--", max(low - 1, 0), position)
    return data[line : data.find(b"\n", line + 1)].rstrip(b"\r") if line >= 0 else b""


def base64_lines(data: bytes, part: Part) -> list[tuple[int, int]]:
    """The lines of base64 that the part's body begins with."""
    return wrapped_lines(data, (part.low, run_end(data, part.low)))


def unquoted(data: bytes, part: Part) -> Iterator[Replacement]:
    """The escapes of quoted-printable in the part's body, and its line ends that are none."""
    for match in _QUOTED.finditer(data, part.low, part.high):
        start, end = match.span()
        code = match[1]
        yield start, end, bytes((int(code, 16),)) if code else b"", 1, end - start
