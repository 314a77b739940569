"""Names lead through tags to what they mean."""

from __future__ import annotations

import pytest
from conftest import Repo

from secretguard.errors import GitError
from secretguard.sources.peeled import peel, present


@pytest.fixture
def repo_here(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> Repo:
    monkeypatch.chdir(repo.path)
    repo.stage("a", "x\n")
    repo.commit()
    return repo


def identity(repo: Repo, name: str) -> bytes:
    return repo.git("rev-parse", name).strip()


def test_no_name_asks_nobody() -> None:
    assert (peel([]), present([])) == ([], [])


def test_tags_are_followed_to_the_end(repo_here: Repo) -> None:
    repo_here.git("tag", "light")
    repo_here.git("tag", "-a", "-m", "x", "one")
    repo_here.git("tag", "-a", "-m", "x", "two", "one")
    repo_here.git("tag", "-a", "-m", "x", "tree", "HEAD^{tree}")
    commit, one, two = (identity(repo_here, name) for name in ("HEAD", "one", "two"))
    tree, files = identity(repo_here, "tree"), identity(repo_here, "HEAD^{tree}")
    assert peel([b"light", b"two", b"one", b"tree", b"HEAD:a"]) == [
        ((), commit, "commit"),
        ((two, one), commit, "commit"),
        ((one,), commit, "commit"),
        ((tree,), files, "tree"),
        ((), identity(repo_here, "HEAD:a"), "blob"),
    ]


def test_a_name_that_leads_nowhere(repo_here: Repo) -> None:
    assert present([b"HEAD", b"0" * 40, b"f" * 40]) == [b"HEAD"]
    with pytest.raises(GitError, match="git knows no object ffff"):
        peel([b"f" * 40])
