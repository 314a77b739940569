"""Git's deltas: a content told as copies out of another one and new bytes between them.

https://git-scm.com/docs/gitformat-pack#_deltified_representation
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    # Where in the base it begins, where in the content that was made, and how long it is.
    Copy = tuple[int, int, int]

_LONGEST_SHIFT = 63
_LONGEST_COPY = 1 << 16  # what a copy without a size stands for


def rebuilt(base: bytes, delta: bytes, most: int) -> tuple[bytes, list[Copy]]:
    """The content of one to ``most`` bytes that ``delta`` makes of ``base``, and what of it is a copy.

    The copies come in the order of the content; what follows one and was its next in the base, too, is
    part of it. Raises ``ValueError`` when the content is empty or larger, or the delta is damaged or one of
    another base.
    """
    try:
        return _rebuilt(base, delta, most)
    except IndexError:
        raise ValueError("the delta ends too early") from None


def _rebuilt(base: bytes, delta: bytes, most: int) -> tuple[bytes, list[Copy]]:
    expected, position = _size_at(delta, 0)
    size, position = _size_at(delta, position)
    if expected != len(base) or not 0 < size <= most:
        raise ValueError("the delta is one of another base, or of a content of another size")
    parts: list[bytes] = []
    copies: list[Copy] = []
    made = 0
    copied = -1  # where in the base the copy before ended, if nothing new came behind it
    end = len(delta)
    while position < end:
        code = delta[position]
        position += 1
        if code & 0x80:
            start, length, position = _copied(delta, position, code)
            if start == copied:
                begin, since, before = copies.pop()
                copies.append((begin, since, before + length))
            else:
                copies.append((start, made, length))
            copied = start + length
            parts.append(base[start:copied])
            made += length
        else:
            if not code:
                raise ValueError("the delta holds an instruction that nobody knows")
            parts.append(delta[position : position + code])
            copied = -1
            position += code
            made += code
        if made > size:
            raise ValueError("the delta makes more than it says")
    content = b"".join(parts)
    if len(content) != size:
        raise ValueError("the delta makes less than it says")
    return content, copies


def _copied(delta: bytes, position: int, code: int) -> tuple[int, int, int]:
    """Where a copy begins in the base, how long it is, and where the next instruction stands.

    The bits of the code say which bytes of the two numbers follow; the others are 0.
    """
    start = length = 0
    # Written out: a loop over the bits takes longer, and a long history holds a million of these.
    if code & 0x01:
        start = delta[position]
        position += 1
    if code & 0x02:
        start |= delta[position] << 8
        position += 1
    if code & 0x04:
        start |= delta[position] << 16
        position += 1
    if code & 0x08:
        start |= delta[position] << 24
        position += 1
    if code & 0x10:
        length = delta[position]
        position += 1
    if code & 0x20:
        length |= delta[position] << 8
        position += 1
    if code & 0x40:
        length |= delta[position] << 16
        position += 1
    return start, length or _LONGEST_COPY, position


def _size_at(delta: bytes, position: int) -> tuple[int, int]:
    """A size, seven bits a byte from the least on, and where it ends."""
    size = shift = 0
    while True:
        code = delta[position]
        position += 1
        size |= (code & 0x7F) << shift
        if code < 0x80:
            return size, position
        shift += 7
        if shift > _LONGEST_SHIFT:
            raise ValueError("the delta is of a size that nothing has")
