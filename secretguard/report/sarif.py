"""SARIF 2.1.0 for GitHub code scanning, Azure DevOps and editors.

https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
"""

from __future__ import annotations

import json
from urllib.parse import quote

from secretguard import __version__
from secretguard.model.levels import Confidence, Severity
from secretguard.report import sarif_policy
from secretguard.report.sarif_parts import HOME, ROOT, guided, place, printable, rule_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from secretguard.model.finding import Finding
    from secretguard.model.rule import Guidance
    from secretguard.model.suppression import Suppression
    from secretguard.model.verdict import Verdict

_REVOKE = "Compromised: revoke it."
_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
# GitHub's scale: over 9.0 critical, 7.0 high, 4.0 medium.
_SCORES = {
    Severity.CRITICAL: "9.5",
    Severity.HIGH: "8.0",
    Severity.MEDIUM: "5.5",
    Severity.LOW: "2.0",
}
_PRECISION = {
    Confidence.CERTAIN: "very-high",
    Confidence.HIGH: "high",
    Confidence.MEDIUM: "medium",
    Confidence.LOW: "low",
}


PIPELINE_KEYS = (
    "organization",
    "project",
    "buildDefinitionId",
    "buildDefinitionName",
    "phaseId",
    "phaseName",
    "branch",
    "buildId",
)


def render(verdict: Verdict, pipeline: Mapping[str, str] | None = None) -> str:
    """One run as an ASCII document with a final newline.

    ``pipeline`` describes the run of Azure Pipelines that asks for the report, with the keys of
    ``PIPELINE_KEYS``: Azure DevOps ingests no report without it.
    """
    rows: list[tuple[Finding, str, Suppression | None]] = [
        *((finding, "error", None) for finding in verdict.findings),
        *((finding, "note", None) for finding in verdict.notes),
        *((item.finding, "note", item.suppression) for item in verdict.suppressed),
    ]
    rules: dict[str, Finding] = {}
    for finding, _, _ in rows:
        rules.setdefault(finding.rule_id, finding)
    order = {rule_id: index for index, rule_id in enumerate(rules)}
    policies = sarif_policy.rules(verdict)
    after = {rule_id: len(order) + index for index, rule_id in enumerate(policies)}
    run = {
        "tool": {
            "driver": {
                "name": "secretguard",
                "fullName": "secretguard: leaked credentials in git",
                "version": __version__,
                "semanticVersion": __version__,
                "informationUri": HOME,
                "rules": [
                    *(_rule(f, verdict.guidance.get(f.rule_id)) for f in rules.values()),
                    *policies.values(),
                ],
            }
        },
        "invocations": [_invocation(verdict)],
        "automationDetails": _automation(pipeline),
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {
            ROOT: {"description": {"text": "The root of the repository that was scanned."}}
        },
        "results": [
            *(_result(*row, order) for row in rows),
            *sarif_policy.results(verdict, after),
        ],
    }
    document = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(document, indent=2) + "\n"


def _automation(pipeline: Mapping[str, str] | None) -> dict[str, Any]:
    """What the report belongs to, in the form that Azure DevOps asks for.

    https://learn.microsoft.com/azure/devops/repos/security/github-advanced-security-code-scanning-third-party
    """
    if not pipeline:
        return {"id": "secretguard/"}
    place = "/".join(quote(pipeline[key], safe="") for key in PIPELINE_KEYS if "Name" not in key)
    return {
        "id": f"azuredevops/pipeline/build/{place}",
        "properties": {
            f"azuredevops/pipeline/build/{key}": pipeline[key]
            for key in ("buildDefinitionId", "buildDefinitionName", "phaseId", "phaseName")
        },
    }


def _rule(finding: Finding, guidance: Guidance | None) -> dict[str, Any]:
    title = printable(finding.title)
    return {
        "id": finding.rule_id,
        "name": rule_name("Leaked", finding.rule_id),
        "shortDescription": {"text": f"Leaked credential: {title}."},
        "fullDescription": {
            "text": f"A {title} stands in a file. It counts as compromised and has to be revoked; "
            "deleting the line changes nothing."
        },
        "help": {
            "text": guided(_REVOKE, guidance, "{}: {}"),
            "markdown": guided(_REVOKE, guidance, "**{}**: {}"),
        },
        "helpUri": (guidance.console_url if guidance else "") or HOME,
        "defaultConfiguration": {"level": "error"},
        "properties": {
            "tags": ["security", "secret", "external/cwe/cwe-798"],
            "precision": _PRECISION[finding.confidence],
            "security-severity": _SCORES[finding.severity],
        },
    }


def _result(
    finding: Finding, level: str, suppression: Suppression | None, order: dict[str, int]
) -> dict[str, Any]:
    where = finding.location
    told = "passed" if suppression else "compromised: revoke it"
    result: dict[str, Any] = {
        "ruleId": finding.rule_id,
        "ruleIndex": order[finding.rule_id],
        "level": level,
        "message": {
            "text": f"{printable(finding.title)} in {printable(where.path)}, "
            f"line {where.line}: {told} ({printable('; '.join(finding.evidence))})."
        },
        "locations": [place(where)],
        "partialFingerprints": {"secretguard/v1": finding.fingerprint},
    }
    if where.commit:
        result["properties"] = {"commit": where.commit}
        if where.author:
            result["properties"] |= {"author": where.author, "date": where.day}
    if suppression:
        kind = "inSource" if suppression.kind == "inline" else "external"
        result["suppressions"] = [
            {
                "kind": kind,
                "status": "accepted",
                "justification": f"{suppression.kind}: {printable(suppression.reason)}",
            }
        ]
    return result


def _invocation(verdict: Verdict) -> dict[str, Any]:
    notifications = [
        {
            "descriptor": {"id": "could-not-look"},
            "level": "error",
            "message": {
                "text": f"Could not look at {printable(item.what)}: {printable(item.why)}."
            },
        }
        for item in verdict.unread
    ]
    notifications += [
        {
            "descriptor": {"id": "limited-view"},
            "level": "note",
            "message": {"text": f"{printable(limit[:1].upper() + limit[1:])}."},
        }
        for limit in verdict.coverage.limits
    ]
    return {
        "executionSuccessful": not verdict.unread,
        "exitCode": verdict.exit_code,
        "toolExecutionNotifications": notifications,
    }
