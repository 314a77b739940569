"""Incidents to text and JSON. ``docs/incidents.md`` describes the JSON field by field."""

from __future__ import annotations

import json

from secretguard import __version__
from secretguard.report.words import count, harmless, paragraph

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping
    from typing import Any

    from secretguard.model.exposure import Exposure
    from secretguard.model.incident import Event, Incident

SCHEMA = "secretguard/incidents/1"
_WIDTH = 80
_FEW_PATHS = 3
Damaged = list[tuple[str, int, str]]


def list_text(
    incidents: list[Incident],
    today: str,
    shared: Collection[str],
    exposures: Mapping[str, Exposure],
    of: int,
) -> str:
    """One block an incident; ``shared`` are the fingerprints that the committed ledger holds."""
    lines: list[str] = []
    for incident in incidents:
        lines += _block(incident, today, incident.fingerprint in shared)
        if incident.fingerprint in exposures:
            lines += paragraph(exposures[incident.fingerprint].words, _WIDTH, " " * 10)
    hidden = of - len(incidents)
    told = count(len(incidents), "incident")
    lines.append(f"{told}, {hidden} not shown." if hidden else f"{told}.")
    return "\n".join(lines) + "\n"


def _block(incident: Incident, today: str, shared: bool) -> Iterator[str]:
    yield f"{incident.id}  {state_word(incident, today):<12}{harmless(incident.title)}"
    shown = ", ".join(incident.paths[:_FEW_PATHS]) or "nowhere"
    more = len(incident.paths) - _FEW_PATHS
    where = f"{shown} and {more} more" if more > 0 else shown
    parts = [f"since {incident.opened.when[:10]}", where, f"owner {name(incident.owner)}"]
    if incident.decision is not None and incident.decision.until:
        parts.insert(1, f"until {incident.decision.until}")
    if not shared:
        parts.append("known to this machine alone")
    yield from paragraph("; ".join(parts), _WIDTH, " " * 10)


def state_word(incident: Incident, today: str) -> str:
    """The state in one word, ``expired`` for a dismissal that does not hold any more."""
    return "expired" if incident.expired(today) else incident.state.value


def name(who: str) -> str:
    """The name in ``Name <address>``."""
    return who.partition(" <")[0] or who


def history_lines(events: Iterable[Event]) -> Iterator[str]:
    """One line or more an event, in the order of their moments."""
    for event in by_moment(events):
        parts = [f"{event.kind.value} by {event.who}"]
        for label, text in (
            ("evidence", event.evidence),
            ("why", event.why),
            ("until", event.until),
            ("owner", event.owner),
            ("in", ", ".join(event.paths)),
        ):
            if text:
                parts.append(f"{label}: {text}")
        when = event.when.replace("T", " ").replace("Z", "")
        yield from paragraph(f"{when}  {'; '.join(parts)}", _WIDTH, "  ", "    ")


def show_text(
    incident: Incident,
    today: str,
    *,
    words: str,
    shared: bool,
    exposure: Exposure,
    runbook: list[str],
) -> str:
    """One incident: state in ``words``, exposure, history and, while it is open, the runbook."""
    lines = [f"{incident.id}  {state_word(incident, today)}  {harmless(incident.title)}"]
    told = [f"rule: {incident.rule_id}", words, f"owner: {incident.owner}"]
    if not shared:
        told.append("known to this machine alone until a decision is recorded")
    told.append(f"exposure: {exposure.words}")
    for label, places in (
        ("on disk in", exposure.on_disk),
        ("staged in", exposure.staged),
        ("in commits", tuple(commit[:12] for commit in exposure.commits)),
        ("in branches", exposure.branches),
        ("in remote branches", exposure.remotes),
        ("in tags", exposure.tags),
    ):
        if places:
            told.append(f"  {label}: {', '.join(places)}")
    told += ["  in the stash"] * exposure.stash + ["  in the reflog alone"] * exposure.reflog
    for sentence in told:
        lines += _indented(sentence)
    lines += ["", "History", *history_lines(incident.events)]
    decided = incident.state.value in {"revoked", "dismissed"} and not incident.expired(today)
    if not decided:
        lines.append("")
        for sentence in runbook:
            lines += _indented(sentence, "")
    return "\n".join(lines) + "\n"


def _indented(sentence: str, margin: str = "  ") -> list[str]:
    text = sentence.lstrip()
    indent = margin + sentence[: len(sentence) - len(text)]
    return paragraph(text, _WIDTH, indent, indent + "  ")


def by_moment(events: Iterable[Event]) -> list[Event]:
    """Events as a person tells them; those of one second stay in their order."""
    return sorted(events, key=lambda event: event.when)


def document(kind: str, today: str, **content: Any) -> str:
    """A JSON document, ASCII, with a final newline."""
    head = {"schema": kind, "tool": {"name": "secretguard", "version": __version__}, "today": today}
    return json.dumps({**head, **content}, indent=2) + "\n"


def list_json(
    incidents: list[Incident],
    today: str,
    shared: Collection[str],
    exposures: Mapping[str, Exposure],
    damaged: Damaged,
) -> str:
    """The same as a versioned document, with every event."""
    return document(
        SCHEMA,
        today,
        incidents=[
            as_json(incident, today, shared, exposures.get(incident.fingerprint))
            for incident in incidents
        ],
        damaged=[{"ledger": ledger, "line": line, "why": why} for ledger, line, why in damaged],
    )


def as_json(
    incident: Incident, today: str, shared: Collection[str], exposure: Exposure | None
) -> dict[str, Any]:
    """One incident."""
    decision = incident.decision
    return {
        "id": incident.id,
        "fingerprint": incident.fingerprint,
        "state": incident.state.value,
        "expired": incident.expired(today),
        "rule": incident.rule_id,
        "title": incident.title,
        "paths": list(incident.paths),
        "opened": incident.opened.when,
        "opened_by": incident.opened.who,
        "owner": incident.owner,
        "until": "" if decision is None else decision.until,
        "committed": incident.fingerprint in shared,
        "events": [_event(event) for event in by_moment(incident.events)],
        "exposure": None if exposure is None else _exposure(exposure),
    }


def _event(event: Event) -> dict[str, Any]:
    return {
        "event": event.kind.value,
        "when": event.when,
        "who": event.who,
        "why": event.why,
        "evidence": event.evidence,
        "until": event.until,
        "owner": event.owner,
        "paths": list(event.paths),
    }


def _exposure(exposure: Exposure) -> dict[str, Any]:
    return {
        "reach": exposure.reach,
        "words": exposure.words,
        "on_disk": list(exposure.on_disk),
        "staged": list(exposure.staged),
        "commits": list(exposure.commits),
        "branches": list(exposure.branches),
        "remotes": list(exposure.remotes),
        "tags": list(exposure.tags),
        "stash": exposure.stash,
        "reflog": exposure.reflog,
    }
