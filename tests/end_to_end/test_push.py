"""Real pushes from a guarded clone: tags, with their messages, are published like commits."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import Repo
from mocks import mock_token

TOKEN = mock_token()
SECRET = f'token = "{TOKEN}"\n'


@pytest.fixture
def guarded(repo: Repo) -> Repo:
    """A clone with the hooks installed, and a bare remote that has its one commit."""
    repo.git("init", "-q", "--bare", "../remote.git")
    repo.git("remote", "add", "origin", "../remote.git")
    repo.stage("README", "hello\n")
    repo.commit("start")
    assert repo.secretguard("install").returncode == 0
    assert push(repo, "main") == (0, "")
    return repo


def push(repo: Repo, *refs: str, env: dict[str, str] | None = None) -> tuple[int, str]:
    done = repo.run("push", "-q", "origin", *refs, check=False, env=env)
    told = (done.stdout + done.stderr).decode()
    assert TOKEN not in told
    return done.returncode, told


def published(repo: Repo) -> set[str]:
    return set(repo.git("ls-remote", "--refs", "origin").decode().split()[1::2])


@pytest.mark.parametrize(
    "args",
    [
        pytest.param(("v1",), id="a tag without a message"),
        pytest.param(("-a", "-m", "the first release", "v1"), id="a clean message"),
        pytest.param(("-a", "-m", "x", "v1", "HEAD^{tree}"), id="a clean tree"),
    ],
)
def test_a_clean_tag_is_pushed_in_silence(guarded: Repo, args: tuple[str, ...]) -> None:
    guarded.git("tag", *args)
    assert push(guarded, "v1") == (0, "")
    assert published(guarded) == {"refs/heads/main", "refs/tags/v1"}


def test_a_secret_in_the_message_of_a_tag_is_refused(guarded: Repo) -> None:
    guarded.git("tag", "-a", "-m", f"release\n\nwith {SECRET}", "v1")
    code, told = push(guarded, "v1")
    assert code == 1
    assert "(tag message):3:" in told
    assert published(guarded) == {"refs/heads/main"}


def test_a_tag_that_stays_at_home_stops_no_push(guarded: Repo) -> None:
    guarded.git("tag", "-a", "-m", SECRET, "private")
    guarded.git("tag", "-a", "-m", "fine", "v1")
    assert push(guarded, "v1", "main") == (0, "")


def test_a_tag_of_a_tag_is_read_through(guarded: Repo) -> None:
    guarded.git("tag", "-a", "-m", SECRET, "inner")
    guarded.git("tag", "-a", "-m", "fine", "outer", "inner")
    assert push(guarded, "outer")[0] == 1


@pytest.mark.parametrize("path", ["refs/tags/v1", "refs/remotes/origin/tags/v1"])
def test_what_the_remote_has_is_no_news(guarded: Repo, path: str) -> None:
    guarded.git("tag", "-a", "-m", SECRET, "v1")
    guarded.git("push", "-q", "--no-verify", "origin", "v1")
    guarded.git("update-ref", path, "refs/tags/v1")
    guarded.git("tag", "-f", "-a", "-m", "signed off", "v1", "v1")
    pushed = ("v1:v1", "-f") if path == "refs/tags/v1" else ("v1:refs/tags/v2",)
    assert push(guarded, *pushed) == (0, "")


def test_deleting_a_tag_is_allowed(guarded: Repo) -> None:
    guarded.git("tag", "-a", "-m", SECRET, "v1")
    guarded.git("push", "-q", "--no-verify", "origin", "v1")
    assert push(guarded, ":v1") == (0, "")


@pytest.mark.parametrize("kind", ["blob", "tree"])
def test_a_tagged_blob_or_tree_is_read(guarded: Repo, kind: str) -> None:
    target = guarded.run("hash-object", "-w", "--stdin", stdin=SECRET.encode()).stdout.decode()
    if kind == "tree":
        row = f"100644 blob {target.strip()}\tx.py\n".encode()
        target = guarded.run("mktree", stdin=row).stdout.decode()
    guarded.git("tag", "v1", target.strip())
    code, told = push(guarded, "v1")
    assert (code, "refs/tags/v1" in told) == (1, True)


def test_under_a_framework_the_range_may_end_in_a_tag(guarded: Repo) -> None:
    guarded.git("tag", "-a", "-m", SECRET, "v1")
    tag = guarded.git("rev-parse", "v1").decode().strip()
    for env in (
        {"PRE_COMMIT": "1", "PRE_COMMIT_FROM_REF": "HEAD", "PRE_COMMIT_TO_REF": tag},
        {"PRE_COMMIT": "1", "PRE_COMMIT_LOCAL_BRANCH": "refs/tags/v1"},
    ):
        done = guarded.secretguard("hook", "pre-push", "origin", "../remote.git", env=env)
        assert (done.returncode, b"(tag message):1:" in done.stdout) == (1, True)


def test_a_damaged_tag_is_no_all_clear(guarded: Repo) -> None:
    tag = guarded.run("hash-object", "-t", "tag", "-w", "--literally", "--stdin", stdin=b"none\n")
    line = f"refs/tags/v1 {tag.stdout.decode().strip()} refs/tags/v1 {'0' * 40}\n"
    done = guarded.secretguard("hook", "pre-push", "origin", "url", stdin=line.encode())
    assert (done.returncode, done.stdout) == (3, b"")
    assert b"is damaged: no target" in done.stderr


def test_in_a_repository_of_sha_256(tmp_path: Path) -> None:
    repo = Repo(tmp_path / "long-ids")
    repo.path.mkdir()
    repo.git("init", "-q", "--object-format=sha256")
    repo.git("init", "-q", "--object-format=sha256", "--bare", "../remote.git")
    repo.git("remote", "add", "origin", "../remote.git")
    assert repo.secretguard("install").returncode == 0
    remote = Repo(tmp_path / "remote.git")
    repo.stage("README", "hello\n")
    repo.commit("start")
    assert push(repo, "main") == (0, "")
    assert remote.secretguard("install", "--server").returncode == 0
    repo.stage("a.py", SECRET)
    leak = repo.commit(f"leak {TOKEN}")
    assert len(leak) == 64
    ranged = repo.secretguard("scan", "--range", "HEAD")
    pushed = push(repo, "main")
    received = repo.run("push", "-q", "--no-verify", "origin", "main", check=False)
    for code, told in (
        (ranged.returncode, ranged.stdout.decode()),
        pushed,
        (received.returncode, received.stderr.decode()),
    ):
        assert code == 1
        assert f"{leak[:12]} a.py:1:10" in told
        assert f"{leak[:12]} (commit message):1:6" in told
        assert TOKEN not in told
    assert published(repo) == {"refs/heads/main"}
    assert remote.git("rev-parse", "main") == repo.git("rev-parse", "HEAD~1")
