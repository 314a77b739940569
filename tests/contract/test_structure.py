"""Machines guard the structure, so that reviews can discuss ideas."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

from conftest import Repo
from mocks import mock_token

from secretguard.pipeline.screen import COMPILED_FROM

ROOT = Path(__file__).parents[2]

# What a clean commit imports beyond what ``python -I -c pass`` does. Each entry costs every user
# at every commit: lengthen the list only with a measurement in hand.
SILENT_PATH = {
    "__future__", "_blake2", "gc", "secretguard", "secretguard.cli", "secretguard.cli.hook",
    "secretguard.config", "secretguard.config.quick", "secretguard.engine",
    "secretguard.engine.cache", "secretguard.engine.vectorscan", "secretguard.errors",
    "secretguard.runs", "secretguard.runs.examine", "secretguard.pipeline",
    "secretguard.pipeline.screen", "secretguard.sources",
    "secretguard.sources.amend", "secretguard.sources.git", "secretguard.sources.index",
    "secretguard.sources.objects", "secretguard.sources.repository", "secretguard.text",
    "secretguard.text.decode", "zlib", "hyperscan._hs_ext", "time",
}  # fmt: skip


def imported(repo: Repo, code: str) -> set[str]:
    script = f"import sys; {code}; print(*sorted(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-I", "-c", script], cwd=repo.path, capture_output=True, check=True
    )
    return set(done.stdout.decode().split())


def test_the_silent_path_imports_nothing_else(repo: Repo) -> None:
    repo.stage("a.py", "x = 1\n")
    repo.commit()
    repo.stage("a.py", "x = 2\n")
    hook = "from secretguard.cli import run; assert run(['hook', 'pre-commit']) == 0"
    imported(repo, hook)  # compiles the rules when no earlier test did
    assert imported(repo, hook) - imported(repo, "pass") <= SILENT_PATH


def test_a_ledger_adds_little_to_the_silent_path(repo: Repo) -> None:
    """A revoked secret is looked for in every commit, so this counts as much."""
    repo.stage("a.py", f"token = '{mock_token()}'\n")
    repo.commit()
    assert repo.secretguard("incidents", "adopt").returncode == 0
    [found] = json.loads(repo.secretguard("incidents", "--format", "json").stdout)["incidents"]
    assert repo.secretguard("incidents", "revoke", found["id"], "--evidence", "x").returncode == 0
    repo.run("add", ".secretguard")
    repo.commit()
    repo.stage("b.py", "x = 'aaaaaaaaaaaaaaaaaaaaaaaa'\n")
    hook = "from secretguard.cli import run; assert run(['hook', 'pre-commit']) == 0"
    imported(repo, hook)  # makes the index of revoked secrets
    more = {"secretguard.ledger", "secretguard.ledger.recall", "binascii", "_sha256", "_sha2",
            "secretguard.model", "secretguard.model.digest"}  # fmt: skip
    assert imported(repo, hook) - imported(repo, "pass") <= SILENT_PATH | more


def test_a_change_of_any_trigger_makes_the_cache_stale() -> None:
    package = ROOT / "secretguard"
    named = {package / name for name in COMPILED_FROM}
    sources = [p for p in package.rglob("*.py") if "\nTRIGGER_SPECS = (" in p.read_text("utf-8")]
    assert [path.name for path in sources if path not in named] == []
    assert [path.name for path in named if not path.exists()] == []


def test_the_layers_hold() -> None:
    program = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([program, "--no-cache"], cwd=ROOT, capture_output=True, check=False)
    assert done.returncode == 0, done.stdout.decode()


def test_no_file_of_the_project_holds_a_secret(repo: Repo) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "secretguard", "scan", "--format", "json", "."],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    found = re.findall(rb'"path": "([^"]+)"', done.stdout.split(b'"suppressed"')[0])
    assert (done.returncode, found) == (0, [])
