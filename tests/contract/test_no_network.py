"""``hook`` and ``scan`` open no socket: Python's own audit hook ends the process if one does."""

from __future__ import annotations

import subprocess
import sys

import pytest
from conftest import Repo
from mocks import mock_token

# https://docs.python.org/3/library/audit_events.html: every way to a socket raises one of these.
FORBIDDEN = """
import os, sys
def watch(event, _):
    if event.startswith(("socket.", "urllib.", "http.")):
        os.write(2, event.encode())
        os._exit(97)
sys.addaudithook(watch)
"""
MAIN = FORBIDDEN + "from secretguard.cli import main; main()"
COMMANDS = [
    ["hook", "pre-commit"],
    ["hook", "pre-commit", "-v"],
    ["scan", "."],
    ["scan", "--staged", "--format", "json", "-v"],
    ["scan", "--range", "HEAD~1..HEAD", "--format", "sarif"],
    ["mock", "github-pat"],
    ["verify", "a.py:1", "--dry-run"],
    ["revoke", "a.py:1", "--dry-run"],
]


def run(repo: Repo, code: str, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-I", "-c", code, *arguments],
        cwd=repo.path, capture_output=True, check=False,
    )  # fmt: skip


def test_the_watch_sees_a_socket(repo: Repo) -> None:
    done = run(repo, FORBIDDEN + "import socket; socket.socket()")
    assert (done.returncode, done.stderr) == (97, b"socket.__new__")


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_no_socket_is_opened(repo: Repo, command: list[str]) -> None:
    repo.stage("old.py", "x = 1\n")
    repo.commit()
    repo.stage("a.py", f'TOKEN = "{mock_token("github-pat", 3)}"\n')
    repo.commit()
    repo.stage(
        "a.py", f'TOKEN = "{mock_token("github-pat", 4)}"\npassword = "{"Winter" + "2027!"}"\n'
    )
    done = run(repo, MAIN, *command)
    assert done.returncode in {0, 1}, done.stderr
