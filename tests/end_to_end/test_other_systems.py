"""What other systems lack is not needed: the answers are the same without it."""

from __future__ import annotations

import subprocess
import sys

from conftest import Repo
from mocks import mock_token

# https://docs.python.org/3/library/os.html says of each where it exists.
_POSIX_ONLY = ("pread", "posix_spawnp", "fork", "uname", "sched_getaffinity", "set_blocking",
               "geteuid", "O_NOFOLLOW", "O_NONBLOCK")  # fmt: skip
_WITHOUT = f"""
import os, subprocess
for name in {_POSIX_ONLY}:
    delattr(os, name)
"""
SECRET = f'token = "{mock_token()}"\n'


def without(repo: Repo, *args: str) -> tuple[int, bytes]:
    """Exit code and output of a run on a system that is no POSIX."""
    script = f"{_WITHOUT}from secretguard.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-I", "-c", script, *args],
        cwd=repo.path,
        capture_output=True,
        check=False,
    )
    assert b"internal error" not in done.stderr
    return done.returncode, done.stdout + done.stderr


def test_the_hook_needs_no_posix(repo: Repo) -> None:
    repo.stage("a.py", "x = 1\n")
    without(repo, "hook", "pre-commit")  # compiles the rules when no earlier test did
    assert without(repo, "hook", "pre-commit") == (0, b"")
    repo.stage("a.py", SECRET)
    code, told = without(repo, "hook", "pre-commit")
    assert (code, b"a.py:1" in told) == (1, True)


def test_a_scan_needs_no_posix(repo: Repo) -> None:
    repo.write("a.py", SECRET)
    repo.write("large.txt", "x\n" * (5 << 20) + SECRET)
    repo.write("b/c.py", "x = 1\n")
    repo.run("add", ".")
    repo.commit()
    for args in ([], ["."], ["large.txt", "a.py", "b"], ["--range", "HEAD"], ["--history"]):
        code, told = without(repo, "scan", *args)
        assert (code, b"a.py:1" in told, b"large.txt:5242881" in told) == (1, True, True)
