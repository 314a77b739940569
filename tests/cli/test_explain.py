"""``explain`` tells what the pipeline did, in sentences, and never the value."""

from __future__ import annotations

import json
import random
import string
from pathlib import Path
from typing import Any

import pytest
from conftest import Repo
from incident_repos import do, guard, record
from mocks import mock_token
from report.schemas import complaints, validator

from secretguard.cli.explain import HELP

# A password as people choose them: in a test it stops nobody.
CHOSEN = "Winter2027!"
TOKEN = mock_token("github-pat", 21)
RANDOM = mock_token("stripe-secret-key", 22)[8:32]
SCHEMA = validator("explanation-1.schema.json")


def explained(repo: Repo, *args: str, stdin: str = "", cwd: str = ".") -> dict[str, Any]:
    done = repo.secretguard("explain", "--format", "json", *args, stdin=stdin.encode(), cwd=cwd)
    assert done.returncode == 0, done.stderr.decode()
    document: dict[str, Any] = json.loads(done.stdout)
    assert complaints(SCHEMA, document) == []
    return document


def outcomes(document: dict[str, Any]) -> list[tuple[str, str, int]]:
    return [(each["rule"], each["outcome"], each["line"]) for each in document["matches"]]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="nothing"),
        pytest.param("hello\n", id="prose"),
        pytest.param("x = compute(1)\n", id="code"),
    ],
)
def test_what_wakes_no_rule(repo: Repo, text: str) -> None:
    document = explained(repo, stdin=text)
    assert (document["matches"], document["dismissed"]) == ([], [])
    done = repo.secretguard("explain", stdin=text.encode())
    assert done.returncode == 0
    assert b"Nothing in it wakes a rule" in done.stdout


def test_a_token_is_refused_and_every_filter_has_its_say(repo: Repo) -> None:
    document = explained(repo, stdin=f"token: {TOKEN}\n")
    assert outcomes(document) == [
        ("github-pat", "refused", 1),
        ("generic-secret", "outranked", 1),
    ]
    match = document["matches"][0]
    assert [each["filter"] for each in match["filters"]] == [
        "mock", "documented", "public", "reference", "ciphertext", "certificate", "integrity", "identifier",
        "chain", "placeholder", "inline",
    ]  # fmt: skip
    assert not any(each["passes"] for each in match["filters"])
    assert {"words": "its checksum fits", "weight": None} in match["evidence"]
    assert match["because"].startswith(
        "Its confidence is certain, and the hook refuses from medium"
    )
    assert document["matches"][1]["because"] == "The same text is known better as github-pat."
    assert document["matches"][1]["fingerprint"] == ""


@pytest.mark.parametrize(
    ("text", "kind", "belongs"),
    [
        ('password = "${DB_PASSWORD}"\n', "reference", "where the reference points"),
        (f"key: {TOKEN}  # secretguard: allow made up\n", "inline", "A person says"),
        (f"key: {mock_token('stripe-publishable-key', 23)}\n", "public", "public by design"),
    ],
)
def test_what_passes_may_stay_and_why(repo: Repo, text: str, kind: str, belongs: str) -> None:
    (match, *_) = explained(repo, stdin=text)["matches"]
    assert (match["outcome"], kind in match["because"]) == ("passed", True)
    assert next(each["kind"] for each in match["filters"] if each["passes"]) == kind
    assert belongs in match["belongs"]


def test_the_name_decides_as_it_does_in_a_file(repo: Repo) -> None:
    text = f'db_password = "{CHOSEN}"\n'
    assert outcomes(explained(repo, stdin=text)) == [("generic-password", "refused", 1)]
    as_test = explained(repo, "--as", "tests/test_login.py", stdin=text)
    assert outcomes(as_test) == [("generic-password", "noted", 1)]
    match = as_test["matches"][0]
    assert match["path"] == "tests/test_login.py"
    assert "no more than noted (scan --show low)" in match["because"]
    assert match["belongs"].startswith("If it opens something: ")


def test_a_line_of_a_file(repo: Repo) -> None:
    repo.write("a b/set.py", f'x = 1\npassword = "changeme"\ntoken = "{TOKEN}"\n')
    assert outcomes(explained(repo, "a b/set.py:1")) == []
    second = explained(repo, "a b/set.py:2")
    assert second["matches"] == []
    assert second["dismissed"] == [{"detector": "assignment", "path": "a b/set.py", "lines": [2]}]
    third = explained(repo, "a b/set.py:3:9")
    assert outcomes(third)[0] == ("github-pat", "refused", 3)
    assert third["subject"] == "a b/set.py, line 3"
    assert outcomes(explained(repo, "a b/set.py")) == outcomes(third)


def test_the_fingerprint_of_a_report(repo: Repo) -> None:
    repo.stage("a.py", f'password = "{CHOSEN}"\n\ntoken = "{TOKEN}"\n')
    repo.stage("b.py", f"token = '{TOKEN}'\n")
    for level in ("low", "high"):
        done = repo.secretguard("scan", "--format", "json", "--show", level)
        report = json.loads(done.stdout)
        for finding in report["findings"]:
            (match,) = explained(repo, finding["fingerprint"])["matches"]
            assert {key: match[key] for key in ("rule", "path", "line", "fingerprint")} == {
                key: finding[key] for key in ("rule", "path", "line", "fingerprint")
            }


def test_rules_that_are_switched_off_and_paths_that_are_left_out(repo: Repo) -> None:
    repo.write(".secretguard.toml", 'disable = ["github-pat"]\nexclude = ["old/"]\n')
    document = explained(repo, stdin=f"{TOKEN}\n")
    assert outcomes(document) == [("github-pat", "disabled", 1)]
    text = f'db_password = "{CHOSEN}"\n'
    (match,) = explained(repo, "--as", "old/x.py", stdin=text)["matches"]
    assert (match["outcome"], match["belongs"]) == (
        "passed",
        "The settings say that it may stay in this path.",
    )


@pytest.mark.parametrize(
    ("target", "code", "sentence"),
    [
        pytest.param("gone.py:3", 2, "expected FILE:LINE of a file that is here", id="no file"),
        pytest.param("a.py:9", 2, "the file has 1 line", id="no line"),
        pytest.param("a.py:0", 2, "the file has 1 line", id="line 0"),
        pytest.param("0" * 32, 2, "no file here holds a finding", id="unknown fingerprint"),
    ],
)
def test_what_is_not_there(repo: Repo, target: str, code: int, sentence: str) -> None:
    repo.stage("a.py", "x = 1\n")
    done = repo.secretguard("explain", target)
    assert (done.returncode, done.stdout) == (code, b"")
    assert sentence in done.stderr.decode()


def test_a_secret_as_an_argument_is_turned_away_without_repeating_it(repo: Repo) -> None:
    done = repo.secretguard("explain", TOKEN)
    assert done.returncode == 2
    assert TOKEN.encode() not in done.stdout + done.stderr
    assert b"other users of the machine see the arguments" in done.stderr
    told = repo.secretguard("explain", "--help").stdout.decode()
    assert "other users of the machine see the arguments" in " ".join(told.split())
    assert HELP.capitalize() in " ".join(told.split())


@pytest.mark.parametrize("form", ["text", "json"])
def test_no_explanation_holds_the_secret(repo: Repo, form: str) -> None:
    text = f'a = "{TOKEN}"\ndb_password = "{RANDOM}"\n'
    done = repo.secretguard("explain", "--format", form, stdin=text.encode())
    assert done.returncode == 0
    assert [s for s in (TOKEN, RANDOM) if s[4:].encode() in done.stdout + done.stderr] == []


def test_what_cannot_be_read_is_no_explanation(repo: Repo, tmp_path: Path) -> None:
    repo.write(
        ".secretguard.toml",
        "pattern-timeout = 0.01\n[[pattern]]\nid = \"slow\"\nregex = '(?:a|aa)+b'\n",
    )
    done = repo.secretguard("explain", "--format", "json", stdin=b"a" * 3000)
    assert done.returncode == 3
    assert json.loads(done.stdout)["unread"] == [
        "(standard input): user-pattern: pattern slow ran out of time (0.01 s)"
    ]


def test_people_read_it_at_eighty_columns(repo: Repo) -> None:
    text = f'db_password = "{RANDOM}"  # secretguard: allow a \x1b[31mred one\n'
    done = repo.secretguard("explain", "--as", "x\x1b.py", stdin=text.encode())
    report = done.stdout.decode()
    assert "\x1b" not in report
    assert max(map(len, report.splitlines())) <= 80
    for words in ("passed", "evidence:", "filters:", "inline passes it", "where it belongs:"):
        assert words in report


def told(document: dict[str, Any]) -> list[tuple[str, str, str]]:
    """(outcome, state of the incident or "", its id or "") of each match."""
    known = [each["incident"] or {"state": "", "id": ""} for each in document["matches"]]
    outcomes = [each["outcome"] for each in document["matches"]]
    return [(out, one["state"], one["id"]) for out, one in zip(outcomes, known, strict=True)]


def test_what_the_ledger_does_not_know_has_no_incident(repo: Repo) -> None:
    guard(repo)
    record(repo, "a.py", f'token = "{TOKEN}"\n')
    other = mock_token("github-pat", 77)
    found = told(explained(repo, stdin=f'token = "{other}"\n'))
    assert ("refused", "", "") in found
    assert {each[1:] for each in found} == {("", "")}


def test_an_open_incident_is_named(repo: Repo) -> None:
    guard(repo)
    known = record(repo, "a.py", f'password = "{CHOSEN}"\n')
    text = f'password = "{CHOSEN}"\n'
    assert told(explained(repo, "--as", "b.py", stdin=text)) == [("refused", "compromised", known)]
    said = repo.secretguard("explain", stdin=text.encode()).stdout.decode()
    assert f"incident {known}: open since" in " ".join(said.split())


def test_a_dismissed_secret_passes_with_the_decision(repo: Repo) -> None:
    guard(repo)
    known = record(repo, "a.py", f'password = "{CHOSEN}"\n')
    do(repo, "dismiss", known, "--reason", "of the demo account")
    document = explained(repo, "--as", "b.py", stdin=f'password = "{CHOSEN}"\n')
    assert told(document) == [("passed", "dismissed", known)]
    assert document["matches"][0]["because"].startswith("The ledger passes it: of the demo account")
    assert document["matches"][0]["belongs"] == "A person says in the ledger that it may stay."


def test_a_revoked_secret_is_refused_also_where_no_rule_sees_it(repo: Repo) -> None:
    guard(repo)
    known = record(repo, "a.py", f'password = "{RANDOM}"\n')
    do(repo, "revoke", known, "--evidence", "ticket 7")
    for text in (f'password = "{RANDOM}"\n', f"seen in a log: {RANDOM}\n"):
        document = explained(repo, "--as", "b.py", stdin=text)
        assert told(document) == [("refused", "revoked", known)]
        assert RANDOM not in json.dumps(document)


def test_the_fingerprint_of_a_file_that_git_does_not_track(repo: Repo) -> None:
    repo.stage(".gitignore", ".env\n")
    repo.write("new.py", f'token = "{TOKEN}"\n')
    repo.write(".env", f"STRIPE_KEY={mock_token('stripe-secret-key', 24)}\n")
    for path, rule in (("new.py", "github-pat"), (".env", "stripe-secret-key")):
        report = json.loads(repo.secretguard("scan", path, "--format", "json").stdout)
        (found,) = explained(repo, report["findings"][0]["fingerprint"])["matches"]
        assert (found["rule"], found["path"]) == (rule, path)


def test_the_sample_of_the_page_is_what_the_command_tells(repo: Repo) -> None:
    page = (Path(__file__).parents[2] / "docs" / "explain.md").read_text("utf-8")
    value = "".join(random.Random(4).choices(string.ascii_letters + string.digits, k=24))
    repo.write("t.py", f'import app\ndb_password = "{value}"\n')
    told = repo.secretguard("explain", "t.py:2").stdout.decode()
    assert f"```\n{told}```\n" in page
