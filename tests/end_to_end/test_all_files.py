"""The hook over all files, as frameworks run it: what was clean before is read but not judged again."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from conftest import Repo
from mocks import mock_token

from secretguard.cli import named

TOKEN = mock_token()
SECRET = f'token = "{TOKEN}"\n'
NUMBER = named._MANY + 20


@pytest.fixture
def filled(repo: Repo) -> Repo:
    for number in range(NUMBER):
        repo.write(f"src/{number}.py", f"x = {number}\n")
    repo.git("add", ".")
    repo.commit("start")
    return repo


def all_files(repo: Repo, *args: str) -> tuple[int, str]:
    """The exit code of the hook over everything tracked, and what it says."""
    names = repo.git("ls-files", "-z").decode().split("\0")[:-1]
    done = repo.secretguard("hook", "pre-commit", *args, *names)
    assert TOKEN.encode() not in done.stdout + done.stderr
    return done.returncode, (done.stdout + done.stderr).decode()


def remembered(repo: Repo) -> int:
    """How many files the second of two runs passed over."""
    all_files(repo, "--verbose")
    told = " ".join(all_files(repo, "--verbose")[1].split())
    found = re.search(r"(\d+) unchanged since", told)
    return int(found[1]) if found else 0


def test_a_clean_repository_is_silent_each_time(filled: Repo) -> None:
    assert [all_files(filled) for _ in range(3)] == [(0, "")] * 3


def test_what_was_clean_is_passed_over(filled: Repo) -> None:
    assert remembered(filled) == NUMBER


def test_a_few_files_are_not_worth_a_memory(repo: Repo) -> None:
    repo.stage("a.py", "x = 1\n")
    repo.commit()
    assert remembered(repo) == 0
    assert not (repo.path / ".git/secretguard").exists()


def test_what_is_not_clean_is_told_each_time(filled: Repo) -> None:
    filled.stage("leak.py", SECRET)
    filled.commit("leak")
    for _ in range(2):
        code, told = all_files(filled)
        assert (code, "leak.py:1:10" in told) == (1, True)


def test_a_change_is_seen_whatever_its_size_and_times(filled: Repo) -> None:
    target = filled.path / "src/0.py"
    target.write_text("#" * len(SECRET))
    assert all_files(filled) == (0, "")
    before = target.stat()
    target.write_text(SECRET)
    os.utime(target, ns=(before.st_atime_ns, before.st_mtime_ns))
    code, told = all_files(filled)
    assert (code, "src/0.py:1:10" in told) == (1, True)


def test_a_content_is_clean_under_its_path_alone(filled: Repo) -> None:
    assignment = f"DB_PASSWORD={mock_token('stripe-secret-key', 3)[8:22]}\n"
    filled.stage("src/a.py", assignment)  # an expression there, a setting elsewhere
    filled.commit()
    code = all_files(filled)[0]
    filled.stage(".env", assignment)
    filled.commit()
    assert (code, all_files(filled)[0]) == (0, 1)


def test_other_settings_remember_nothing(filled: Repo) -> None:
    filled.stage("leak.py", SECRET)
    filled.stage(".secretguard.toml", 'exclude = ["leak.py"]\n')
    filled.commit()
    assert [all_files(filled)[0] for _ in range(2)] == [0, 0]
    filled.stage(".secretguard.toml", "")
    filled.commit()
    assert all_files(filled)[0] == 1


def test_files_of_a_folder_and_untracked_ones_may_be_named(filled: Repo) -> None:
    filled.write("other/leak.py", SECRET)
    done = filled.secretguard("hook", "pre-commit", "src", "other/leak.py")
    assert (done.returncode, b"other/leak.py:1:10" in done.stdout) == (1, True)


def test_a_memory_that_cannot_be_written_is_said_and_stops_nobody(filled: Repo) -> None:
    Path(filled.path / ".git/secretguard").write_text("a file")
    code, told = all_files(filled)
    assert (code, "what was clean could not be remembered" in told) == (0, True)
