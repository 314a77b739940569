"""The file of events: read without trust, appended to under a lock, never rewritten.

An append is one write of whole lines, then fsync. When it fails half way (full disk), the file is
cut back to what it was; what a crash left of a line is taken away before the next append.
Damage is never repaired silently: it is named with its line, and all other lines count.
"""

from __future__ import annotations

import os

from secretguard.ledger import chain
from secretguard.ledger.events import HEAD, TAIL, DamagedEventError, parse, serialise
from secretguard.ledger.files import append_bytes, make_folder, read_file, truncate
from secretguard.ledger.lock import locked
from secretguard.model.frozen import frozen, replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from secretguard.model.incident import Event

_END = len(HEAD) + len("h1:") + 8 + 1 + 32
_FINGERPRINT_AT, _AFTER = slice(len(HEAD), _END), slice(_END, _END + len(TAIL))
_BRACE = ord("}")


@frozen
class Damage:
    """A line (from 1) that is no event, and why."""

    line: int
    why: str


class Log:
    """The lines of a ledger as they were read at one moment. ``name`` is for messages."""

    __slots__ = ("_by_digest", "_by_fingerprint", "_damage", "_lines", "name")

    def __init__(self, name: str, content: bytes) -> None:
        self.name = name
        lines = content.split(b"\n")
        if not lines[-1]:
            lines.pop()
        self._lines = [line.rstrip(b"\r") for line in lines]
        self._damage: dict[int, Damage] = {}  # by the number of the line
        self._by_fingerprint: dict[str, list[int]] = {}
        self._by_digest: dict[str, Event] | None = None
        for number, line in enumerate(self._lines, 1):
            if line.startswith(HEAD) and line[_AFTER] == TAIL and line[-1] == _BRACE:
                named = line[_FINGERPRINT_AT].decode("ascii", "replace")
                self._by_fingerprint.setdefault(named, []).append(number)
            else:
                self._damaged(number, _what_is(line))

    @property
    def damage(self) -> list[Damage]:
        """What was met so far of lines that are no events, each once."""
        return list(self._damage.values())

    def fingerprints(self) -> Iterable[str]:
        """The fingerprints of all lines, unparsed."""
        return self._by_fingerprint.keys()

    def events_of(self, fingerprint: str) -> list[Event]:
        """The events about one secret; only their lines are parsed."""
        numbers = self._by_fingerprint.get(fingerprint, ())
        return [link.event for number in numbers if (link := self._link(number))]

    def lines(self) -> Iterable[bytes]:
        """Every line as it is, without its end."""
        return self._lines

    def tells_of(self, kind: str) -> bool:
        """Whether any line seems to be an event of this kind."""
        mark = f'"event":"{kind}"'.encode()
        return any(mark in line for line in self._lines)

    def links(self) -> list[chain.Link]:
        """Every readable line with its event. ``damage`` is complete afterwards."""
        numbers = sorted(number for found in self._by_fingerprint.values() for number in found)
        return [link for number in numbers if (link := self._link(number))]

    def had_seen(self, later: Event, earlier: Event) -> bool:
        """Whether ``earlier`` was there when ``later`` was written, as far as this ledger knows.

        Every line is parsed for the first answer: the chain leads through the events of all secrets.
        """
        if self._by_digest is None:
            self._by_digest = {link.digest: link.event for link in self.links()}
        return chain.follows(later, chain.digest_of(serialise(earlier)), self._by_digest)

    def _link(self, number: int) -> chain.Link | None:
        line = self._lines[number - 1]
        try:
            return chain.Link(number, chain.digest_of(line), parse(line))
        except DamagedEventError as error:
            self._damaged(number, str(error))
            return None

    def _damaged(self, number: int, why: str) -> None:
        self._damage.setdefault(number, Damage(number, why))


def _what_is(line: bytes) -> str:
    if line.startswith(HEAD):
        try:
            parse(line)
        except DamagedEventError as error:
            return str(error)
    if line.startswith((b"<<<<<<<", b"=======", b">>>>>>>", b"|||||||")):
        return "it is a mark of an unresolved merge conflict: keep the lines of both sides"
    return "it is empty" if not line else "it does not begin as an event does"


class Store:
    """One file of events. ``mode`` are its permissions when it has to be made."""

    __slots__ = ("_lock", "_mode", "name", "path")

    def __init__(self, path: str, lock: str, name: str, mode: int = 0o644) -> None:
        self.path = path
        self.name = name
        self._lock = lock
        self._mode = mode

    def read(self) -> Log:
        """The events that are there; none for a missing file. Raises ``SourceError``."""
        return Log(self.name, read_file(self.path))

    def append(self, drafts: Iterable[Event]) -> tuple[list[Event], str]:
        """Add events as one step: all of them, or none and ``SourceError``.

        Gives them as written, with their places in the chain, and a sentence about an
        unfinished line that an earlier crash had left, or "".
        """
        waiting = list(drafts)
        if not waiting:
            return [], ""
        make_folder(os.path.dirname(self.path))
        with locked(self._lock):
            content, notice = self._without_torn_end()
            written: list[Event] = []
            lines: list[bytes] = []
            heads = chain.check(Log(self.name, content).links()).heads
            previous = tuple(head.digest for head in heads)
            sequence = max((head.event.sequence for head in heads), default=0)
            for draft in waiting:
                sequence += 1
                event = replace(draft, sequence=sequence, previous=previous)
                line = serialise(event)
                previous = (chain.digest_of(line),)
                written.append(event)
                lines.append(line + b"\n")
            append_bytes(self.path, b"".join(lines), self._mode)
        return written, notice

    def _without_torn_end(self) -> tuple[bytes, str]:
        """The content, after completing or removing a last line without a line feed."""
        content = read_file(self.path)
        whole, feed, tail = content.rpartition(b"\n")
        if not tail:
            return content, ""
        try:
            parse(tail)
        except DamagedEventError:
            if HEAD.startswith(tail[: len(HEAD)]):
                truncate(self.path, len(whole + feed))
                line = whole.count(b"\n") + bool(feed) + 1
                why = f"{self.name} line {line}: an unfinished event ({len(tail)} bytes, a crash?)"
                return whole + feed, f"{why} was removed; it had never been confirmed"
        append_bytes(self.path, b"\n", self._mode)
        return content + b"\n", ""
