"""Violations and advice as results of SARIF, with rules of their own."""

from __future__ import annotations

from secretguard.report.sarif_parts import HOME, guided, place, printable, rule_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from secretguard.model.finding import Finding
    from secretguard.model.rule import Guidance
    from secretguard.model.verdict import Verdict
    from secretguard.model.violation import Violation


def rules(verdict: Verdict) -> dict[str, dict[str, Any]]:
    """The rules of the results below, by id."""
    found: dict[str, dict[str, Any]] = {}
    for violation in verdict.violations:
        guidance = verdict.guidance.get(violation.rule_id)
        found.setdefault(violation.rule_id, _rule(violation.rule_id, violation.title, guidance))
    for item in verdict.advice:
        found.setdefault(item.rule_id, _rule(item.rule_id, item.title, None))
    return found


def _rule(rule_id: str, title: str, guidance: Guidance | None) -> dict[str, Any]:
    sentence = f"{title[:1].upper()}{title[1:]}."
    return {
        "id": rule_id,
        "name": rule_name("Policy", rule_id),
        "shortDescription": {"text": sentence},
        "fullDescription": {"text": sentence},
        "help": {
            "text": guided(sentence, guidance, "{}: {}"),
            "markdown": guided(sentence, guidance, "**{}**: {}"),
        },
        "helpUri": HOME,
        "defaultConfiguration": {"level": "warning" if guidance else "note"},
        "properties": {"tags": ["security", "secret"], "precision": "high"},
    }


def results(verdict: Verdict, indices: dict[str, int]) -> list[dict[str, Any]]:
    """A result for each violation and each piece of advice; ``indices`` are those of the rules."""
    found = [_violation(each, indices) for each in verdict.violations]
    return found + [_advice(each, indices) for each in verdict.advice]


def _violation(violation: Violation, indices: dict[str, int]) -> dict[str, Any]:
    sentence = violation.sentence
    result: dict[str, Any] = {
        "ruleId": violation.rule_id,
        "ruleIndex": indices[violation.rule_id],
        "level": "warning",
        "message": {"text": f"{printable(sentence[:1].upper() + sentence[1:])}."},
        "locations": [place(violation.places[0])],
    }
    if violation.places[1:]:
        result["relatedLocations"] = [place(each) for each in violation.places[1:]]
    return result


def _advice(item: Finding, indices: dict[str, int]) -> dict[str, Any]:
    told = printable("; ".join(item.evidence))
    return {
        "ruleId": item.rule_id,
        "ruleIndex": indices[item.rule_id],
        "level": "note",
        "message": {"text": f"{printable(item.name)}: {told}."},
        "locations": [place(item.location)],
        "partialFingerprints": {"secretguard/v1": item.fingerprint},
    }
