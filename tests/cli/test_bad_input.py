"""Bad input gets one clear sentence and its own exit code."""

from __future__ import annotations

import errno
import os
import shlex
import subprocess
import tempfile
from pathlib import Path

import pytest
from conftest import HOOK_COMMAND, Repo

from secretguard.cli import run
from secretguard.sources import objects


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        pytest.param("exclude = [\n", ".secretguard.toml: ", id="malformed TOML"),
        pytest.param(
            'exlude = ["a"]\n', "unknown option 'exlude'; did you mean 'exclude'?", id="key"
        ),
        pytest.param(
            "exclude = [\n\n= 1\n",
            ".secretguard.toml: Invalid value (at line 3, column 1)",
            id="place",
        ),
        pytest.param(
            '[tool.secretguard]\nexclude = ["a"]\n',
            "the options stand at the top, without",
            id="header",
        ),
        pytest.param('exclude = "a"\n', "exclude must be a list of strings", id="type"),
        pytest.param('refuse-at = "sure"\n', "refuse-at must be one of low, medium", id="level"),
        pytest.param('disable = ["github-pta"]\n', "did you mean 'github-pat'?", id="rule id"),
        pytest.param('plugins = ["nope"]\n', "plugin 'nope' is not installed", id="plugin"),
        pytest.param('[[pattern]]\nid = "x"\nregex = "(a"\n', "pattern x: missing", id="regex"),
        pytest.param('[[pattern]]\nid = "x"\n', "regex is missing", id="no regex"),
    ],
)
def test_settings(repo: Repo, settings: str, sentence: str) -> None:
    repo.write(".secretguard.toml", settings)
    repo.stage("a.py", "x = 1\n")
    done = repo.secretguard("hook", "pre-commit")
    assert (done.returncode, done.stdout) == (2, b"")
    assert sentence in done.stderr.decode()


@pytest.mark.parametrize(
    ("command", "code", "sentence"),
    [
        pytest.param(["scan", "nowhere"], 2, "nowhere: no such file or folder", id="path"),
        pytest.param(["scan", "--frmat", "json"], 2, "unrecognized arguments: --frmat", id="flag"),
        pytest.param(["scan", "--range", "no..where"], 3, "does not know the commits", id="range"),
        pytest.param(["scan", "--range", ""], 2, "the range of commits is empty", id="empty range"),
        pytest.param(["scan", "--range", "", "a.py"], 2, "give either paths or", id="and a path"),
        pytest.param(["scan", "--range", "HEAD^{tree}"], 2, "HEAD^{tree} names no", id="a tree"),
        pytest.param(
            ["scan", "--range", "HEAD:a.py"], 2, "HEAD:a.py names no commits", id="a file"
        ),
        pytest.param(["scan", "--range", ":a.py"], 2, ":a.py names no commits", id="staged"),
        pytest.param(["scan", "--range", "^HEAD"], 2, "^HEAD names no commits", id="no beginning"),
        pytest.param(["scan", "--staged", "x"], 2, "either paths or one of", id="both"),
        pytest.param(["hook", "post-commit"], 2, "the stage must be one of", id="stage"),
        pytest.param(["scna"], 2, "unknown command 'scna'; did you mean 'scan'?", id="verb"),
        pytest.param(
            ["zzz"], 2, "unknown command 'zzz'; secretguard --help lists them", id="no verb"
        ),
        pytest.param(["hook"], 2, "the stage must be one of", id="no stage"),
        pytest.param(["hook", "commit-msg"], 2, "name of the message file", id="no message"),
        pytest.param(["scan", "-"], 2, "standard input is read with --stdin", id="a dash"),
        pytest.param(["hook", "commit-msg", "gone"], 3, "gone: No such file", id="message"),
        pytest.param(
            ["scan", "a.py", "--output", "no/where"], 2, "no/where: No such file", id="output"
        ),
    ],
)
def test_command_lines(repo: Repo, command: list[str], code: int, sentence: str) -> None:
    repo.stage("a.py", "x = 1\n")
    repo.commit()
    done = repo.secretguard(*command)
    assert done.returncode == code
    assert sentence in done.stderr.decode()


@pytest.mark.parametrize("name", ["HEAD..HEAD", "HEAD", "v1", "HEAD^!", ":/start"])
def test_a_range_of_commits_may_be_empty_and_may_be_a_tag(repo: Repo, name: str) -> None:
    repo.stage("a.py", "x = 1\n")
    repo.commit("start")
    repo.git("tag", "-a", "-m", "first", "v1")
    assert repo.secretguard("scan", "--range", name).returncode == 0


def test_what_is_no_file_is_no_all_clear(repo: Repo) -> None:
    (repo.path / "pipe").mkdir()
    repo.stage("pipe/a", "x\n")
    repo.git("init", "-q", "pipe/inner")
    done = repo.secretguard("scan", "pipe/a", "pipe/inner/.git/HEAD", "--format", "json")
    assert done.returncode == 0
    (repo.path / "fifo").unlink(missing_ok=True)
    os.mkfifo(repo.path / "fifo")
    done = repo.secretguard("scan", "fifo")
    assert done.returncode == 2
    assert b"fifo: it is neither a file nor a folder; what comes through a pipe" in done.stderr


def test_a_cache_that_cannot_be_written_stops_nothing(repo: Repo, tmp_path: Path) -> None:
    repo.stage("a.py", "x = 1\n")
    (tmp_path / "file").write_text("in the way")
    done = repo.secretguard("hook", "pre-commit", env={"XDG_CACHE_HOME": str(tmp_path / "file")})
    assert (done.returncode, done.stdout) == (0, b"")
    assert b"could not be cached" in done.stderr


@pytest.mark.parametrize(
    "command", [["hook", "pre-commit"], ["install"], ["scan", "--staged"], ["demo"]]
)
def test_without_git_each_command_says_so(repo: Repo, command: list[str]) -> None:
    done = repo.secretguard(*command, env={"PATH": "/nonexistent"})
    assert (done.returncode, done.stdout) == (3, b"")
    assert done.stderr == b"secretguard: git could not be started: it is not on PATH\n"


@pytest.mark.parametrize(
    "command",
    [
        ["hook", "pre-commit"],
        ["install"],
        ["uninstall"],
        ["scan", "--staged"],
        ["scan", "--range", "a..b"],
        ["scan", "artifact", "x.whl", "--against", "HEAD"],
        ["forget-blob"],
        ["incidents"],
        ["incidents", "show", "abcd"],
        ["incidents", "adopt"],
        ["incidents", "audit", "--ledger-only"],
        ["incidents", "audit", "--format", "json"],
        ["ledger", "verify"],
        ["migrate"],
        ["migrate", "--write"],
    ],
)
def test_outside_of_a_repository_each_command_says_so(
    repo: Repo, tmp_path: Path, command: list[str]
) -> None:
    done = repo.secretguard(*command, cwd=str(tmp_path))
    assert (done.returncode, done.stdout) == (3, b"")
    assert done.stderr == b"secretguard: this is not a git repository\n"


@pytest.mark.parametrize("command", [["incidents"], ["incidents", "audit"], ["ledger", "verify"]])
def test_a_bare_repository_has_no_place_for_a_ledger(tmp_path: Path, command: list[str]) -> None:
    bare = Repo(tmp_path)
    bare.run("init", "-q", "--bare")
    done = bare.secretguard(*command)
    assert (done.returncode, done.stdout) == (3, b"")
    assert done.stderr == b"secretguard: a ledger lies in a work tree, and this is none\n"


def test_an_answer_that_cannot_be_told_is_no_answer(repo: Repo) -> None:
    repo.write("a.py", "x = 1\n")
    with open("/dev/full", "wb") as full:
        done = subprocess.run(
            [*HOOK_COMMAND, "scan", "a.py"], cwd=repo.path, stdout=full, stderr=subprocess.PIPE
        )
    assert (done.returncode, done.stderr) == (
        3, b"secretguard: standard output: No space left on device\n",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("command", "closed", "code", "told"),
    [
        ("scan", ">&-", 3, b"secretguard: standard output: Bad file descriptor\n"),
        ("incidents", ">&-", 3, b""),
        ("hook pre-commit", ">&-", 0, b""),
        ("scan --stdin", "<&-", 3, b"secretguard: standard input: Bad file descriptor\n"),
        ("explain", "<&-", 3, b"secretguard: standard input: Bad file descriptor\n"),
        ("scan --range a..b", "2>&-", 3, b""),
    ],
)
def test_a_closed_stream_is_no_refusal(
    repo: Repo, command: str, closed: str, code: int, told: bytes
) -> None:
    line = f"{shlex.join(HOOK_COMMAND)} {command} {closed}"
    done = subprocess.run(["sh", "-c", line], cwd=repo.path, capture_output=True)
    assert (done.returncode, done.stderr) == (code, told)


@pytest.mark.parametrize("verb", ["install", "uninstall"])
def test_a_configuration_of_hooks_that_cannot_be_read(repo: Repo, verb: str) -> None:
    (repo.path / ".pre-commit-config.yaml").mkdir()
    done = repo.secretguard(verb, "--framework")
    assert (done.returncode, done.stdout) == (3, b"")
    assert done.stderr == b"secretguard: .pre-commit-config.yaml: Is a directory\n"


@pytest.mark.parametrize(("value", "coloured"), [("1", True), ("0", False), ("", False)])
def test_colours_are_forced_by_a_yes_alone(repo: Repo, value: str, coloured: bool) -> None:
    repo.stage("a.py", "x = 1\n")
    done = repo.secretguard("scan", env={"NO_COLOR": "", "FORCE_COLOR": value})
    assert (done.returncode, b"\x1b[" in done.stdout) == (0, coloured)


def test_settings_that_cannot_be_read_are_no_settings(repo: Repo) -> None:
    (repo.path / ".secretguard.toml").mkdir()
    done = repo.secretguard("hook", "pre-commit")
    assert (done.returncode, done.stderr) == (
        2,
        b"secretguard: .secretguard.toml: Is a directory\n",
    )


def test_hooks_that_cannot_be_written(repo: Repo) -> None:
    (repo.path / "hooks").write_text("a file in the way")
    repo.git("config", "core.hooksPath", "hooks")
    done = repo.secretguard("install")
    assert (done.returncode, done.stdout) == (3, b"")
    assert b"hooks/pre-commit: Not a directory" in done.stderr


def test_nothing_to_look_at_is_no_all_clear_in_disguise(repo: Repo) -> None:
    repo.write("untracked.py", "x = 1\n")
    done = repo.secretguard("scan")
    assert done.stdout.decode().splitlines() == [
        "  Note: git does not track 1 file here (yet); --untracked looks at them, too.",
        "secretguard: there was nothing to look at. Exit 0.",
    ]
    assert repo.secretguard("scan", "--untracked").stdout.startswith(b"Looked at 1 file")


def test_the_repository_of_somebody_else_is_told_with_the_remedy(repo: Repo) -> None:
    done = repo.secretguard("hook", "pre-commit", env={"GIT_TEST_ASSUME_DIFFERENT_OWNER": "1"})
    assert (done.returncode, done.stdout) == (3, b"")
    assert b"detected dubious ownership in repository at" in done.stderr
    assert done.stderr.decode().endswith(
        f"; git config --global --add safe.directory {repo.path}\n"
    )


def test_help_names_every_command_and_exit_code(repo: Repo) -> None:
    done = repo.secretguard("--help")
    assert done.returncode == 0
    for word in ("scan", "install", "uninstall", "demo", "hook", "3 could not look"):
        assert word in done.stdout.decode()


def test_user_patterns_find_and_guide(repo: Repo) -> None:
    repo.write(
        ".secretguard.toml",
        "[[pattern]]\nid = \"acme-token\"\nregex = 'acme_(?P<secret>[a-z]{8})'\n"
        'title = "Acme token"\nsteps = ["Ask Acme."]\n',
    )
    repo.stage("a.txt", "é acme_" + "qhzkvwmd" + "\n")
    done = repo.secretguard("hook", "pre-commit")
    assert done.returncode == 1
    assert b"a.txt:1:8" in done.stdout
    assert b"1. Ask Acme." in done.stdout


def test_a_project_may_refuse_from_low_confidence_up(repo: Repo) -> None:
    repo.stage("a.py", 'password = "welcome"\n')
    assert repo.secretguard("hook", "pre-commit").returncode == 0
    repo.write(".secretguard.toml", 'refuse-at = "low"\n')
    assert repo.secretguard("hook", "pre-commit").returncode == 1


def test_without_room_for_a_temporary_file_nothing_is_clean(repo: Repo) -> None:
    for number in range(60):
        repo.write(f"{number}.py", f"x = {number}\n")
    repo.git("add", ".")
    repo.commit()
    python, *rest = HOOK_COMMAND
    # -B: Python would cut off the bytecode that it caches.
    program = shlex.join([python, "-B", *rest, "scan", "--history", "--no-memory"])
    done = subprocess.run(
        ["bash", "-c", f"ulimit -f 1; {program}"], cwd=repo.path, capture_output=True, check=False
    )
    assert (done.returncode, done.stdout) == (3, b"")
    told = f"secretguard: a temporary file could not be written: {os.strerror(errno.EFBIG)}\n"
    assert done.stderr.decode().endswith(told)


def test_without_a_folder_for_temporary_files_nothing_is_clean(
    repo: Repo, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    repo.commit()
    monkeypatch.chdir(repo.path)
    monkeypatch.setattr(tempfile, "_candidate_tempdir_list", lambda: [str(repo.path / "nowhere")])
    monkeypatch.setattr(tempfile, "tempdir", None)
    assert run(["scan", "--history", "--no-memory"]) == 3
    assert "a temporary file could not be written: No usable" in capsys.readouterr().err


def test_without_enough_memory_nothing_is_clean(
    repo: Repo, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def too_large(*_: object) -> bytes:
        raise MemoryError

    repo.stage("a.py", "x = 1\n")
    monkeypatch.chdir(repo.path)
    monkeypatch.setattr(objects, "read_loose", too_large)
    assert run(["hook", "pre-commit"]) == 3
    told = "secretguard: the memory did not suffice: not everything was looked at\n"
    assert capsys.readouterr() == ("", told)
