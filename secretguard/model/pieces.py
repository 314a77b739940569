"""The way back from a rewritten text to the one it was made from.

A rewritten text consists of pieces. ``(start, outer, here, there)`` says: from byte ``start`` of
the new text to where the next piece starts, each ``here`` bytes stand for ``there`` bytes of the
outer text, from its byte ``outer`` on. ``(1, 1)`` is text as it stood, ``(3, 4)`` base64, ``(1, 6)``
a character written as an escape, ``(size, size)`` of unequal sizes what only maps as a whole.
"""

from __future__ import annotations

from array import array
from bisect import bisect
from itertools import chain

TYPE_CHECKING = False  # importing typing costs the hook 4 ms
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Protocol

    class Pieces(Protocol):
        """The pieces of one text, in order."""

        def __len__(self) -> int: ...
        def __getitem__(self, number: int, /) -> Piece: ...


Piece = tuple[int, int, int, int]
# (start and stop in the outer text, what stands there instead, here, there)
Replacement = tuple[int, int, bytes, int, int]


class Rest:
    """The pieces of ``data[low:high]`` without the ``taken`` parts, which are in order and inside.

    A patch has one a line, so each is kept as two numbers.
    """

    __slots__ = ("_outers", "_starts")

    def __init__(self, taken: Iterable[tuple[int, int]], low: int, high: int) -> None:
        self._starts, self._outers = array("q"), array("q")
        length = 0
        for start, stop in chain(taken, ((high, high),)):
            if start > low:
                self._starts.append(length)
                self._outers.append(low)
                length += start - low
            low = stop

    def __len__(self) -> int:
        return len(self._starts)

    def __getitem__(self, number: int) -> Piece:
        return self._starts[number], self._outers[number], 1, 1


def rewrite(
    data: bytes, low: int, high: int, replacements: Iterable[Replacement]
) -> tuple[bytes, tuple[Piece, ...]]:
    """``data[low:high]`` with ``replacements``, which are in order and inside, and its pieces."""
    texts: list[bytes] = []
    pieces: list[Piece] = []
    length, position = 0, low

    def take(text: bytes, outer: int, here: int, there: int) -> None:
        nonlocal length
        if text:
            pieces.append((length, outer, here, there))
            texts.append(text)
            length += len(text)

    for start, stop, text, here, there in replacements:
        take(data[position:start], position, 1, 1)
        take(text, start, here, there)
        position = stop
    take(data[position:high], position, 1, 1)
    return b"".join(texts), tuple(pieces)


def outer_span(pieces: Pieces, start: int, end: int) -> tuple[int, int]:
    """The part of the outer text that ``start`` to ``end`` (exclusive, not empty) came from."""
    begin, outer, here, there = pieces[_piece_at(pieces, start)]
    low = outer + (start - begin) // here * there
    last = _piece_at(pieces, end - 1)
    begin, outer, here, there = pieces[last]
    high = outer + ((end - 1 - begin) // here + 1) * there
    if last + 1 < len(pieces):
        high = min(high, pieces[last + 1][1])  # base64 may end with less than four characters
    return low, high


def stands_as_it_is(pieces: Pieces, start: int, end: int) -> bool:
    """``start`` to ``end`` is one stretch of the outer text, which holds the same characters."""
    first = _piece_at(pieces, start)
    return pieces[first][2:] == (1, 1) and first == _piece_at(pieces, end - 1)


def _piece_at(pieces: Pieces, offset: int) -> int:
    return bisect(pieces, offset, key=_start) - 1


def _start(piece: Piece) -> int:
    return piece[0]
