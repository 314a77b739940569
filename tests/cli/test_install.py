"""Installing and uninstalling change exactly what they say, once."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import Repo
from mocks import mock_token

CONFIG = "# ours\nrepos:\n  # linters\n  - repo: local\n    hooks:\n      - id: x\nfail_fast: true  # end\n"


def tree(folder: Path) -> dict[str, bytes]:
    return {p.name: p.read_bytes() for p in folder.iterdir() if not p.name.endswith(".sample")}


def test_install_is_idempotent_and_uninstall_undoes_it(repo: Repo) -> None:
    hooks = repo.path / ".git/hooks"
    (hooks / "pre-commit").write_text("#!/bin/sh\necho earlier hook\nexit 0\n")
    (hooks / "pre-commit").chmod(0o755)
    before = tree(hooks)
    assert repo.secretguard("install").returncode == 0
    installed = tree(hooks)
    assert sorted(installed) == ["commit-msg", "pre-commit", "pre-commit.before-secretguard",
                                 "pre-merge-commit", "pre-push"]  # fmt: skip
    assert repo.secretguard("install").returncode == 0
    assert tree(hooks) == installed
    repo.stage("a.py", f"t = '{mock_token()}'\n")
    done = repo.run("commit", "-m", "x", check=False)
    assert done.returncode == 1
    assert b"earlier hook" in done.stderr + done.stdout
    assert b"COMPROMISED" in done.stderr + done.stdout
    assert repo.secretguard("uninstall").returncode == 0
    assert repo.secretguard("uninstall").returncode == 0
    assert tree(hooks) == before


def test_install_has_ledgers_merged_and_uninstall_takes_it_back(repo: Repo) -> None:
    attributes = repo.path / ".secretguard/.gitattributes"
    assert repo.secretguard("install").returncode == 0
    written = attributes.read_bytes()
    told = repo.git(
        "check-attr", "merge", "eol", "--", ".secretguard/ledger.jsonl", ".secretguard/salt"
    )
    assert [line.rpartition(b" ")[2] for line in told.splitlines()] == [b"union", b"lf"] * 2
    assert repo.secretguard("install").returncode == 0
    assert attributes.read_bytes() == written
    assert repo.secretguard("uninstall").returncode == 0
    assert not attributes.parent.exists()


def test_what_others_wrote_about_merges_stays(repo: Repo) -> None:
    repo.write(".secretguard/.gitattributes", "rules/* -diff\n")
    assert repo.secretguard("install").returncode == 0
    attributes = repo.path / ".secretguard/.gitattributes"
    assert attributes.read_text().startswith("rules/* -diff\n# secretguard:")
    assert repo.secretguard("uninstall").returncode == 0
    assert attributes.read_text() == "rules/* -diff\n"


def test_a_ledger_keeps_what_it_needs(repo: Repo) -> None:
    assert repo.secretguard("install").returncode == 0
    repo.write(".secretguard/ledger.jsonl", "")
    assert repo.secretguard("uninstall").returncode == 0
    assert (repo.path / ".secretguard/.gitattributes").exists()


def test_an_earlier_hook_that_fails_still_refuses(repo: Repo) -> None:
    hook = repo.path / ".git/hooks/pre-push"
    hook.write_text('#!/bin/sh\nread line; echo "got $line" >&2\nexit 7\n')
    hook.chmod(0o755)
    assert repo.secretguard("install").returncode == 0
    repo.commit()
    repo.git("init", "-q", "--bare", "../remote.git")
    done = repo.run("push", "-q", "../remote.git", "main", check=False)
    assert done.returncode == 1
    assert b"got refs/heads/main" in done.stderr


def test_a_hook_without_its_program_refuses(repo: Repo) -> None:
    assert repo.secretguard("install").returncode == 0
    hook = repo.path / ".git/hooks/pre-commit"
    hook.write_text(hook.read_text().replace("/python", "/gone"))
    repo.stage("a.py", "x\n")
    done = repo.run("commit", "-m", "x", check=False, env={"PATH": "/usr/bin:/bin"})
    assert done.returncode == 1
    assert b"nothing was looked at" in done.stderr


def test_hooks_path_is_respected(repo: Repo) -> None:
    repo.git("config", "core.hooksPath", ".githooks")
    assert repo.secretguard("install").returncode == 0
    assert (repo.path / ".githooks/pre-commit").exists()


def test_a_hooks_path_for_all_repositories_is_left_alone(repo: Repo) -> None:
    repo.git("config", "--global", "core.hooksPath", "/somewhere")
    done = repo.secretguard("install")
    assert done.returncode == 3
    assert b"core.hooksPath of your global configuration" in done.stderr


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
@pytest.mark.parametrize("text", [CONFIG, "repos:\n-   repo: local\n    hooks: []\n"])
def test_the_framework_entry_comes_and_goes(repo: Repo, text: str, ending: str) -> None:
    path = repo.path / ".pre-commit-config.yaml"
    path.write_bytes(text.replace("\n", ending).encode())
    before = path.read_bytes()
    assert repo.secretguard("install", "--framework", "--rev", "v9").returncode == 0
    added = path.read_bytes()
    assert b"-   id: secretguard-push" in added
    assert all(line in added for line in before.split(b"\n"))
    assert repo.secretguard("install", "--framework").returncode == 0
    assert path.read_bytes() == added
    assert repo.secretguard("uninstall", "--framework").returncode == 0
    assert path.read_bytes() == before


def test_the_framework_file_is_made_when_missing(repo: Repo) -> None:
    assert repo.secretguard("install", "--framework").returncode == 0
    assert repo.secretguard("uninstall", "--framework").returncode == 0
    assert not (repo.path / ".pre-commit-config.yaml").exists()


def test_the_demo_shows_a_refusal(repo: Repo) -> None:
    done = repo.secretguard("demo")
    assert done.returncode == 0
    assert b"COMPROMISED" in done.stdout
    assert b"nothing was committed" in done.stdout
