"""``secretguard migrate`` in real repositories: tells first, writes only when told to, runs nothing."""

from __future__ import annotations

import argparse
import hashlib
import json

import pytest
from conftest import Repo
from mocks import mock_token

from secretguard.cli.migrate import migrate
from secretguard.config.load import parse_settings
from secretguard.config.settings import Settings, UserPattern
from secretguard.runs.migration import Decision

REAL, FAKE, UNSEEN = mock_token("github-pat", 61), mock_token("npm-access-token", 62), "hunter-two"


def sha1(text: str) -> str:
    return hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest()


def entry(value: str, type_: str = "Secret Keyword", **more: object) -> dict[str, object]:
    return {"type": type_, "hashed_secret": sha1(value), **more}


@pytest.fixture
def past(repo: Repo) -> Repo:
    """A repository that used three tools."""
    repo.stage("app.py", f'import os\nA = "{REAL}"\nB = "{FAKE}"\npin = "{UNSEEN}"\n')
    repo.stage(
        "lib.py", f'C = "{FAKE}"  # gitleaks:allow the key of the manual\nD = 1 # ggignore\n'
    )
    repo.stage(".gitleaks.toml", "[allowlist]\npaths = ['''^vendor/''']\n[extend]\n"
               "disabledRules = ['github-pat']\n[[rules]]\nid = 'acme'\nregex = 'acme_(\\w{9})'\n")  # fmt: skip
    repo.stage(".secrets.baseline", json.dumps({
        "plugins_used": [{"name": "Evil", "path": "file://evil.py"}],
        "filters_used": [{"path": "file://evil.py::fine"}],
        "results": {
            "app.py": [
                entry(REAL, is_secret=True, line_number=99), entry(FAKE, is_secret=False),
                entry(UNSEEN, line_number=4), entry("gone", is_secret=True),
            ],
            "../outside.py": [entry(REAL)],
            "gone.py": [entry(REAL)],
        },
    }))  # fmt: skip
    repo.stage("evil.py", "open('ran', 'w').close()\n")
    repo.commit()
    (repo.path.parent / "outside.py").write_text(f'A = "{REAL}"\n')
    return repo


def names(repo: Repo) -> dict[str, bytes]:
    return {
        path.name: path.read_bytes()
        for path in repo.path.rglob("*")
        if path.is_file() and ".git/" not in str(path)
    }


def test_nothing_is_written_and_no_value_told_without_write(past: Repo) -> None:
    before = names(past)
    done = past.secretguard("migrate")
    told = done.stdout.decode()
    assert (done.returncode, names(past)) == (0, before)
    assert "Nothing was written" in told
    for value in (REAL[4:], FAKE[4:], UNSEEN, sha1(REAL), sha1(UNSEEN)):
        assert value not in told
    for line in (
        "  .gitleaks.toml: allowlist path ^vendor/: exclude /vendor/",
        "  .gitleaks.toml: disabledRules: disable github-pat",
        "  .gitleaks.toml: rule acme: becomes the pattern acme",
        (
            "  .secrets.baseline: plugin Evil: file://evil.py is code of the repository and is not loaded; "
            "write a pattern or a plugin"
        ),
        "  .secrets.baseline: filter file://evil.py::fine: it is code of the repository; not loaded",
        (
            "  app.py:2:6: GitHub personal access token (classic), ghp_*** (40 characters) "
            "(.secrets.baseline: app.py)"
        ),
        "  lib.py:1: gitleaks:allow: the key of the manual",
        "  lib.py:2: ggshield:ignore",
        '  accept-markers = ["ggshield:ignore"]',
    ):
        assert line in told.splitlines()


def test_what_is_listed_is_found_again_by_its_digest(
    past: Repo, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(past.path)
    kept: list[Decision] = []
    assert migrate(argparse.Namespace(given=[], write=True), kept.extend) == 0
    told = [
        (one.wanted, one.seen.rule_id, one.seen.location.path, one.seen.location.line,
         one.seen.secret.reveal())
        for one in kept
    ]  # fmt: skip
    assert sorted(told) == [
        ("dismiss", "npm-access-token", "app.py", 3, FAKE),
        ("open", "github-pat", "app.py", 2, REAL),
        ("review", "listed-elsewhere", "app.py", 4, UNSEEN),
    ]
    stale = capsys.readouterr().out.split("Stale:")[1].splitlines()[1:4]
    assert stale == [
        "  .secrets.baseline: app.py: Secret Keyword",
        "  .secrets.baseline: ../outside.py: Secret Keyword",
        "  .secrets.baseline: gone.py: Secret Keyword",
    ]


def test_no_link_leads_an_entry_out_of_the_repository(past: Repo) -> None:
    outside = past.path.parent / "outside"
    outside.mkdir()
    (outside / "app.py").write_text(f'A = "{REAL}"  # gitleaks:allow elsewhere\n')
    (past.path / "linked").symlink_to(outside)
    (past.path / "link.py").symlink_to(outside / "app.py")
    past.stage("moved/app.py", "x = 1\n")
    (past.path / "moved/app.py").unlink()
    (past.path / "moved").rmdir()
    (past.path / "moved").symlink_to(outside)
    listed = {path: [entry(REAL, is_secret=True)] for path in ("linked/app.py", "link.py")}
    past.stage(".secrets.baseline", json.dumps({"results": listed}))
    told = past.secretguard("migrate").stdout.decode()
    assert told.split("Stale:")[1].splitlines()[1:3] == [
        "  .secrets.baseline: linked/app.py: Secret Keyword",
        "  .secrets.baseline: link.py: Secret Keyword",
    ]
    assert "elsewhere" not in told


def test_write_changes_settings_and_comments_and_runs_nothing(past: Repo) -> None:
    done = past.secretguard("migrate", "--write")
    assert done.returncode == 0, done.stderr
    settings = parse_settings((past.path / ".secretguard.toml").read_bytes(), ".secretguard.toml")
    assert settings == Settings(
        exclude=("/vendor/",),
        disable=("github-pat",),
        patterns=(UserPattern("acme", r"acme_([0-9A-Za-z_]{9})"),),
    )
    assert (past.path / "lib.py").read_text() == (
        f'C = "{FAKE}"  # secretguard: allow the key of the manual\nD = 1 # ggignore\n'
    )
    assert not (past.path / "ran").exists()
    again = names(past)
    assert past.secretguard("migrate", "--write").returncode == 0
    assert names(past) == again  # nothing is added twice


def test_settings_that_are_there_stay(past: Repo) -> None:
    past.write("pyproject.toml", (
        '[project]\nname = "x"  # ours\n\n[tool.secretguard]\n# why\nexclude = ["keys/"]\n\n'
        "[[tool.secretguard.pattern]]\nid = \"acme\"\nregex = 'mine'\n\n[tool.other]\na = 1\n"
    ))  # fmt: skip
    assert past.secretguard("migrate", "--write").returncode == 0
    text = (past.path / "pyproject.toml").read_text()
    assert 'name = "x"  # ours' in text
    assert "# why" in text
    assert not (past.path / ".secretguard.toml").exists()
    assert parse_settings(text.encode(), "pyproject.toml") == Settings(
        exclude=("keys/", "/vendor/"),
        disable=("github-pat",),
        patterns=(UserPattern("acme", "mine"),),
    )


def test_a_pyproject_without_settings_is_left_alone(past: Repo) -> None:
    past.write("pyproject.toml", "[project]\nname = 'uses-secretguard'\n")
    assert past.secretguard("migrate", "--write").returncode == 0
    assert (past.path / "pyproject.toml").read_text() == "[project]\nname = 'uses-secretguard'\n"
    assert (past.path / ".secretguard.toml").exists()


def test_nothing_of_another_tool(repo: Repo) -> None:
    repo.stage("a.py", "x = 1\n")
    done = repo.secretguard("migrate")
    assert (done.returncode, done.stdout) == (0, b"Nothing of another tool was found here.\n")


def test_a_file_that_cannot_be_read_is_named_and_the_rest_is_told(past: Repo) -> None:
    past.write(".talismanrc", "a: [")
    done = past.secretguard("migrate")
    assert done.returncode == 3
    assert b"Could not read .talismanrc: it is no YAML (line 1)" in done.stdout
    assert b"exclude /vendor/" in done.stdout


def test_a_file_under_another_name_is_given(past: Repo) -> None:
    past.write("old.txt", "^legacy/\n")
    done = past.secretguard("migrate", "--from", "trufflehog-exclude=old.txt")
    assert b"  old.txt:1: ^legacy/: exclude /legacy/\n" in done.stdout


@pytest.mark.parametrize("given", ["old.txt", "nope=old.txt"])
def test_a_format_that_does_not_exist(repo: Repo, given: str) -> None:
    done = repo.secretguard("migrate", "--from", given)
    assert (done.returncode, b"--from takes FORMAT=FILE" in done.stderr) == (2, True)


def test_places_of_gitleaks_and_values_of_ggshield(repo: Repo) -> None:
    digest = hashlib.sha256(REAL.encode()).hexdigest()
    repo.stage("app.py", f'A = "{REAL}"\nB = 1\n')
    repo.stage(".gitleaksignore", "app.py:github-pat:1\napp.py:github-pat:2\n")
    repo.stage(
        ".gitguardian.yaml", f"version: 2\nsecret:\n  ignored_matches:\n  - {{match: {digest}}}\n"
    )
    done = repo.secretguard("migrate")
    told = done.stdout.decode().splitlines()
    head = told.index("To be looked at: on a list elsewhere, nobody said whether it is real:")
    assert told[head + 1].startswith("  app.py:1:6: GitHub")
    assert "Called no secret elsewhere:" not in told  # one decision a value: the stricter one
    assert told[told.index("Stale: nothing here fits the entry any more:") + 1] == (
        "  .gitleaksignore:2: github-pat"
    )


def test_binary_files_and_prose_stay_as_they_are(repo: Repo) -> None:
    library = b"\x7fELF\0\0gitleaks:allow a rule that is compiled in\n\0"
    prose = "Write `gitleaks:allow` in a comment.\n"
    repo.stage("rust.so", library)
    repo.stage("README.md", prose)
    done = repo.secretguard("migrate", "--write")
    assert (done.returncode, done.stdout) == (0, b"Nothing of another tool was found here.\n")
    assert (repo.path / "rust.so").read_bytes() == library
    assert (repo.path / "README.md").read_text() == prose
