"""What makes git itself pass over commits: none of it hides a secret from a walk."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from conftest import Repo
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


def test_a_server_walks_behind_it(blinded: tuple[Repo, dict[str, str]], tmp_path: Path) -> None:
    repo, env = blinded
    head = repo.git("rev-parse", "HEAD").decode().strip()
    repo.git("checkout", "-q", "--detach")
    repo.git("branch", "-q", "-D", "main")
    repo.write(".git/HEAD", "ref: refs/heads/main\n")  # nothing is known here by now
    line = f"{'0' * 40} {head} refs/heads/main\n".encode()
    done = repo.secretguard("hook", "pre-receive", stdin=line, env=env)
    assert (done.returncode, b"a.py:1:10" in done.stdout) == (1, True)
