"""``Incident``: the life of a leaked secret, told by the events that a ledger keeps."""

from __future__ import annotations

from enum import StrEnum

from secretguard.model.frozen import frozen

# So many digits of a fingerprint name an incident; commands accept any longer beginning, too.
ID_LENGTH = 8


class State(StrEnum):
    """What has become of the secret. Everything but ``DISMISSED`` was a real credential."""

    COMPROMISED = "compromised"
    ROTATED = "rotated"
    REVOKED = "revoked"
    DISMISSED = "dismissed"


class Kind(StrEnum):
    """What an event says happened."""

    OPENED = "opened"
    SEEN_AGAIN = "seen-again"
    ROTATED = "rotated"
    REVOKED = "revoked"
    DISMISSED = "dismissed"
    REOPENED = "reopened"


DECIDED = {
    Kind.ROTATED: State.ROTATED,
    Kind.REVOKED: State.REVOKED,
    Kind.DISMISSED: State.DISMISSED,
    Kind.REOPENED: State.COMPROMISED,
}


@frozen
class Event:
    """One line of a ledger: who says, when (UTC, ``2026-01-31T12:00:00Z``), what, and why.

    ``paths`` are where the secret was seen, without line numbers. ``until`` (``2026-01-31``)
    ends a dismissal, or the time in which an old and a new credential both live. ``sequence`` and
    ``previous`` place the event in its ledger and are filled when it is appended.
    """

    fingerprint: str
    kind: Kind
    when: str
    who: str
    why: str
    rule_id: str = ""
    title: str = ""
    paths: tuple[str, ...] = ()
    evidence: str = ""
    owner: str = ""
    until: str = ""
    sequence: int = 0
    previous: tuple[str, ...] = ()


@frozen
class Incident:
    """All events about one secret, oldest first; there is at least one.

    ``decision`` is the event that decided the state, None while nobody has decided anything.
    """

    fingerprint: str
    events: tuple[Event, ...]
    decision: Event | None

    @property
    def id(self) -> str:
        """The short name of the incident."""
        return short_id(self.fingerprint)

    @property
    def state(self) -> State:
        """What the decision says; a dismissal that expired is one still."""
        return State.COMPROMISED if self.decision is None else DECIDED[self.decision.kind]

    @property
    def opened(self) -> Event:
        """The event that began it."""
        opening = (event for event in self.events if event.kind is Kind.OPENED)
        return next(opening, self.events[0])

    @property
    def rule_id(self) -> str:
        """The rule that saw it first."""
        return next((event.rule_id for event in self.events if event.rule_id), "")

    @property
    def title(self) -> str:
        """What it is, in words."""
        return next((event.title for event in self.events if event.title), "credential")

    @property
    def paths(self) -> tuple[str, ...]:
        """Where it was ever seen, each path once."""
        return tuple(dict.fromkeys(path for event in self.events for path in event.paths))

    @property
    def owner(self) -> str:
        """Who answers for it: whom the last event names, else who opened it."""
        named = (event.owner for event in reversed(self.events) if event.owner)
        return next(named, self.opened.who)

    def expired(self, today: str) -> bool:
        """A dismissal whose last day lies before ``today`` (``2026-01-31``)."""
        decision = self.decision
        return (
            decision is not None
            and decision.kind is Kind.DISMISSED
            and bool(decision.until)
            and decision.until < today
        )


@frozen
class Mention:
    """What a report says about the incident that a finding belongs to.

    ``state`` is one of ``State`` or "new". ``dead`` means that the credential was revoked or
    replaced, so that its runbook is done. ``words`` is a sentence.
    """

    id: str
    state: str
    words: str
    dead: bool = False


def short_id(fingerprint: str) -> str:
    """The first digits of the digest in a fingerprint."""
    return fingerprint.rpartition(":")[2][:ID_LENGTH]
