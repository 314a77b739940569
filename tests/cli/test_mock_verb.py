"""``secretguard mock`` and what the hook makes of its work, in real repositories."""

from __future__ import annotations

import json

import pytest
from conftest import Repo

from secretguard.testing.mock import mock_of

MOCK = mock_of("github-pat", 5)


def test_as_many_as_asked_and_the_same_for_a_seed(repo: Repo) -> None:
    one = repo.secretguard("mock", "github-pat", "-n", "3", "--seed", "7")
    two = repo.secretguard("mock", "github-pat", "-n", "3", "--seed", "7")
    other = repo.secretguard("mock", "github-pat")
    assert (one.returncode, len(set(one.stdout.split())), one.stdout) == (0, 3, two.stdout)
    assert other.stdout not in one.stdout


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["github-pats"], b"did you mean 'github-pat'?"),
        (["generic-password"], b"generic-password: what it finds has no fixed shape"),
        (["github-pat", "-n", "0"], b"a number from 1 to 1000"),
    ],
)
def test_what_cannot_be_made_is_told(repo: Repo, arguments: list[str], told: bytes) -> None:
    done = repo.secretguard("mock", *arguments)
    assert (done.returncode, told in done.stderr, done.stdout) == (2, True, b"")


def test_a_mock_in_a_test_passes_in_silence(repo: Repo) -> None:
    repo.stage("tests/test_login.py", f'TOKEN = "{MOCK}"\n')
    done = repo.secretguard("hook", "pre-commit")
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")


def test_a_mock_in_other_code_is_noted_and_passes(repo: Repo) -> None:
    repo.stage("app/login.py", f'\nTOKEN = "{MOCK}"\n')
    done = repo.secretguard("hook", "pre-commit")
    assert done.returncode == 0
    assert (
        b"app/login.py:2:10  it carries the mark of a mock secret, yet this is no test"
        in done.stdout
    )
    assert MOCK[4:].encode() not in done.stdout


def test_a_mock_on_an_untouched_line_is_not_noted_again(repo: Repo) -> None:
    repo.stage("app/login.py", f'TOKEN = "{MOCK}"\n')
    repo.commit()
    repo.stage("app/login.py", f'TOKEN = "{MOCK}"\nx = 1\n')
    assert repo.secretguard("hook", "pre-commit").stdout == b""


def test_a_real_one_beside_a_mock_is_refused_alone(repo: Repo) -> None:
    from mocks import mock_token

    repo.stage("tests/x.py", f'A = "{MOCK}"\nB = "{mock_token()}"\n')
    done = repo.secretguard("scan", "--staged", "--format", "json")
    report = json.loads(done.stdout)
    assert (done.returncode, [item["line"] for item in report["findings"]]) == (1, [2])
    kinds = [(item["line"], item["suppression"]["kind"]) for item in report["suppressed"]]
    assert kinds == [(1, "mock")]
