"""Events to incidents: the state of a secret is what its events add up to."""

from __future__ import annotations

from secretguard.model.frozen import replace
from secretguard.model.incident import DECIDED, Event, Incident, Kind

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    # Whether the author of the first event had seen the second.
    HadSeen = Callable[[Event, Event], bool]


def by_moments(_later: Event, _earlier: Event) -> bool:
    """Nothing is known of who had seen what: the moments alone decide."""
    return False


def incidents(events: Iterable[Event], had_seen: HadSeen = by_moments) -> list[Incident]:
    """One incident a fingerprint, in the order in which they were opened."""
    grouped: dict[str, list[Event]] = {}
    for event in events:
        grouped.setdefault(event.fingerprint, []).append(event)
    found = [incident_of(group, had_seen) for group in grouped.values()]
    return sorted(found, key=lambda incident: (incident.opened.when, incident.fingerprint))


def incident_of(events: Iterable[Event], had_seen: HadSeen = by_moments) -> Incident:
    """The incident of events about one secret, in any order; ``had_seen`` is ``Log.had_seen``.

    The result is the same on every clone, however the lines were merged.
    """
    unique: dict[Event, Event] = {}
    for event in events:
        # The same words at two places are one event: opened here, then committed.
        words = replace(event, sequence=0, previous=())
        unique[words] = max(event, unique.get(words, event), key=_place)
    ordered = sorted(unique.values(), key=_order)
    return Incident(ordered[0].fingerprint, tuple(ordered), _decision(ordered, had_seen))


def _decision(events: list[Event], had_seen: HadSeen) -> Event | None:
    """The decision in force among ``events``, which are in the order of their moments.

    A decision replaces those that its author had seen, whatever the clocks say. Between branches that
    knew nothing of each other the later one counts; but whoever dismissed a secret without
    knowing that it was revoked, or replaced, has not undone that.
    """
    made = [event for event in events if event.kind in DECIDED]
    last = [
        event
        for event in made
        if not any(had_seen(other, event) for other in made if other is not event)
    ]
    if any(event.kind in {Kind.REVOKED, Kind.ROTATED} for event in last):
        last = [event for event in last if event.kind is not Kind.DISMISSED]
    return last[-1] if last else None


def _place(event: Event) -> tuple[int, tuple[str, ...]]:
    return event.sequence, event.previous


def _order(event: Event) -> tuple[str, int, str, str, str, tuple[str, ...]]:
    return event.when, event.sequence, event.kind, event.who, event.why, event.previous
