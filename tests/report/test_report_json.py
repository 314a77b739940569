"""The JSON document: its schema, its words, its bytes."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import secretguard.filters
import secretguard.ledger
from report.foreign import verdicts
from report.schemas import complaints, schema, validator
from report.verdicts import CASES, FULL, KINDS, SHORT, finding, place, suppressed
from secretguard import __version__, errors
from secretguard.model.frozen import replace
from secretguard.model.levels import Confidence, Severity
from secretguard.model.verdict import Unread, Verdict
from secretguard.report.json_report import render

DOCUMENTATION = Path(__file__).parents[2] / "docs" / "reports.md"
SCHEMA = "verdict-1.schema.json"
CHECKER = validator(SCHEMA)


def document_of(verdict: Verdict) -> Any:
    return json.loads(render(verdict))


@pytest.mark.parametrize("case", CASES)
def test_document_keeps_its_schema(case: str) -> None:
    assert complaints(CHECKER, document_of(CASES[case])) == []


@given(verdicts())
@settings(deadline=None)
def test_document_keeps_its_schema_whatever_the_words(verdict: Verdict) -> None:
    assert complaints(CHECKER, document_of(verdict)) == []


def without(key: str, document: Any) -> Any:
    return {name: value for name, value in document.items() if name != key}


BROKEN = {
    "an unknown field": lambda document: {**document, "extra": 1},
    "another version": lambda document: {**document, "schema": "secretguard/verdict/2"},
    "no coverage": lambda document: without("coverage", document),
    "findings and exit 0": lambda document: {**document, "answer": "allow", "exit_code": 0},
    "refused for nothing": lambda document: {**document, "findings": []},
    "a value in a finding": lambda document: {
        **document, "findings": [{**document["findings"][0], "value": "x"}]
    },
    "a kind nobody knows": lambda document: {
        **document,
        "suppressed": [{**document["findings"][0], "suppression": {"kind": "odd", "reason": ""}}],
    },
    "a suppressed without a reason": lambda document: {
        **document, "suppressed": document["findings"]
    },
    "a line 0": lambda document: {
        **document, "notes": [{**document["findings"][0], "line": 0}]
    },
}  # fmt: skip


@pytest.mark.parametrize("why", BROKEN)
def test_schema_refuses(why: str) -> None:
    document = document_of(CASES["one-secret"])
    assert complaints(CHECKER, document) == []
    assert complaints(CHECKER, BROKEN[why](document)) != []


@pytest.mark.parametrize(
    ("verdict", "answer", "exit_code"),
    [
        pytest.param(CASES["empty"], "allow", errors.EXIT_ALLOW, id="nothing found"),
        pytest.param(CASES["many-notes"], "allow", errors.EXIT_ALLOW, id="notes alone"),
        pytest.param(CASES["one-secret"], "refuse", errors.EXIT_REFUSE, id="found"),
        pytest.param(CASES["unread"], "could-not-look", errors.EXIT_COULD_NOT_LOOK, id="unread"),
        pytest.param(
            replace(CASES["one-secret"], unread=(Unread("a", "b"),)),
            "refuse",
            errors.EXIT_REFUSE,
            id="a finding outranks what was not read",
        ),
    ],
)
def test_answer_and_exit_code_agree(verdict: Verdict, answer: str, exit_code: int) -> None:
    document = document_of(verdict)
    assert (document["answer"], document["exit_code"]) == (answer, exit_code)


def test_every_word_of_a_finding_is_told() -> None:
    told = finding(
        location=place(
            "a/b.py",
            3,
            5,
            end_line=4,
            end_column=2,
            commit="c" * 40,
            author="Ann <ann@example.org>",
            day="2026-03-31",
        ),
        severity=Severity.LOW,
        confidence=Confidence.MEDIUM,
        introduced=False,
        group=7,
        name="token",
        trail=("UTF-16",),
    )
    assert document_of(Verdict("x", findings=(told,)))["findings"] == [
        {
            "rule": "acme-token",
            "title": "ACME access token",
            "path": "a/b.py",
            "line": 3,
            "column": 5,
            "end_line": 4,
            "end_column": 2,
            "commit": "c" * 40,
            "author": "Ann <ann@example.org>",
            "date": "2026-03-31",
            "redacted": "acme_*** (40 characters)",
            "severity": "low",
            "confidence": "medium",
            "detector": "provider",
            "introduced": False,
            "fingerprint": "0" * 31 + "1",
            "group": 7,
            "name": "token",
            "evidence": ["it begins with acme_", "its checksum fits"],
            "trail": ["UTF-16"],
            "secret_fingerprint": "",
            "incident": None,
        }
    ]


def test_everything_around_the_findings_is_told() -> None:
    document = document_of(CASES["everything-at-once"])
    assert document["schema"] == "secretguard/verdict/1"
    assert document["tool"] == {"name": "secretguard", "version": __version__}
    assert document["subject"] == "the staged change"
    assert [note["introduced"] for note in document["notes"]] == [False, True]
    assert document["unread"] == [{"what": "broken.bin", "why": "git could not read the object"}]
    assert document["weakened"] == list(CASES["everything-at-once"].weakened)
    assert document["coverage"] == {
        "listed": 3,
        "files": 1,
        "bytes": 812,
        "decoded": 0,
        "remembered": 0,
        "skipped": [{"what": "b.sh", "why": "only its mode changes"}],
        "limits": [],
    }
    assert document["guidance"]["acme-token"] == {
        "steps": list(FULL.steps),
        "console_url": FULL.console_url,
        "cli": FULL.cli,
        "api": FULL.api,
        "check": FULL.check,
        "rotation": FULL.rotation,
        "narrower": FULL.narrower,
        "instead": FULL.instead,
    }


@pytest.mark.parametrize("kind", KINDS)
def test_suppressed_tell_kind_and_reason(kind: str) -> None:
    [told] = document_of(Verdict("x", suppressed=(suppressed(kind),)))["suppressed"]
    assert told["suppression"] == {"kind": kind, "reason": KINDS[kind], "who": "", "until": ""}
    assert (told["rule"], told["path"]) == ("generic-password", "tests/data.py")


def test_kinds_are_those_of_the_filters() -> None:
    folders = [Path(room.__file__).parent for room in (secretguard.filters, secretguard.ledger)]
    files = [path for folder in folders for path in folder.glob("*.py")]
    code = "".join(path.read_text(encoding="utf-8") for path in files)
    kinds = schema(SCHEMA)["$defs"]["suppressed"]["properties"]["suppression"]["properties"]["kind"]
    assert set(re.findall(r'Suppression\(\s*"(.*?)"', code)) == set(kinds["enum"]) == set(KINDS)


@given(verdicts())
def test_document_is_ascii_and_ends_with_one_line_feed(verdict: Verdict) -> None:
    text = render(verdict)
    assert text.isascii()
    assert {char for char in text if not char.isprintable()} == {"\n"}
    assert text.endswith("}\n")


def undecodable(data: bytes) -> str:
    return data.decode("utf-8", "surrogateescape")


@given(st.binary(min_size=1, max_size=20).filter(lambda data: b"\0" not in data))
def test_bytes_of_a_path_survive(data: bytes) -> None:
    path = undecodable(data)
    verdict = Verdict("x", (finding(location=place(path)),), unread=(Unread(path, "y"),))
    document = document_of(verdict)
    told = document["findings"][0]["path"], document["unread"][0]["what"]
    assert [each.encode("utf-8", "surrogateescape") for each in told] == [data, data]


def test_a_byte_that_is_no_utf8_is_an_escape() -> None:
    verdict = Verdict("x", (finding(location=place(undecodable(b"caf\xe9"))),))
    assert '"path": "caf\\udce9"' in render(verdict)


def test_same_verdict_same_bytes() -> None:
    both = {"generic-password": SHORT, "acme-token": FULL}
    backwards = dict(reversed(both.items()))
    verdict = CASES["three-secrets"]
    assert render(replace(verdict, guidance=both)) == render(replace(verdict, guidance=backwards))


def fields(node: Any) -> set[str]:
    """The names of all properties that a schema describes."""
    if isinstance(node, list):
        return set().union(*map(fields, node)) if node else set()
    if not isinstance(node, dict):
        return set()
    named = node.get("properties", {})
    names = set(named) if isinstance(named, dict) else set()
    return names.union(*map(fields, node.values()))


def test_every_field_is_documented() -> None:
    text = DOCUMENTATION.read_text(encoding="utf-8")
    found = fields(schema(SCHEMA))
    assert {"exit_code", "end_column", "console_url", "skipped", "reason"} <= found
    assert sorted(name for name in found if f"`{name}`" not in text) == []


@pytest.mark.parametrize("word", [*KINDS, "allow", "refuse", "could-not-look"])
def test_every_word_of_the_document_is_documented(word: str) -> None:
    assert f"`{word}`" in DOCUMENTATION.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "name", [name for name in vars(errors) if name.startswith("EXIT_")], ids=str
)
def test_every_exit_code_is_documented(name: str) -> None:
    code = getattr(errors, name)
    assert re.search(rf"^\| `{code}` \|", DOCUMENTATION.read_text(encoding="utf-8"), re.MULTILINE)
