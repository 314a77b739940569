"""A pile of open incidents, decided one by one: pure state, so that undo and resume are simple."""

from __future__ import annotations

import json
from dataclasses import dataclass, field

from secretguard.model.incident import Event, Kind

TYPE_CHECKING = False
if TYPE_CHECKING:
    from secretguard.model.incident import Incident

KEEP = "keep"


@dataclass(frozen=True, slots=True)
class Choice:
    """A decision that is not recorded yet. ``kind`` is that of an event, or ``KEEP``."""

    fingerprint: str
    kind: str
    text: str = ""

    def event(self, who: str, when: str) -> Event | None:
        """The event to record, None for what stays open."""
        if self.kind == KEEP:
            return None
        kind = Kind(self.kind)
        revoked = kind is Kind.REVOKED
        why, evidence = ("", self.text) if revoked else (self.text, "")
        return Event(self.fingerprint, kind, when, who, why, evidence=evidence)


@dataclass(slots=True)
class Session:
    """Where somebody is in the pile. ``choices`` are in the order in which they were made."""

    incidents: list[Incident]
    choices: list[Choice] = field(default_factory=list)
    _later: list[str] = field(default_factory=list)

    @property
    def current(self) -> Incident | None:
        """The next undecided incident, None when all are decided or put off."""
        done = {choice.fingerprint for choice in self.choices} | set(self._later)
        return next((i for i in self.incidents if i.fingerprint not in done), None)

    def decide(self, kind: str, text: str = "") -> None:
        """Decide the current incident."""
        if self.current is not None:
            self.choices.append(Choice(self.current.fingerprint, kind, text))

    def put_off(self) -> None:
        """Leave the current incident for another time."""
        if self.current is not None:
            self._later.append(self.current.fingerprint)

    def undo(self) -> bool:
        """Take the last decision back, or else the last one that was put off; False for none."""
        if self.choices:
            self.choices.pop()
        elif self._later:
            self._later.pop()
        else:
            return False
        return True

    def dump(self) -> bytes:
        """The decisions as lines, for the next session after an interruption."""
        rows = [[choice.fingerprint, choice.kind, choice.text] for choice in self.choices]
        return "".join(f"{json.dumps(row)}\n" for row in rows).encode("ascii")

    def load(self, content: bytes) -> None:
        """Take up decisions of an earlier session about incidents that are still in the pile.

        A line that a crash cut off is left out: its decision is asked for again.
        """
        pile = {incident.fingerprint for incident in self.incidents}
        for line in content.splitlines():
            try:
                fingerprint, kind, text = json.loads(line)
            except ValueError:
                continue
            if fingerprint in pile and kind in {KEEP, *Kind}:
                self.choices.append(Choice(fingerprint, kind, str(text)))
