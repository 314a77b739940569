"""SARIF 2.1.0: the schema, and what GitHub, Azure DevOps and editors read out of it."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import unquote_to_bytes

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from report.foreign import verdicts
from report.schemas import complaints, validator
from report.verdicts import CASES, FULL, KINDS, ODD_PATHS, finding, password, place, suppressed
from secretguard import __version__
from secretguard.model.levels import Confidence, Severity
from secretguard.model.verdict import Unread, Verdict
from secretguard.report.sarif import render

CHECKER = validator("sarif-2.1.0.json")
# RFC 3986, section 3.3: a relative path whose first segment holds no colon.
RELATIVE = re.compile(r"(?:[A-Za-z0-9\-._~!$&'()*+,;=:@/]|%[0-9A-F]{2})*")


def run_of(verdict: Verdict) -> Any:
    [run] = json.loads(render(verdict))["runs"]
    return run


def results_of(verdict: Verdict) -> Any:
    return run_of(verdict)["results"]


def uri_of(result: Any) -> str:
    [location] = result["locations"]
    uri = location["physicalLocation"]["artifactLocation"]["uri"]
    assert isinstance(uri, str)
    return uri


@pytest.mark.parametrize("case", CASES)
def test_document_keeps_its_schema(case: str) -> None:
    assert complaints(CHECKER, json.loads(render(CASES[case]))) == []


@given(verdicts())
@settings(max_examples=40, deadline=None)
def test_document_keeps_its_schema_whatever_the_words(verdict: Verdict) -> None:
    assert complaints(CHECKER, json.loads(render(verdict))) == []


def test_schema_refuses_a_line_0() -> None:
    document = json.loads(render(CASES["one-secret"]))
    region = document["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["region"]
    region["startLine"] = 0
    [complaint] = complaints(CHECKER, document)
    assert "region.startLine: 0 is less than the minimum of 1" in complaint


def test_a_clean_run_is_a_run_without_results() -> None:
    run = run_of(CASES["clean"])
    assert run["results"] == []
    assert run["tool"]["driver"]["rules"] == []
    assert run["invocations"] == [
        {"executionSuccessful": True, "exitCode": 0, "toolExecutionNotifications": []}
    ]


def test_a_finding_is_an_error_at_its_place() -> None:
    verdict = Verdict(
        "x",
        (finding(location=place("a b.py", 3, 5, end_line=4, end_column=2)),),
        guidance={"acme-token": FULL},
    )
    assert results_of(verdict) == [
        {
            "ruleId": "acme-token",
            "ruleIndex": 0,
            "level": "error",
            "message": {
                "text": "ACME access token in a b.py, line 3: compromised: revoke it "
                "(it begins with acme_; its checksum fits)."
            },
            "locations": [
                {
                    "physicalLocation": {
                        "artifactLocation": {"uri": "a%20b.py", "uriBaseId": "SRCROOT"},
                        "region": {"startLine": 3, "startColumn": 5, "endLine": 4, "endColumn": 2},
                    }
                }
            ],
            "partialFingerprints": {"secretguard/v1": "0" * 31 + "1"},
        }
    ]


def test_columns_are_characters_and_the_root_is_described() -> None:
    run = run_of(CASES["one-secret"])
    assert run["columnKind"] == "unicodeCodePoints"
    assert run["originalUriBaseIds"] == {
        "SRCROOT": {"description": {"text": "The root of the repository that was scanned."}}
    }
    assert run["automationDetails"] == {"id": "secretguard/"}


# As https://learn.microsoft.com/azure/devops/pipelines/build/variables describes them.
PIPELINE = {
    "organization": "6f1ca2a3",
    "project": "my project",
    "buildDefinitionId": "12",
    "buildDefinitionName": "nightly build",
    "phaseId": "3f2504e0-4f89-41d3-9a0c-0305e82c3301",
    "phaseName": "scan",
    "branch": "refs/heads/main",
    "buildId": "345",
}


@pytest.mark.parametrize("case", CASES)
def test_a_run_of_azure_pipelines_names_itself(case: str) -> None:
    document = json.loads(render(CASES[case], PIPELINE))
    assert complaints(CHECKER, document) == []
    assert document["runs"][0]["automationDetails"] == {
        "id": "azuredevops/pipeline/build/6f1ca2a3/my%20project/12/"
        "3f2504e0-4f89-41d3-9a0c-0305e82c3301/refs%2Fheads%2Fmain/345",
        "properties": {
            "azuredevops/pipeline/build/buildDefinitionId": "12",
            "azuredevops/pipeline/build/buildDefinitionName": "nightly build",
            "azuredevops/pipeline/build/phaseId": "3f2504e0-4f89-41d3-9a0c-0305e82c3301",
            "azuredevops/pipeline/build/phaseName": "scan",
        },
    }


def test_the_tool_tells_its_version() -> None:
    driver = run_of(CASES["clean"])["tool"]["driver"]
    assert (driver["name"], driver["version"]) == ("secretguard", __version__)
    assert driver["semanticVersion"] == __version__


def test_levels_tell_what_refuses() -> None:
    told = [
        (result["ruleId"], result["level"], "suppressions" in result)
        for result in results_of(CASES["everything-at-once"])
    ]
    assert told == [
        ("acme-token", "error", False),
        ("generic-password", "note", False),
        ("generic-password", "note", False),
        ("generic-password", "note", True),
        ("generic-password", "note", True),
    ]


@pytest.mark.parametrize("kind", KINDS)
def test_suppression_is_in_source_only_for_the_comment(kind: str) -> None:
    [result] = results_of(Verdict("x", suppressed=(suppressed(kind),)))
    assert result["suppressions"] == [
        {
            "kind": "inSource" if kind == "inline" else "external",
            "status": "accepted",
            "justification": f"{kind}: {KINDS[kind]}",
        }
    ]
    assert ": passed (" in result["message"]["text"]
    assert "compromised" not in result["message"]["text"]


def test_commit_of_a_finding_is_told() -> None:
    [result] = results_of(CASES["history"])
    assert result["properties"] == {"commit": "5c0ffee" + "0" * 33}


def test_rules_stand_once_and_results_point_at_them() -> None:
    run = run_of(CASES["three-secrets"])
    ids = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert ids == ["acme-token", "generic-password"]
    assert [(result["ruleId"], ids[result["ruleIndex"]]) for result in run["results"]] == [
        ("acme-token", "acme-token"),
        ("generic-password", "generic-password"),
        ("acme-token", "acme-token"),
        ("acme-token", "acme-token"),
    ]


def test_help_of_a_rule_is_the_way_to_revoke() -> None:
    [rule] = run_of(CASES["one-secret"])["tool"]["driver"]["rules"]
    assert rule["help"]["text"].splitlines() == [
        "Compromised: revoke it.",
        "",
        f"1. {FULL.steps[0]}",
        f"2. {FULL.steps[1]}",
        "",
        f"Console: {FULL.console_url}",
        f"Command: {FULL.cli}",
        f"API: {FULL.api}",
        f"Then check: {FULL.check}",
        f"Rotation: {FULL.rotation}",
        f"Narrower: {FULL.narrower}",
        f"Instead: {FULL.instead}",
    ]
    assert f"**Console**: {FULL.console_url}" in rule["help"]["markdown"].splitlines()
    assert rule["helpUri"] == FULL.console_url


def test_a_rule_without_guidance_still_says_revoke() -> None:
    [rule] = run_of(CASES["suppressed"])["tool"]["driver"]["rules"]
    assert rule["help"] == {
        "text": "Compromised: revoke it.",
        "markdown": "Compromised: revoke it.",
    }


def test_a_rule_tells_what_code_scanning_sorts_by() -> None:
    [rule] = run_of(CASES["one-secret"])["tool"]["driver"]["rules"]
    assert rule["properties"] == {
        "tags": ["security", "secret", "external/cwe/cwe-798"],
        "precision": "very-high",
        "security-severity": "9.5",
    }
    assert rule["name"] == "LeakedAcmeToken"
    assert rule["defaultConfiguration"] == {"level": "error"}


# https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning
BANDS = {
    Severity.LOW: (0.0, 3.9),
    Severity.MEDIUM: (4.0, 6.9),
    Severity.HIGH: (7.0, 8.9),
    Severity.CRITICAL: (9.0, 10.0),
}


@pytest.mark.parametrize("severity", Severity)
def test_severity_falls_into_the_band_of_its_name(severity: Severity) -> None:
    verdict = Verdict("x", (finding(severity=severity),))
    score = run_of(verdict)["tool"]["driver"]["rules"][0]["properties"]["security-severity"]
    low, high = BANDS[severity]
    assert low < float(score) <= high


@pytest.mark.parametrize(
    ("confidence", "precision"),
    [*zip(Confidence, ["low", "medium", "high", "very-high"], strict=True)],
)
def test_precision_follows_confidence(confidence: Confidence, precision: str) -> None:
    verdict = Verdict("x", (password(confidence=confidence),))
    rule = run_of(verdict)["tool"]["driver"]["rules"][0]
    assert rule["properties"]["precision"] == precision


def test_unread_is_an_unsuccessful_execution() -> None:
    assert run_of(CASES["unread"])["invocations"] == [
        {
            "executionSuccessful": False,
            "exitCode": 3,
            "toolExecutionNotifications": [
                {
                    "descriptor": {"id": "could-not-look"},
                    "level": "error",
                    "message": {
                        "text": "Could not look at merge.py: "
                        "the merge conflict in it is not resolved."
                    },
                }
            ],
        }
    ]


def test_found_and_unread_tells_both() -> None:
    [invocation] = run_of(CASES["everything-at-once"])["invocations"]
    assert (invocation["exitCode"], invocation["executionSuccessful"]) == (1, False)


URIS = {
    "undecodable bytes": "caf%E9/%FF.txt",
    "a line feed": "two%0Alines.txt",
    "a terminal escape": "%1B%5B2J%1B%5B1%3B32mclean.txt",
    "a reordering mark": "user%E2%80%AEtxt.exe",
    "spaces and signs of addresses": "a%20b/100%25/what%3F%23now%26then%3Ba%3Db.txt",
    "a colon in the first folder": "c%3A/notes.txt",
    "letters beyond ASCII": "stra%C3%9Fe/%E9%8D%B5/%F0%9F%94%91.txt",
    "a quote and a backslash": "say%20%22hi%22%5Cthere.txt",
}


@pytest.mark.parametrize("what", ODD_PATHS)
def test_odd_path_is_percent_encoded(what: str) -> None:
    [result] = results_of(Verdict("x", (finding(location=place(ODD_PATHS[what])),)))
    assert uri_of(result) == URIS[what]


@given(st.binary(min_size=1, max_size=20).filter(lambda data: b"\0" not in data))
def test_bytes_of_a_path_survive_in_a_relative_address(data: bytes) -> None:
    path = data.decode("utf-8", "surrogateescape")
    [result] = results_of(Verdict("x", (finding(location=place(path)),)))
    assert unquote_to_bytes(uri_of(result)) == data
    assert RELATIVE.fullmatch(uri_of(result))
    assert ":" not in uri_of(result)


@given(verdicts())
def test_document_is_ascii_and_messages_can_be_printed(verdict: Verdict) -> None:
    text = render(verdict)
    assert text.isascii()
    assert text.endswith("}\n")
    run = json.loads(text)["runs"][0]
    told = [*run["results"], *run["invocations"][0]["toolExecutionNotifications"]]
    assert [entry for entry in told if not entry["message"]["text"].isprintable()] == []


def test_fingerprints_tell_places_apart() -> None:
    told = [r["partialFingerprints"]["secretguard/v1"] for r in results_of(CASES["three-secrets"])]
    assert told == [each.fingerprint for each in CASES["three-secrets"].findings]


def test_undecodable_bytes_do_not_reach_a_message() -> None:
    verdict = Verdict("x", unread=(Unread("a\udcff\x1bb", "why\n"),))
    [notification] = run_of(verdict)["invocations"][0]["toolExecutionNotifications"]
    assert notification["message"] == {"text": "Could not look at a??b: why?."}
