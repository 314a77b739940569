"""``secretguard forget-blob``: only what nothing refers to, and only when told so."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import Repo
from incident_repos import commit, guard, incidents, record
from mocks import mock_token

LINE = f'token = "{mock_token("github-pat", 1)}"\n'
OTHER = f'token = "{mock_token("github-pat", 2)}"\n'


@pytest.fixture
def refused(repo: Repo) -> Repo:
    """After a refused commit, with the file taken out of the index again."""
    guard(repo)
    record(repo, "deep/er/a.py", LINE)
    return repo


def unstage(repo: Repo, name: str = "deep/er/a.py") -> None:
    repo.git("rm", "-q", "-f", "--cached", name)


def blob(repo: Repo, content: str = LINE) -> str:
    return repo.run("hash-object", "--stdin", stdin=content.encode()).stdout.decode().strip()


def there(repo: Repo, content: str = LINE) -> bool:
    return repo.run("cat-file", "-e", blob(repo, content), check=False).returncode == 0


def forget(repo: Repo, *args: str) -> str:
    done = repo.secretguard("forget-blob", *args)
    assert done.returncode == 0, done.stderr
    return done.stdout.decode()


def test_nothing_to_forget(repo: Repo) -> None:
    guard(repo)
    assert "No unreferenced blob holds such a secret" in forget(repo, "--yes")


def test_the_dry_run_comes_first(refused: Repo) -> None:
    unstage(refused)
    assert "Dry run: nothing was removed. With --yes: 1." in forget(refused)
    assert there(refused)
    assert "removed" in forget(refused, "--yes")
    assert not there(refused)
    assert refused.run("fsck", "--strict", "--full", check=False).returncode == 0


def test_what_is_staged_stays(refused: Repo) -> None:
    assert "take it out first, with git restore --staged FILE" in forget(refused, "--yes")
    assert there(refused)


def test_what_is_staged_in_another_work_tree_stays(refused: Repo) -> None:
    unstage(refused)
    refused.git("worktree", "add", "-q", "../linked")
    Repo(refused.path.parent / "linked").stage("a.py", LINE)
    assert "No unreferenced blob" in forget(refused, "--yes")
    assert there(refused)


@pytest.mark.parametrize("keeper", ["branch", "stash", "reflog", "tag"])
def test_what_anything_refers_to_stays(refused: Repo, keeper: str) -> None:
    if keeper == "stash":
        refused.git("stash", "-q")
    else:
        leak = refused.commit("leak")
        refused.git("reset", "-q", "--hard", "HEAD~1")
        if keeper != "reflog":
            refused.git(keeper, "kept", leak)
            refused.git("reflog", "expire", "--expire=now", "--all")
    assert "No unreferenced blob" in forget(refused, "--yes")
    assert there(refused)


def test_what_a_lost_commit_holds_is_named_and_stays(refused: Repo) -> None:
    refused.commit("leak")
    refused.git("reset", "-q", "--hard", "HEAD~1")
    refused.git("reflog", "expire", "--expire=now", "--all")
    refused.git("update-ref", "-d", "ORIG_HEAD")
    said = forget(refused, "--yes")
    assert "an unreferenced commit holds it; git gc --prune=now removes both" in said
    assert there(refused)


def test_what_is_packed_is_named_and_stays(refused: Repo) -> None:
    unstage(refused)
    refused.run("pack-objects", "-q", ".git/objects/pack/pack", stdin=f"{blob(refused)}\n".encode())
    refused.git("prune-packed", "-q")
    assert "it is packed; git gc --prune=now removes it" in forget(refused, "--yes")
    assert there(refused)


def test_harmless_and_other_blobs_stay(refused: Repo) -> None:
    unstage(refused)
    for content in ("x = 1\n", OTHER):
        refused.run("hash-object", "-w", "--stdin", stdin=content.encode())
    [found] = incidents(refused)
    forget(refused, found["id"], "--yes")
    assert (there(refused), there(refused, OTHER), there(refused, "x = 1\n")) == (False, True, True)


def test_the_same_commit_works_afterwards(refused: Repo) -> None:
    unstage(refused)
    forget(refused, "--yes")
    refused.stage("deep/er/a.py", "token = read_token()\n")
    assert commit(refused, "-q", "-m", "x") == (0, "")


def test_outside_of_a_repository(tmp_path: Path) -> None:
    done = Repo(tmp_path).secretguard("forget-blob")
    assert (done.returncode, b"not a git repository" in done.stderr) == (3, True)
