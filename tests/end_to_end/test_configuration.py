"""What a person has configured for git's own commands changes no answer of ours."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from conftest import Repo
from incident_repos import commit_ledger, do, guard, incidents, record
from mocks import mock_token

LINES = [f'token = "{mock_token("github-pat", seed)}"\n' for seed in range(4)]
HOSTILE = """
[log]
    diffMerges = {merges}
    abbrevCommit = true
    date = relative
    decorate = full
    follow = true
    showRoot = false
    showSignature = true
[diff]
    algorithm = patience
    colorMoved = zebra
    context = 0
    external = false
    ignoreSubmodules = all
    mnemonicPrefix = true
    noprefix = true
    orderFile = {home}/attributes
    relative = true
    renames = copies
    submodule = log
    wordRegex = .
[diff "hidden"]
    binary = true
    command = false
    textconv = false
[color]
    ui = always
[column]
    ui = always
[core]
    abbrev = 4
    attributesFile = {home}/attributes
    pager = false
    quotePath = true
    whitespace = tab-in-indent
[format]
    pretty = oneline
[i18n]
    logOutputEncoding = UTF-16
[pager]
    rev-list = false
    diff-tree = false
    for-each-ref = false
"""
QUESTIONS = [
    ["ledger", "verify", "--format", "json"],
    ["scan", "--history", "--no-memory", "--format", "json"],
    ["scan", "--range", "HEAD", "--format", "json"],
    ["scan", "--staged", "--format", "json"],
    ["incidents", "show", "{dead}", "--format", "json"],
]


@pytest.fixture
def eventful(repo: Repo) -> Repo:
    """A merge that dropped events, a dead secret in an older commit, a stash, a rename, a staged secret."""
    guard(repo)
    repo.git("branch", "side")
    revoke(repo, LINES[0])
    repo.git("switch", "-q", "side")
    revoke(repo, LINES[1])
    repo.git("merge", "-q", "-s", "ours", "-m", "merge", "main")
    repo.stage("sub/é.py", LINES[1])
    repo.commit("é", "--author", "É <e@example.org>", "--date", "2020-01-01T00:00:00Z")
    repo.stage("sub/é.py", LINES[2])
    repo.git("stash", "-q")
    repo.git("mv", "sub/é.py", "sub/b.py")
    repo.stage("sub/c.py", LINES[3])
    return repo


def revoke(repo: Repo, line: str) -> None:
    name = record(repo, "x.py", line)
    repo.git("rm", "-qf", "--cached", "x.py")
    do(repo, "revoke", name, "--evidence", "the provider said so")
    commit_ledger(repo)


def answers(repo: Repo) -> list[tuple[int, bytes, bytes]]:
    [dead] = [found["id"] for found in incidents(repo) if found["state"] == "revoked"]
    asked = [[word.format(dead=dead) for word in words] for words in QUESTIONS]
    told = [repo.secretguard(*words, cwd="sub") for words in asked]
    return [(done.returncode, done.stdout, done.stderr) for done in told]


@pytest.mark.parametrize("merges", ["off", "combined", "dense-combined", "first-parent"])
def test_no_configuration_changes_an_answer(eventful: Repo, merges: str) -> None:
    before = answers(eventful)
    assert [code for code, _, _ in before] == [1, 1, 0, 1, 0]
    home = Path(os.environ["HOME"])
    (home / "attributes").write_text("* diff=hidden\n")
    with (home / "gitconfig").open("a") as file:
        file.write(HOSTILE.format(merges=merges, home=home))
    assert answers(eventful) == before


def test_an_amended_commit_is_known_by_its_author(repo: Repo) -> None:
    """Whatever the encoding of what git prints for people."""
    repo.stage("a.py", LINES[0])
    repo.commit("leak", "--date", "@1500000000 +0000")
    repo.git("config", "i18n.logOutputEncoding", "UTF-16")
    env = {"GIT_AUTHOR_DATE": "@1500000000 +0000", "GIT_AUTHOR_EMAIL": "test@example.org"}
    done = repo.secretguard("hook", "pre-commit", env=env)
    assert (done.returncode, b"a.py:1:10" in done.stdout) == (1, True)
