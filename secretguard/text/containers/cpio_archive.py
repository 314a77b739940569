"""cpio in its new ASCII form: what RPM packages and the first file system of Linux hold.

https://docs.kernel.org/driver-api/early-userspace/buffer-format.html
"""

from __future__ import annotations

from secretguard.text.containers import ContainerError, Member
from secretguard.text.containers.stream import Stream, behind, of_bytes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from secretguard.text.containers import Room

_MAGIC = (b"070701", b"070702")
_HEADER = 110
_LAST = "TRAILER!!!"
_LONGEST = 1 << 16


def members(data: bytes, room: Room) -> Iterator[Member]:
    """The files of the archive."""
    for name, body in walk(of_bytes(data)):
        room.expect(max(body.left, 0), max(body.left, 0))
        yield Member(name, body.rest())


def walk(body: Stream) -> Iterator[tuple[str, Stream]]:
    """Name and content of each file; of a symbolic link its target."""
    while True:
        header = body.read(_HEADER)
        try:
            size, length = (int(header[at : at + 8], 16) for at in (54, 94))
        except ValueError:
            size, length = 0, 0
        if header[:6] not in _MAGIC or not 0 < length < _LONGEST:
            raise ContainerError("the cpio archive is damaged or cut off")
        told = body.exactly(length)
        name = told.rstrip(b"\0").decode("utf-8", "surrogateescape")
        body.read(-(_HEADER + length) % 4)
        if name == _LAST:
            break
        part = body.part(size)
        if size:
            yield name, part
        part.end()
        body.read(-size % 4)
    yield from behind(body)
