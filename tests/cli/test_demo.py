"""The demonstration is a real commit, apart from everything of the person who watches."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path

import pytest
from conftest import Repo

from secretguard.cli import demo, run
from secretguard.sources.hooks import install_hook


@pytest.fixture
def scratch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the demonstration makes its repository."""
    folder = tmp_path / "scratch"
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    monkeypatch.setattr(tempfile, "tempdir", str(folder))  # what this process remembers
    return folder


def test_the_refusal_is_shown_and_nothing_stays(repo: Repo, scratch: Path) -> None:
    done = repo.secretguard("demo")
    lines = done.stdout.decode().splitlines()
    assert (done.returncode, done.stderr) == (0, b"")
    assert lines[:3] == [
        "$ git add deploy.py          # it holds a made-up GitHub token",
        '$ git commit -m "Deploy"',
        "secretguard: COMPROMISED",
    ]
    assert "  deploy.py:3:17  (GITHUB_TOKEN)" in lines
    assert lines[-1] == "$ # exit status 1: the commit was refused, nothing was committed"
    assert list(scratch.iterdir()) == []


def test_the_repository_may_be_kept(repo: Repo, scratch: Path) -> None:
    done = repo.secretguard("demo", "--keep")
    (kept,) = scratch.iterdir()
    assert done.returncode == 0
    assert done.stdout.decode().splitlines()[-1] == f"$ # the repository is {kept}"
    made = Repo(kept)
    assert made.git("status", "--porcelain") == b"A  deploy.py\n"
    assert made.run("rev-parse", "--verify", "-q", "HEAD", check=False).returncode == 1
    token = re.findall(rb'GITHUB_TOKEN = "(\w{40})"', made.git("show", ":deploy.py"))[0]
    assert token not in done.stdout


def test_each_demonstration_makes_up_another_secret(repo: Repo, scratch: Path) -> None:
    for _ in range(2):
        assert repo.secretguard("demo", "--keep").returncode == 0
    one, other = (Repo(path).git("show", ":deploy.py") for path in scratch.iterdir())
    assert one != other


@pytest.mark.parametrize(
    "hostile",
    [
        pytest.param({"core.hooksPath": "/nonexistent"}, id="hooks of all repositories"),
        pytest.param({"commit.gpgSign": "true", "gpg.program": "false"}, id="signed commits"),
        pytest.param({"user.useConfigOnly": "true", "user.email": ""}, id="nobody's name"),
        pytest.param({"init.templateDir": "/nonexistent", "color.ui": "always"}, id="init, colour"),
    ],
)
def test_the_configuration_of_the_watcher_plays_no_part(
    repo: Repo, scratch: Path, hostile: dict[str, str]
) -> None:
    for key, value in hostile.items():
        repo.git("config", "--global", key, value)
    done = repo.secretguard("demo", env={"GIT_DIR": "/nonexistent", "GIT_INDEX_FILE": "x"})
    assert done.returncode == 0
    assert b"COMPROMISED" in done.stdout


def test_the_repository_of_the_watcher_is_not_touched(repo: Repo, scratch: Path) -> None:
    repo.stage("a.py", "x = 1\n")
    before = {path: path.lstat().st_mtime_ns for path in repo.path.rglob("*")}
    assert repo.secretguard("demo").returncode == 0
    assert {path: path.lstat().st_mtime_ns for path in repo.path.rglob("*")} == before


def test_a_commit_that_is_not_refused_is_a_failure(
    scratch: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(demo, "install_hook", lambda *_: "forgotten")
    assert run(["demo"]) == 3
    assert capsys.readouterr().out.splitlines()[-1] == "$ # exit status 0: NOT refused"
    assert list(scratch.iterdir()) == []


def test_a_hook_that_fails_is_no_refusal(
    scratch: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(folder: str, stage: str, _python: str) -> str:
        return install_hook(folder, stage, "/nonexistent/python")

    monkeypatch.setattr(demo, "install_hook", broken)
    assert run(["demo"]) == 3
    assert capsys.readouterr().out.splitlines()[-1].endswith(": NOT refused")
