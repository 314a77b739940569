"""What an audit finds in a ledger: the overdue, the expired, the stale, the unrecorded."""

from __future__ import annotations

from secretguard.ledger.decide import age_in_days
from secretguard.model.frozen import frozen
from secretguard.model.incident import State

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from secretguard.model.finding import Finding
    from secretguard.model.incident import Incident


@frozen
class Overdue:
    """An open incident past its day: ``days`` too late."""

    incident: Incident
    days: int


@frozen
class Audit:
    """The result. ``overdue`` and ``unrecorded`` fail a build, the rest is listed.

    ``expired``: dismissals whose day has passed; they refuse again, and count as open since then.
    ``stale``: dismissals of what is in no scanned file any more; they can be reopened or left
    to expire. ``unrecorded``: secrets in the files that the committed ledger does not know.
    """

    open: tuple[Incident, ...]
    overdue: tuple[Overdue, ...]
    expired: tuple[Incident, ...]
    stale: tuple[Incident, ...]
    unrecorded: tuple[Finding, ...]

    @property
    def passed(self) -> bool:
        """Whether nothing fails the build."""
        return not self.overdue and not self.unrecorded


def audit(
    incidents: Iterable[Incident],
    max_age: int,
    today: str,
    present: set[str] | None = None,
    unrecorded: Iterable[Finding] = (),
) -> Audit:
    """Judge the incidents of the committed ledger on the day ``today``.

    ``present`` are the fingerprints met in the files, None when nobody looked: then nothing is stale.
    """
    everything = list(incidents)
    expired = [incident for incident in everything if incident.expired(today)]
    still_open = [
        incident
        for incident in everything
        if incident.state in {State.COMPROMISED, State.ROTATED} or incident.expired(today)
    ]
    overdue = [
        Overdue(incident, days)
        for incident in still_open
        if (days := _days_late(incident, max_age, today)) > 0
    ]
    dismissed = [
        incident
        for incident in everything
        if incident.state is State.DISMISSED and not incident.expired(today)
    ]
    stale = [i for i in dismissed if present is not None and i.fingerprint not in present]
    return Audit(tuple(still_open), tuple(overdue), tuple(expired), tuple(stale), tuple(unrecorded))


def _days_late(incident: Incident, max_age: int, today: str) -> int:
    """An announced end of an overlap is a promise; all else has ``max_age`` days."""
    decision = incident.decision
    if decision is None:
        return age_in_days(incident.opened.when, today) - max_age
    if incident.state is State.ROTATED and decision.until:
        return age_in_days(decision.until, today)
    begun = decision.until if incident.expired(today) else decision.when
    return age_in_days(begun, today) - max_age
