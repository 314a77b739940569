"""What a known incident means for a new sight of its secret, in words for whoever commits."""

from __future__ import annotations

from secretguard.model.frozen import frozen, replace
from secretguard.model.incident import Incident, Mention, State
from secretguard.model.suppression import Suppression

TYPE_CHECKING = False
if TYPE_CHECKING:
    from secretguard.model.finding import Finding
    from secretguard.model.incident import Event


@frozen
class Meaning:
    """How an incident bears on a finding.

    ``fingerprint``, ``rule_id`` and ``title`` are those of the incident. ``mention`` is what the report says. ``dead``: the credential was revoked or replaced; a
    new copy is refused whatever else would excuse it, and an old one is no news.
    ``suppression`` is set when the finding passes: dismissed, or dead and on an untouched line.
    ``decided`` is the moment of the last decision. ``paths`` are where the committed ledger knows it.
    """

    fingerprint: str
    rule_id: str
    title: str
    mention: Mention
    dead: bool
    suppression: Suppression | None
    decided: str
    paths: tuple[str, ...]


def meaning(incident: Incident, today: str, paths: tuple[str, ...] = ()) -> Meaning:
    """What ``incident`` means on the day ``today`` (``2026-01-31``)."""
    decision = incident.decision
    words = words_of(incident, today)
    dead = incident.state in {State.REVOKED, State.ROTATED}
    suppression = None
    if decision is not None and dead:
        suppression = Suppression("ledger", f"{words} (incident {incident.id})", incident.owner)
        words += "; still not to be committed"
    elif decision is not None and incident.state is State.DISMISSED and not incident.expired(today):
        reason = f"{decision.why} (incident {incident.id}, {words})"
        suppression = Suppression("ledger", reason, incident.owner, decision.until)
    return Meaning(
        incident.fingerprint,
        incident.rule_id,
        incident.title,
        Mention(incident.id, incident.state.value, words, dead),
        dead,
        suppression,
        "" if decision is None else decision.when,
        paths,
    )


def told(finding: Finding, known: Meaning, *, standing: bool) -> Finding:
    """The finding with what the ledger knows about its secret.

    Where there is no earlier content to compare with, the ledger is the past: a ``standing`` file
    (one on disk, not in a change) at a path where the incident is known brings nothing new,
    and a commit older than the revocation brought what was revoked.
    """
    introduced = finding.introduced
    where = finding.location
    if where.commit and known.dead:
        from secretguard.sources.history import written_at

        introduced = introduced and written_at(where.commit) > known.decided
    elif standing and not where.commit and not where.path.startswith("("):
        introduced = introduced and where.path not in known.paths
    return replace(
        finding,
        introduced=introduced,
        secret_fingerprint=known.fingerprint,
        incident=known.mention,
    )


def states_of(incident: Incident, today: str) -> set[str]:
    """The words under which a list finds an incident: its state, and open or expired."""
    words = {incident.state.value}
    if incident.expired(today):
        words = {"expired", "open"}
    elif incident.state in {State.COMPROMISED, State.ROTATED}:
        words.add("open")
    return words


def words_of(incident: Incident, today: str) -> str:
    """The state of an incident as part of a sentence."""
    decision = incident.decision
    if decision is None:
        opened = incident.opened
        return (
            f"open since {_day(opened)} ({_days(opened, today)}), recorded by {name_of(opened.who)}"
        )
    stamp = f"on {_day(decision)} by {name_of(decision.who)}"
    if incident.state is State.REVOKED:
        return f"revoked {stamp} ({decision.evidence})"
    if incident.state is State.ROTATED:
        until = f", the old one lives until {decision.until}" if decision.until else ""
        return f"replaced {stamp}{until}"
    if incident.state is State.DISMISSED:
        owner = f", {name_of(incident.owner)} answers for it" if decision.owner else ""
        if incident.expired(today):
            return f"dismissed {stamp}, which expired on {decision.until}{owner}"
        until = f" until {decision.until}" if decision.until else ""
        return f"dismissed {stamp}{until}{owner}"
    return f"reopened {stamp}: {decision.why}"


def name_of(who: str) -> str:
    """The name in ``Name <address>``."""
    return who.partition(" <")[0] or who


def age_in_days(moment: str, today: str) -> int:
    """Whole days from a moment of an event to the day ``today``; never negative."""
    from datetime import date

    return max(0, (date.fromisoformat(today) - date.fromisoformat(moment[:10])).days)


def _day(event: Event) -> str:
    return event.when[:10]


def _days(event: Event, today: str) -> str:
    days = age_in_days(event.when, today)
    return "today" if days == 0 else "1 day" if days == 1 else f"{days} days"
