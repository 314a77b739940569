"""Repositories with incidents, for the tests of what a life of one looks like."""

from __future__ import annotations

import json
import sys
from typing import Any

from conftest import Repo

from secretguard.sources.hooks import STAGES, install_hook


def guard(repo: Repo) -> Repo:
    """One commit and our native hooks."""
    repo.stage("README", "hello\n")
    repo.commit("start")
    for stage in STAGES:
        install_hook(str(repo.path / ".git" / "hooks"), stage, sys.executable)
    return repo


def commit(repo: Repo, *args: str) -> tuple[int, str]:
    """``git commit`` with hooks; the exit code and all that was said."""
    done = repo.run("commit", *(args or ("-m", "change")), check=False)
    return done.returncode, (done.stdout + done.stderr).decode("utf-8", "replace")


def incidents(repo: Repo, *args: str) -> list[dict[str, Any]]:
    """The incidents as the JSON of the list gives them."""
    done = repo.secretguard("incidents", "list", "--format", "json", *args)
    assert done.returncode == 0, done.stderr
    found: list[dict[str, Any]] = json.loads(done.stdout)["incidents"]
    return found


def do(repo: Repo, *args: str) -> str:
    """``secretguard incidents ARGS``, which has to succeed; its output."""
    done = repo.secretguard("incidents", *args)
    assert done.returncode == 0, done.stderr
    return done.stdout.decode()


def record(repo: Repo, name: str, content: str) -> str:
    """Have a commit refused over ``content``; the id of the one incident that it opens."""
    before = {found["id"] for found in incidents(repo)}
    repo.stage(name, content)
    code, said = commit(repo)
    assert (code, "COMPROMISED" in said) == (1, True)
    [new] = [found["id"] for found in incidents(repo) if found["id"] not in before]
    assert f"incident {new}: recorded on this machine" in said
    return str(new)


def commit_ledger(repo: Repo, message: str = "ledger") -> None:
    """Commit the ledger alone, with hooks."""
    repo.run("add", ".secretguard")
    code, said = commit(repo, "-q", "-m", message, "--", ".secretguard")
    assert code == 0, said
