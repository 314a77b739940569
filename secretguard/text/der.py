"""ASN.1 as far as key files need it: nested elements, definite and indefinite lengths.

https://www.itu.int/rec/T-REC-X.690
"""

from __future__ import annotations

from secretguard.model.frozen import frozen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

INTEGER, BIT_STRING, OCTETS, OID, SEQUENCE = 0x02, 0x03, 0x04, 0x06, 0x30
_DEEPEST = 24  # of indefinite lengths within each other
_MOST = 10_000  # elements of one sequence


class DerError(ValueError):
    """The bytes are no ASN.1, or are cut off."""


@frozen
class Element:
    """``data[start:end]`` is the content; ``data[first:last]`` the element with its head."""

    data: bytes
    tag: int
    first: int
    start: int
    end: int
    last: int

    @property
    def content(self) -> bytes:
        """The content; the pieces of a constructed string are joined."""
        if self.tag in (OCTETS | 0x20, 0xA0) and self.end > self.start:
            pieces = list(self)
            if all(piece.tag in (OCTETS, OCTETS | 0x20) for piece in pieces):
                return b"".join(piece.content for piece in pieces)
        return self.data[self.start : self.end]

    @property
    def encoded(self) -> bytes:
        """Head and content."""
        return self.data[self.first : self.last]

    @property
    def number(self) -> int:
        """The value of an INTEGER."""
        return int.from_bytes(self.content, "big", signed=True)

    def __iter__(self) -> Iterator[Element]:
        """The elements inside. Raises ``DerError``."""
        position = self.start
        for _ in range(_MOST):
            if position >= self.end:
                return
            inner = read(self.data, position, self.end)
            yield inner
            position = inner.last

    def children(self) -> list[Element]:
        """The elements inside. Raises ``DerError``."""
        return list(self)


def read(data: bytes, position: int = 0, limit: int | None = None, depth: int = 0) -> Element:
    """The element that begins at ``position``. Raises ``DerError`` when it does not fit."""
    limit = len(data) if limit is None else limit
    if position + 2 > limit or depth > _DEEPEST:
        raise DerError("cut off")
    tag, length = data[position], data[position + 1]
    start = position + 2
    if tag & 0x1F == 0x1F:
        raise DerError("a tag of several bytes")
    if length == 0x80:
        end = start
        for _ in range(_MOST):
            if data[end : end + 2] == b"\0\0":
                return Element(data, tag, position, start, end, end + 2)
            end = read(data, end, limit, depth + 1).last
        raise DerError("too many elements")
    if length > 0x80:
        size = length & 0x7F
        length = int.from_bytes(data[start : start + size], "big")
        start += size
        if size > 4:
            raise DerError("a length of more than four bytes")
    if start + length > limit:
        raise DerError("cut off")
    return Element(data, tag, position, start, start + length, start + length)
