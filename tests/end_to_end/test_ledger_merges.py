"""Branches and clones that both add events: merges, rebases and cherry-picks by git itself."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from conftest import Repo
from incident_repos import commit_ledger, do, guard, incidents, record
from mocks import mock_token

LINES = [f'token = "{mock_token("github-pat", seed)}"\n' for seed in range(6)]


@pytest.fixture
def guarded(repo: Repo) -> Repo:
    return guard(repo)


def verified(repo: Repo, code: int = 0) -> dict[str, Any]:
    """The answer of ``ledger verify`` as JSON."""
    done = repo.secretguard("ledger", "verify", "--format", "json")
    assert done.returncode == code, done.stdout + done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def dismiss(repo: Repo, number: int) -> str:
    """Record and dismiss the numbered secret, commit the ledger; the incident's id."""
    name = record(repo, "x.py", LINES[number])
    repo.git("rm", "-qf", "--cached", "x.py")
    do(repo, "dismiss", name, "--reason", f"mock {number}")
    commit_ledger(repo, f"dismiss {number}")
    return name


@pytest.fixture
def forked(guarded: Repo) -> Repo:
    """``main`` and ``other`` with one common event and two of their own each."""
    dismiss(guarded, 0)
    guarded.git("branch", "other")
    dismiss(guarded, 1)
    dismiss(guarded, 2)
    guarded.git("switch", "-q", "other")
    dismiss(guarded, 3)
    dismiss(guarded, 4)
    return guarded


def reasons(repo: Repo) -> set[str]:
    return {
        event["why"]
        for found in incidents(repo)
        for event in found["events"]
        if found["state"] == event["event"] == "dismissed"
    }


ALL = {f"mock {number}" for number in range(5)}


def test_a_merge_has_no_conflict_and_keeps_every_event(forked: Repo) -> None:
    forked.git("merge", "-q", "-m", "merge", "main")
    assert reasons(forked) == ALL
    found = verified(forked)
    assert (found["events"], found["forks"], found["heads"], found["joins"]) == (10, 1, 2, 0)
    dismiss(forked, 5)
    found = verified(forked)
    assert (found["heads"], found["joins"], found["picked"]) == (1, 1, [])


def test_both_ways_of_merging_give_the_same_states(forked: Repo) -> None:
    dismissed = dismiss(forked, 5)
    do(forked, "reopen", dismissed, "--reason", "it was one")
    commit_ledger(forked)
    forked.git("branch", "before")
    forked.git("merge", "-q", "-m", "merge", "main")
    ours = [(i["id"], i["state"], i["events"]) for i in incidents(forked)]
    forked.git("switch", "-q", "main")
    forked.git("merge", "-q", "-m", "merge", "before~2")
    forked.git("merge", "-q", "-m", "merge", "before")
    theirs = [(i["id"], i["state"], i["events"]) for i in incidents(forked)]
    assert theirs == ours


def test_a_rebase_has_no_conflict(forked: Repo) -> None:
    forked.git("rebase", "-q", "main")
    assert reasons(forked) == ALL
    assert verified(forked)["events"] == 10


def test_a_cherry_pick_is_explained(forked: Repo) -> None:
    forked.git("switch", "-q", "main")
    forked.git("cherry-pick", "other")
    found = verified(forked)
    assert "mock 4" in reasons(forked)
    assert found["answer"] == "intact"
    assert found["unexplained"] == []
    dismiss(forked, 5)
    forked.git("merge", "-q", "-m", "merge", "other")
    assert reasons(forked) == ALL | {"mock 5"}
    found = verified(forked)
    assert (found["answer"], found["picked"], found["unexplained"]) == ("intact", [], [])


def test_a_pick_from_a_branch_that_is_gone_accuses_nobody(forked: Repo) -> None:
    forked.git("switch", "-q", "main")
    forked.git("cherry-pick", "other")
    forked.git("branch", "-q", "-D", "other")
    forked.git("reflog", "expire", "--expire=now", "--all")
    assert verified(forked)["answer"] == "intact"


def test_a_squash_keeps_the_chain(forked: Repo) -> None:
    forked.git("switch", "-q", "main")
    forked.git("merge", "-q", "--squash", "other")
    forked.commit("squashed")
    assert reasons(forked) == ALL
    assert verified(forked)["answer"] == "intact"


def test_two_clones_that_both_begin_a_ledger(guarded: Repo) -> None:
    """Each makes a salt of its own: after the merge both are known, and both know both."""
    origin = Path(guarded.path.parent / "origin.git")
    guarded.git("clone", "-q", "--bare", ".", str(origin))
    guarded.git("remote", "add", "origin", str(origin))
    guarded.git("clone", "-q", str(origin), "../other")
    other = Repo(guarded.path.parent / "other")
    guard_hooks = guarded.secretguard("install"), other.secretguard("install")
    assert [done.returncode for done in guard_hooks] == [0, 0]
    dismiss(guarded, 0)
    guarded.git("push", "-q", "--no-verify", "origin", "main")
    dismiss(other, 1)
    other.git("pull", "-q", "--no-rebase", "--no-edit", "origin", "main")
    assert len((other.path / ".secretguard/salt").read_text().split()) == 2
    assert reasons(other) == {"mock 0", "mock 1"}
    assert verified(other)["events"] == 4
    for number in (0, 1):
        other.stage(f"{number}.py", LINES[number])
    assert other.secretguard("hook", "pre-commit").returncode == 0
    other.git("push", "-q", "--no-verify", "origin", "main")
    guarded.git("pull", "-q", "--no-rebase", "--no-edit", "origin", "main")
    for number in (0, 1):
        guarded.stage(f"{number}.py", LINES[number])
    assert guarded.secretguard("hook", "pre-commit").returncode == 0
    # New fingerprints are the same in both clones.
    assert dismiss(guarded, 2) == dismiss(other, 2)


def edit(repo: Repo, change: Any) -> None:
    path = repo.path / ".secretguard/ledger.jsonl"
    path.write_bytes(b"".join(change(path.read_bytes().splitlines(keepends=True))))


EDITS = {
    "the first line": lambda lines: lines[1:],
    "the last line": lambda lines: lines[:-1],
    "everything": lambda _: [],
    "a reason": lambda lines: [lines[0], lines[1].replace(b"mock 0", b"mock 9"), *lines[2:]],
    "a reason at the end": lambda lines: [*lines[:-1], lines[-1].replace(b"mock 1", b"mock 9")],
    "who it was": lambda lines: [lines[0].replace(b"Test Person", b"Somebody Else"), *lines[1:]],
}


@pytest.mark.parametrize("committed", [False, True], ids=["in the work tree", "committed"])
@pytest.mark.parametrize("change", EDITS)
def test_an_edit_is_found(guarded: Repo, change: str, committed: bool) -> None:
    dismiss(guarded, 0)
    dismiss(guarded, 1)
    assert verified(guarded)["answer"] == "intact"
    edit(guarded, EDITS[change])
    if committed:
        guarded.git("add", ".secretguard")
        last = guarded.commit("tidy up")
    found = verified(guarded, 1)
    commits = {item["commit"] for item in found["removed"]}
    assert commits == ({last} if committed else {""})
    done = guarded.secretguard("ledger", "verify")
    assert done.returncode == 1
    assert b"removed or edited" in done.stdout


def test_a_merge_that_drops_events_is_found(forked: Repo) -> None:
    forked.git("merge", "-q", "-s", "ours", "-m", "merge", "main")
    found = verified(forked, 1)
    assert {item["what"].split()[1] for item in found["removed"]} == {"opened", "dismissed"}
    assert len(found["removed"]) == 4


def test_what_was_restored_is_no_edit(guarded: Repo) -> None:
    dismiss(guarded, 0)
    guarded.git("rm", "-q", "-r", ".secretguard")
    guarded.commit("away")
    guarded.git("revert", "--no-edit", "HEAD")
    assert verified(guarded)["answer"] == "intact"


def test_a_shallow_clone_cannot_say(guarded: Repo) -> None:
    dismiss(guarded, 0)
    guarded.git("clone", "-q", "--depth", "1", f"file://{guarded.path}", "../shallow")
    done = Repo(guarded.path.parent / "shallow").secretguard("ledger", "verify")
    assert (done.returncode, b"the clone is shallow" in done.stderr) == (3, True)


def test_no_ledger_is_an_intact_one(guarded: Repo) -> None:
    assert verified(guarded)["events"] == 0
