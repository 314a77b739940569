"""What the policy asks for, in real commits: one key for each home, a new key for each certificate."""

from __future__ import annotations

import json
import sys

import pytest
from conftest import Repo
from cryptography.hazmat.primitives.serialization import Encoding
from detectors.keystores.store_material import certificate
from mocks import mock_token
from report.schemas import complaints, validator

from secretguard.sources.hooks import install_hook

TOKEN = mock_token("github-pat", 31)
FIRST, SECOND = (certificate(days, days).public_bytes(Encoding.PEM) for days in (30, 400))
SETTINGS = "kind: Secret\nstringData:\n  REGION: eu-west-1\n  DEBUG: 'true'\n"


@pytest.fixture
def guarded(repo: Repo) -> Repo:
    install_hook(str(repo.path / ".git" / "hooks"), "pre-commit", sys.executable)
    return repo


def report(repo: Repo, *args: str) -> dict[str, list[dict[str, object]]]:
    done = repo.secretguard("scan", "--format", "json", *args)
    document: dict[str, list[dict[str, object]]] = json.loads(done.stdout)
    assert complaints(validator("verdict-1.schema.json"), document) == []
    return document


def test_one_secret_in_two_environments_is_told_in_its_block(guarded: Repo) -> None:
    guarded.stage(".env.prod", f"TOKEN={TOKEN}\n")
    guarded.stage(".env.staging", f"TOKEN={TOKEN}\n")
    done = guarded.run("commit", "-m", "add", check=False)
    told = " ".join((done.stdout + done.stderr).decode().split())
    assert done.returncode == 1
    assert "shared: one secret serves production (.env.prod) and staging (.env.staging)" in told
    assert "refused, 1 secret compromised" in told
    (violation,) = report(guarded, "--staged")["violations"]
    assert (violation["rule"], violation["group"]) == ("shared-secret", 1)
    sarif = json.loads(guarded.secretguard("scan", "--staged", "--format", "sarif").stdout)
    results = [each["ruleId"] for each in sarif["runs"][0]["results"]]
    assert results == ["github-pat", "github-pat", "shared-secret"]
    rules = sarif["runs"][0]["tool"]["driver"]["rules"]
    assert [rules[each["ruleIndex"]]["id"] for each in sarif["runs"][0]["results"]] == results


def test_the_rule_can_be_switched_off(repo: Repo) -> None:
    repo.write(".secretguard.toml", 'disable = ["shared-secret", "reused-certificate-key"]\n')
    repo.stage(".env.prod", f"TOKEN={TOKEN}\n")
    repo.stage(".env.staging", f"TOKEN={TOKEN}\n")
    repo.stage("a.pem", FIRST)
    repo.stage("b.pem", SECOND)
    assert report(repo)["violations"] == []


def test_a_secret_that_a_person_allows_has_no_home(repo: Repo) -> None:
    repo.stage(".env.prod", f"TOKEN={TOKEN}\n")
    repo.stage(".env.staging", f"TOKEN={TOKEN} # secretguard: allow made up\n")
    assert report(repo)["violations"] == []


def test_a_certificate_renewed_over_its_key_is_told_and_committed(guarded: Repo) -> None:
    guarded.stage("tls.crt", FIRST)
    first = guarded.run("commit", "-m", "first")
    assert b"secretguard" not in first.stdout + first.stderr
    guarded.stage("tls.crt", SECOND)
    staged = report(guarded, "--staged")
    done = guarded.run("commit", "-m", "renewed")
    told = " ".join((done.stdout + done.stderr).decode().split())
    assert "Violation: a new certificate over an old key" in told
    assert "the certificate in tls.crt was renewed over its old key" in told
    assert "Make a new key pair" in told
    (violation,) = staged["violations"]
    assert (violation["rule"], violation["group"]) == ("reused-certificate-key", 0)
    (pushed,) = report(guarded, "--range", "HEAD~1..HEAD")["violations"]
    assert pushed["sentence"] == violation["sentence"]
    assert report(guarded)["violations"] == []


def test_a_person_may_excuse_a_certificate(guarded: Repo) -> None:
    guarded.stage("tls.crt", b"# secretguard: allow issued by a partner\n" + FIRST)
    guarded.commit()
    guarded.stage("tls.crt", b"# secretguard: allow issued by a partner\n" + SECOND)
    done = guarded.run("commit", "-m", "renewed")
    assert b"secretguard:" not in done.stdout + done.stderr


def test_settings_among_secrets_are_advice_of_a_scan_and_no_news_of_a_hook(guarded: Repo) -> None:
    guarded.stage("deploy/secret.yaml", SETTINGS)
    done = guarded.run("commit", "-m", "add")
    assert b"secretguard" not in done.stdout + done.stderr
    scan = guarded.secretguard("scan")
    assert scan.returncode == 0
    assert b"deploy/secret.yaml:3:11  REGION: it is a region, not a secret" in scan.stdout
    assert b"nothing refused, 2 in the wrong place. Exit 0." in scan.stdout
    document = report(guarded)
    assert [each["name"] for each in document["advice"]] == ["REGION", "DEBUG"]
    assert document["answer"] == "allow"
    guarded.stage("deploy/secret.yaml", SETTINGS + "# changed\n")
    verbose = guarded.secretguard("hook", "pre-commit", "--verbose")
    assert verbose.returncode == 0
    assert b"REGION: it is a region" in verbose.stdout
    quiet = guarded.secretguard("hook", "pre-commit")
    assert (quiet.returncode, quiet.stdout) == (0, b"")
