"""``secretguard rules``, and rules of the user's own, on real repositories."""

from __future__ import annotations

import json
import os
import random
import string
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import HOOK_COMMAND, Repo

from secretguard.detectors.waking import GENERIC_RULES
from secretguard.rules.catalog import builtin_rules
from secretguard.rules.schema import parse_provider
from secretguard.testing.generate import token

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "rules.md"


def rows(repo: Repo, *args: str) -> list[dict[str, str]]:
    done = repo.secretguard("rules", "list", "--format", "json", *args)
    assert (done.returncode, done.stderr) == (0, b"")
    found: list[dict[str, str]] = json.loads(done.stdout)["rules"]
    return found


def test_the_list_names_every_rule_once(repo: Repo) -> None:
    ids = [row["id"] for row in rows(repo)]
    data = [rule.id for rule in builtin_rules()]
    assert ids[: len(data)] == data
    assert len(set(ids)) == len(ids)
    assert {"generic-password", "private-key"} <= set(ids[len(data) :])


def test_filters_narrow_the_list(repo: Repo) -> None:
    found = rows(repo, "--provider", "GitHub", "--kind", "access-token", "--severity", "critical")
    assert "github-pat" in {row["id"] for row in found}
    assert {(row["provider"], row["kind"], row["severity"]) for row in found} == {
        ("github", "access-token", "critical")
    }


def test_the_list_as_text(repo: Repo) -> None:
    lines = repo.secretguard("rules", "list", "--provider", "pypi").stdout.decode().splitlines()
    assert lines[0].split()[:2] == ["pypi-api-token", "critical"]
    assert lines[-1] == "2 rules, 1 provider"


def test_the_readme_counts_the_token_types_with_a_shape(repo: Repo) -> None:
    rules = builtin_rules()
    providers = len({rule.provider for rule in rules})
    told = f"{len(rules)} token types of {providers} providers"
    for page in ("README.md", "CHANGELOG.md"):
        assert told in (ROOT / page).read_text("utf-8")
    last = repo.secretguard("rules", "list").stdout.decode().splitlines()[-1]
    generic = len(GENERIC_RULES)
    assert last == (
        f"{len(rules) + generic} rules, {providers} providers, {generic} of the rules generic"
    )


def test_the_page_is_up_to_date(repo: Repo) -> None:
    done = repo.secretguard("rules", "list", "--format", "markdown")
    assert done.stdout.decode() == PAGE.read_text("utf-8")


def test_a_rule_is_explained_and_its_example_is_a_mock(repo: Repo) -> None:
    shown = [repo.secretguard("rules", "show", "github-pat").stdout.decode() for _ in range(2)]
    for part in ("'ghp_' + 30 letters and digits", "crc32-base62, has to fit", "  revoke\n    1. "):
        assert part in shown[0]
    examples = [text.split("example")[1].split()[0] for text in shown]
    assert examples[0] != examples[1]
    repo.write("found.txt", examples[0])
    assert repo.secretguard("scan", "found.txt").returncode == 1


@pytest.mark.parametrize("name", ["gitlab-pat", "github-pat", "high-entropy-string"])
def test_a_rule_is_explained_in_eighty_columns(repo: Repo, name: str) -> None:
    told = repo.secretguard("rules", "show", name).stdout.decode()
    # What is copied (an address, a command, an example) is never cut.
    assert [line for line in told.splitlines() if len(line) > 80 and "://" not in line] == []


def test_a_typing_error_gets_a_suggestion(repo: Repo) -> None:
    done = repo.secretguard("rules", "show", "github-patt")
    assert (done.returncode, done.stderr.decode()) == (
        2,
        "secretguard: rules show: no rule 'github-patt'; did you mean 'github-pat'?\n",
    )


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("list", "--provider", "githbu"), "no such rule of 'githbu'; did you mean 'github'?"),
        (("list", "--kind", "apikey"), "invalid choice: 'apikey'"),
        (("show", ""), "no rule ''"),
        (("show", "generic-pasword"), "did you mean 'generic-password'?"),
        (("new", "github"), "'github' ships with secretguard; see: rules list --provider github"),
        (("new", "Not A Name"), "is not lower-case words joined by dashes"),
        (("check", "nowhere"), "nowhere: no such file or folder"),
        (("check", "."), ".: there is no provider file (NAME.toml) in this folder"),
    ],
)
def test_odd_input_gets_a_sentence(repo: Repo, arguments: tuple[str, ...], sentence: str) -> None:
    done = repo.secretguard("rules", *arguments)
    assert (done.returncode, done.stdout) == (2, b"")
    assert sentence in done.stderr.decode()


def test_a_rule_that_is_code_is_explained(repo: Repo) -> None:
    shown = repo.secretguard("rules", "show", "private-key").stdout.decode()
    assert shown.startswith("private-key: private key in PEM\n")
    assert "  revoke\n    1. Make a new key pair" in shown


def test_what_ships_is_in_order(repo: Repo) -> None:
    done = repo.secretguard("rules", "check")
    assert (done.returncode, done.stdout) == (0, b"")
    assert done.stderr.decode().endswith("every promise is kept\n")


def filled_in(repo: Repo, provider: str) -> Path:
    assert repo.secretguard("rules", "new", provider).returncode == 0
    path = repo.path / ".secretguard" / "rules" / f"{provider}.toml"
    path.write_text(path.read_text("utf-8").replace("FILL IN", "Here"))
    return path


def test_a_new_file_passes_once_it_is_filled_in(repo: Repo) -> None:
    assert repo.secretguard("rules", "new", "acme").returncode == 0
    before = repo.secretguard("rules", "check", ".secretguard/rules")
    assert before.returncode == 2
    assert b".secretguard/rules/acme.toml:18: acme-api-key: still to be filled in" in before.stdout
    again = repo.secretguard("rules", "new", "acme")
    assert (again.returncode, b"exists already" in again.stderr) == (2, True)
    (repo.path / ".secretguard" / "rules" / "acme.toml").unlink()
    filled_in(repo, "acme")
    assert repo.secretguard("rules", "check", ".secretguard/rules").returncode == 0


@pytest.mark.parametrize("engine", ["", "portable"])
def test_rules_of_the_repository_refuse_a_commit(repo: Repo, engine: str) -> None:
    path = filled_in(repo, "acme")
    (rule,) = parse_provider(path.read_text("utf-8"), "acme.toml")
    mock = token(rule, 3)
    repo.stage("config.txt", f"acme: {mock}\n")
    done = repo.secretguard("hook", "pre-commit", env={"SECRETGUARD_ENGINE": engine})
    assert done.returncode == 1
    assert b"Acme API key" in done.stdout
    assert b"Here: what kills the leaked token at once" in b" ".join(done.stdout.split())
    assert mock.encode() not in done.stdout
    assert "acme-api-key" in {row["id"] for row in rows(repo)}
    path.unlink()
    assert repo.secretguard("hook", "pre-commit").returncode == 0


def test_taking_a_rule_away_is_named(repo: Repo) -> None:
    filled_in(repo, "acme")
    repo.run("add", ".")
    repo.commit()
    repo.run("rm", "-q", ".secretguard/rules/acme.toml")
    done = repo.secretguard("hook", "pre-commit")
    told = b".secretguard/rules/acme.toml: rules of this repository are deleted"
    assert (done.returncode, told in done.stdout) == (0, True)


@pytest.mark.parametrize(
    ("name", "text", "complaint"),
    [
        ("acme", "[provider]\nid = 'acme'\n", "acme.toml:1: [provider] needs name"),
        ("acme", "[provider]\n[revocation\n", "acme.toml:2: "),
        ("acme", "[provider]\nid = 'acme'\nname = 'A'\n", "acme.toml:1: it has no [[token]]"),
        (
            "acme",
            "[provider]\nid = 'acme'\nname = 'A'\n\n[[token]]\nid = 'a'\nknd = 'x'\n",
            "acme.toml:7: [[token]] a: unknown key 'knd'; did you mean 'kind'?",
        ),
        ("github", "", "there is a provider 'github' already"),
    ],
)
def test_a_broken_rule_file_is_no_all_clear(
    repo: Repo, name: str, text: str, complaint: str
) -> None:
    repo.write(f".secretguard/rules/{name}.toml", text)
    repo.stage("a.txt", "x\n")
    done = repo.secretguard("hook", "pre-commit")
    assert (done.returncode, complaint in done.stderr.decode()) == (2, True)


def test_rules_of_an_installed_package(repo: Repo, tmp_path: Path) -> None:
    source = filled_in(repo, "acme")
    package = tmp_path / "site" / "acme_rules"
    package.mkdir(parents=True)
    source.rename(package / "acme.toml")
    repo.write(".secretguard.toml", 'rule-packages = ["acme_rules"]\n')
    source_of_letters = random.Random(5)
    letters = "".join(source_of_letters.choice(string.ascii_letters) for _ in range(32))
    repo.stage("config.txt", f"acme: {'ac' + 'me_'}{letters}\n")
    missing = repo.secretguard("hook", "pre-commit")
    assert (missing.returncode, b"no package 'acme_rules' is installed" in missing.stderr) == (
        2,
        True,
    )
    found = subprocess.run(
        [sys.executable, "-c", HOOK_COMMAND[-1], "hook", "pre-commit"],
        cwd=repo.path,
        env={**os.environ, "PYTHONPATH": str(tmp_path / "site")},
        capture_output=True,
        check=False,
    )
    assert (found.returncode, b"Acme API key" in found.stdout) == (1, True)


@pytest.mark.parametrize("name", ["/etc", "..", "acme_rules/../..", "acme_rules.", ".acme_rules"])
def test_a_package_of_rules_is_no_path(repo: Repo, name: str) -> None:
    repo.write(".secretguard.toml", f'rule-packages = ["{name}"]\n')
    repo.stage("a.txt", "x\n")
    done = repo.secretguard("hook", "pre-commit")
    complaint = f"rule-packages: '{name}' is no name of a package"
    assert (done.returncode, complaint in done.stderr.decode()) == (2, True)
