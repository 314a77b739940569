"""States of repository and index that could hide what a commit adds: each is one real commit."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import HOOK_COMMAND, Repo
from mocks import mock_token

from secretguard.sources.hooks import STAGES, install_hook

TOKEN = mock_token("github-pat", 1)
SECRET_LINE = f'token = "{TOKEN}"\n'


def guard(repo: Repo) -> Repo:
    repo.stage("README", "hello\n")
    repo.commit("start")
    folder = repo.git("rev-parse", "--git-path", "hooks").decode().strip()
    for stage in STAGES:
        install_hook(os.path.join(repo.path, folder), stage, sys.executable)
    return repo


@pytest.fixture
def guarded(repo: Repo) -> Repo:
    return guard(repo)


def refused(repo: Repo, *args: str, env: dict[str, str] | None = None) -> list[str]:
    """The places that a real ``git commit`` is refused for; none when it went through."""
    done = repo.run("commit", "-m", "change", *args, check=False, env=env)
    output = (done.stdout + done.stderr).decode()
    assert TOKEN not in output
    assert ("COMPROMISED" in output) is (done.returncode == 1)
    return [
        line.split()[0] for line in output.splitlines() if line.startswith("  ") and ":1:10" in line
    ]


def pack(repo: Repo) -> None:
    repo.git("repack", "-a", "-d", "-q")
    repo.git("prune-packed", "-q")


def packed_blob(repo: Repo) -> None:
    """The staged blob lies in a pack only: it came from another branch."""
    repo.stage("a.py", SECRET_LINE)
    repo.git("stash", "-q")
    repo.git("reset", "-q", "--hard")
    pack(repo)
    repo.git("checkout", "-q", "stash@{0}", "--", "a.py")


def alternate(repo: Repo) -> None:
    """The blob lies in the object store of another repository."""
    other = Repo(repo.path.parent / "other")
    other.path.mkdir()
    other.git("init", "-q")
    other.write("a.py", SECRET_LINE)
    blob = other.git("hash-object", "-w", "a.py").decode().strip()
    repo.write(".git/objects/info/alternates", f"{other.path}/.git/objects\n")
    repo.git("update-index", "--add", "--cacheinfo", f"100644,{blob},a.py")


def replaced_blob(repo: Repo) -> None:
    """A replace ref shows something harmless in place of the blob that is committed."""
    repo.stage("a.py", SECRET_LINE)
    repo.write("harmless", "x = 1\n")
    harmless = repo.git("hash-object", "-w", "harmless").decode().strip()
    repo.git("replace", repo.git("rev-parse", ":a.py").decode().strip(), harmless)


def replaced_head(repo: Repo) -> None:
    """A replace ref makes HEAD look as if it held the secret already."""
    head = repo.git("rev-parse", "HEAD").decode().strip()
    repo.stage("a.py", SECRET_LINE)
    other = repo.git("commit-tree", repo.git("write-tree").decode().strip(), "-m", "x")
    repo.git("replace", head, other.decode().strip())


def grafted(repo: Repo) -> None:
    head = repo.git("rev-parse", "HEAD").decode().strip()
    repo.stage("a.py", SECRET_LINE)
    other = repo.git("commit-tree", repo.git("write-tree").decode().strip(), "-m", "x")
    repo.write(".git/info/grafts", f"{head} {other.decode().strip()}\n")


def configured(**settings: str) -> Callable[[Repo], None]:
    def stage(repo: Repo) -> None:
        for key, value in settings.items():
            repo.git("config", key.replace("__", "."), value)
        repo.stage("a.py", SECRET_LINE)

    return stage


def index_version_4(repo: Repo) -> None:
    repo.git("update-index", "--index-version", "4")
    repo.stage("a.py", SECRET_LINE)


def split_index(repo: Repo) -> None:
    repo.git("update-index", "--split-index")
    repo.stage("a.py", SECRET_LINE)


def sparse(repo: Repo) -> None:
    """The path lies outside of the sparse checkout."""
    repo.git("sparse-checkout", "set", "elsewhere")
    blob = repo.run("hash-object", "-w", "--stdin", stdin=SECRET_LINE.encode()).stdout
    repo.git("update-index", "--add", "--cacheinfo", f"100644,{blob.decode().strip()},a.py")
    repo.git("update-index", "--skip-worktree", "a.py")


def assumed_unchanged(repo: Repo) -> None:
    repo.stage("a.py", SECRET_LINE)
    repo.git("update-index", "--assume-unchanged", "a.py")
    repo.write("a.py", "x = 1\n")


def clean_filter(repo: Repo) -> None:
    """What a clean filter puts into the index is not what lies on disk."""
    repo.git("config", "filter.leak.clean", f"echo 'token = \"{TOKEN}\"'")
    repo.write(".git/info/attributes", "*.py filter=leak\n")
    repo.stage("a.py", "x = 1\n")


def announced_then_added(repo: Repo) -> None:
    repo.write("a.py", SECRET_LINE)
    repo.git("add", "-N", "a.py")
    repo.git("add", "a.py")


def link_becomes_file(repo: Repo) -> None:
    (repo.path / "a.py").symlink_to("README")
    repo.git("add", "a.py")
    repo.commit("link")
    (repo.path / "a.py").unlink()
    repo.stage("a.py", SECRET_LINE)


def orphan(repo: Repo) -> None:
    repo.git("checkout", "-q", "--orphan", "fresh")
    repo.stage("a.py", SECRET_LINE)


def detached(repo: Repo) -> None:
    repo.git("checkout", "-q", "--detach")
    repo.stage("a.py", SECRET_LINE)


def packed_refs(repo: Repo) -> None:
    repo.git("pack-refs", "--all")
    pack(repo)
    repo.stage("a.py", SECRET_LINE)


@pytest.mark.parametrize(
    "stage",
    [
        packed_blob, alternate, replaced_blob, replaced_head, grafted, index_version_4, split_index,
        sparse, assumed_unchanged, clean_filter, announced_then_added, link_becomes_file, orphan,
        detached, packed_refs,
        pytest.param(configured(core__splitIndex="true"), id="core.splitIndex"),
        pytest.param(configured(core__fsmonitor="true"), id="core.fsmonitor"),
        pytest.param(configured(core__fsmonitor="/bin/false"), id="a failing fsmonitor hook"),
        pytest.param(configured(core__untrackedCache="true"), id="core.untrackedCache"),
        pytest.param(configured(core__ignoreCase="true"), id="core.ignoreCase"),
        pytest.param(configured(core__autocrlf="true"), id="core.autocrlf"),
        pytest.param(configured(index__sparse="true"), id="index.sparse"),
        pytest.param(configured(core__compression="0"), id="core.compression"),
        pytest.param(configured(core__bigFileThreshold="1"), id="core.bigFileThreshold"),
        pytest.param(configured(extensions__worktreeConfig="true"), id="extensions.worktreeConfig"),
    ],
)  # fmt: skip
def test_a_secret_is_refused_in_any_state(guarded: Repo, stage: Callable[[Repo], None]) -> None:
    stage(guarded)
    try:
        assert refused(guarded) == ["a.py:1:10"]
    finally:
        guarded.run("fsmonitor--daemon", "stop", check=False)


def test_in_a_repository_of_sha_256(tmp_path: Path) -> None:
    repo = Repo(tmp_path / "long-ids")
    repo.path.mkdir()
    repo.git("init", "-q", "--object-format=sha256")
    install_hook(str(repo.path / ".git" / "hooks"), "pre-commit", sys.executable)
    repo.stage("a.py", SECRET_LINE)
    assert refused(repo) == ["a.py:1:10"]  # the first commit: the empty tree has another id, too
    repo.git("rm", "-q", "--cached", "a.py")
    guard(repo)
    repo.stage("b.py", "x = 1\n")
    assert refused(repo) == []
    repo.stage("a.py", SECRET_LINE)
    assert refused(repo) == ["a.py:1:10"]
    assert refused(repo, "--amend") == ["a.py:1:10"]


def test_paths_that_differ_in_case_or_are_very_long(guarded: Repo) -> None:
    guarded.stage("a.py", "x = 1\n")
    guarded.stage("A.py", SECRET_LINE)
    assert refused(guarded) == ["A.py:1:10"]
    guarded.git("rm", "-q", "--cached", "A.py")
    long = "/".join(["d" * 200] * 15) + "/a.py"
    guarded.stage(long, SECRET_LINE)
    assert refused(guarded) == [f"{long}:1:10"]


def test_a_file_that_is_only_announced_is_no_part_of_the_commit(guarded: Repo) -> None:
    guarded.write("a.py", SECRET_LINE)
    guarded.git("add", "--intent-to-add", "a.py")
    guarded.stage("b.py", "x = 1\n")
    assert refused(guarded) == []  # git commits b.py alone
    assert guarded.git("show", "--format=", "--name-only", "HEAD") == b"b.py\n"
    assert refused(guarded, "-a") == ["a.py:1:10"]
    assert refused(guarded, "--only", "a.py") == ["a.py:1:10"]


def test_inside_of_a_submodule(guarded: Repo, tmp_path: Path) -> None:
    guarded.git("submodule", "--quiet", "add", str(guarded.path), "sub")
    inner = guard(Repo(guarded.path / "sub"))
    inner.stage("deep/a.py", SECRET_LINE)
    assert refused(inner) == ["deep/a.py:1:10"]
    assert refused(Repo(inner.path / "deep")) == ["deep/a.py:1:10"]
    assert refused(guarded) == []  # the outer commit only names a commit of the inner one


def test_with_git_dir_and_work_tree_apart(guarded: Repo, tmp_path: Path) -> None:
    (guarded.path / ".git").rename(tmp_path / "apart")
    env = {"GIT_DIR": str(tmp_path / "apart"), "GIT_WORK_TREE": str(guarded.path)}
    guarded.write("a.py", SECRET_LINE)
    guarded.run("add", "a.py", env=env)
    assert refused(guarded, env=env) == ["a.py:1:10"]


@pytest.mark.parametrize(
    ("args", "code"),
    [
        pytest.param(["hook", "pre-commit"], 1, id="a secret"),
        pytest.param(["scan", "--range", "HEAD"], 0, id="clean"),
        pytest.param(["scan", "--range", "unknown"], 3, id="git says no"),
    ],
)
def test_where_the_end_of_children_is_ignored(repo: Repo, args: list[str], code: int) -> None:
    """Then no parent learns how a child ended, unless it says that it wants to."""
    repo.commit("start")
    repo.stage("a.py", SECRET_LINE)
    done = subprocess.run(
        [*HOOK_COMMAND, *args],
        cwd=repo.path,
        capture_output=True,
        check=False,
        preexec_fn=lambda: signal.signal(signal.SIGCHLD, signal.SIG_IGN),
    )
    assert (done.returncode, b"a.py:1:10" in done.stdout) == (code, code == 1)
    assert b"internal error" not in done.stderr


def test_commits_made_by_other_verbs(guarded: Repo) -> None:
    guarded.git("checkout", "-q", "-b", "side")
    guarded.stage("README", "theirs\n")
    guarded.commit("theirs")
    guarded.git("checkout", "-q", "main")
    guarded.stage("README", "ours\n")
    guarded.commit("ours")
    for verb in ("cherry-pick", "revert"):
        done = guarded.run(verb, "side", check=False)
        assert done.returncode == 1
        guarded.stage("README", SECRET_LINE)
        assert refused(guarded) == ["README:1:10"]
        guarded.run(verb, "--abort")


def test_a_shallow_clone(guarded: Repo, tmp_path: Path) -> None:
    guarded.stage("a.py", "x = 1\n")
    guarded.commit("second")
    url = f"file://{guarded.path}"
    subprocess.run(["git", "clone", "-q", "--depth=1", url, tmp_path / "shallow"], check=True)
    shallow = Repo(tmp_path / "shallow")
    install_hook(str(shallow.path / ".git" / "hooks"), "pre-commit", sys.executable)
    shallow.stage("a.py", SECRET_LINE)
    assert refused(shallow) == ["a.py:1:10"]


def test_a_partial_clone_fetches_nothing_and_says_what_is_missing(
    guarded: Repo, tmp_path: Path
) -> None:
    guarded.stage("a.py", "x = 1\n" * 50)
    guarded.commit("second")
    guarded.git("config", "uploadpack.allowFilter", "true")
    url = f"file://{guarded.path}"
    command = [
        "git",
        "clone",
        "-q",
        "--no-checkout",
        "--filter=blob:none",
        url,
        tmp_path / "partial",
    ]
    subprocess.run(command, check=True)
    partial = Repo(tmp_path / "partial")
    partial.git("read-tree", "HEAD")
    partial.stage("b.py", "x = 1\n")
    missing = partial.git("rev-parse", ":a.py").decode().strip()
    partial.git("update-index", "--add", "--cacheinfo", f"100644,{missing},copy.py")
    done = partial.secretguard("hook", "pre-commit")
    assert done.returncode == 3
    assert f"copy.py: no blob {missing[:12]}".encode() in done.stdout
