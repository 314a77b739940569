"""What the pipeline asks about each candidate: is this secret known, and what does that mean?"""

from __future__ import annotations

from secretguard.ledger.book import Book
from secretguard.ledger.decide import meaning
from secretguard.ledger.events import now
from secretguard.ledger.fingerprint import is_strong
from secretguard.ledger.fold import incident_of
from secretguard.ledger.forms import forms
from secretguard.ledger.recall import open_recall
from secretguard.model.frozen import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from secretguard.ledger.decide import Meaning
    from secretguard.ledger.fingerprint import Key
    from secretguard.ledger.recall import Recall
    from secretguard.model.incident import Event
    from secretguard.model.secret import Secret


class Memory:
    """The ledgers of a repository during one run.

    ``records``: the run will open incidents, so each secret needs a fingerprint and a key is made
    when there is none. Raises ``SourceError`` when ledger or salts cannot be read.
    """

    def __init__(self, root: str, *, records: bool) -> None:
        self.book = Book(root)
        self._today = now()[:10]
        self._keys = self.book.keys()
        self._current: Key | None = self._keys.current
        if self._current is None and records and self.book.private:
            self._current = self.book.ensure_key()
        self._committed, self._local = self.book.logs()
        named = [*self._committed.fingerprints(), *self._local.fingerprints()]
        # (strength, key id) of what is recorded: nothing is digested that could not be found.
        self._kinds = {tuple(fingerprint.split(":")[:2]) for fingerprint in named}
        self._fingerprints: dict[tuple[str, str], str] = {}
        self._meanings: dict[str, Meaning | None] = {}
        # Whether a secret that nobody would believe may still be a revoked one.
        self.knows_dead = self._committed.tells_of("revoked") or self._committed.tells_of("rotated")

    def fingerprint(self, secret: Secret) -> str:
        """The secret's fingerprint under the current key; "" where nothing was ever recorded."""
        return "" if self._current is None else self._digest(self._current, secret.reveal())

    def meaning(self, secret: Secret) -> Meaning | None:
        """What the ledgers say about this secret, None when they do not know it.

        An encoding of a revoked secret is that secret.
        """
        value = secret.reveal()
        if value not in self._meanings:
            self._meanings[value] = self._direct(value) or self._encoded(value)
        return self._meanings[value]

    def open_recall(self) -> Recall | None:
        """What recognises revoked secrets without any rule, None when there are none."""
        return open_recall(self.book.root, self.book.private)

    def problems(self) -> list[tuple[str, str]]:
        """(what, why) of everything in the ledgers that could not be understood."""
        return [(f"{name} line {found.line}", found.why) for name, found in self.book.damage()]

    def _direct(self, value: str) -> Meaning | None:
        committed: list[Event] = []
        local: list[Event] = []
        strength = "h1" if is_strong(value) else "s1"
        for key in self._keys.known:
            if (strength, key.id) in self._kinds:
                fingerprint = self._digest(key, value)
                committed += self._committed.events_of(fingerprint)
                local += self._local.events_of(fingerprint)
        if not committed and not local:
            return None
        paths = tuple(path for event in committed for path in event.paths)
        incident = incident_of([*committed, *local], self._committed.had_seen)
        return meaning(incident, self._today, paths)

    def _encoded(self, value: str) -> Meaning | None:
        if not self.knows_dead:
            return None
        for form in forms(value):
            found = self._direct(form)
            if found is not None and found.dead:
                words = f"an encoding of a credential that was {found.mention.words}"
                return replace(found, mention=replace(found.mention, words=words))
        return None

    def _digest(self, key: Key, value: str) -> str:
        place = (key.id, value)
        if place not in self._fingerprints:
            self._fingerprints[place] = key.fingerprint(value)
        return self._fingerprints[place]
