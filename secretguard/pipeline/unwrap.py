"""Texts inside of texts: what a woken file holds in another notation, in pieces or in a container.

The silent path comes here when a trigger of the wrapped kinds was hit. What comes out is
screened by the same engine, and only what that wakes goes on, so that an encoded image or a
clean archive costs its unpacking and nothing more. Every limit that is reached is told.
"""

from __future__ import annotations

from time import monotonic

from secretguard.detectors import carried, container, embedded
from secretguard.errors import EngineError, SecretguardError
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
    from collections.abc import Callable, Iterator

    from secretguard.model.pieces import Piece, Pieces, Replacement
    from secretguard.pipeline.screen import Hits, Screen, Tally, Woken

MAX_DEPTH = 3  # notations inside of notations, and containers inside of containers
MAX_BYTES = 256 * MEGABYTE  # decoded and unpacked from one file, all levels together
MAX_TEXTS = 20_000  # members and decoded runs of one file
MAX_SECONDS = 60.0
_SURROUNDINGS = 200  # bytes before and behind an encoded run that judge it
_WINDOW = 2048  # bytes to each side of a seam
_ESCAPES = 1024  # bytes to each side of an escape
_PATCH = "patch of "
_REST = "the rest of it was not looked at"
_WINDOWS = ("escapes", "parts")  # these show again a part of what is carried, as it is written
MEMBER_MARK = b"!"


class Inner:
    """A text inside of ``outer`` that woke the engine.

    With ``pieces`` it stands in the same file; without, it is the member ``path`` of a container.
    ``judged_as`` is the path that tells the detectors what kind of text it is.
    ``meant`` are the stretches of the outer text of which it is what they mean: nothing that was
    guessed from how they are written counts. ``own`` is the stretch of ``data`` that was encoded,
    all of it where no surroundings stand beside it.
    """

    __slots__ = ("_pieces", "data", "depth", "hits", "judged_as", "meant", "outer", "own", "path",
                 "trail")  # fmt: skip

    def __init__(
        self,
        outer: Woken | Inner,
        data: bytes,
        trail: str,
        pieces: Pieces | Callable[[], Pieces] = (),
        path: bytes = b"",
    ) -> None:
        self.outer = outer
        self.data = data
        self.trail = trail
        self._pieces = pieces
        self.path: bytes = path or outer.path
        self.judged_as: bytes = path or outer.judged_as
        self.hits: Hits = []
        self.meant: tuple[tuple[int, int], ...] = ()
        self.own = (0, len(data))
        self.depth = 1  # how many notations deeper than the outer text

    @property
    def pieces(self) -> Pieces:
        """The way back to the outer text, made when it is first asked for: most texts wake nothing."""
        if callable(self._pieces):
            self._pieces = self._pieces()
        return self._pieces

    def empty(self) -> None:
        """Let go of the text, which woke nothing; what it is meant for still counts."""
        self.data, self._pieces = b"", ((0, 0, 1, 1),)


def unwrap(screen: Screen, woken: Woken, wrapped: Hits, tally: Tally) -> list[Inner]:
    """The texts inside of ``woken`` that deserve a closer look, outermost first."""
    opened = _Unwrapping(screen, tally)
    try:
        opened.open(woken, wrapped, 0, 0)
    except OutOfRoomError as error:
        opened.tell(woken.path, f"{error}; {_REST}")
    except SecretguardError:
        raise
    except Exception as error:  # noqa: BLE001 - one crafted file must not end a run; it is named
        # The message may quote the text that was read, so only its type is told.
        why = f"what is inside of it cannot be read: {type(error).__name__}"
        opened.tell(woken.path, f"{why}; {_REST}")
    return opened.found


class _Unwrapping:
    """The limits of one file, and what was found in it so far."""

    def __init__(self, screen: Screen, tally: Tally) -> None:
        self._screen = screen
        self._tally = tally
        self._room = Room(MAX_BYTES)
        self._texts = 0
        self._told: set[tuple[bytes, str]] = set()
        self._end = monotonic() + MAX_SECONDS
        self.found: list[Inner] = []

    def open(self, outer: Woken | Inner, wrapped: Hits, notations: int, containers: int) -> None:
        """Go into everything that ``wrapped`` points at in ``outer``."""
        for kind in self._kinds(wrapped, container.PREFIX):
            self._open_container(outer, kind, notations, containers)
        rest = [hit for hit in self._named(wrapped) if _is_notation(*hit, outer)]
        if not rest:
            return
        for inner in texts_in(outer, rest):
            if notations + inner.depth > MAX_DEPTH:
                self.tell(
                    outer.path, f"{inner.trail} in it is encoded more than {MAX_DEPTH} times over"
                )
                return
            self._look(inner, notations + inner.depth, containers)

    def tell(self, path: bytes, why: str, *, opaque: bool = False) -> None:
        """Name once what was not looked at; what nobody can read is passed over."""
        if (path, why) in self._told:
            return
        self._told.add((path, why))
        self._tally.listed += 1
        (self._tally.skipped if opaque else self._tally.unread).append((path, why))

    def _named(self, wrapped: Hits) -> Iterator[tuple[int, str]]:
        return ((end, self._screen.table[index][0]) for end, index in wrapped)

    def _kinds(self, wrapped: Hits, prefix: str) -> list[str]:
        names = (name for _, name in self._named(wrapped) if name.startswith(prefix))
        return [name.removeprefix(prefix) for name in dict.fromkeys(names)]

    def _look(self, inner: Inner, notations: int, containers: int) -> None:
        """Screen one text, keep it when it woke something, and go on into it."""
        self._texts += not inner.meant  # which are no more than the outer text has room for
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
        if inner.hits or inner.meant:
            self.found.append(inner)
        known = len(self.found)
        if wrapped:
            self.open(inner, wrapped, notations, containers)
        if not inner.hits and len(self.found) == known:
            inner.empty()

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


def _is_notation(end: int, name: str, outer: Woken | Inner) -> bool:
    """What stands beside a decoded run is as it was in the outer text, which was gone into itself."""
    if isinstance(outer, Inner):
        low, high = outer.own
        if not low < end <= high + 1:  # what ends a run may be the character behind it
            return False
        if name.startswith(carried.PREFIX):
            return outer.trail not in _WINDOWS
    return not name.startswith(container.PREFIX)


def texts_in(outer: Woken | Inner, hits: list[tuple[int, str]]) -> Iterator[Inner]:
    """The rewritten texts at ``hits``, which are in the order of their ends."""
    done: dict[str, int] = {}  # how far each way of reading has come
    carried_to = 0  # and how far what is carried goes, of which nothing is read as it is written
    for end, name in hits:
        way = _WAYS.get(name) or _WAYS[name.partition(":")[0]]
        if end > max(done.get(way.__name__, 0), carried_to):
            found, stop = way(outer, end)
            done[way.__name__] = max(stop, end)
            if found and name.startswith(carried.PREFIX):
                carried_to = stop
            yield from found


def _base64(outer: Woken | Inner, end: int) -> tuple[list[Inner], int]:
    data = outer.data
    lines = wrapped_lines(data, run_before(data, end - 1))
    replacements = decode_lines(data, lines)
    start, stop = lines[0][0], lines[-1][1]
    text = b"".join(replacement[2] for replacement in replacements)
    if not embedded.worth_reading(text):
        return [], stop
    if is_text(text):
        return [_decoded(outer, replacements, "base64")], stop
    text = text if embedded.is_archive(text) else decode(text)[0]
    return [_as_a_whole(outer, text, "base64", start, stop)], stop


def _as_a_whole(outer: Woken | Inner, text: bytes, trail: str, start: int, stop: int) -> Inner:
    """``text`` for all that stands from ``start`` to ``stop``, because it maps no closer."""
    return Inner(outer, text, trail, ((0, start, max(len(text), 1), stop - start),))


def _hexadecimal(outer: Woken | Inner, end: int) -> tuple[list[Inner], int]:
    start, stop = hex_runs.run_around(outer.data, end)
    text = hex_runs.decode_run(outer.data[start:stop])
    if not is_text(text):
        return [], stop
    return [_decoded(outer, [(start, stop, text, 1, 2)], "hexadecimal")], stop


def _decoded(outer: Woken | Inner, replacements: list[Replacement], encoding: str) -> Inner:
    """A decoded run with its surroundings: the name before it judges it."""
    start, stop = replacements[0][0], replacements[-1][1]
    low, high = _line_around(outer.data, start, stop, _SURROUNDINGS)
    inner = Inner(outer, *_rewritten(outer.data, low, high, replacements, encoding))
    inner.own = (start - low, len(inner.data) - (high - stop))
    # What was encoded is a text of its own and no code, whatever the file around it is.
    inner.judged_as = outer.judged_as + MEMBER_MARK + encoding.encode()
    return inner


def _manifest(outer: Woken | Inner, end: int) -> tuple[list[Inner], int]:
    from secretguard.text.embedded.kubernetes import document_around, secret_values

    low, high = document_around(outer.data, end)
    values = list(secret_values(outer.data, low, high))
    if not values:
        return [], high
    inner = Inner(outer, *_rewritten(outer.data, low, high, values, "base64"))
    inner.meant = tuple((start - 1, stop + 1) for start, stop, *_ in values)  # with their quotes
    return [inner], high


def _unescaped(outer: Woken | Inner, end: int) -> tuple[list[Inner], int]:
    from secretguard.text.embedded.notations import unescape, unescaped

    data = outer.data
    low, high = _line_around(data, end, end, _ESCAPES)
    written = data[low:high]
    text = unescape(written)
    if text == written:
        return [], high

    def pieces() -> Pieces:
        return rewrite(data, low, high, unescaped(data, low, high))[1]

    return [Inner(outer, text, "escapes", pieces)], high


def _joined(outer: Woken | Inner, end: int) -> tuple[list[Inner], int]:
    """A chain may run over many lines: the next window begins where half of this one ends."""
    from secretguard.text.joined import joints

    low, high = max(0, end - _WINDOW), min(len(outer.data), end + 2 * _WINDOW)
    low = _line_around(outer.data, low, low, _SURROUNDINGS)[0]
    found = list(joints(outer.data, low, high))
    text = _rewritten(outer.data, low, high, found, "parts")
    return [Inner(outer, *text)] if found else [], end + _WINDOW


def _change(outer: Woken | Inner, end: int) -> tuple[list[Inner], int]:
    """A changed file of a patch: as it will be, and as it was, if it loses lines."""
    from secretguard.text.embedded.patches import change_at, sides

    path, low, high = change_at(outer.data, end)
    trail = _patch_of(path)
    found = []
    for side in sides(outer.data, low, high):
        inner = Inner(outer, side.text, trail, side.pieces)
        inner.depth = int(getattr(outer, "trail", "").startswith(_PATCH))  # the first is plain text
        found.append(_carried(inner, path, low, high))
    return found, high


def _binary(outer: Woken | Inner, end: int) -> tuple[list[Inner], int]:
    from secretguard.text.embedded.patches import binary_at

    start = end - 1
    path, content, stop = binary_at(outer.data, start)
    if not content:
        return [], stop
    inner = _as_a_whole(outer, content, _patch_of(path), start, stop)
    return [_carried(inner, path, start, stop)], stop


def _patch_of(path: bytes) -> str:
    return _PATCH + path.decode("utf-8", "replace")


def _mail_part(outer: Woken | Inner, end: int) -> tuple[list[Inner], int]:
    from secretguard.text.embedded import mails

    part = mails.part_at(outer.data, end)
    if part is None:
        return [], end
    low, high = part.low, part.high
    word = part.encoding.decode("ascii")
    if part.encoding != b"base64":
        found = list(mails.unquoted(outer.data, part))
        inner = Inner(outer, *_rewritten(outer.data, low, high, found, word))
    else:
        lines = mails.base64_lines(outer.data, part)
        replacements, high = decode_lines(outer.data, lines), lines[-1][1]
        text = b"".join(replacement[2] for replacement in replacements)
        if is_text(text):
            inner = Inner(outer, *_rewritten(outer.data, low, high, replacements, word))
        else:
            inner = _as_a_whole(outer, text, word, low, high)
    if not inner.data:
        return [], end
    return [_carried(inner, part.name, low, high)], high


def _carried(inner: Inner, path: bytes, low: int, high: int) -> Inner:
    """``inner`` as the file that it is, of which ``path`` tells what it may hold."""
    if path:
        inner.judged_as += MEMBER_MARK + b"/" + path
    inner.meant = ((low, high),)
    return inner


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
    embedded.BASE64: _base64,
    embedded.HEX: _hexadecimal,
    embedded.MANIFEST: _manifest,
    "escaped": _unescaped,
    "joined": _joined,
    carried.CHANGE: _change,
    carried.BINARY: _binary,
    carried.MAIL: _mail_part,
}
