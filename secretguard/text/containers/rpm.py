"""RPM packages: what their header says, the scripts that run at installation, and the files.

https://rpm.org/docs/4.20.x/manual/format_v4.html
"""

from __future__ import annotations

import struct

from secretguard.text.containers import ContainerError, Member
from secretguard.text.containers.stream import Stream, of_bytes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from secretguard.text.containers import Room

_LEAD = 96
_MAGIC = b"\x8e\xad\xe8\x01"
_MOST, _LARGEST = 0xFFFF, 256 << 20  # entries and bytes that rpm itself takes for a header
_STRINGS = (6, 8, 9)  # one string, several, several translations of one
# https://github.com/rpm-software-management/rpm/blob/master/include/rpm/rpmtag.h
_SCRIPTS = {1023: "%pre", 1024: "%post", 1025: "%preun", 1026: "%postun", 1079: "%verifyscript",
            1151: "%pretrans", 1152: "%posttrans", 1065: "%triggers"}  # fmt: skip


def members(data: bytes, room: Room) -> Iterator[Member]:
    """Scripts, all other strings of the header, and the compressed archive with the files."""
    for name, body in walk(of_bytes(data)):
        content = body.rest()
        room.expect(len(content), len(content))
        yield Member(name, content)


def walk(body: Stream) -> Iterator[tuple[str, Stream]]:
    """Name and content of each part."""
    body.exactly(_LEAD)
    _index, store = _header(body)
    body.exactly(-len(store) % 8)
    others: list[bytes] = []
    index, store = _header(body)
    room = len(store)
    for tag, kind, offset, count in index:
        if kind in _STRINGS:
            end = _end(store, offset, count)
            room -= end - offset
            if room < 0:  # strings that overlap are no package, but an endless text
                raise ContainerError("the RPM package is damaged")
            text = store[offset : end - 1].replace(b"\0", b"\n")
            if tag in _SCRIPTS:
                yield _SCRIPTS[tag], of_bytes(text)
            else:
                others.append(text)
    yield "header", of_bytes(b"\n".join(others))
    yield "payload", Stream(body.read, step=0)


def _end(store: bytes, offset: int, count: int) -> int:
    """Where the last of ``count`` strings that begin at ``offset`` ends."""
    end = offset
    for _ in range(count):
        end = store.find(b"\0", end) + 1
        if not end:
            raise ContainerError("the RPM package is damaged or cut off")
    return end


def _header(body: Stream) -> tuple[list[tuple[int, int, int, int]], bytes]:
    """The entries (tag, type, offset, count) of a header and the bytes that they point into."""
    head = body.read(16)
    number, size = struct.unpack(">II", head[8:16]) if len(head) == 16 else (0, 0)
    if head[:4] != _MAGIC or number > _MOST or size > _LARGEST:
        raise ContainerError("the RPM package is damaged or cut off")
    entries = body.exactly(number * 16)
    return list(struct.iter_unpack(">IIII", entries)), body.exactly(size)
