"""What wakes in a version of a file: what woke in the one that it was made from, and what is new.

A screen looks a little around a hit and no further (a test holds them to it). So where a version is a
copy of its base, the same wakes there; only where it changed do engine and screens have to look. The
few triggers whose screens look further are known: a version that hits one of them is looked at whole,
and so is what was made from it.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right

from secretguard.pipeline.screen import is_pointer
from secretguard.text.decode import decode, is_binary

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from secretguard.pipeline.screen import Hit, Hits, Screen
    from secretguard.sources.versions import Version

    # From the first to the last offset the engine reads; hits that end behind the second may be new.
    Window = tuple[int, int, int]

# So many bytes before the end of a hit, and behind it, does a screen look at, or as far as its line goes.
BEFORE = 512
BEHIND = 720
# The screens of these look further.
FAR_SEEING = frozenset(("carried", "columns", "container", "embedded", "keystore", "private_key"))


class Lineage:
    """Asks a screen about the versions of files, each behind the one that it was made from."""

    def __init__(self, screen: Screen) -> None:
        rows = screen.table
        self._screen = screen
        self._far = frozenset(at for at, row in enumerate(rows) if row[2] in FAR_SEEING)
        self._crossing = max(row[3] for row in rows)
        self._everything = any(row[1] < 0 for row in rows)  # a detector wants to see every file

    def hits(self, path: bytes, version: Version) -> Hits | None:
        """What ``Screen.hits`` gives for it under this path; None when it has to be asked itself.

        Raises ``EngineError`` when the text cannot be judged.
        """
        data = version.content
        if self._everything or is_pointer(data) or decode(data)[1] or is_binary(data):
            return None
        known = None if version.base_hits is None else version.base_hits.get(path)
        windows = list(self._windows(version)) if known is not None else [(0, 0, len(data))]
        found = self._hits_in(windows, data)
        hits = self._screen.surviving(found, path, data, typed=True) if found else []
        if known:
            hits = sorted([*_kept(known, version, windows), *hits])
        if self._far.isdisjoint(index for _, index in found):
            version.hits[path] = hits
        return hits + self._screen.at_the_end(data)

    def _windows(self, version: Version) -> Iterator[Window]:
        """Whole lines, in order and apart from each other, around everything that is new."""
        data = version.content
        crossing = self._crossing
        behind = max(crossing, BEFORE)
        held = (0, 0, 0)
        for start, end in _changes(version):
            if end + behind < held[2]:
                continue
            first = data.rfind(b"\n", 0, max(0, start - BEHIND)) + 1
            low = data.rfind(b"\n", 0, max(0, first - crossing)) + 1
            high = data.find(b"\n", end + behind) + 1 or len(data)
            if held[2] and low > held[2]:
                yield held
                held = low, first, high
            else:
                held = (held[0], held[1], high) if held[2] else (low, first, high)
        if held[2]:
            yield held

    def _hits_in(self, windows: list[Window], data: bytes) -> Hits:
        """What hits the engine in the windows, all read at once.

        A match that runs over the seam of two crosses a line's end, and so ends before the second
        one's hits may be new.
        """
        found = self._screen.matcher.hits(b"".join([data[low:high] for low, _, high in windows]))
        hits = []
        begin = 0
        waiting = iter(windows)
        low, first, high = next(waiting, (0, 0, 0))
        for end, index in found:
            while end > begin + high - low:
                begin += high - low
                low, first, high = next(waiting)
            if end - begin + low > first:
                hits.append((end - begin + low, index))
        return hits


def _end(hit: Hit) -> int:
    return hit[0]


def _first(window: Window) -> int:
    return window[1]


def _changes(version: Version) -> Iterator[tuple[int, int]]:
    """The spans that are new; an empty one is a place where two parts meet that did not before."""
    made = copied = 0
    for start, here, length in version.copies:
        if start != copied or here != made:
            yield made, here
        made, copied = here + length, start + length
    if copied != version.base_size or made != len(version.content):
        yield made, len(version.content)


def _kept(known: Hits, version: Version, windows: list[Window]) -> Iterator[Hit]:
    """The hits of the base that stand in its copies, where these lie outside of the windows."""
    for start, here, length in version.copies:
        low = bisect_right(known, start, key=_end)
        for end, index in known[low : bisect_right(known, start + length, low, key=_end)]:
            place = end - start + here
            before = bisect_left(windows, place, key=_first)
            if not before or place > windows[before - 1][2]:
                yield place, index
