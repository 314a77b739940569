"""An audit to text and JSON."""

from __future__ import annotations

from secretguard.report.incidents import document, name, state_word
from secretguard.report.text import place
from secretguard.report.words import count, harmless, paragraph

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from secretguard.ledger.audit import Audit
    from secretguard.model.incident import Incident

SCHEMA = "secretguard/audit/1"
_WIDTH = 80


def audit_text(audit: Audit, today: str, max_age: int) -> str:
    """What fails first, then what is listed, then the answer in one line."""
    lines: list[str] = []
    if audit.overdue:
        lines.append("Overdue: revoke these")
        for item in audit.overdue:
            lines += _row(item.incident, today, f"{count(item.days, 'day')} late")
    if audit.unrecorded:
        lines.append("Unrecorded: secrets in files that the ledger does not know")
        for finding in audit.unrecorded:
            lines += paragraph(f"{place(finding)}  {finding.title}", _WIDTH, "  ", "    ")
        lines.append("  record them: secretguard incidents adopt, then commit .secretguard/")
    if audit.expired:
        lines.append("Expired: dismissals that do not hold any more")
        for incident in audit.expired:
            decision = incident.decision
            until = "" if decision is None else f"ended {decision.until}: {decision.why}"
            lines += _row(incident, today, until)
    if audit.stale:
        lines.append("Stale: dismissals of what is in no file any more")
        for incident in audit.stale:
            lines += _row(incident, today, "")
    lines.append(_answer(audit, max_age))
    return "\n".join(lines) + "\n"


def _row(incident: Incident, today: str, why: str) -> Iterator[str]:
    parts = [incident.title, ", ".join(incident.paths[:3]), f"owner {name(incident.owner)}"]
    text = "; ".join(part for part in [why, *parts] if part)
    head = f"{incident.id}  {state_word(incident, today)}  "
    yield from paragraph(head + harmless(text), _WIDTH, "  ", "    ")


def _answer(audit: Audit, max_age: int) -> str:
    told = f"{count(len(audit.open), 'incident')} open, {len(audit.overdue)} overdue"
    told += f", {len(audit.unrecorded)} unrecorded"
    told += f", {len(audit.expired)} expired, {len(audit.stale)} stale"
    exit_code = 0 if audit.passed else 1
    return f"secretguard: {told} (open for at most {count(max_age, 'day')}). Exit {exit_code}."


def audit_json(audit: Audit, today: str, max_age: int) -> str:
    """The same as a versioned document; ``docs/incidents.md`` describes it."""
    return document(
        SCHEMA,
        today,
        answer="pass" if audit.passed else "fail",
        max_age_days=max_age,
        open=[_short(incident) for incident in audit.open],
        overdue=[{**_short(item.incident), "days_late": item.days} for item in audit.overdue],
        unrecorded=[
            {
                "rule": finding.rule_id,
                "title": finding.title,
                "path": finding.location.path,
                "line": finding.location.line,
                "column": finding.location.column,
            }
            for finding in audit.unrecorded
        ],
        expired=[_short(incident) for incident in audit.expired],
        stale=[_short(incident) for incident in audit.stale],
    )


def _short(incident: Incident) -> dict[str, Any]:
    decision = incident.decision
    return {
        "id": incident.id,
        "fingerprint": incident.fingerprint,
        "state": incident.state.value,
        "rule": incident.rule_id,
        "title": incident.title,
        "paths": list(incident.paths),
        "opened": incident.opened.when,
        "owner": incident.owner,
        "until": "" if decision is None else decision.until,
    }
