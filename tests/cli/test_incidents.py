"""``secretguard incidents``: list, show, decide, adopt, audit, as scripts and people use them."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from conftest import Repo
from incident_repos import commit_ledger, do, guard, incidents, record
from ledger_events import event
from mocks import mock_token

from secretguard.ledger.fingerprint import Key, new_salt
from secretguard.ledger.store import Store
from secretguard.model.frozen import replace
from secretguard.model.incident import Event, Kind

TOKENS = [mock_token("github-pat", seed) for seed in range(4)]
LINES = [f'token = "{value}"\n' for value in TOKENS]


@pytest.fixture
def guarded(repo: Repo) -> Repo:
    return guard(repo)


def ago(days: int) -> str:
    return (datetime.now(UTC) - timedelta(days=days)).strftime("%Y-%m-%dT%H:%M:%SZ")


def day(days: int) -> str:
    """The day so many days ago."""
    return ago(days)[:10]


def write_ledger(repo: Repo, *drafts: Event) -> None:
    """A ledger with a past that no clock has to wait for."""
    folder = repo.path / ".secretguard"
    folder.mkdir(exist_ok=True)
    if not (folder / "salt").exists():
        (folder / "salt").write_text(f"{new_salt()}\n")
    Store(str(folder / "ledger.jsonl"), str(repo.path / ".git/lock-of-test"), "x").append(drafts)


def past(repo: Repo, value: str, *drafts: Event) -> None:
    """The same for one secret, with its real fingerprint."""
    write_ledger(repo)
    key = Key((repo.path / ".secretguard/salt").read_text().strip())
    write_ledger(repo, *(replace(draft, fingerprint=key.fingerprint(value)) for draft in drafts))


def recorded(repo: Repo) -> dict[Path, bytes]:
    """Every file, except for the index of the revoked, which is made when it is needed."""
    files = [path for path in repo.path.rglob("*") if path.is_file() and path.name != "dead"]
    return {path: path.read_bytes() for path in files}


def fails(repo: Repo, *args: str) -> str:
    """The complaint of a command that is a usage error; nothing may be written."""
    before = recorded(repo)
    done = repo.secretguard("incidents", *args)
    assert done.returncode == 2, done.stdout
    assert recorded(repo) == before
    return done.stderr.decode()


# list


def test_without_incidents_the_list_says_so(guarded: Repo) -> None:
    assert do(guarded) == "0 incidents.\n"
    assert incidents(guarded) == []
    assert not (guarded.path / ".secretguard").exists()


def test_the_list_tells_state_age_owner_and_place(guarded: Repo) -> None:
    name = record(guarded, "src/a.py", LINES[0])
    lines = do(guarded, "list").splitlines()
    assert lines[0] == f"{name}  compromised GitHub personal access token (classic)"
    assert (
        lines[1] == f"          since {day(0)}; src/a.py; owner Test Person; known to this machine"
    )
    assert lines[-1] == "1 incident."
    do(guarded, "rotate", name, "--until", "2099-01-31", "--owner", "Bo <bo@example.org>")
    lines = do(guarded).splitlines()
    assert lines[0].startswith(f"{name}  rotated ")
    assert lines[1] == f"          since {day(0)}; until 2099-01-31; src/a.py; owner Bo"


def test_the_list_is_filtered(guarded: Repo) -> None:
    past(guarded, TOKENS[0], event(when=ago(30)), event(Kind.REVOKED))
    past(guarded, TOKENS[1], event(when=ago(10), paths=("src/b.py",)))
    past(guarded, TOKENS[2], event(when=ago(5)), event(Kind.DISMISSED, until=day(1), owner="Bo"))
    past(guarded, TOKENS[3], event(when=ago(1), rule_id="other"), event(Kind.DISMISSED))

    def opened(*args: str) -> list[int]:
        when = [datetime.fromisoformat(found["opened"]) for found in incidents(guarded, *args)]
        return [(datetime.now(UTC) - moment).days for moment in when]

    assert opened() == [30, 10, 5, 1]
    assert opened("--state", "open") == [10, 5]
    assert opened("--state", "revoked", "--state", "expired") == [30, 5]
    assert opened("--state", "dismissed") == [1]
    assert opened("--older-than", "9d") == [30, 10]
    assert opened("--path", "src/") == [10]
    assert opened("--owner", "bo") == [5]
    assert opened("--rule", "other") == [1]
    assert do(guarded, "--state", "revoked").splitlines()[-1] == "1 incident, 3 not shown."


def test_damage_makes_the_list_incomplete(guarded: Repo) -> None:
    past(guarded, TOKENS[0], event())
    path = guarded.path / ".secretguard/ledger.jsonl"
    path.write_bytes(path.read_bytes().replace(b"because", b"something") + b"mine\n")
    past(guarded, TOKENS[1], event())
    done = guarded.secretguard("incidents", "--format", "json")
    assert done.returncode == 3
    document = json.loads(done.stdout)
    assert len(document["incidents"]) == 2
    assert document["damaged"] == [
        {
            "ledger": ".secretguard/ledger.jsonl",
            "line": 2,
            "why": "it does not begin as an event does",
        }
    ]


# decisions


def test_an_id_may_be_shortened_and_several_decided_at_once(guarded: Repo) -> None:
    names = [record(guarded, f"{n}.py", LINES[n]) for n in range(2)]
    do(guarded, "revoke", names[0][:5], names[1], "--evidence", "ticket 7")
    assert [found["state"] for found in incidents(guarded)] == ["revoked", "revoked"]


@pytest.mark.parametrize(
    ("args", "complaint"),
    [
        (("revoke", "ID", "--evidence", " "), "say how anybody can see that it is dead"),
        (("dismiss", "ID", "--reason", ""), "say why it is no secret"),
        (("reopen", "ID", "--reason", ""), "say why it is open again"),
        (("reopen", "ID", "--reason", "x"), "is open already"),
        (("dismiss", "ID", "--reason", "x", "--until", "soon"), "expected a day"),
        (("dismiss", "ID", "--reason", "x", "--until", "2026-02-30"), "expected a day"),
        (("dismiss", "ID", "--reason", "x", "--until", "2020-01-01"), "2020-01-01 is past"),
        (("rotate", "ID", "--until", "2020-01-01"), "--until: 2020-01-01 is past"),
        (("list", "--state", "expired", "--older-than", "foo"), "expected a number of days"),
        (("revoke", "00000000", "--evidence", "x"), "no incident '00000000'"),
        (("revoke", "ID", "00000000", "--evidence", "x"), "no incident '00000000'"),
        (("revoke", "abc", "--evidence", "x"), "at least the first 4"),
        (("revoke", "ID"), "--evidence"),
        (("dismiss", "ID"), "--reason"),
        (("audit", "--max-age", "soon"), "expected a number of days"),
        (("list", "--older-than", "soon"), "expected a number of days"),
        (("show", "00000000"), "no incident"),
        (("triage",), "needs a terminal"),
    ],
)
def test_what_cannot_be_is_a_usage_error(
    guarded: Repo, args: tuple[str, ...], complaint: str
) -> None:
    name = record(guarded, "a.py", LINES[0])
    assert complaint in fails(guarded, *(name if arg == "ID" else arg for arg in args))


@pytest.mark.parametrize(
    "args",
    [
        ("revoke", "--evidence"),
        ("dismiss", "--reason"),
        ("rotate", "--reason"),
        ("dismiss", "--reason", "x", "--owner"),
    ],
)
def test_a_secret_in_the_words_is_not_committed(guarded: Repo, args: tuple[str, ...]) -> None:
    name = record(guarded, "a.py", LINES[0])
    said = fails(guarded, args[0], name, *args[1:], f"see token {TOKENS[1]}")
    assert "the text holds what looks like a secret" in said
    assert TOKENS[1] not in said


@pytest.mark.parametrize("more", ["", 'exclude = ["*"]\n'], ids=["", "excluded"])
def test_words_that_could_not_be_judged_are_not_committed(guarded: Repo, more: str) -> None:
    name = record(guarded, "a.py", LINES[0])
    slow = "pattern-timeout = 0.01\n[[pattern]]\nid = \"slow\"\nregex = '(?:a|aa)+b'\n"
    guarded.write(".secretguard.toml", more + slow)
    said = fails(guarded, "dismiss", name, "--reason", "a" * 80 + " b")
    assert "could not be judged (user-pattern: pattern slow ran out of time (0.01 s))" in said
    assert not (guarded.path / ".secretguard/ledger.jsonl").exists()


def test_a_damaged_ledger_keeps_nobody_from_writing(guarded: Repo) -> None:
    name = record(guarded, "a.py", LINES[0])
    do(guarded, "dismiss", name, "--reason", "a mock")
    with (guarded.path / ".secretguard/ledger.jsonl").open("a") as ledger:
        ledger.write("damaged\n")
    do(guarded, "reopen", name, "--reason", f"password = {'x' * 8}")


@pytest.mark.parametrize("decided", ["dismiss", "revoke", "rotate"])
def test_not_even_one_that_the_ledger_knows(guarded: Repo, decided: str) -> None:
    name = record(guarded, "a.py", LINES[0])
    text = {"dismiss": ["--reason", "mock"], "revoke": ["--evidence", "x"], "rotate": []}[decided]
    do(guarded, decided, name, *text)
    for words in (TOKENS[0], f"secretguard: allow it {TOKENS[0]}"):
        said = fails(guarded, "revoke", name, "--evidence", words)
        assert "the text holds what looks like a secret" in said


def test_a_revoked_one_is_not_dismissed_by_mistake(guarded: Repo) -> None:
    name = record(guarded, "a.py", LINES[0])
    do(guarded, "revoke", name, "--evidence", "ticket 7")
    assert "so it was a secret" in fails(guarded, "dismiss", name, "--reason", "a mock")
    do(guarded, "reopen", name, "--reason", "wrong ticket")
    do(guarded, "dismiss", name, "--reason", "a mock")
    [found] = incidents(guarded)
    assert [e["event"] for e in found["events"]] == ["opened", "revoked", "reopened", "dismissed"]


def test_saying_the_same_again_records_nothing(guarded: Repo) -> None:
    name = record(guarded, "a.py", LINES[0])
    do(guarded, "dismiss", name, "--reason", "mock")
    ledger = (guarded.path / ".secretguard/ledger.jsonl").read_bytes()
    assert "already" in do(guarded, "dismiss", name, "--reason", "mock")
    assert (guarded.path / ".secretguard/ledger.jsonl").read_bytes() == ledger


def test_days_may_be_counted(guarded: Repo) -> None:
    name = record(guarded, "a.py", LINES[0])
    do(guarded, "dismiss", name, "--reason", "mock", "--until", "30d")
    assert [found["until"] for found in incidents(guarded)] == [day(-30)]


def test_outside_of_a_repository(tmp_path: Path) -> None:
    done = Repo(tmp_path).secretguard("incidents", "adopt")
    assert (done.returncode, done.stdout) == (3, b"")


# show


def test_show_tells_history_exposure_and_runbook(guarded: Repo) -> None:
    name = record(guarded, "a.py", LINES[0])
    text = do(guarded, "show", name)
    assert "exposure: staged only" in text
    assert "opened by Test Person" in text
    assert "Emergency: revoke first" in text
    assert "where: https://github.com/settings/tokens" in text
    assert f"secretguard incidents rotate {name} --until {day(-7)}" in text
    assert max(map(len, text.splitlines())) <= 80
    do(guarded, "revoke", name, "--evidence", "ticket 7")
    text = do(guarded, "show", name)
    assert "evidence: ticket 7" in " ".join(text.split())
    assert "Emergency" not in text


def exposure(repo: Repo) -> dict[str, Any]:
    [found] = incidents(repo, "--exposure")
    told: dict[str, Any] = found["exposure"]
    return told


def test_exposure_grows_and_never_shrinks(guarded: Repo) -> None:
    record(guarded, "a.py", LINES[0])
    assert exposure(guarded)["reach"] == "staged"
    leak = guarded.commit("leak")
    guarded.git("rm", "-q", "a.py")
    guarded.commit("gone")
    found = exposure(guarded)
    assert (found["reach"], found["commits"], found["branches"], found["on_disk"]) == (
        "committed", [leak], ["main"], [],
    )  # fmt: skip
    guarded.git("tag", "v1")
    guarded.git("init", "-q", "--bare", "../remote.git")
    guarded.git("remote", "add", "origin", "../remote.git")
    guarded.git("push", "-q", "--no-verify", "origin", "main:release")
    found = exposure(guarded)
    assert (found["reach"], found["remotes"], found["tags"]) == (
        "pushed",
        ["origin/release"],
        ["v1"],
    )
    assert found["words"] == "pushed: origin/release and tag v1"


def test_exposure_knows_stash_and_reflog(guarded: Repo) -> None:
    record(guarded, "a.py", LINES[0])
    guarded.git("stash", "-q")
    found = exposure(guarded)
    assert (found["reach"], found["stash"], found["reflog"]) == ("local", True, False)
    guarded.git("stash", "pop", "-q")
    guarded.commit("leak")
    guarded.git("reset", "-q", "--hard", "HEAD~1")
    found = exposure(guarded)
    assert (found["reach"], found["stash"], found["reflog"]) == ("local", False, True)
    assert found["words"] == "in no branch any more, but the reflog keeps it"


def test_exposure_is_that_of_the_secret_not_of_the_path(guarded: Repo) -> None:
    guarded.stage("a.py", "x = 1\n")
    guarded.commit("harmless")
    record(guarded, "a.py", LINES[0])
    guarded.stage("a.py", LINES[1])
    guarded.commit("another secret")
    assert exposure(guarded)["reach"] == "nowhere"


# adopt


def test_adopt_opens_the_whole_past_in_one_step(guarded: Repo) -> None:
    guarded.stage("a.py", LINES[0])
    guarded.stage("b.py", LINES[1] + LINES[0])
    guarded.commit("leak")
    guarded.git("rm", "-q", "a.py", "b.py")
    guarded.commit("gone")
    guarded.git("switch", "-q", "-c", "side")
    guarded.stage("c.py", LINES[2])
    guarded.commit("side")
    guarded.git("switch", "-q", "main")
    assert "3 opened, 0 known already" in do(guarded, "adopt", "--dry-run")
    assert not (guarded.path / ".secretguard").exists()
    assert "3 opened, 0 known already, in 2 commits." in do(guarded, "adopt")
    found = incidents(guarded)
    assert sorted(f["paths"] for f in found) == [["a.py", "b.py"], ["b.py"], ["c.py"]]
    assert {f["committed"] for f in found} == {True}
    commit_ledger(guarded)
    assert "0 opened, 3 known already" in do(guarded, "adopt")
    assert guarded.git("status", "--porcelain") == b""


def test_adopt_leaves_decided_ones_alone(guarded: Repo) -> None:
    guarded.stage("a.py", LINES[0])
    guarded.commit("leak")
    do(guarded, "adopt")
    do(guarded, "dismiss", incidents(guarded)[0]["id"], "--reason", "mock")
    assert "0 opened" in do(guarded, "adopt")
    assert [found["state"] for found in incidents(guarded)] == ["dismissed"]


# audit


def audit(repo: Repo, code: int, *args: str) -> dict[str, Any]:
    done = repo.secretguard("incidents", "audit", "--format", "json", *args)
    assert done.returncode == code, done.stdout + done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    assert found["answer"] == ("fail" if code == 1 else "pass")
    return found


def test_an_empty_repository_passes(guarded: Repo) -> None:
    assert audit(guarded, 0)["open"] == []


@pytest.mark.parametrize(
    ("drafts", "late"),
    [
        pytest.param([event(when=ago(14))], None, id="open for 14 days"),
        pytest.param([event(when=ago(15))], 1, id="open for 15 days"),
        pytest.param([event(when=ago(90)), event(Kind.REVOKED, when=ago(1))], None, id="revoked"),
        pytest.param(
            [event(when=ago(90)), event(Kind.REOPENED, when=ago(3))], None, id="reopened lately"
        ),
        pytest.param(
            [event(when=ago(90)), event(Kind.ROTATED, when=ago(20))],
            6,
            id="replaced, never revoked",
        ),
        pytest.param(
            [event(when=ago(90)), event(Kind.ROTATED, when=ago(80), until=day(-1))],
            None,
            id="in its overlap",
        ),
        pytest.param(
            [event(when=ago(90)), event(Kind.ROTATED, when=ago(5), until=day(2))],
            2,
            id="overlap over",
        ),
        pytest.param(
            [event(when=ago(90)), event(Kind.DISMISSED, when=ago(80))], None, id="dismissed"
        ),
        pytest.param(
            [event(when=ago(90)), event(Kind.DISMISSED, when=ago(80), until=day(3))],
            None,
            id="expired lately",
        ),
        pytest.param(
            [event(when=ago(90)), event(Kind.DISMISSED, when=ago(80), until=day(20))],
            6,
            id="expired long ago",
        ),
    ],
)
def test_what_is_overdue(guarded: Repo, drafts: list[Event], late: int | None) -> None:
    past(guarded, TOKENS[0], *drafts)
    found = audit(guarded, 0 if late is None else 1)
    assert [item["days_late"] for item in found["overdue"]] == ([] if late is None else [late])


def test_the_age_is_the_maintainers_to_choose(guarded: Repo) -> None:
    past(guarded, TOKENS[0], event(when=ago(20)))
    audit(guarded, 0, "--max-age", "20d")
    audit(guarded, 1, "--max-age", "19d")


def test_unrecorded_secrets_fail(guarded: Repo) -> None:
    guarded.stage("a.py", LINES[0])
    guarded.commit("leak")
    [found] = audit(guarded, 1)["unrecorded"]
    assert (found["path"], found["rule"]) == ("a.py", "github-pat")
    audit(guarded, 0, "--ledger-only")
    do(guarded, "adopt")
    assert audit(guarded, 0)["unrecorded"] == []


def test_what_only_this_machine_knows_is_unrecorded(guarded: Repo) -> None:
    record(guarded, "a.py", LINES[0])
    guarded.commit("leak")
    assert len(audit(guarded, 1)["unrecorded"]) == 1


def test_expired_and_stale_dismissals_are_listed(guarded: Repo) -> None:
    guarded.stage("a.py", LINES[0])
    past(guarded, TOKENS[0], event(), event(Kind.DISMISSED, why="a mock"))
    past(guarded, TOKENS[1], event(), event(Kind.DISMISSED, why="another"))
    past(guarded, TOKENS[2], event(), event(Kind.DISMISSED, until=day(1)))
    found = audit(guarded, 0)
    [stale], [expired] = found["stale"], found["expired"]
    assert stale["id"] != expired["id"]
    assert expired["until"] == day(1)
    done = guarded.secretguard("incidents", "audit")
    assert b"1 incident open, 0 overdue, 0 unrecorded, 1 expired, 1 stale" in done.stdout
    assert audit(guarded, 0, "--ledger-only")["stale"] == []


def test_the_text_says_what_to_do(guarded: Repo) -> None:
    past(guarded, TOKENS[0], event(when=ago(20)))
    guarded.stage("a.py", LINES[1])
    guarded.commit("leak")
    done = guarded.secretguard("incidents", "audit")
    assert done.returncode == 1
    text = done.stdout.decode()
    assert "6 days late; ACME token; a.py; owner Ada" in text
    assert "a.py:1:10  GitHub personal access token (classic)" in text
    assert "secretguard incidents adopt" in text
    assert text.endswith("Exit 1.\n")


def test_a_damaged_ledger_cannot_be_audited(guarded: Repo) -> None:
    past(guarded, TOKENS[0], event())
    path = guarded.path / ".secretguard/ledger.jsonl"
    path.write_bytes(b"mine\n" + path.read_bytes())
    done = guarded.secretguard("incidents", "audit", "--max-age", "9999d")
    assert (done.returncode, b"ledger.jsonl line 1 does not count" in done.stderr) == (3, True)
