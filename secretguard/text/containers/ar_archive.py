"""ar: Debian packages and static libraries.

https://manpages.debian.org/stable/dpkg-dev/deb.5.en.html
"""

from __future__ import annotations

from secretguard.text.containers import ContainerError, Member
from secretguard.text.containers.stream import Stream, of_bytes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from secretguard.text.containers import Room

_MAGIC = b"!<arch>\n"
_HEADER = 60
_END = b"`\n"
_NAMES = b"//"  # GNU's member with the names that do not fit into a header
_BSD = b"#1/"  # the name stands in front of the content, so many bytes long
_LONGEST = 1 << 24


def members(data: bytes, room: Room) -> Iterator[Member]:
    """The files of the archive."""
    for name, body in walk(of_bytes(data)):
        room.expect(max(body.left, 0), max(body.left, 0))
        yield Member(name, body.rest())


def walk(body: Stream) -> Iterator[tuple[str, Stream]]:
    """Name and content of each file."""
    body.exactly(len(_MAGIC))
    names = b""
    while header := body.read(_HEADER):
        digits = header[48:58].strip()
        if len(header) < _HEADER or header[58:] != _END or not digits.isdigit():
            raise ContainerError("the ar archive is damaged or cut off")
        size = int(digits)
        name = header[:16].rstrip(b" ")
        part = body.part(size)
        if name == _NAMES:
            names = part.exactly(min(size, _LONGEST))
        else:
            yield _name(name, names, part), part
        part.end()
        body.read(size % 2)


def _name(name: bytes, names: bytes, part: Stream) -> str:
    if name.startswith(_BSD) and name[3:].isdigit():
        told = part.exactly(min(int(name[3:]), _LONGEST)).rstrip(b"\0")
    elif name.startswith(b"/") and name[1:].isdigit():
        told = names[int(name[1:]) :].partition(b"\n")[0].rstrip(b"/")
    else:
        told = name.rstrip(b"/") or b"(index)"
    return told.decode("utf-8", "surrogateescape")
