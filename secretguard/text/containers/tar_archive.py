"""tar, read by hand: its headers are simple, and a crafted one must not send a library in circles.

https://pubs.opengroup.org/onlinepubs/9699919799/utilities/pax.html and, for long names,
https://www.gnu.org/software/tar/manual/html_node/Standard.html
"""

from __future__ import annotations

from secretguard.text.containers import ENCRYPTED, ContainerError, Member
from secretguard.text.containers.image import survey
from secretguard.text.containers.stream import BEHIND, Stream, behind, of_bytes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from secretguard.text.containers import Room

_BLOCK = 512
# Links, devices, folders and pipes have no content, unless their header says so; all else is a file,
# or taken for one.
_BODILESS = (b"1", b"2", b"3", b"4", b"5", b"6")
_LONG_NAME, _LONG_LINK, _PAX, _GLOBAL = b"L", b"K", b"x", b"g"
_DESCRIBING = (_LONG_NAME, _LONG_LINK, _PAX, _GLOBAL)
_SPARSE = b"S"
_SYMBOLIC = b"2"
_LONGEST = 1 << 20  # bytes of a name or of a header's records
_MOST_DIGITS = 20


def members(data: bytes, room: Room) -> Iterator[Member]:
    """The files of the archive; of a container image under the names of its layers."""
    image = survey(walk(of_bytes(data)))
    for name, body in walk(of_bytes(data)):
        room.expect(max(body.left, 0), max(body.left, 0))
        if image is None or not image.describes(name):
            yield Member(image.name(name) if image else name, body.rest())
    if image is not None:
        yield from (Member(name, text) for name, text in image.texts())
        yield from (Member(name, None, why) for name, why in image.missing)
        yield from (Member(name, None, ENCRYPTED, opaque=True) for name in image.encrypted)


def walk(body: Stream) -> Iterator[tuple[str, Stream]]:
    """Name and content of each file; of a symbolic link its target; what stands behind a content."""
    long_name = long_link = ""
    pax: dict[bytes, bytes] = {}
    while (header := body.read(_BLOCK)).strip(b"\0"):
        if len(header) < _BLOCK or header[257:262] != b"ustar":
            raise ContainerError("the tar archive is damaged or cut off")
        kind = header[156:157]
        size = _digits(pax[b"size"], 10) if b"size" in pax else _number(header[124:136])
        if size < 0 or (kind in _DESCRIBING and size > _LONGEST):
            raise ContainerError("the tar archive is damaged or cut off")
        name = _text(pax.get(b"path", b"")) or long_name or _name(header)
        if kind in _DESCRIBING:
            content = body.exactly(size)
            long_name = _text(content) if kind == _LONG_NAME else long_name
            long_link = _text(content) if kind == _LONG_LINK else long_link
            pax = _records(content) if kind == _PAX else pax
        else:
            if kind == _SPARSE:
                _pass_map(header, body)
            if kind == _SYMBOLIC:
                target = _text(pax.get(b"linkpath", b"")) or long_link or _text(header[157:257])
                yield name, of_bytes(target.encode("utf-8", "surrogateescape"))
            part = body.part(size)
            if size or kind not in _BODILESS:
                yield name, part
            part.end()
            long_name, long_link, pax = "", "", {}
        padding = body.read(-size % _BLOCK)
        if padding.strip(b"\0"):
            yield f"{name} {BEHIND}", of_bytes(padding)
    yield from behind(body)


def _pass_map(header: bytes, body: Stream) -> None:
    """The rest of the list of holes, which comes before what a sparse file holds."""
    more = header[482:483]
    while more.strip(b"\0"):
        more = body.exactly(_BLOCK)[504:505]


def _name(header: bytes) -> str:
    name, prefix = _text(header[:100]), _text(header[345:500])
    return f"{prefix}/{name}" if prefix and header[262:263] == b"\0" else name


def _text(field: bytes) -> str:
    return field.partition(b"\0")[0].decode("utf-8", "surrogateescape")


def _number(field: bytes) -> int:
    """Octal digits, or a number in base 256 behind a set first bit; -1 for neither."""
    if field[:1] == b"\x80":
        return int.from_bytes(field[1:], "big")
    return _digits(field.strip(b" \0"), 8)


def _digits(field: bytes, base: int) -> int:
    try:
        return int(field, base) if field else 0
    except ValueError:
        return -1


def _records(content: bytes) -> dict[bytes, bytes]:
    """The records of a pax header: ``LENGTH KEY=VALUE LF``, the length counting itself."""
    found: dict[bytes, bytes] = {}
    while content:
        length, _, rest = content.partition(b" ")
        if (
            len(length) > _MOST_DIGITS
            or not length.isdigit()
            or not 0 < int(length) <= len(content)
        ):
            break
        key, _, value = rest[: int(length) - len(length) - 2].partition(b"=")
        found[key] = value
        content = content[int(length) :]
    return found
