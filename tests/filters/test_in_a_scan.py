"""Filters where they work: in a scan of whole files, with what is found and what is passed."""

from __future__ import annotations

import json

import pytest
from conftest import Repo
from factory import HEX, drawn, uuid
from mocks import mock_token

TOKEN = mock_token("github-pat", 1)
OTHER = mock_token("github-pat", 2)
MARK = "secretguard: allow"


def scanned(
    repo: Repo, path: str, text: str
) -> tuple[list[tuple[str, int]], list[tuple[str, str]]]:
    """((rule, line) of what is refused, (kind, reason) of what is passed), and no secret told."""
    repo.write(path, text)
    repo.git("add", "-f", ".")
    done = repo.secretguard("scan", "--staged", "--format", "json")
    for secret in (TOKEN, OTHER):
        assert secret.encode() not in done.stdout + done.stderr
    report = json.loads(done.stdout)
    return (
        [(found["rule"], found["line"]) for found in report["findings"]],
        [tuple(passed["suppression"].values())[:2] for passed in report["suppressed"]],
    )


@pytest.mark.parametrize(
    ("path", "text", "rules"),
    [
        pytest.param("package-lock.json", f'"integrity": "{TOKEN}"', ["github-pat"], id="lock file"),
        pytest.param(
            "yarn.lock", f'  resolved "https://ci:{drawn(1, 40, HEX)}@npm.corp.io/x.tgz"', ["url-password"],
            id="private registry in a lock file",
        ),
        pytest.param(
            "settings.py", f'URL = "redis://default:{uuid(1)}@cache.corp.io:6379"', ["connection-string-redis"],
            id="a UUID as a password",
        ),
        pytest.param(
            "a.py", f'HEAD = "{"-" * 5}BEGIN CERTIFICATE{"-" * 5}"\npassword = "{drawn(2, 20)}"\n',
            ["generic-password"], id="code that names a certificate",
        ),
        pytest.param(
            "a.yml", f"ref: main\ntoken: {drawn(3, 40, HEX)}\n", ["generic-secret"], id="git words",
        ),
    ],
)  # fmt: skip
def test_surroundings_do_not_excuse_what_is_known(
    repo: Repo, path: str, text: str, rules: list[str]
) -> None:
    assert [rule for rule, _ in scanned(repo, path, text)[0]] == rules


def test_a_reason_never_tells_another_secret(repo: Repo) -> None:
    text = f'"{TOKEN}", "{OTHER}"  # {MARK} both revoked, {TOKEN} first\n'
    told = ("inline", "both revoked, ghp_*** (40 characters) first")
    assert scanned(repo, "a.txt", text) == ([], [told, told, ("inline", "both revoked")])


def test_a_marker_without_a_reason_is_named_in_the_refusal(repo: Repo) -> None:
    repo.stage("a.py", f'token = "{TOKEN}"  # {MARK}\n')
    done = repo.secretguard("hook", "pre-commit")
    assert done.returncode == 1
    assert b"the allow marker beside it gives no reason" in done.stdout
    repo.write(".secretguard.toml", "inline-allow = false\n")
    assert b"gives no reason" not in repo.secretguard("hook", "pre-commit").stdout


def test_no_marker_is_advised_where_the_settings_heed_none(repo: Repo) -> None:
    repo.stage("a.py", f'token = "{mock_token()}"  # secretguard: allow mock value\n')
    repo.stage(".secretguard.toml", "inline-allow = false\n")
    done = repo.secretguard("hook", "pre-commit")
    told = done.stdout.decode()
    assert done.returncode == 1
    assert "secretguard: allow <reason>" not in told
    assert "Not a secret? Say why, for everybody and everywhere in this repository:\n" in told
