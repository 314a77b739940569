"""All that a repository knows about its leaked secrets: the committed ledger and the local one.

The local ledger lies in git's own directory and holds what refused commits opened. A decision
(revoked, dismissed ...) is for everybody: it goes to the committed ledger, together with the
opening that so far only this machine knew.
"""

from __future__ import annotations

import os

from secretguard.errors import SourceError, UsageError
from secretguard.ledger import places, salts
from secretguard.ledger.fingerprint import Key
from secretguard.ledger.fold import incident_of, incidents
from secretguard.ledger.store import Damage, Log, Store
from secretguard.model.frozen import frozen
from secretguard.model.incident import ID_LENGTH, Event, Incident, Kind
from secretguard.sources.git import run_git
from secretguard.sources.repository import LEDGER, SALT, private_folder, work_tree_root

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

_SHORTEST_ID = 4
_NO_WORK_TREE = "a ledger lies in a work tree, and this is none"


@frozen
class Keys:
    """The salts in force. ``current`` makes new fingerprints, ``known`` may have made old ones."""

    current: Key | None
    known: tuple[Key, ...]


def book_here() -> Book:
    """The ledgers of the repository around. Raises ``SourceError`` where there is no work tree."""
    root = work_tree_root()
    if not root:
        run_git(["rev-parse", "--git-dir"])  # says so itself where there is no repository at all
        raise SourceError(_NO_WORK_TREE)
    return Book(root)


class Book:
    """The ledgers of one repository; ``root`` is the top of its work tree, "" for none."""

    def __init__(self, root: str) -> None:
        self.root = root or "."
        self.private = private_folder()
        self._lock = f"{self.private}/lock"
        self.committed = Store(f"{self.root}/{LEDGER}", self._lock, LEDGER)
        self.local = Store(
            f"{self.private}/{places.LOCAL}", self._lock, "the local ledger", mode=0o600
        )
        self._logs: tuple[Log, Log] | None = None

    def logs(self) -> tuple[Log, Log]:
        """The committed and the local events, read once until something is recorded."""
        if self._logs is None:
            local = self.local.read() if self.private else Log(self.local.name, b"")
            self._logs = self.committed.read(), local
        return self._logs

    def keys(self) -> Keys:
        """The keys of the committed salts, then of the local ones. Raises ``SourceError``.

        Everybody computes new fingerprints with the same committed salt: the smallest.
        """
        shared = salts.read_salts(self._salt_path)
        own = salts.read_salts(self._local_salt_path) if self.private else []
        known = tuple(Key(line) for line in dict.fromkeys([*sorted(shared), *sorted(own)]))
        return Keys(known[0] if known else None, known)

    def ensure_key(self) -> Key:
        """The current key; the first one is made here, in git's own directory."""
        keys = self.keys()
        if keys.current is not None:
            return keys.current
        self._open_private()
        return Key(salts.ensure_salt(self._local_salt_path, self._lock, 0o600)[0])

    def incidents(self) -> list[Incident]:
        """Every incident of both ledgers. Raises ``SourceError`` when they cannot be read."""
        events = [link.event for log in self.logs() for link in log.links()]
        return incidents(events, self.logs()[0].had_seen)

    def damage(self) -> list[tuple[str, Damage]]:
        """(ledger, damage) of what was read so far."""
        return [(log.name, damage) for log in self.logs() for damage in log.damage]

    def find(self, name: str) -> Incident:
        """The incident whose id begins with ``name``. Raises ``UsageError`` for none or several."""
        wanted = name.rpartition(":")[2].lower()
        if len(wanted) < _SHORTEST_ID:
            raise UsageError(f"an incident is named by {ID_LENGTH} digits, or at least the first 4")
        found = {
            fingerprint
            for log in self.logs()
            for fingerprint in log.fingerprints()
            if fingerprint.rpartition(":")[2].startswith(wanted)
        }
        if not found:
            raise UsageError(f"no incident {name!r}; `secretguard incidents` lists them")
        if len(found) > 1:
            raise UsageError(f"{len(found)} incidents begin with {name!r}: give more digits")
        events = self.events_of(found.pop())
        if not events:
            raise SourceError(f"the events of {name} are damaged; run `secretguard ledger verify`")
        return incident_of(events, self.logs()[0].had_seen)

    def events_of(self, fingerprint: str) -> list[Event]:
        """What both ledgers say about one secret."""
        return [event for log in self.logs() for event in log.events_of(fingerprint)]

    def record(self, drafts: Iterable[Event]) -> str:
        """Write events to the committed ledger, as one step; a notice for the user or "".

        An incident that only this machine knew is opened there first, as it was opened here.
        Raises ``SourceError`` when nothing could be written.
        """
        self._need_work_tree()
        self._open_private()
        waiting: list[Event] = []
        opened = set(self.logs()[0].fingerprints())
        for draft in drafts:
            if draft.fingerprint not in opened and draft.kind is not Kind.OPENED:
                waiting.append(self._opening(draft.fingerprint))
            opened.add(draft.fingerprint)
            waiting.append(draft)
        self._publish_salts({event.fingerprint.split(":")[1] for event in waiting})
        _, notice = self.committed.append(waiting)
        self._logs = None
        return notice

    def record_locally(self, drafts: Iterable[Event]) -> str:
        """Write events to the local ledger; a notice for the user or "". Raises ``SourceError``."""
        self._open_private()
        _, notice = self.local.append(drafts)
        self._logs = None
        return notice

    @property
    def _salt_path(self) -> str:
        return f"{self.root}/{SALT}"

    @property
    def _local_salt_path(self) -> str:
        return f"{self.private}/salt"

    def _opening(self, fingerprint: str) -> Event:
        events = self.logs()[1].events_of(fingerprint)
        if not events:
            raise SourceError(f"no ledger tells how {fingerprint} was opened")
        return incident_of(events).opened

    def _publish_salts(self, ids: set[str]) -> None:
        """Commit the salts that the events' fingerprints were made with."""
        self.ensure_key()
        places.add_attributes(self.root)
        own = salts.read_salts(self._local_salt_path)
        salts.add_salts(
            self._salt_path, self._lock, [line for line in own if Key(line).id in ids], 0o644
        )

    def _open_private(self) -> None:
        if not self.private:
            raise SourceError("this is not a git repository")
        try:
            os.makedirs(self.private, mode=0o700, exist_ok=True)
        except OSError as error:
            raise SourceError(f"{self.private}: {error.strerror}") from error

    def _need_work_tree(self) -> None:
        if not os.path.lexists(f"{self.root}/.git"):
            raise SourceError(_NO_WORK_TREE)
