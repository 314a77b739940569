"""What to do about an incident: in an emergency at once, or planned, with an overlap and dates."""

from __future__ import annotations

from datetime import date, timedelta

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from secretguard.model.exposure import Exposure
    from secretguard.model.rule import Guidance

OVERLAP_DAYS = 7
_URGENT = {"pushed", "nowhere"}


def runbook(incident_id: str, guidance: Guidance, exposure: Exposure, today: str) -> Iterator[str]:
    """Paragraphs, each starting with two spaces for each level; the fitting way comes first."""
    ways = [_emergency(incident_id, guidance), _planned(incident_id, guidance, today)]
    if exposure.reach in _URGENT:
        yield "It left this machine, or nobody can tell: revoke it now. (Planned: see below.)"
    else:
        yield (
            "It has not left this machine as far as git knows. Revoke it now unless that breaks "
            "something that cannot be replaced today; then rotate it as planned."
        )
    for way in ways:
        yield from way


def _emergency(incident_id: str, guidance: Guidance) -> Iterator[str]:
    yield "Emergency: revoke first, repair afterwards"
    for number, step in enumerate(guidance.steps, 1):
        yield f"  {number}. {step}"
    for label, text in (
        ("where", guidance.console_url),
        ("command", guidance.cli),
        ("API", guidance.api),
        ("then check", guidance.check),
        ("narrower", guidance.narrower),
        ("instead", guidance.instead),
    ):
        if text:
            yield f"  {label}: {text}"
    yield f"  record: secretguard incidents revoke {incident_id} --evidence <text or URL>"


def _planned(incident_id: str, guidance: Guidance, today: str) -> Iterator[str]:
    end = (date.fromisoformat(today) + timedelta(days=OVERLAP_DAYS)).isoformat()
    yield f"Planned: two credentials overlap for {OVERLAP_DAYS} days"
    if guidance.rotation:
        yield f"  overlap: {guidance.rotation}"
    yield f"  {today}: create the new one, a separate one for each consumer and environment"
    yield f"  record: secretguard incidents rotate {incident_id} --until {end}"
    yield f"  until {end}: move every consumer; watch the old one's use fall to nothing"
    yield f"  {end}: revoke the old one (the steps above) and record it with its evidence"
