"""What makes git itself pass over commits: none of it hides a secret from a walk."""

from __future__ import annotations

import json
import os
import shutil
import subprocess

import pytest
from conftest import HOOK_COMMAND, Repo
from mocks import mock_token

TOKEN = mock_token("github-pat", 1)
SECRET = f'token = "{TOKEN}"\n'


@pytest.fixture
def leaky(repo: Repo) -> Repo:
    """A leak that only an older commit has, and no reflog."""
    repo.git("config", "core.logAllRefUpdates", "false")
    repo.stage("README", "hello\n")
    repo.commit("start")
    repo.stage("a.py", SECRET)
    repo.commit("leak")
    repo.git("rm", "-q", "a.py")
    repo.commit("gone")
    repo.stage("b.py", "x = 1\n")
    repo.commit("more")
    return repo


def grafts_file(repo: Repo) -> dict[str, str]:
    repo.write(".git/info/grafts", repo.git("rev-parse", "HEAD"))
    return {}


def grafts_in_the_environment(repo: Repo) -> dict[str, str]:
    repo.write("grafts", repo.git("rev-parse", "HEAD"))
    return {"GIT_GRAFT_FILE": str(repo.path / "grafts")}


def shallow_in_the_environment(repo: Repo) -> dict[str, str]:
    repo.write("shallow", repo.git("rev-parse", "HEAD"))
    return {"GIT_SHALLOW_FILE": str(repo.path / "shallow")}


BLINDS = [grafts_file, grafts_in_the_environment, shallow_in_the_environment]


@pytest.fixture(params=BLINDS, ids=lambda made: made.__name__.replace("_", " "))
def blinded(leaky: Repo, request: pytest.FixtureRequest) -> tuple[Repo, dict[str, str]]:
    """The leaky repository and the environment in which git sees only its last commit."""
    env = request.param(leaky)
    assert leaky.run("rev-list", "--count", "HEAD", env=env).stdout == b"1\n"
    return leaky, env


@pytest.mark.parametrize("asked", [["--history"], ["--range", "HEAD"]], ids=lambda a: a[0])
def test_a_scan_walks_on_behind_it(blinded: tuple[Repo, dict[str, str]], asked: list[str]) -> None:
    repo, env = blinded
    done = repo.secretguard("scan", *asked, "--format", "json", env=env)
    found = json.loads(done.stdout)["findings"]
    assert [(one["path"], one["line"]) for one in found] == [("a.py", 1)]


def test_a_push_is_walked_behind_it(blinded: tuple[Repo, dict[str, str]]) -> None:
    repo, env = blinded
    head = repo.git("rev-parse", "HEAD").decode().strip()
    line = f"refs/heads/main {head} refs/heads/main {'0' * 40}\n".encode()
    done = repo.secretguard("hook", "pre-push", "origin", "url", stdin=line, env=env)
    assert (done.returncode, b"a.py:1:10" in done.stdout) == (1, True)


def test_a_server_walks_behind_it(blinded: tuple[Repo, dict[str, str]]) -> None:
    repo, env = blinded
    head = repo.git("rev-parse", "HEAD").decode().strip()
    repo.git("checkout", "-q", "--detach")
    repo.git("branch", "-q", "-D", "main")
    repo.write(".git/HEAD", "ref: refs/heads/main\n")  # nothing is known here by now
    line = f"{'0' * 40} {head} refs/heads/main\n".encode()
    done = repo.secretguard("hook", "pre-receive", stdin=line, env=env)
    assert (done.returncode, b"a.py:1:10" in done.stdout) == (1, True)


def as_anybody(repo: Repo, *args: str) -> dict:
    """The report of somebody to whom modes apply, whoever runs the tests."""
    command = [*HOOK_COMMAND, "scan", "--history", "--format", "json", *args]
    if not os.geteuid():
        if not shutil.which("setpriv"):
            pytest.skip("root reads everything, and there is no setpriv")
        command = ["setpriv", "--bounding-set=-all", "--inh-caps=-all", *command]
    done = subprocess.run(command, cwd=repo.path, capture_output=True, check=False)
    told = json.loads(done.stdout)
    assert told["exit_code"] == done.returncode
    return told


@pytest.fixture
def linked(leaky: Repo) -> Repo:
    """The leak stands on a branch, in a reflog and in a linked work tree alone."""
    leaky.git("branch", "topic/leak", "HEAD~2")
    leaky.git("worktree", "add", "-q", "--detach", "../linked", "HEAD~2")
    leaky.git("reset", "-q", "--hard", "HEAD~3")
    leaky.write(
        ".git/logs/refs/heads/main",
        f"{'0' * 40} {leaky.git('rev-parse', 'topic/leak').decode().strip()} A <a@b> 1 +0000\tx\n",
    )
    return leaky


@pytest.mark.parametrize(
    "hidden",
    [
        "refs/heads", "refs/heads/topic", "refs/heads/topic/leak", "logs",
        "logs/refs/heads/main", "worktrees", "worktrees/linked/HEAD",
    ],
)  # fmt: skip
def test_a_ref_or_reflog_that_may_not_be_read_is_named(linked: Repo, hidden: str) -> None:
    assert as_anybody(linked)["unread"] == []
    path = linked.path / ".git" / hidden
    mode = path.stat().st_mode
    path.chmod(0)
    try:
        for args in ([], [], ["--no-memory"]):
            told = as_anybody(linked, *args)
            assert (hidden, "git passes over it: Permission denied") in [
                (one["what"], one["why"]) for one in told["unread"]
            ]
            cover = told["coverage"]
            assert cover["listed"] == cover["files"] + cover["remembered"] + len(told["unread"])
    finally:
        path.chmod(mode)
    assert as_anybody(linked)["unread"] == []


def test_only_hidden_from_git_it_is_no_all_clear(leaky: Repo) -> None:
    leaky.git("branch", "topic/leak", "HEAD~2")
    leaky.git("reset", "-q", "--hard", "HEAD~3")
    topic = leaky.path / ".git/refs/heads/topic"
    mode = topic.stat().st_mode
    topic.chmod(0)
    try:
        told = as_anybody(leaky)
    finally:
        topic.chmod(mode)
    assert (told["exit_code"], told["findings"]) == (3, [])
    assert [one["what"] for one in told["unread"]] == ["refs/heads/topic"]
    assert as_anybody(leaky)["exit_code"] == 1
