"""Events to incidents: the state of a secret is what its events add up to."""

from __future__ import annotations

from secretguard.model.frozen import replace
from secretguard.model.incident import Event, Incident

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable


def incidents(events: Iterable[Event]) -> list[Incident]:
    """One incident a fingerprint, in the order in which they were opened."""
    grouped: dict[str, list[Event]] = {}
    for event in events:
        grouped.setdefault(event.fingerprint, []).append(event)
    found = [incident_of(group) for group in grouped.values()]
    return sorted(found, key=lambda incident: (incident.opened.when, incident.fingerprint))


def incident_of(events: Iterable[Event]) -> Incident:
    """The incident of events about one secret, in any order.

    The sequence numbers grow along each branch, so an event always sorts behind what its author
    had seen; between branches the moments decide. The result is the same on every clone,
    however the lines were merged.
    """
    unique: dict[Event, Event] = {}
    for event in events:
        # The same words at two places are one event: opened here, then committed.
        words = replace(event, sequence=0, previous=())
        unique[words] = max(event, unique.get(words, event), key=_place)
    ordered = sorted(unique.values(), key=_order)
    return Incident(ordered[0].fingerprint, tuple(ordered))


def _place(event: Event) -> tuple[int, tuple[str, ...]]:
    return event.sequence, event.previous


def _order(event: Event) -> tuple[int, str, str, str, str, tuple[str, ...]]:
    return event.sequence, event.when, event.kind, event.who, event.why, event.previous
