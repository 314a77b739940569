"""Real pushes from a guarded clone: tags, with their messages, are published like commits."""

from __future__ import annotations

import json
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


@pytest.mark.parametrize(
    "refs",
    [
        pytest.param("HEAD^{/fix it}:refs/heads/x", id="a blank in what was typed"),
        pytest.param("HEAD:refs/heads/a\u2028b\u0085c", id="separators that are none of git's"),
        pytest.param("a\u2028b", id="separators in the local ref"),
        pytest.param("HEAD:refs/heads/\udcff", id="a name that is no text"),
    ],
)
def test_any_name_of_a_ref_is_read(guarded: Repo, refs: str) -> None:
    guarded.stage("a.py", SECRET)
    guarded.commit("fix it")
    guarded.git("branch", "a\u2028b")
    code, told = push(guarded, refs)
    assert (code, "a.py:1:10" in told) == (1, True)
    guarded.stage("a.py", "x = 1\n")
    guarded.commit("fix it", "--amend")
    guarded.git("branch", "-f", "a\u2028b")
    assert push(guarded, refs) == (0, "")


def test_lines_that_are_none_of_git_s_are_no_all_clear(guarded: Repo) -> None:
    done = guarded.secretguard("hook", "pre-push", "origin", "url", stdin=b"refs/heads/main\n")
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"expected lines of local ref and id, remote ref and id" in done.stderr


# --- inside of a framework's run ----------------------------------------------------------------

OUTER = {"PRE_COMMIT": "1", "PRE_COMMIT_FROM_REF": "HEAD", "PRE_COMMIT_TO_REF": "HEAD"}


@pytest.mark.parametrize("env", [{"PRE_COMMIT": "1"}, OUTER], ids=["without a range", "a range"])
def test_a_push_inside_of_a_framework_is_looked_at_itself(
    guarded: Repo, env: dict[str, str]
) -> None:
    guarded.git("switch", "-q", "-c", "feature")
    guarded.stage("a.py", SECRET)
    guarded.commit("leak")
    guarded.git("switch", "-q", "main")
    code, told = push(guarded, "feature", env=env)
    assert (code, "a.py:1:10" in told) == (1, True)
    assert published(guarded) == {"refs/heads/main"}


def test_a_push_of_nothing_new_inside_of_a_framework_is_allowed(guarded: Repo) -> None:
    assert push(guarded, "main", env=OUTER) == (0, "")


def test_a_commit_inside_of_a_framework_s_range_is_looked_at(guarded: Repo) -> None:
    guarded.stage("a.py", SECRET)
    done = guarded.run("commit", "-q", "-m", "x", check=False, env=OUTER)
    assert (done.returncode, b"a.py:1:10" in done.stderr) == (1, True)
    guarded.git("rm", "-q", "-f", "a.py")
    guarded.stage("b.py", "x = 1\n")
    assert guarded.run("commit", "-q", "-m", "x", env=OUTER).returncode == 0


def test_a_range_is_looked_at_commit_by_commit_and_its_files_are_not_read_whole(
    guarded: Repo,
) -> None:
    """The names that come with a range are of files that may hold older secrets."""
    guarded.stage("old.py", SECRET)
    first = guarded.commit("before")
    guarded.stage("old.py", SECRET + "x = 1\n")
    guarded.commit("after")
    env = {"PRE_COMMIT": "1", "PRE_COMMIT_FROM_REF": first, "PRE_COMMIT_TO_REF": "HEAD"}
    done = guarded.secretguard("hook", "pre-commit", "old.py", env=env)
    assert (done.returncode, done.stdout) == (0, b"")
    env["PRE_COMMIT_FROM_REF"] = "HEAD~2"
    done = guarded.secretguard("hook", "pre-commit", "old.py", env=env)
    assert (done.returncode, b"old.py:1:10" in done.stdout) == (1, True)


SHALLOW = "this clone is shallow: older commits are not here"


@pytest.fixture
def shallow(repo: Repo, tmp_path: Path) -> Repo:
    """A shallow clone of two commits out of three; the secret is in the one that is not there."""
    repo.stage("a.py", SECRET)
    repo.commit("leak")
    repo.git("rm", "-q", "a.py")
    repo.commit("gone")
    repo.commit("last")
    repo.git("clone", "-q", "--depth=2", f"file://{repo.path}", str(tmp_path / "shallow"))
    return Repo(tmp_path / "shallow")


@pytest.mark.parametrize(("revisions", "limits"), [("HEAD", [SHALLOW]), ("HEAD~1..HEAD", [])])
def test_a_range_says_when_a_shallow_clone_cuts_it_off(
    shallow: Repo, revisions: str, limits: list[str]
) -> None:
    done = shallow.secretguard("scan", "--range", revisions, "--format", "json")
    assert (done.returncode, json.loads(done.stdout)["coverage"]["limits"]) == (0, limits)
    done = shallow.secretguard("scan", "--range", revisions)
    assert (f"Note: {SHALLOW}." in done.stdout.decode()) is bool(limits)
    done = shallow.secretguard("scan", "--range", revisions, "--format", "sarif")
    (invocation,) = json.loads(done.stdout)["runs"][0]["invocations"]
    assert [each["message"]["text"] for each in invocation["toolExecutionNotifications"]] == [
        f"T{limit[1:]}." for limit in limits
    ]


def test_pre_push_and_adopt_say_it_as_well(shallow: Repo) -> None:
    head = shallow.git("rev-parse", "HEAD").decode().strip()
    line = f"refs/heads/main {head} refs/heads/main {'0' * 40}\n".encode()
    done = shallow.secretguard("hook", "pre-push", "elsewhere", stdin=line)
    assert (done.returncode, f"Note: {SHALLOW}." in done.stdout.decode()) == (0, True)
    done = shallow.secretguard("hook", "pre-push", "origin", stdin=line)
    assert (done.returncode, done.stdout) == (0, b"")
    done = shallow.secretguard("incidents", "adopt", "--dry-run")
    assert done.stdout.decode().splitlines() == [
        "0 opened, 0 known already, in 0 commits.",
        f"Note: {SHALLOW}.",
    ]


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
