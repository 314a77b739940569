"""The commits of a range, in every kind of repository and in every encoding of a message."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from conftest import Repo
from mocks import mock_token

TOKEN = mock_token()
SECRET = f'token = "{TOKEN}"\n'


def told(repo: Repo, env: dict[str, str] | None = None, cwd: str = ".") -> list[str]:
    """The paths of the findings of ``scan --range HEAD``."""
    done = repo.secretguard("scan", "--range", "HEAD", "--format", "json", env=env, cwd=cwd)
    assert done.returncode in {0, 1}, done.stderr
    return [found["path"] for found in json.loads(done.stdout)["findings"]]


@pytest.fixture
def leaking(repo: Repo) -> Repo:
    repo.stage("sub/a.py", SECRET)
    repo.commit()
    return repo


def test_below_the_top_folder(leaking: Repo) -> None:
    assert told(leaking, cwd="sub") == ["sub/a.py"]


def test_with_git_dir_and_work_tree_apart(leaking: Repo, tmp_path: Path) -> None:
    (leaking.path / ".git").rename(tmp_path / "$HOME")
    env = {"GIT_DIR": str(tmp_path / "$HOME"), "GIT_WORK_TREE": str(leaking.path)}
    assert told(leaking, env) == ["sub/a.py"]
    relative = {"GIT_DIR": "../../$HOME", "GIT_WORK_TREE": ".."}
    assert told(leaking, relative, "sub") == ["sub/a.py"]


def test_in_a_bare_repository(leaking: Repo) -> None:
    leaking.git("clone", "-q", "--bare", ".", "../bare.git")
    bare = Repo(leaking.path.parent / "bare.git")
    assert told(bare) == ["sub/a.py"]
    assert told(bare, {"GIT_DIR": "."}) == ["sub/a.py"]


@pytest.mark.parametrize("exported", [False, True], ids=["by itself", "in a hook"])
def test_a_linked_work_tree_has_a_head_of_its_own(repo: Repo, exported: bool) -> None:
    repo.commit("start")
    repo.git("worktree", "add", "-q", "../linked")
    linked = Repo(repo.path.parent / "linked")
    linked.stage("a.py", SECRET)
    linked.commit()
    env = {"GIT_DIR": linked.git("rev-parse", "--absolute-git-dir").decode().strip()}
    assert told(linked, env if exported else None) == ["a.py"]
    assert told(repo) == []


@pytest.mark.parametrize("exported", [False, True], ids=["by itself", "in a hook"])
def test_a_submodule(leaking: Repo, exported: bool) -> None:
    leaking.git("clone", "-q", ".", "../outer")
    outer = Repo(leaking.path.parent / "outer")
    outer.git("submodule", "--quiet", "add", str(leaking.path), "inner")
    inner = Repo(outer.path / "inner")
    inner.stage("b.py", SECRET)
    inner.commit()
    env = {"GIT_DIR": inner.git("rev-parse", "--absolute-git-dir").decode().strip()}
    assert told(inner, env if exported else None) == ["sub/a.py", "b.py"]


def test_outside_of_a_repository(tmp_path: Path) -> None:
    done = Repo(tmp_path).secretguard("scan", "--range", "HEAD")
    assert (done.returncode, done.stderr) == (3, b"secretguard: this is not a git repository\n")


@pytest.mark.parametrize("encoding", ["UTF-16", "none"])
def test_a_message_is_read_as_it_is_stored(repo: Repo, encoding: str) -> None:
    """``i18n.commitEncoding`` only names an encoding; git stores the bytes that it was given."""
    repo.git("-c", f"i18n.commitEncoding={encoding}", "commit", "-q", "--allow-empty", "-m", SECRET)
    assert told(repo) == ["(commit message)"]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be"])
def test_a_message_in_wide_characters(repo: Repo, encoding: str) -> None:
    """Git writes none, other programs may."""
    repo.commit()
    head = repo.git("cat-file", "commit", "HEAD").partition(b"\n\n")[0]
    content = head + b"\nencoding UTF-16\n\n" + SECRET.encode(encoding)
    made = repo.run("hash-object", "-t", "commit", "-w", "--literally", "--stdin", stdin=content)
    repo.git("update-ref", "HEAD", made.stdout.decode().strip())
    assert told(repo) == ["(commit message)"]
