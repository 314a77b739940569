"""A secret goes in through every command and format; nothing that is written holds it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from conftest import Repo
from mocks import mock_token

from secretguard.model.secret import Secret

SECRETS = {
    "token": mock_token("github-pat", 11),
    "password": mock_token("stripe-secret-key", 12)[8:28],
    "url": mock_token("npm-access-token", 13)[4:30],
}
TEXT = (
    f'a = "{SECRETS["token"]}"\ndb_password = "{SECRETS["password"]}"\n'
    f"u = 'https://me:{SECRETS['url']}@db.company.org/x'\n"
)
COMMANDS = [
    pytest.param(["hook", "pre-commit"], id="hook"),
    pytest.param(["hook", "pre-commit", "-v"], id="verbose hook"),
    *[
        pytest.param(
            ["scan", *source, "--format", name, "-v", "--show", "low"], id=f"{label} {name}"
        )
        for name in ("text", "json", "sarif")
        for label, source in {
            "staged": ["--staged"],
            "files": ["."],
            "range": ["--range", "HEAD~1..HEAD"],
            "standard input": ["--stdin"],
        }.items()
    ],
]


@pytest.fixture
def leaky(repo: Repo) -> Repo:
    repo.stage("start", "x\n")
    repo.commit()
    repo.stage("old.py", TEXT)
    repo.commit()
    repo.stage("new.py", TEXT)
    return repo


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("engine", ["vectorscan", "portable"])
def test_no_output_holds_a_secret(
    leaky: Repo, command: list[str], engine: str, cache_home: Path
) -> None:
    done = leaky.secretguard(*command, stdin=TEXT.encode(), env={"SECRETGUARD_ENGINE": engine})
    assert done.returncode == 1, done.stderr
    written = done.stdout + done.stderr
    written += b"".join(p.read_bytes() for p in cache_home.rglob("*") if p.is_file())
    assert held_in(written) == []


def held_in(written: bytes) -> list[str]:
    return [name for name, secret in SECRETS.items() if secret[4:].encode() in written]


def test_no_ledger_and_no_command_about_incidents_holds_a_secret(leaky: Repo) -> None:
    """Every command that writes or tells incidents, and every file that is left behind."""
    leaky.secretguard("hook", "pre-commit")
    listed = json.loads(leaky.secretguard("incidents", "--format", "json").stdout)
    ids = [found["id"] for found in listed["incidents"]]
    assert len(ids) == 3
    written = b""
    for command in (
        ["incidents", "--exposure"],
        ["incidents", "--exposure", "--format", "json"],
        *(["incidents", "show", name] for name in ids),
        *(["incidents", "show", name, "--format", "json"] for name in ids),
        ["incidents", "adopt", "--dry-run"],
        ["incidents", "audit"],
        ["incidents", "adopt"],
        ["incidents", "revoke", ids[0], "--evidence", "ticket 7"],
        ["incidents", "dismiss", ids[1], "--reason", "mock"],
        ["incidents", "dismiss", ids[1], "--reason", SECRETS["token"]],
        ["incidents", "rotate", ids[2]],
        ["hook", "pre-commit"],
        ["incidents", "audit", "--format", "json"],
        ["ledger", "verify"],
        ["ledger", "verify", "--format", "json"],
        ["scan", "-v", "."],
    ):
        done = leaky.secretguard(*command)
        assert done.returncode in {0, 1, 2}, done.stderr
        assert held_in(done.stdout + done.stderr) == [], command
        written += done.stdout + done.stderr
    leaky.git("rm", "-qf", "--cached", "new.py")
    leaky.run("hash-object", "-w", "--stdin", stdin=f"x = 1\n{TEXT}".encode())
    for arguments in ([], ["--yes"]):
        done = leaky.secretguard("forget-blob", *arguments)
        assert b"removed" in done.stdout or not arguments
        written += done.stdout + done.stderr
    folders = leaky.path / ".secretguard", leaky.path / ".git/secretguard"
    files = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    assert {path.name for path in files} >= {"ledger.jsonl", "incidents.jsonl", "salt"}
    written += b"".join(path.read_bytes() for path in files)
    assert held_in(written) == []


def test_a_detector_that_raises_is_named_without_its_message(leaky: Repo, tmp_path: Path) -> None:
    leaky.write(".secretguard.toml", "[[pattern]]\nid = \"slow\"\nregex = '(a+)+\\.(a+)+$'\n")
    leaky.write(
        ".secretguard.toml",
        "pattern-timeout = 0.01\n[[pattern]]\nid = \"slow\"\nregex = '(?:a|aa)+b'\n",
    )
    leaky.stage("long.txt", "a" * 3000 + SECRETS["token"])
    done = leaky.secretguard("scan", "long.txt")
    assert b"pattern slow ran out of time (0.01 s)" in done.stdout
    assert done.returncode in {1, 3}
    assert SECRETS["token"].encode() not in done.stdout


@pytest.mark.parametrize("render", [repr, str, "{}".format, "{!r}".format, "{:>60}".format])
def test_a_secret_renders_redacted(render: object) -> None:
    value = SECRETS["token"]
    assert value not in render(Secret(value, "ghp_"))  # type: ignore[operator]
