"""Texts inside of texts: what a woken file holds in another notation, in pieces or in a container.

The silent path comes here when a trigger of the wrapped kinds was hit. What comes out is
screened by the same engine, and only what that wakes goes on, so that an encoded image or a
clean archive costs its unpacking and nothing more. Every limit that is reached is told.
"""

from __future__ import annotations

from time import monotonic

from secretguard.detectors import container, embedded
from secretguard.errors import EngineError
from secretguard.model.pieces import rewrite
from secretguard.text.containers import (
    MEGABYTE,
    ContainerError,
    Member,
    OpaqueError,
    OutOfRoomError,
    Room,
)
from secretguard.text.containers.formats import LAID_OPEN, STREAMS, opener
from secretguard.text.decode import decode
from secretguard.text.embedded import hex_runs
from secretguard.text.embedded.base64_runs import decode_lines, run_before, wrapped_lines
from secretguard.text.embedded.readable import is_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from secretguard.model.pieces import Piece, Replacement
    from secretguard.screen import Hits, Screen, Tally, Woken

MAX_DEPTH = 3  # notations inside of notations, and containers inside of containers
MAX_BYTES = 256 * MEGABYTE  # decoded and unpacked from one file, all levels together
MAX_TEXTS = 20_000  # members and decoded runs of one file
MAX_SECONDS = 60.0
_SURROUNDINGS = 200  # bytes before and behind an encoded run that judge it
_WINDOW = 2048  # bytes to each side of a seam
_ESCAPES = 1024  # bytes to each side of an escape
MEMBER_MARK = b"!"


class Inner:
    """A text inside of ``outer`` that woke the engine.

    With ``pieces`` it stands in the same file; without, it is the member ``path`` of a container.
    ``judged_as`` is the path that tells the detectors what kind of text it is.
    ``decides`` says that it is what the outer text means, so that nothing that was guessed from its encoded form counts.
    """

    __slots__ = ("data", "decides", "hits", "judged_as", "outer", "path", "pieces", "trail")

    def __init__(
        self,
        outer: Woken | Inner,
        data: bytes,
        trail: str,
        pieces: tuple[Piece, ...] = (),
        path: bytes = b"",
    ) -> None:
        self.outer = outer
        self.data = data
        self.trail = trail
        self.pieces = pieces
        self.path: bytes = path or outer.path
        self.judged_as: bytes = path or outer.judged_as
        self.hits: Hits = []
        self.decides = False


def unwrap(screen: Screen, woken: Woken, wrapped: Hits, tally: Tally) -> list[Inner]:
    """The texts inside of ``woken`` that deserve a closer look, outermost first."""
    opened = _Unwrapping(screen, tally)
    try:
        opened.open(woken, wrapped, 0, 0)
    except OutOfRoomError as error:
        opened.tell(woken.path, f"{error}; the rest of it was not looked at")
    return opened.found


class _Unwrapping:
    """The limits of one file, and what was found in it so far."""

    def __init__(self, screen: Screen, tally: Tally) -> None:
        self._screen = screen
        self._tally = tally
        self._room = Room(MAX_BYTES)
        self._texts = 0
        self._end = monotonic() + MAX_SECONDS
        self.found: list[Inner] = []

    def open(self, outer: Woken | Inner, wrapped: Hits, notations: int, containers: int) -> None:
        """Go into everything that ``wrapped`` points at in ``outer``."""
        for kind in self._kinds(wrapped, container.PREFIX):
            self._open_container(outer, kind, notations, containers)
        rest = [(end, name) for end, name in self._named(wrapped) if _is_notation(name)]
        if not rest:
            return
        for inner in texts_in(outer, rest):
            if notations >= MAX_DEPTH:
                self.tell(
                    outer.path, f"{inner.trail} in it is encoded more than {MAX_DEPTH} times over"
                )
                return
            self._look(inner, notations + 1, containers)

    def tell(self, path: bytes, why: str, *, opaque: bool = False) -> None:
        """Name what was not looked at; what nobody can read is passed over."""
        self._tally.listed += 1
        (self._tally.skipped if opaque else self._tally.unread).append((path, why))

    def _named(self, wrapped: Hits) -> Iterator[tuple[int, str]]:
        return ((end, self._screen.table[index][0]) for end, index in wrapped)

    def _kinds(self, wrapped: Hits, prefix: str) -> list[str]:
        names = (name for _, name in self._named(wrapped) if name.startswith(prefix))
        return [name.removeprefix(prefix) for name in dict.fromkeys(names)]

    def _look(self, inner: Inner, notations: int, containers: int) -> None:
        """Screen one text, keep it when it woke something, and go on into it."""
        self._texts += 1
        self._room.take(len(inner.data))
        if self._texts > MAX_TEXTS:
            raise OutOfRoomError(f"it holds more than {MAX_TEXTS} encoded texts or members")
        if monotonic() > self._end:
            raise OutOfRoomError(f"to unwrap it takes longer than {MAX_SECONDS:.0f} s")
        try:
            hits = self._screen.hits(inner.judged_as, inner.data)
        except EngineError as error:
            self.tell(inner.path, str(error))
            return
        inner.hits, wrapped = self._screen.parted(hits)
        if inner.hits or inner.decides:
            self.found.append(inner)
        if wrapped:
            self.open(inner, wrapped, notations, containers)

    def _open_container(
        self, outer: Woken | Inner, kind: str, notations: int, containers: int
    ) -> None:
        streamed = isinstance(outer, Inner) and outer.trail in STREAMS
        if containers - streamed >= MAX_DEPTH:
            self.tell(outer.path, f"a {kind} file inside of {MAX_DEPTH} containers")
            return
        try:
            for member in opener(kind)(outer.data, self._room):
                self._member(outer, member, kind, notations, containers + 1 - streamed)
        except OpaqueError as error:
            self.tell(outer.path, f"cannot be opened: {error}", opaque=True)
            return
        except ContainerError as error:
            self.tell(outer.path, str(error))
            return
        if kind in LAID_OPEN:
            outer.hits = []  # all of it was looked at as its members

    def _member(
        self, outer: Woken | Inner, member: Member, kind: str, notations: int, containers: int
    ) -> None:
        path = member_path(outer, member, kind)
        if member.content is None:
            self.tell(path, f"cannot be opened: {member.why}", opaque=member.opaque)
            return
        text, _ = decode(member.content)
        trail = kind
        if isinstance(outer, Inner) and outer.pieces and text:
            # Inside of an encoded run there is no path to show: the whole run is the place.
            whole = ((0, 0, len(text), max(len(outer.data), 1)),)
            self._look(Inner(outer, text, trail, whole), notations, containers)
            return
        self._tally.listed += 1
        self._tally.blobs += 1
        self._tally.bytes += len(text)
        self._look(Inner(outer, text, trail, path=path), notations, containers)


def member_path(outer: Woken | Inner, member: Member, kind: str) -> bytes:
    """``outer.zip!inner/file.txt``; ``dump.sql.gz!dump.sql``, and ``outer.tar.gz!inner/file.txt``."""
    base = outer.path
    if isinstance(outer, Inner) and outer.trail in STREAMS and not outer.pieces:
        base = outer.outer.path
    name = member.name.encode("utf-8", "surrogateescape")
    if kind in STREAMS:
        name = outer.path.rpartition(b"/")[2].rpartition(MEMBER_MARK)[2].rpartition(b".")[0]
    return base + MEMBER_MARK + (name or b"content")


def _is_notation(name: str) -> bool:
    return not name.startswith(container.PREFIX)


def texts_in(outer: Woken | Inner, hits: list[tuple[int, str]]) -> Iterator[Inner]:
    """The rewritten texts at ``hits``, which are in the order of their ends."""
    done: dict[str, int] = {}  # how far each way of reading has come
    for end, name in hits:
        way = _WAYS.get(name) or _WAYS[name.partition(":")[0]]
        if end > done.get(way.__name__, 0):
            inner, stop = way(outer, end)
            done[way.__name__] = max(stop, end)
            if inner is not None:
                yield inner


def _base64(outer: Woken | Inner, end: int) -> tuple[Inner | None, int]:
    data = outer.data
    lines = wrapped_lines(data, run_before(data, end - 1))
    replacements = decode_lines(data, lines)
    start, stop = lines[0][0], lines[-1][1]
    text = b"".join(replacement[2] for replacement in replacements)
    if not embedded.worth_reading(text):
        return None, stop
    if is_text(text):
        return _decoded(outer, replacements, "base64"), stop
    text = text if embedded.is_archive(text) else decode(text)[0]
    return Inner(outer, text, "base64", ((0, start, max(len(text), 1), stop - start),)), stop


def _hexadecimal(outer: Woken | Inner, end: int) -> tuple[Inner | None, int]:
    start, stop = hex_runs.run_around(outer.data, end)
    text = hex_runs.decode_run(outer.data[start:stop])
    inner = _decoded(outer, [(start, stop, text, 1, 2)], "hexadecimal") if is_text(text) else None
    return inner, stop


def _decoded(outer: Woken | Inner, replacements: list[Replacement], encoding: str) -> Inner:
    """A decoded run with its surroundings: the name before it judges it."""
    start, stop = replacements[0][0], replacements[-1][1]
    low, high = _line_around(outer.data, start, stop, _SURROUNDINGS)
    inner = Inner(outer, *_rewritten(outer.data, low, high, replacements, encoding))
    # What was encoded is a text of its own and no code, whatever the file around it is.
    inner.judged_as = outer.judged_as + MEMBER_MARK + encoding.encode()
    return inner


def _manifest(outer: Woken | Inner, end: int) -> tuple[Inner | None, int]:
    from secretguard.text.embedded.kubernetes import document_around, secret_values

    low, high = document_around(outer.data, end)
    values = list(secret_values(outer.data, low, high))
    if not values:
        return None, high
    inner = Inner(outer, *_rewritten(outer.data, low, high, values, "base64"))
    inner.decides = True
    return inner, high


def _unescaped(outer: Woken | Inner, end: int) -> tuple[Inner | None, int]:
    from secretguard.text.embedded.notations import unescaped

    low, high = _line_around(outer.data, end, end, _ESCAPES)
    found = list(unescaped(outer.data, low, high))
    text = _rewritten(outer.data, low, high, found, "escapes")
    return Inner(outer, *text) if found else None, high


def _joined(outer: Woken | Inner, end: int) -> tuple[Inner | None, int]:
    """A chain may run over many lines: the next window begins where half of this one ends."""
    from secretguard.text.joined import joints

    low, high = max(0, end - _WINDOW), min(len(outer.data), end + 2 * _WINDOW)
    low = _line_around(outer.data, low, low, _SURROUNDINGS)[0]
    found = list(joints(outer.data, low, high))
    text = _rewritten(outer.data, low, high, found, "parts")
    return Inner(outer, *text) if found else None, end + _WINDOW


def _line_around(data: bytes, start: int, stop: int, most: int) -> tuple[int, int]:
    """From the beginning of the line of ``start`` to the end of that of ``stop``, ``most`` bytes each."""
    low = max(0, start - most)
    line_end = data.find(b"\n", stop, stop + most)
    high = min(len(data), stop + most) if line_end < 0 else line_end
    return max(low, data.rfind(b"\n", low, start) + 1), high


def _rewritten(
    data: bytes, low: int, high: int, replacements: list[Replacement], trail: str
) -> tuple[bytes, str, tuple[Piece, ...]]:
    text, pieces = rewrite(data, low, high, replacements)
    return text, trail, pieces


# By the trigger's name, or by what stands before its colon.
_WAYS = {
    embedded.RUN: _base64,
    embedded.HEX: _hexadecimal,
    embedded.MANIFEST: _manifest,
    "escaped": _unescaped,
    "joined": _joined,
}
