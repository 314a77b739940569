"""Several processes sift what one would, and nothing is lost when one of them dies."""

from __future__ import annotations

import io
import json
import os
import select
import signal
import subprocess
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import HOOK_COMMAND, Repo
from mocks import mock_token

from secretguard.pipeline.screen import Tally
from secretguard.runs import crew
from secretguard.runs.crew import Crew
from secretguard.runs.examine import Examination
from secretguard.sources.tree import list_files

TYPE_CHECKING = False
if TYPE_CHECKING:
    from secretguard.pipeline.screen import Item, Woken

TOKEN = mock_token("github-pat", 1)
NUMBER = 3 * 256 + 7


def zipped(text: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.py", text + "x = 1\n" * 99)
    return file.getvalue()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Some shares of clean files, and one of every kind that is not simply clean."""
    place = tmp_path_factory.mktemp("many")
    for number in range(NUMBER):
        (place / f"f{number:04}.py").write_text(f"x = {number}\n")
    for name, content in {
        "f0000.py": f'token = "{TOKEN}"\n'.encode(),
        "f0300.zip": zipped(f'token = "{TOKEN}"\n'),
        "f0301.zip": zipped("x = 1\n"),
        "f0302.zip": b"PK\x03\x04 cut off",
        "f0500.txt": "token = 1\n".encode("utf-16"),
        "f0600.txt": b"x\n" * (5 << 20) + f'token = "{TOKEN}"\n'.encode(),
        "f0700.bin": b"version https://git-lfs.github.com/spec/v1\noid sha256:0\n",
        "f0774.py": f'token = "{TOKEN}"\n'.encode(),
    }.items():
        (place / name).write_bytes(content)
    os.mkfifo(place / "f0601.pipe")
    return place


def scanned(folder: Path, *args: str) -> dict:
    done = subprocess.run(
        [*HOOK_COMMAND, "scan", "--format", "json", *args, "."],
        cwd=folder, capture_output=True, check=False,
    )  # fmt: skip
    assert done.returncode == 1, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize("jobs", ["2", "3"])
def test_the_answer_is_that_of_one_process(folder: Path, jobs: str) -> None:
    alone = scanned(folder, "--jobs", "1")
    assert [found["path"] for found in alone["findings"]] == [
        "f0000.py", "f0300.zip!a.py", "f0600.txt", "f0774.py",
    ]  # fmt: skip
    assert [each["what"] for each in alone["unread"]] == ["f0302.zip", "f0601.pipe"]
    assert scanned(folder, "--jobs", jobs) == alone


def test_what_is_counted_inside_of_a_file_that_wakes_by_itself_is_counted_once(
    tmp_path: Path,
) -> None:
    for number in range(600):
        (tmp_path / f"f{number:03}.py").write_text(f"x = {number}\n")
    for number in (100, 300, 500):  # packed as it is: the token wakes in the archive's bytes, too
        with zipfile.ZipFile(tmp_path / f"f{number}.zip", "w") as archive:
            archive.writestr("a.py", "x = 1\n")
            archive.comment = f'token = "{TOKEN}"'.encode()
    alone = scanned(tmp_path, "--jobs", "1")
    assert [found["path"] for found in alone["findings"]] == ["f100.zip", "f300.zip", "f500.zip"]
    assert alone["coverage"]["files"] == 606
    assert scanned(tmp_path, "--jobs", "3") == alone


def test_tracked_files_are_remembered_alike(repo: Repo) -> None:
    for number in range(1400):
        repo.write(f"src/{number % 20}/{number}.py", f"x = {number}\n")
    repo.write("leak.py", f'token = "{TOKEN}"\n')
    repo.git("add", ".")
    repo.commit("much")
    time.sleep(1.1)  # git looks twice at files as young as its index
    repo.git("update-index", "--refresh")
    alone = scanned_in(repo, "--jobs", "1", "--no-memory")
    first, second = (scanned_in(repo, "--jobs", "3") for _ in range(2))
    assert first == alone
    assert (second["findings"], second["coverage"]["remembered"]) == (alone["findings"], 1400)


def scanned_in(repo: Repo, *args: str) -> dict:
    return json.loads(repo.secretguard("scan", "--format", "json", *args).stdout)


def assert_gone(hands: Crew) -> None:
    """None of its processes is left; other tests may have left some of their own."""
    for pid in hands._pids:
        with pytest.raises(ChildProcessError):
            os.waitpid(pid, os.WNOHANG)


def told(folder: Path, sift: object, workers: int) -> tuple[list[int], int, int]:
    """What is woken and counted, and how many of our processes are left."""
    os.chdir(folder)
    tally = Tally()
    woken: list[int] = []
    with Crew(list(list_files(["."])), sift, workers) as hands:  # type: ignore[arg-type]
        for share in hands.shares():
            share.add_to(tally)
            woken += share.woken
            assert sorted([*share.clean, *share.woken]) == list(
                range(share.first, share.first + share.files)
            )
    assert_gone(hands)
    return woken, tally.blobs, tally.bytes


def test_what_a_dying_process_had_taken_is_done_again(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    examination = Examination(None)
    me = os.getpid()

    def mortal(items: Iterator[Item], tally: Tally) -> Iterator[Woken]:
        if os.getpid() != me:
            os.kill(os.getpid(), signal.SIGKILL)
        return examination.waking(items, tally)

    alone = told(folder, examination.waking, 0)
    assert alone[0]
    assert told(folder, mortal, 2) == alone
    assert told(folder, examination.waking, 2) == alone


def test_a_process_dies_in_the_middle_of_its_answer(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    examination = Examination(None)
    alone = told(folder, examination.waking, 0)
    me, whole = os.getpid(), crew._write

    def half(pipe: int, data: bytes) -> None:
        whole(pipe, data[: len(data) // 2] if os.getpid() != me else data)
        os.kill(os.getpid(), signal.SIGKILL)

    monkeypatch.setattr(crew, "_write", half)
    assert told(folder, examination.waking, 2) == alone


def test_no_process_is_left_when_the_caller_fails(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    hands = Crew(list(list_files(["."])), Examination(None).waking, 2)
    with pytest.raises(KeyboardInterrupt), hands:
        raise KeyboardInterrupt
    assert_gone(hands)


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_no_process_outlives_a_caller_that_is_killed(
    folder: Path, monkeypatch: pytest.MonkeyPatch, how: signal.Signals
) -> None:
    monkeypatch.chdir(folder)
    examination = Examination(None)

    def slow(items: Iterator[Item], tally: Tally) -> Iterator[Woken]:
        time.sleep(0.2)
        return examination.waking(items, tally)

    alive, held = os.pipe()  # it ends when nobody holds the other side any more
    caller = os.fork()
    if not caller:
        with Crew([b"f0001.py"] * 256 * 400, slow, 3):
            os.kill(os.getpid(), how)
            time.sleep(60)
    os.close(held)
    _, status = os.waitpid(caller, 0)
    assert os.WTERMSIG(status) == how
    assert select.select([alive], [], [], 15)[0]
    assert os.read(alive, 1) == b""
    os.close(alive)


def test_an_interrupted_run_tells_what_it_has_and_leaves_nobody(folder: Path) -> None:
    files = 40
    for number in range(files):
        (folder / f"a{number}.txt").write_bytes(b'key = "x"\n' * 700_000)
    process = subprocess.Popen(
        [*HOOK_COMMAND, "scan", "--jobs", "2", "."],
        cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True,
    )  # fmt: skip
    time.sleep(1.5)
    os.killpg(process.pid, signal.SIGINT)
    told, _ = process.communicate(timeout=60)
    for number in range(files):
        (folder / f"a{number}.txt").unlink()
    assert process.returncode in {130, 3}  # 3: it was done before
    if process.returncode == 130:
        assert b"interrupted" in told
    with pytest.raises(ProcessLookupError):
        os.killpg(process.pid, 0)


@pytest.mark.parametrize(("jobs", "code"), [("-1", 2), ("x", 2)])
def test_a_wrong_number_of_processes(folder: Path, jobs: str, code: int) -> None:
    command = [*HOOK_COMMAND, "scan", f"--jobs={jobs}", "."]
    done = subprocess.run(command, cwd=folder, capture_output=True, check=False)
    assert done.returncode == code
    assert b"Traceback" not in done.stderr


def test_where_processes_cannot_be_copied_one_does_it_all(monkeypatch: pytest.MonkeyPatch) -> None:
    assert crew.processes(3, 10) == 3
    monkeypatch.delattr(os, "fork")
    assert (crew.processes(3, 10), crew.processes(0, 10**6)) == (1, 1)
