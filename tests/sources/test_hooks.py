"""Our hook scripts under a real shell and a real git, and the folder that they go to."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import Repo
from mocks import mock_token

from secretguard.errors import GitError, SourceError
from secretguard.sources.hooks import (
    STAGES,
    hooks_folder,
    install_hook,
    script_for,
    uninstall_hook,
)

SECRET_LINE = f'token = "{mock_token()}"\n'
LEAKED = b"COMPROMISED"

# An earlier hook of somebody else: it writes down how it was called, and then what it was told.
EARLIER = """\
#!/bin/sh
printf '%s\\n' "$(basename "$0")" "$@" >>"$LOG"
{then}
"""


def program(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    path.chmod(0o755)
    return path


def snapshot(folder: Path) -> dict[str, tuple[int, bytes | str]]:
    """Mode and content, or target, of everything in a folder."""
    found: dict[str, tuple[int, bytes | str]] = {}
    for path in folder.iterdir():
        held = os.readlink(path) if path.is_symlink() else path.read_bytes()
        found[path.name] = (path.lstat().st_mode, held)
    return found


def run_hook(
    hook: Path, *args: str, stdin: bytes = b"", env: dict[str, str] | None = None
) -> tuple[int, bytes, bytes]:
    done = subprocess.run(
        [hook, *args], capture_output=True, input=stdin, env=env, check=False
    )  # fmt: skip
    return done.returncode, done.stdout, done.stderr


# --- the script ---------------------------------------------------------------------------------


def test_nothing_is_forked_when_nothing_is_chained(tmp_path: Path) -> None:
    """The interpreter takes the shell's place: it has the process id that git started."""
    python = program(tmp_path / "python", '#!/bin/sh\necho $$; printf "<%s>" "$@"\n')
    hook = program(tmp_path / "pre-commit", script_for("pre-commit", str(python), chained=False))
    with subprocess.Popen([hook, "a b", "*"], stdout=subprocess.PIPE) as running:
        output = running.communicate()[0].decode()
    code = "from secretguard.cli import main; main()"
    assert output == f"{running.pid}\n<-I><-c><{code}><hook><pre-commit><a b><*>"


@pytest.mark.parametrize(
    "name", ["plain", "two words", "it's", 'a"b', "$HOME", "back`tick`", "é;x"]
)
def test_any_path_of_the_interpreter_is_quoted(tmp_path: Path, name: str) -> None:
    python = program(tmp_path / name / "python", '#!/bin/sh\necho "$5"\nexit 5\n')
    hook = program(tmp_path / "hook", script_for("commit-msg", str(python), chained=False))
    assert run_hook(hook) == (5, b"commit-msg\n", b"")


def test_without_its_interpreter_the_command_on_path_is_used(tmp_path: Path) -> None:
    program(tmp_path / "bin" / "secretguard", '#!/bin/sh\necho "$@"\nexit 1\n')
    hook = program(tmp_path / "hook", script_for("pre-push", str(tmp_path / "gone"), chained=False))
    env = {"PATH": str(tmp_path / "bin")}
    assert run_hook(hook, "origin", env=env) == (1, b"hook pre-push origin\n", b"")


def test_without_both_nothing_is_allowed(tmp_path: Path) -> None:
    hook = program(
        tmp_path / "hook", script_for("pre-commit", str(tmp_path / "gone"), chained=False)
    )
    sentence = b"secretguard: not installed any more, so nothing was looked at (exit 3).\n"
    assert run_hook(hook, env={"PATH": str(tmp_path)}) == (3, b"", sentence)


@pytest.mark.parametrize("stage", STAGES)
def test_behind_an_earlier_hook_the_same_holds(tmp_path: Path, stage: str) -> None:
    program(tmp_path / f"{stage}.before-secretguard", "#!/bin/sh\nexit 0\n")
    hook = program(tmp_path / stage, script_for(stage, str(tmp_path / "gone"), chained=True))
    path = os.environ["PATH"]
    sentence = b"secretguard: not installed any more, so nothing was looked at (exit 3).\n"
    bare = [part for part in path.split(os.pathsep) if not os.path.exists(f"{part}/secretguard")]
    env = {"PATH": os.pathsep.join(bare)}
    assert run_hook(hook, "origin", env=env) == (3, b"", sentence)
    program(tmp_path / "bin" / "secretguard", '#!/bin/sh\necho "$@"\ncat\nexit 1\n')
    env = {"PATH": os.pathsep.join([str(tmp_path / "bin"), path])}
    told = f"hook {stage} a b\nrefs\n".encode()
    assert run_hook(hook, "a b", stdin=b"refs\n", env=env) == (1, told, b"")


@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize("chained", [False, True])
def test_the_script_is_plain_posix_sh(tmp_path: Path, stage: str, chained: bool) -> None:
    script = script_for(stage, sys.executable, chained)
    assert script.startswith("#!/bin/sh\n# secretguard hook 1: ")
    assert "\r" not in script
    assert script.isascii()
    (tmp_path / "stage.sh").write_text(script)
    done = subprocess.run(["sh", "-n", tmp_path / "stage.sh"], capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")


# --- coming and going ---------------------------------------------------------------------------


@pytest.mark.parametrize("stage", STAGES)
def test_where_nothing_is_installed_nothing_is_removed(tmp_path: Path, stage: str) -> None:
    folder = tmp_path / "hooks"
    assert uninstall_hook(str(folder), stage) == "not installed"
    assert not folder.exists()
    program(folder / stage, "#!/bin/sh\n")
    before = snapshot(folder)
    assert uninstall_hook(str(folder), stage) == "not installed"
    assert snapshot(folder) == before


@pytest.mark.parametrize(
    ("mode", "content"),
    [
        pytest.param(0o755, b"#!/bin/sh\nexit 0\n", id="a script"),
        pytest.param(0o644, b"#!/bin/sh\nexit 1\n", id="a script that git ignores"),
        pytest.param(0o700, b"", id="an empty file"),
        pytest.param(0o755, b"\x7fELF\0\xff\xfe\r\n", id="a program"),
        pytest.param(0o755, b"#!/bin/sh\r\nexit 0", id="Windows line ends, no last one"),
    ],
)
def test_what_was_there_comes_back_byte_for_byte(tmp_path: Path, mode: int, content: bytes) -> None:
    (tmp_path / "pre-commit").write_bytes(content)
    (tmp_path / "pre-commit").chmod(mode)
    before = snapshot(tmp_path)
    told = [install_hook(str(tmp_path), "pre-commit", sys.executable)]
    installed = snapshot(tmp_path)
    told.append(install_hook(str(tmp_path), "pre-commit", sys.executable))
    assert snapshot(tmp_path) == installed
    assert installed["pre-commit.before-secretguard"] == before["pre-commit"]
    told.append(uninstall_hook(str(tmp_path), "pre-commit"))
    assert snapshot(tmp_path) == before
    assert told == [
        "installed, after the hook that was there",
        "already installed",
        "removed, the earlier hook is back",
    ]


def test_a_link_to_a_shared_hook_stays_a_link(tmp_path: Path) -> None:
    shared = program(tmp_path / "shared.sh", "#!/bin/sh\nexit 4\n")
    folder = tmp_path / "hooks"
    folder.mkdir()
    (folder / "pre-commit").symlink_to(shared)
    before = snapshot(folder)
    install_hook(str(folder), "pre-commit", "/nonexistent")
    assert shared.read_text() == "#!/bin/sh\nexit 4\n"
    assert run_hook(folder / "pre-commit")[0] == 4
    uninstall_hook(str(folder), "pre-commit")
    assert snapshot(folder) == before


def test_a_newer_interpreter_replaces_the_older_one(tmp_path: Path) -> None:
    assert install_hook(str(tmp_path), "pre-commit", "/old/python") == "installed"
    assert install_hook(str(tmp_path), "pre-commit", "/new/python") == "installed"
    assert snapshot(tmp_path) == {
        "pre-commit": (0o100755, script_for("pre-commit", "/new/python", chained=False).encode())
    }
    assert uninstall_hook(str(tmp_path), "pre-commit") == "removed"
    assert snapshot(tmp_path) == {}


def test_a_hook_that_git_would_ignore_is_mended(tmp_path: Path) -> None:
    """Copying a repository, or a mount without the bit, takes the mode away."""
    install_hook(str(tmp_path), "pre-commit", sys.executable)
    before = snapshot(tmp_path)
    (tmp_path / "pre-commit").chmod(0o644)
    assert install_hook(str(tmp_path), "pre-commit", sys.executable) == "installed"
    assert snapshot(tmp_path) == before


def test_two_foreign_hooks_are_never_made_one(tmp_path: Path) -> None:
    """Somebody replaced our hook by another while the earliest one still waits."""
    program(tmp_path / "pre-commit", "#!/bin/sh\necho first\n")
    install_hook(str(tmp_path), "pre-commit", sys.executable)
    program(tmp_path / "pre-commit", "#!/bin/sh\necho second\n")
    before = snapshot(tmp_path)
    with pytest.raises(SourceError, match=r"pre-commit\.before-secretguard is in the way"):
        install_hook(str(tmp_path), "pre-commit", sys.executable)
    assert snapshot(tmp_path) == before
    assert uninstall_hook(str(tmp_path), "pre-commit") == "not installed"
    assert snapshot(tmp_path) == before


# --- chained, in real commits -------------------------------------------------------------------


@pytest.fixture
def log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where earlier hooks write down how they were called."""
    path = tmp_path / "log"
    path.touch()
    monkeypatch.setenv("LOG", str(path))
    return path


def chained(repo: Repo, stage: str, then: str = "exit 0") -> None:
    folder = repo.path / ".git" / "hooks"
    program(folder / stage, EARLIER.format(then=then))
    install_hook(str(folder), stage, sys.executable)


def test_an_earlier_pre_commit_runs_first_and_ours_still_refuses(repo: Repo, log: Path) -> None:
    chained(repo, "pre-commit")
    repo.stage("a.py", "x = 1\n")
    assert repo.run("commit", "-q", "-m", "clean").stderr == b""
    repo.stage("a.py", SECRET_LINE)
    done = repo.run("commit", "-m", "leak", check=False)
    assert (done.returncode, LEAKED in done.stderr) == (1, True)
    assert log.read_text() == "pre-commit.before-secretguard\n" * 2


def test_an_earlier_hook_that_refuses_has_the_first_word(repo: Repo, log: Path) -> None:
    chained(repo, "pre-commit", then="echo no >&2; exit 6")
    hook = repo.path / ".git" / "hooks" / "pre-commit"
    assert run_hook(hook) == (6, b"", b"no\n")
    repo.stage("a.py", SECRET_LINE)
    done = repo.run("commit", "-m", "leak", check=False)
    assert (done.returncode, done.stderr) == (1, b"no\n")


def test_an_earlier_hook_that_stages_a_secret_is_seen(repo: Repo, log: Path) -> None:
    """It runs first because formatters and generators change the index."""
    repo.write("made.py", SECRET_LINE)
    chained(repo, "pre-commit", then="git add made.py")
    repo.stage("a.py", "x = 1\n")
    done = repo.run("commit", "-m", "x", check=False)
    assert (done.returncode, b"made.py:1:10" in done.stderr) == (1, True)


def test_a_hook_that_git_ignores_is_not_called(repo: Repo, log: Path) -> None:
    chained(repo, "pre-commit", then="exit 1")
    (repo.path / ".git" / "hooks" / "pre-commit.before-secretguard").chmod(0o644)
    repo.stage("a.py", "x = 1\n")
    assert repo.run("commit", "-q", "-m", "clean").returncode == 0
    assert log.read_text() == ""


def test_an_earlier_commit_msg_gets_the_file_and_may_change_it(repo: Repo, log: Path) -> None:
    chained(
        repo, "commit-msg", then=f"""test "$(cat "$1")" = clean || echo '{SECRET_LINE}' >>"$1" """
    )
    repo.stage("a.py", "x = 1\n")
    assert repo.run("commit", "-q", "-m", "clean").returncode == 0
    repo.stage("a.py", "x = 2\n")
    done = repo.run("commit", "-m", "other", check=False)
    assert (done.returncode, b"(commit message):2:10" in done.stderr) == (1, True)
    assert log.read_text() == "commit-msg.before-secretguard\n.git/COMMIT_EDITMSG\n" * 2


def test_an_earlier_pre_merge_commit_is_called_by_a_merge(repo: Repo, log: Path) -> None:
    repo.commit("base")
    repo.git("checkout", "-q", "-b", "side")
    repo.stage("a.py", "x = 1\n")
    repo.commit("side")
    repo.git("checkout", "-q", "main")
    chained(repo, "pre-merge-commit")
    assert repo.run("merge", "-q", "--no-ff", "--no-edit", "side").returncode == 0
    assert log.read_text() == "pre-merge-commit.before-secretguard\n"


@pytest.mark.parametrize("then", ["cat >>$LOG", "exit 0"], ids=["reads its input", "does not"])
def test_both_pre_push_hooks_get_the_list_of_refs(repo: Repo, log: Path, then: str) -> None:
    repo.git("init", "-q", "--bare", "../remote.git")
    repo.git("remote", "add", "origin", "../remote.git")
    chained(repo, "pre-push", then)
    first = repo.commit("clean")
    assert repo.run("push", "-q", "origin", "main").returncode == 0
    repo.stage("a.py", SECRET_LINE)
    second = repo.commit("leak")
    done = repo.run("push", "-q", "origin", "main", check=False)
    assert (done.returncode, b"a.py:1:10" in done.stdout + done.stderr) == (1, True)
    called = "pre-push.before-secretguard\norigin\n../remote.git\n"
    refs = [
        f"refs/heads/main {first} refs/heads/main {'0' * 40}\n",
        f"refs/heads/main {second} refs/heads/main {first}\n",
    ]
    read = refs if then.startswith("cat") else ["", ""]
    assert log.read_text() == called + read[0] + called + read[1]


# --- where git looks for hooks ------------------------------------------------------------------


@pytest.mark.parametrize("below", [".", "sub/deep"])
@pytest.mark.parametrize(
    ("hooks_path", "expected"),
    [
        pytest.param(None, "{repo}/.git/hooks", id="the usual place"),
        pytest.param(".githooks", "{repo}/.githooks", id="relative"),
        pytest.param("a b/hooks/", "{repo}/a b/hooks", id="with a space, ending in a slash"),
        pytest.param("{tmp}/shared", "{tmp}/shared", id="absolute"),
        pytest.param("~/hooks", "{home}/hooks", id="below home"),
    ],
)
def test_the_folder_that_git_uses(
    repo: Repo, monkeypatch: pytest.MonkeyPatch, below: str, hooks_path: str | None, expected: str
) -> None:
    places = {"repo": repo.path, "tmp": repo.path.parent, "home": os.environ["HOME"]}
    if hooks_path:
        repo.git("config", "core.hooksPath", hooks_path.format(**places))
    (repo.path / below).mkdir(parents=True, exist_ok=True)
    monkeypatch.chdir(repo.path / below)
    folder = hooks_folder()
    assert os.path.normpath(folder) == expected.format(**places)
    install_hook(folder, "pre-commit", sys.executable)
    repo.stage("a.py", SECRET_LINE)
    assert LEAKED in repo.run("commit", "-m", "leak", check=False).stderr  # git finds it there


def test_linked_work_trees_share_the_folder(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    repo.commit("start")
    repo.git("worktree", "add", "-q", "../linked")
    monkeypatch.chdir(repo.path.parent / "linked")
    assert hooks_folder() == str(repo.path / ".git" / "hooks")


def test_a_submodule_has_its_own_folder(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    repo.commit("start")
    repo.git("submodule", "--quiet", "add", str(repo.path), "inner")
    monkeypatch.chdir(repo.path / "inner")
    assert hooks_folder() == str(repo.path / ".git" / "modules" / "inner" / "hooks")


@pytest.mark.parametrize("scope", ["--global", "--system"])
def test_hooks_of_all_repositories_are_not_touched(
    repo: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, scope: str
) -> None:
    monkeypatch.delenv("GIT_CONFIG_NOSYSTEM")
    monkeypatch.setenv("GIT_CONFIG_SYSTEM", str(tmp_path / "system"))
    repo.git("config", scope, "core.hooksPath", str(tmp_path / "for-all"))
    monkeypatch.chdir(repo.path)
    with pytest.raises(SourceError) as raised:
        hooks_folder()
    assert str(raised.value) == (
        f"core.hooksPath of your {scope[2:]} configuration sends all repositories to "
        f"{tmp_path}/for-all; unset it, or set one for this repository"
    )
    assert not (tmp_path / "for-all").exists()
    repo.git("config", "core.hooksPath", ".git/hooks")
    assert hooks_folder() == str(repo.path / ".git" / "hooks")


def test_outside_of_a_repository_there_is_no_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(GitError, match="not a git repository"):
        hooks_folder()
