"""An explanation in sentences for people, or as a versioned JSON document."""

from __future__ import annotations

from secretguard import __version__
from secretguard.model.explanation import NOTED, REFUSED
from secretguard.report.colour import paint
from secretguard.report.json_report import mention, placed
from secretguard.report.words import count, harmless, paragraph

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from secretguard.model.explanation import Account, Evidence, Explanation

SCHEMA = "secretguard/explanation/1"
_WIDTH = 80
_FEW_LINES = 12
_NOTHING = (
    "Nothing in it wakes a rule: it has no shape that a provider gives its tokens, and no name "
    "beside it says that it is a secret. A value alone tells little; give it with its line."
)


def render_text(explanation: Explanation, *, colour: bool) -> str:
    """Blocks of at most eighty columns."""
    found = count(len(explanation.accounts), "match").replace("matchs", "matches")
    lines = [f"secretguard: {found} in {harmless(explanation.subject)}", ""]
    for account in explanation.accounts:
        lines += [*_block(account, colour), ""]
    if explanation.dismissed:
        lines += [*_dismissed(explanation), ""]
    elif not explanation.accounts and not explanation.unread:
        lines += [*paragraph(_NOTHING, _WIDTH), ""]
    for sentence in explanation.unread:
        lines += [*paragraph(f"Could not look: {sentence}", _WIDTH, "", "  "), ""]
    return "\n".join(lines)


def _dismissed(explanation: Explanation) -> Iterator[str]:
    yield "Looked closer, and believed nothing there:"
    for item in explanation.dismissed:
        few = ", ".join(map(str, item.lines[:_FEW_LINES]))
        more = len(item.lines) - _FEW_LINES
        word = "line" if len(item.lines) == 1 else "lines"
        told = (
            f"{item.detector}: {item.path}, {word} {few}{f' and {more} more' if more > 0 else ''}"
        )
        yield from paragraph(told, _WIDTH, "  ", "    ")


def _block(account: Account, colour: bool) -> Iterator[str]:
    finding = account.finding
    where = finding.location
    yield paint(harmless(finding.title), "bold", colour) + f"  {harmless(finding.redacted)}"
    name = f"  ({harmless(finding.name[:40])})" if finding.name else ""
    trail = f"  decoded from {harmless(', '.join(finding.trail))}" if finding.trail else ""
    yield f"  {harmless(where.path)}:{where.line}:{where.column}{name}{trail}"
    style = (
        "red" if account.outcome == REFUSED else "yellow" if account.outcome == NOTED else "green"
    )
    yield paint(f"  {account.outcome}", style, colour)
    yield from paragraph(account.because, _WIDTH, "    ")
    if finding.incident:
        told = f"incident {finding.incident.id}: {harmless(finding.incident.words)}"
        yield from paragraph(told, _WIDTH, "  ", "    ")
    yield from paragraph(
        f"rule: {finding.rule_id}, from the detector {finding.detector}; severity "
        f"{finding.severity.word}, confidence {finding.confidence.word}",
        _WIDTH,
        "  ",
        "    ",
    )
    yield from ["  evidence:"] if account.evidence else []
    for item in account.evidence:
        yield from paragraph(_weighed(item), _WIDTH, "    ", "      ")
    yield "  filters:"
    for opinion in account.opinions:
        if opinion.suppression:
            told = f"{opinion.filter} passes it: {opinion.suppression.reason}"
            yield from paragraph(told, _WIDTH, "    ", "      ")
    silent = [opinion.filter for opinion in account.opinions if not opinion.suppression]
    if silent:
        told = f"no reason to pass it: {', '.join(silent)}"
        yield from paragraph(told, _WIDTH, "    ", "      ")
    yield "  where it belongs:"
    yield from paragraph(account.belongs, _WIDTH, "    ")


def _weighed(item: Evidence) -> str:
    return item.words if item.weight is None else f"{item.weight:+.1f}  {item.words}"


def render_json(explanation: Explanation) -> str:
    """An ASCII document with a final newline; ``docs/explain.md`` describes the fields."""
    import json

    document = {
        "schema": SCHEMA,
        "tool": {"name": "secretguard", "version": __version__},
        "subject": explanation.subject,
        "matches": [_match(account) for account in explanation.accounts],
        "dismissed": [
            {"detector": item.detector, "path": item.path, "lines": list(item.lines)}
            for item in explanation.dismissed
        ],
        "unread": list(explanation.unread),
    }
    return json.dumps(document, indent=2) + "\n"


def _match(account: Account) -> dict[str, Any]:
    finding = account.finding
    return {
        **placed(finding),
        "redacted": finding.redacted,
        "severity": finding.severity.word,
        "confidence": finding.confidence.word,
        "detector": finding.detector,
        "fingerprint": finding.fingerprint,
        "group": finding.group,
        "name": finding.name,
        "incident": mention(finding.incident),
        "trail": list(finding.trail),
        "outcome": account.outcome,
        "because": account.because,
        "belongs": account.belongs,
        "evidence": [{"words": item.words, "weight": item.weight} for item in account.evidence],
        "filters": [
            {
                "filter": opinion.filter,
                "passes": opinion.suppression is not None,
                "kind": opinion.suppression.kind if opinion.suppression else "",
                "reason": opinion.suppression.reason if opinion.suppression else "",
            }
            for opinion in account.opinions
        ],
    }
