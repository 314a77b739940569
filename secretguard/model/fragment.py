"""``Fragment``: text that a detector may read, and the way back to the file it came from."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

from secretguard.model.frozen import frozen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from secretguard.model.pieces import Pieces

Region = tuple[int, int]


@frozen
class Fragment:
    """Text as UTF-8 (or, when it is not, as the file's own bytes: keys are ASCII anyway).

    ``path`` is for people and for path rules: ``/``-separated, undecodable bytes as
    surrogates. ``regions`` maps a trigger's name to the half-open byte regions of ``data`` in
    which the engine saw it. ``trail`` says how the text was reached ("UTF-16", "base64").

    A text that was made from part of another has that as ``outer`` and the way back as ``pieces``
    (see ``model.pieces``). ``file`` is the path of the file in the work tree, where it is not ``path``:
    that of a container around it, for instance.
    """

    path: str
    data: bytes
    regions: Mapping[str, tuple[Region, ...]] = MappingProxyType({})
    trail: tuple[str, ...] = ()
    outer: Fragment | None = None
    pieces: Pieces = ()
    file: str = ""

    def text(self) -> str:
        """``data`` decoded as UTF-8, or as Latin-1 (which cannot fail) when it is not."""
        try:
            return self.data.decode("utf-8")
        except UnicodeDecodeError:
            return self.data.decode("latin-1")

    def line_of(self, offset: int) -> int:
        """The line (from 1, split at LF alone) that holds byte ``offset``."""
        return self.data.count(b"\n", 0, offset) + 1

    def line_bounds(self, offset: int) -> Region:
        """Start and end (LF excluded) of the line that holds byte ``offset``."""
        return _lines(self.data).around(offset)


class _Lines:
    """The lines of a text that were asked about last, this one and the one above it.

    A minified file is one line: to look for its ends anew for each candidate is quadratic.
    """

    __slots__ = ("_data", "_known")

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._known: list[Region] = []

    def around(self, offset: int) -> Region:
        for start, end in self._known:
            if start <= offset <= end:
                return start, end
        start = self._data.rfind(b"\n", 0, offset) + 1
        end = self._data.find(b"\n", offset)
        found = start, len(self._data) if end < 0 else end
        self._known = [found, *self._known[:1]]
        return found


@lru_cache(maxsize=1)
def _lines(data: bytes) -> _Lines:
    """Those of the text that is being judged."""
    return _Lines(data)
