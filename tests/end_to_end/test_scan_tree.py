"""Folders of every kind: what is read, what is remembered, what cannot be read."""

from __future__ import annotations

import errno
import json
import os
import signal
import socket
import subprocess
import threading
import time
from pathlib import Path

import pytest
from conftest import HOOK_COMMAND, Repo
from mocks import mock_token

from secretguard.cli import trees

TOKEN = mock_token("github-pat", 1)
SECRET = f'token = "{TOKEN}"\n'


def report(repo: Repo, *args: str, code: int | None = None) -> dict:
    done = repo.secretguard("scan", "--format", "json", *args)
    assert code is None or done.returncode == code, done.stderr.decode()
    assert TOKEN.encode() not in done.stdout + done.stderr
    return json.loads(done.stdout)


def paths(told: dict) -> list[str]:
    return sorted(found["path"] for found in told["findings"])


@pytest.fixture
def filled(repo: Repo) -> Repo:
    """A repository whose index is large enough to be worth remembering."""
    for number in range(1400):
        repo.write(f"src/{number % 20}/{number}.py", f"x = {number}\n")
    repo.write("leak.py", SECRET)
    repo.git("add", ".")
    repo.commit("much")
    assert (repo.path / ".git/index").stat().st_size > trees._SMALL_INDEX
    time.sleep(1.1)  # git looks twice at files as young as its index
    repo.git("update-index", "--refresh")
    return repo


def coverage(told: dict) -> tuple[int, int]:
    return told["coverage"]["files"], told["coverage"]["remembered"]


def test_the_second_run_reads_what_changed(filled: Repo) -> None:
    first = report(filled, code=1)
    assert coverage(first) == (1401, 0)
    second = report(filled, code=1)
    assert coverage(second) == (1, 1400)
    assert second["findings"] == first["findings"]
    filled.write("src/0/0.py", SECRET)
    filled.write("src/new.py", "y = 1\n")
    filled.git("add", "src/new.py")
    (filled.path / "src/1/1.py").unlink()
    third = report(filled, code=1)
    assert paths(third) == ["leak.py", "src/0/0.py"]
    assert coverage(third) == (3, 1398)
    assert coverage(report(filled, "--no-memory")) == (1401, 0)


def test_an_index_that_git_only_refreshed_is_known(filled: Repo) -> None:
    report(filled)
    for _ in range(2):
        os.utime(filled.path / "src/0/0.py", (1, 1))
        filled.git("update-index", "--refresh")
        assert coverage(report(filled)) == (1, 1400)


def test_an_index_without_a_checksum_is_listed_each_time(filled: Repo) -> None:
    index = filled.path / ".git/index"
    report(filled)
    index.write_bytes(index.read_bytes()[:-20] + bytes(20))
    assert coverage(report(filled)) == (1, 1400)
    filled.stage("src/0/0.py", SECRET)
    index.write_bytes(index.read_bytes()[:-20] + bytes(20))
    assert paths(report(filled)) == ["leak.py", "src/0/0.py"]


def test_an_edit_as_young_as_the_index_is_seen(filled: Repo) -> None:
    """Size and time are those in the index: git compares the content then, and so do we."""
    size = len(SECRET.encode())
    for letter in "xyz":
        filled.stage("src/young.py", letter * size)
        report(filled)
        filled.stage("src/young.py", letter.upper() * size)
        filled.write("src/young.py", SECRET)
        assert paths(report(filled)) == ["leak.py", "src/young.py"]


def skipped(told: dict) -> list[tuple[str, str]]:
    return [(one["what"], one["why"]) for one in told["coverage"]["skipped"]]


def with_a_submodule(repo: Repo) -> Repo:
    inner = Repo(repo.path.parent / "inner")
    inner.path.mkdir()
    inner.git("init", "-q")
    inner.stage("inner.py", SECRET)
    inner.commit("leak")
    repo.git("submodule", "--quiet", "add", str(inner.path), "sub")
    return repo


SUBMODULE = ("sub", "submodule: scan it in its own repository")


@pytest.mark.parametrize("kept", [True, False], ids=["checked out", "an empty folder"])
def test_a_submodule_is_passed_over(repo: Repo, kept: bool) -> None:
    repo.stage("a.py", "x = 1\n")
    with_a_submodule(repo)
    if not kept:
        repo.git("submodule", "deinit", "-q", "--force", "sub")
    told = report(repo, code=0)
    assert (told["unread"], skipped(told)) == ([], [SUBMODULE])
    assert (told["coverage"]["files"], told["coverage"]["listed"]) == (2, 3)  # .gitmodules, too
    assert paths(report(repo, "a.py", "sub")) == (["sub/inner.py"] if kept else [])


def test_a_submodule_is_passed_over_each_time(filled: Repo) -> None:
    with_a_submodule(filled)
    for args in ([], [], ["--jobs", "2"], ["--no-memory"]):
        told = report(filled, *args, code=1)
        assert (told["unread"], skipped(told), paths(told)) == ([], [SUBMODULE], ["leak.py"])
        assert told["coverage"]["listed"] == 1403


@pytest.mark.parametrize("args", [[], ["--no-memory"], ["--jobs", "2"]], ids=str)
def test_outside_of_a_sparse_checkout_files_are_told_to_be_passed_over(
    filled: Repo, args: list[str]
) -> None:
    filled.stage("src/0/leak.py", SECRET)
    filled.commit("leak")
    filled.git("sparse-checkout", "set", "--no-cone", "/src/*", "!/src/0/")
    away = sorted(name for name in filled.git("ls-files").decode().split() if "src/0/" in name)
    here = len(filled.git("ls-files").split()) - len(away) - 1
    for _ in range(2):
        told = report(filled, *args, code=0)
        outside = [(name, "it lies outside of the sparse checkout") for name in away]
        assert sorted(skipped(told)) == sorted([*outside, ("leak.py", outside[0][1])])
        cover = told["coverage"]
        assert cover["files"] + cover["remembered"] == here
        assert cover["listed"] == here + len(away) + 1
        assert cover["limits"] == [
            f"this checkout is sparse: {len(away) + 1} of the tracked files are not in it, nor looked at"
        ]
    filled.write("src/0/leak.py", SECRET)
    assert paths(report(filled, *args, code=1)) == ["src/0/leak.py"]


def test_from_a_folder_below_the_top_the_same_is_found(filled: Repo) -> None:
    filled.stage("src/0/leak.py", SECRET)
    for _ in range(2):
        done = filled.secretguard("scan", "--format", "json", ".", cwd="src/0")
        assert json.loads(done.stdout)["findings"][0]["path"].endswith("src/0/leak.py")


@pytest.mark.parametrize("flag", ["--assume-unchanged", "--skip-worktree"])
def test_what_git_was_told_not_to_look_at_is_looked_at(filled: Repo, flag: str) -> None:
    report(filled)
    filled.git("update-index", flag, "src/0/0.py")
    filled.write("src/0/0.py", SECRET)
    assert paths(report(filled)) == ["leak.py", "src/0/0.py"]


def test_from_below_what_cannot_be_read_is_not_taken_for_deleted(filled: Repo) -> None:
    (filled.path / "src/0/0.py").unlink()
    os.mkfifo(filled.path / "src/0/0.py")
    (filled.path / "src/0/20.py").unlink()
    done = filled.secretguard("scan", "--format", "json", ".", cwd="src/0")
    told = json.loads(done.stdout)
    assert (done.returncode, [one["what"] for one in told["unread"]]) == (3, ["src/0/0.py"])
    assert told["coverage"]["listed"] == 69


def test_what_a_filter_rewrites_is_looked_at_each_time(filled: Repo) -> None:
    filled.stage(".gitattributes", "src/0/* filter=crypt\n")
    filled.git("config", "filter.crypt.smudge", "cat")
    filled.git("config", "filter.crypt.clean", "cat")
    report(filled)
    assert coverage(report(filled))[0] == 1 + 70


def test_an_edit_that_keeps_size_and_time_within_a_second_is_seen(filled: Repo) -> None:
    report(filled)
    target = filled.path / "src/0/0.py"
    before = target.stat()
    content = SECRET.encode()
    filled.write("src/0/0.py", content)
    os.utime(target, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert "src/0/0.py" in paths(report(filled))  # the size differs


def test_a_budget_ends_as_could_not_look_and_the_next_run_goes_on(filled: Repo) -> None:
    filled.stage("leak.py", "x = 1\n")
    told = report(filled, "--max-bytes", "3000", code=3)
    assert told["unread"] == [
        {"what": "(the rest of the files)", "why": "the budget of 3000 bytes is used up"}
    ]
    read = told["coverage"]["files"]
    assert 0 < read < 1401
    assert report(filled, code=0)["coverage"]["remembered"] == read


def test_a_budget_that_the_last_file_uses_up_leaves_nothing_out(repo: Repo) -> None:
    repo.write("one.txt", "x = 1\n")
    repo.write("two.txt", "y = 2\n")
    assert report(repo, "one.txt", "--max-bytes", "5", code=0)["unread"] == []
    told = report(repo, "one.txt", "two.txt", "--max-bytes", "5", code=3)
    assert told["unread"] == [
        {"what": "(the rest of the files)", "why": "the budget of 5 bytes is used up"}
    ]


def test_untracked_files_are_read_on_request(repo: Repo) -> None:
    repo.stage(".gitignore", "*.log\n")
    repo.commit("start")
    repo.write("new.py", SECRET)
    repo.write("app.log", SECRET)
    inner = Repo(repo.path / "inner")
    inner.path.mkdir()
    inner.run("init", "-q")
    inner.stage("a.py", SECRET)
    inner.commit("inner")
    assert paths(report(repo)) == []
    told = report(repo, "--untracked")
    assert paths(told) == ["new.py"]
    assert told["coverage"]["skipped"] == [
        {"what": "inner/", "why": "another repository: scan it there"}
    ]
    assert paths(report(repo, "--no-ignore")) == ["app.log", "new.py"]


@pytest.mark.parametrize(
    ("option", "why"),
    [
        ("--untracked", "git tracks no file in it; with --no-ignore they are looked at"),
        ("--no-ignore", ""),
        ("", "git tracks no file in it; with --no-ignore they are looked at"),
    ],
)
def test_a_folder_that_git_ignores_is_no_all_clear(repo: Repo, option: str, why: str) -> None:
    repo.stage(".gitignore", "dist\n")
    repo.commit("start")
    repo.write("dist/a.py", SECRET)
    told = report(repo, "dist", ".gitignore", *filter(None, [option]))
    assert [(one["what"], one["why"]) for one in told["unread"]] == ([("dist", why)] if why else [])
    assert paths(told) == ([] if why else ["dist/a.py"])
    assert told["exit_code"] == (3 if why else 1)


def test_a_folder_of_new_files_is_no_all_clear(repo: Repo) -> None:
    repo.commit("start")
    repo.write("src/a.py", SECRET)
    (repo.path / "empty").mkdir()
    told = report(repo, "src", "empty", code=3)
    assert told["unread"] == [
        {"what": "src", "why": "git tracks no file in it; with --untracked they are looked at"}
    ]
    assert paths(report(repo, "src", "--untracked")) == ["src/a.py"]
    assert report(repo, "empty", code=0)["unread"] == []
    repo.git("add", "src")
    assert report(repo, "src", code=1)["unread"] == []


FOLDERS = "folders"
BUDGETS = "files, folders, artifacts and --history"


@pytest.mark.parametrize(
    "what", [["--range", "HEAD"], ["--staged"], ["--stdin"], ["--history"], ["artifact", "x"]]
)
@pytest.mark.parametrize(
    ("option", "where"),
    [
        (["--jobs", "2"], FOLDERS),
        (["--untracked"], FOLDERS),
        (["--no-ignore"], FOLDERS),
        (["--time-budget", "1000"], BUDGETS),
        (["--max-bytes", "1000000"], BUDGETS),
    ],
)
def test_an_option_without_effect_is_refused(
    repo: Repo, what: list[str], option: list[str], where: str
) -> None:
    repo.stage("x", "x = 1\n")
    repo.commit()
    done = repo.secretguard("scan", *what, *option)
    if where == BUDGETS and what[0] in {"--history", "artifact"}:
        assert done.returncode == 0, done.stderr
    else:
        told = f"secretguard: scan: {option[0]} goes with {where}\n"
        assert (done.returncode, done.stderr.decode()) == (2, told)


def test_ctrl_c_leaves_a_partial_report(filled: Repo) -> None:
    big = "word " * 400_000
    for number in range(150):
        filled.write(f"big/{number}.txt", f"{number} {big}\n")
    filled.git("add", ".")
    process = subprocess.Popen(
        [*HOOK_COMMAND, "scan", "--format", "json"],
        cwd=filled.path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    time.sleep(0.4)
    process.send_signal(signal.SIGINT)
    stdout, stderr = process.communicate(timeout=60)
    assert TOKEN.encode() not in stdout + stderr
    assert process.returncode in {1, 130}  # 1: it was done before
    if process.returncode == 130 and stdout:
        told = json.loads(stdout)
        assert (told["answer"], told["unread"][-1]["why"]) == ("could-not-look", "interrupted")


class Folder(Repo):
    """A folder that is no repository."""


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    made = Folder(tmp_path / "folder")
    made.path.mkdir()
    made.write("clean.txt", "hello\n")
    return made


def unread(told: dict) -> list[tuple[str, str]]:
    return [(one["what"], one["why"]) for one in told["unread"]]


def test_pipes_sockets_and_devices_are_named_and_block_nothing(folder: Folder) -> None:
    os.mkfifo(folder.path / "pipe")
    server = socket.socket(socket.AF_UNIX)
    os.chdir(folder.path)  # a socket's path is short
    server.bind("socket")
    told = report(folder, code=3)
    server.close()
    assert unread(told) == [
        ("pipe", "it is neither a file nor a link"),
        ("socket", os.strerror(errno.ENXIO)),
    ]
    device = folder.secretguard("scan", "/dev/zero")
    assert (device.returncode, b"/dev/zero: it is neither" in device.stderr) == (2, True)


@pytest.mark.parametrize(
    ("name", "target"),
    [("link", "real"), ("link", "real/f.py"), ("further", "link"), ("real/up", "..")],
)
def test_a_link_that_is_named_is_followed(folder: Folder, name: str, target: str) -> None:
    folder.write("real/f.py", SECRET)
    (folder.path / "link").symlink_to("real")
    (folder.path / name).unlink(missing_ok=True)
    (folder.path / name).symlink_to(target)
    assert paths(report(folder, name, code=1)) == [f"{folder.path}/real/f.py"]


@pytest.mark.parametrize("args", [[], ["--no-memory"]], ids=str)
def test_a_link_into_a_repository_is_as_good_as_the_folder(filled: Repo, args: list[str]) -> None:
    link = filled.path.parent / "link"
    link.symlink_to("repo")
    for place in (link, filled.path):
        assert paths(report(Repo(place), *args, str(link), code=1)) == ["leak.py"]
    filled.write(".secretguard.toml", 'exclude = ["leak.py"]\n')
    report(filled, *args, str(link), code=0)


def test_a_link_below_is_read_as_its_target_text(folder: Folder) -> None:
    folder.write("real/f.py", SECRET)
    (folder.path / "inside").mkdir()
    (folder.path / "inside/link").symlink_to("../real/f.py")
    assert paths(report(folder, "inside", code=0)) == []


def test_a_pipe_that_is_named_is_refused_with_a_hint(folder: Folder) -> None:
    told = folder.secretguard("scan", "/dev/stdin", stdin=SECRET.encode())
    assert (told.returncode, told.stdout) == (2, b"")
    assert b"what comes through a pipe is read with --stdin" in told.stderr


def test_a_link_to_nowhere_that_is_named_is_told(folder: Folder) -> None:
    (folder.path / "link").symlink_to("nowhere")
    told = folder.secretguard("scan", "link")
    assert (told.returncode, b"link: no such file or folder" in told.stderr) == (2, True)


def test_loops_of_links_end(folder: Folder) -> None:
    (folder.path / "a").symlink_to("b")
    (folder.path / "b").symlink_to("a")
    (folder.path / "self").symlink_to(".")
    assert report(folder, code=0)["coverage"]["files"] == 4


def test_a_path_of_four_thousand_bytes_is_read(folder: Folder) -> None:
    part = "d" * 200
    here = os.open(folder.path, os.O_RDONLY)
    for _ in range(18):  # longer than one call may name
        os.mkdir(part, dir_fd=here)
        inner = os.open(part, os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = inner
    file = os.open("leak.py", os.O_WRONLY | os.O_CREAT, dir_fd=here)
    os.write(file, SECRET.encode())
    os.close(file)
    os.close(here)
    [path] = paths(report(folder, code=1))
    assert path.endswith("/leak.py")
    assert len(path) > 3_600


def test_twenty_thousand_files_in_a_folder(folder: Folder) -> None:
    for number in range(20_000):
        (folder.path / f"{number}.txt").touch()
    folder.write("zzz.py", SECRET)
    told = report(folder, code=1)
    assert (told["coverage"]["files"], paths(told)) == (20_002, ["zzz.py"])


def test_files_that_vanish_are_named(folder: Folder) -> None:
    """The listing names it; by the time it is read, it is gone."""
    from secretguard.runs.examine import Examination
    from secretguard.sources.tree import list_files, read_items

    os.chdir(folder.path)
    folder.write("gone.txt", "x\n")
    files = list(list_files(["."]))
    (folder.path / "gone.txt").unlink()
    examination = Examination(None)
    examination.tally.listed = len(files)
    examination.read(read_items(files))
    verdict = examination.verdict("x")
    assert [(one.what, one.why) for one in verdict.unread] == [
        ("gone.txt", os.strerror(errno.ENOENT))
    ]
    assert verdict.coverage.blobs == 1


def test_a_file_that_grows_while_it_is_read_ends(folder: Folder) -> None:
    path = folder.path / "growing.log"
    path.write_bytes(b"word " * 500_000)
    done = threading.Event()

    def grow() -> None:
        with path.open("ab") as file:
            while not done.is_set():
                file.write(b"more words\n" * 1000)

    writer = threading.Thread(target=grow)
    writer.start()
    try:
        process = subprocess.run(
            [*HOOK_COMMAND, "scan", "growing.log"],
            cwd=folder.path, capture_output=True, check=False, timeout=60,
        )  # fmt: skip
    finally:
        done.set()
        writer.join()
    assert process.returncode == 0


def test_a_full_disk_is_said(folder: Folder) -> None:
    if not os.path.exists("/dev/full"):
        return
    with open("/dev/full", "wb") as full:
        done = subprocess.run(
            [*HOOK_COMMAND, "scan"], cwd=folder.path, stdout=full, stderr=subprocess.PIPE,
            check=False,
        )  # fmt: skip
    assert done.returncode == 3


def test_a_file_that_may_not_be_read_is_named(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Root may read everything, so the refusal is made here."""
    from secretguard.runs.examine import Examination
    from secretguard.sources import tree

    def refuse(*_: object) -> int:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    monkeypatch.setattr(tree.os, "open", refuse)
    examination = Examination(None)
    examination.tally.listed = 1
    examination.read(tree.read_items([os.fsencode(folder.path / "clean.txt")]))
    [told] = examination.verdict("x").unread
    assert told.why == os.strerror(errno.EACCES)


def test_a_large_file_is_read_in_parts(folder: Folder) -> None:
    line = "the quick brown fox jumps over the lazy dog\n"
    folder.write("big.txt", line * 400_000 + SECRET + line * 10)
    told = report(folder, "big.txt", code=1)
    [found] = told["findings"]
    assert (found["line"], found["column"]) == (400_001, 10)
    assert told["coverage"]["bytes"] == (folder.path / "big.txt").stat().st_size


@pytest.mark.parametrize("form", ["text", "json", "sarif"])
def test_a_report_in_a_file_leaves_its_last_line_on_the_terminal(repo: Repo, form: str) -> None:
    repo.write("a.py", SECRET)
    done = repo.secretguard("scan", "a.py", "--format", form, "--output", "out")
    assert (done.returncode, done.stdout) == (1, b"")
    assert done.stderr == (
        b"secretguard: found, 1 secret compromised. Exit 1: revoke, then retry.\n"
    )
    assert (repo.path / "out").stat().st_size > 100
    repo.write("a.py", "x = 1\n")
    done = repo.secretguard("scan", "a.py", "--format", form, "--output", "out")
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
