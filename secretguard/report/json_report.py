"""The verdict as a versioned JSON document; ``docs/reports.md`` describes it field by field."""

from __future__ import annotations

import json

from secretguard import __version__
from secretguard.errors import EXIT_ALLOW, EXIT_REFUSE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from secretguard.model.finding import Finding
    from secretguard.model.incident import Mention
    from secretguard.model.rule import Guidance
    from secretguard.model.verdict import Verdict
    from secretguard.model.violation import Violation

SCHEMA = "secretguard/verdict/1"
_ANSWERS = {EXIT_ALLOW: "allow", EXIT_REFUSE: "refuse"}


def render(verdict: Verdict) -> str:
    r"""An ASCII document with a final newline; bytes that are no UTF-8 appear as \udcXX escapes."""
    coverage = verdict.coverage
    document = {
        "schema": SCHEMA,
        "tool": {"name": "secretguard", "version": __version__},
        "subject": verdict.subject,
        "answer": _ANSWERS.get(verdict.exit_code, "could-not-look"),
        "exit_code": verdict.exit_code,
        "findings": [_finding(finding) for finding in verdict.findings],
        "notes": [_finding(finding) for finding in verdict.notes],
        "suppressed": [
            {
                **_finding(item.finding),
                "suppression": {
                    "kind": item.suppression.kind,
                    "reason": item.suppression.reason,
                    "who": item.suppression.who,
                    "until": item.suppression.until,
                },
            }
            for item in verdict.suppressed
        ],
        "unread": [{"what": item.what, "why": item.why} for item in verdict.unread],
        "coverage": {
            "listed": coverage.listed,
            "files": coverage.blobs,
            "bytes": coverage.bytes,
            "decoded": coverage.decoded,
            "remembered": coverage.remembered,
            "limits": list(coverage.limits),
            "skipped": [{"what": item.what, "why": item.why} for item in coverage.skipped],
        },
        "violations": [_violation(violation) for violation in verdict.violations],
        "advice": [_finding(finding) for finding in verdict.advice],
        "weakened": list(verdict.weakened),
        "guidance": {rule: _guidance(found) for rule, found in sorted(verdict.guidance.items())},
    }
    return json.dumps(document, indent=2) + "\n"


def placed(finding: Finding) -> dict[str, Any]:
    """What was found and where, as every report in JSON begins with it."""
    where = finding.location
    return {
        "rule": finding.rule_id,
        "title": finding.title,
        "path": where.path,
        "line": where.line,
        "column": where.column,
        "end_line": where.end_line,
        "end_column": where.end_column,
    }


def _finding(finding: Finding) -> dict[str, Any]:
    where = finding.location
    return {
        **placed(finding),
        "commit": where.commit,
        "author": where.author,
        "date": where.day,
        "redacted": finding.redacted,
        "severity": finding.severity.word,
        "confidence": finding.confidence.word,
        "detector": finding.detector,
        "introduced": finding.introduced,
        "fingerprint": finding.fingerprint,
        "group": finding.group,
        "name": finding.name,
        "evidence": list(finding.evidence),
        "trail": list(finding.trail),
        "secret_fingerprint": finding.secret_fingerprint,
        "incident": mention(finding.incident),
    }


def mention(known: Mention | None) -> dict[str, Any] | None:
    """The incident of a finding, None where the ledger knows none."""
    if known is None:
        return None
    return {"id": known.id, "state": known.state, "words": known.words, "dead": known.dead}


def _violation(violation: Violation) -> dict[str, Any]:
    return {
        "rule": violation.rule_id,
        "title": violation.title,
        "sentence": violation.sentence,
        "severity": violation.severity.word,
        "group": violation.group,
        "places": [
            {
                "path": place.path,
                "line": place.line,
                "column": place.column,
                "end_line": place.end_line,
                "end_column": place.end_column,
                "commit": place.commit,
            }
            for place in violation.places
        ],
    }


def _guidance(guidance: Guidance) -> dict[str, Any]:
    return {
        "steps": list(guidance.steps),
        "console_url": guidance.console_url,
        "cli": guidance.cli,
        "api": guidance.api,
        "check": guidance.check,
        "rotation": guidance.rotation,
        "narrower": guidance.narrower,
        "instead": guidance.instead,
    }
