"""Large contents of commits: found in, opened, held against what they were, and not held in the memory."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import zipfile
from typing import Any

import pytest
from conftest import Repo
from mocks import mock_token
from wrapping import zipped

TOKEN, OTHER = mock_token(seed=1), mock_token(seed=2)
LINE = f'token = "{TOKEN}"\n'
TEXT = "a line of text\n"
MANY = (9 << 20) // len(TEXT)

WAYS = {
    "hook": (["hook", "pre-commit"], ["scan", "--staged"]),
    "range": (["scan", "--range", "HEAD"], ["scan", "--range", "HEAD"]),
    "history": (["scan", "--history"], ["scan", "--history"]),
}


def report(repo: Repo, way: str) -> dict[str, Any]:
    if way != "hook":
        repo.commit()
    told: dict[str, Any] = json.loads(
        repo.secretguard(*WAYS[way][1], "--format", "json", "--no-memory").stdout
        if way == "history"
        else repo.secretguard(*WAYS[way][1], "--format", "json").stdout
    )
    counted = told["coverage"]
    assert counted["listed"] == counted["files"] + len(told["unread"]) + len(counted["skipped"])
    return told


def places(told: dict[str, Any]) -> list[tuple[str, int]]:
    return [(each["path"], each["line"]) for each in told["findings"]]


@pytest.mark.parametrize("way", WAYS)
def test_a_large_new_file_is_read_to_its_end(repo: Repo, way: str) -> None:
    repo.stage("a.py", "x = 1\n")
    repo.stage("large.txt", TEXT * MANY + LINE)
    repo.stage("z.py", LINE)
    told = report(repo, way)
    assert sorted(places(told)) == [("large.txt", MANY + 1), ("z.py", 1)]
    assert told["unread"] == []


@pytest.mark.parametrize("way", WAYS)
def test_a_large_container_is_opened(repo: Repo, way: str) -> None:
    noise = random.Random(1).randbytes(9 << 20)
    repo.stage("a.zip", zipped({"noise": noise, "b.py": LINE}, compression=zipfile.ZIP_STORED))
    assert ("a.zip!b.py", 1) in places(report(repo, way))


@pytest.mark.parametrize("way", ["hook", "range"])
def test_of_a_large_changed_file_only_what_is_new_refuses(repo: Repo, way: str) -> None:
    repo.stage("large.txt", LINE + TEXT * MANY)
    repo.commit()
    repo.stage("large.txt", LINE + TEXT * MANY + f'token = "{OTHER}"\n')
    if way == "range":
        repo.commit()
        told = json.loads(repo.secretguard("scan", "--range", "HEAD~..", "--format", "json").stdout)
    else:
        told = report(repo, way)
    assert places(told) == [("large.txt", MANY + 2)]


# The system's own count of a child begins with what its parent once held.
_MEASURED = """
import re
from secretguard.cli import run, sys
assert run(sys.argv[1:]) == 0
with open("/proc/self/status") as file:
    print(re.search(r"VmHWM:\\s*(\\d+) kB", file.read())[1], file=sys.stderr)
"""


def peak_of(repo: Repo, *args: str) -> int:
    """The memory that a run needs at most, in MB."""
    done = subprocess.run(
        [sys.executable, "-I", "-c", _MEASURED, *args],
        cwd=repo.path,
        capture_output=True,
        check=True,
    )
    return int(done.stderr) >> 10


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells it")
@pytest.mark.parametrize("noise", [0, 126 << 20], ids=["that packs well", "that does not pack"])
def test_memory_does_not_grow_with_a_new_file(repo: Repo, noise: int) -> None:
    repo.stage("large", random.Random(1).randbytes(noise) or TEXT * (15 * MANY))
    assert (repo.path / "large").stat().st_size > 120 << 20
    assert peak_of(repo, "hook", "pre-commit") < 100
    repo.commit()
    assert peak_of(repo, "scan", "--range", "HEAD") < 100
