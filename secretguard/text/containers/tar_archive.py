"""tar, read by hand: its headers are simple, and a crafted one must not send a library in circles.

https://pubs.opengroup.org/onlinepubs/9699919799/utilities/pax.html and, for long names,
https://www.gnu.org/software/tar/manual/html_node/Standard.html
"""

from __future__ import annotations

from secretguard.text.containers import ContainerError, Member

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from secretguard.text.containers import Room

_BLOCK = 512
_FILES = (b"\0", b"0", b"7")  # old regular, regular and contiguous files
_LONG_NAME, _PAX = b"L", b"x"


def members(data: bytes, room: Room) -> Iterator[Member]:
    """The regular files of the archive."""
    position, long_name = 0, ""
    pax: dict[bytes, bytes] = {}
    while (header := data[position : position + _BLOCK]).strip(b"\0"):
        if len(header) < _BLOCK or header[257:262] != b"ustar":
            raise ContainerError("the tar archive is damaged or cut off")
        kind = header[156:157]
        size = _digits(pax[b"size"], 10) if b"size" in pax else _number(header[124:136])
        position += _BLOCK
        content = data[position : position + size]
        if size < 0 or len(content) < size:
            raise ContainerError("the tar archive is damaged or cut off")
        position += -(-size // _BLOCK) * _BLOCK
        if kind == _LONG_NAME:
            long_name = _text(content)
        elif kind == _PAX:
            pax = _records(content)
        else:
            if kind in _FILES:
                room.expect(size, size)
                yield Member(_text(pax.get(b"path", b"")) or long_name or _name(header), content)
            long_name, pax = "", {}
    if data[position:].strip(b"\0"):
        yield Member("(behind the end)", data[position:])


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
        if not length.isdigit() or not 0 < int(length) <= len(content):
            break
        key, _, value = rest[: int(length) - len(length) - 2].partition(b"=")
        found[key] = value
        content = content[int(length) :]
    return found
