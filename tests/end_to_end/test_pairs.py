"""A credential of two parts is one credential, also when its parts stand in two files of a change."""

from __future__ import annotations

import json
from typing import Any

import pytest
from conftest import Repo
from mocks import mock_token

ID = mock_token("aws-access-key-id", 31)
KEY = mock_token("aws-secret-access-key", 32)
PAIR = "aws-secret-access-key-of-pair"


def scanned(repo: Repo, *args: str) -> dict[str, Any]:
    done = repo.secretguard("scan", *args, "--format", "json")
    assert KEY.encode() not in done.stdout + done.stderr
    verdict: dict[str, Any] = json.loads(done.stdout)
    return verdict


def found(verdict: dict[str, Any]) -> list[tuple[str, str]]:
    return sorted((each["rule"], each["path"]) for each in verdict["findings"])


def stage(repo: Repo, files: dict[str, str]) -> None:
    for path, text in files.items():
        repo.stage(path, text)


@pytest.mark.parametrize(
    ("files", "rules"),
    [
        pytest.param(
            {"a.tf": f'secret_key = "{KEY}"\n'}, [("generic-secret", "a.tf")], id="a half alone"
        ),
        pytest.param(
            {"a.tf": f'access_key = "{ID}"\n' + "\n" * 9 + f'secret_key = "{KEY}"\n'},
            [("aws-access-key-id", "a.tf"), ("generic-secret", "a.tf")],
            id="far apart in one file",
        ),
        pytest.param(
            {"a.tf": f'secret_key = "{KEY}"\n', "b.tf": 'access_key = "AKIA"\n'},
            [("generic-secret", "a.tf")],
            id="beside something else",
        ),
    ],
)
def test_no_pair(repo: Repo, files: dict[str, str], rules: list[tuple[str, str]]) -> None:
    stage(repo, files)
    assert found(scanned(repo, "--staged")) == rules


def test_a_pair_in_neighbouring_lines(repo: Repo) -> None:
    repo.stage("a.tf", f'access_key = "{ID}"\nsecret_key = "{KEY}"\n')
    assert found(scanned(repo, "--staged")) == [("aws-access-key-id", "a.tf"), (PAIR, "a.tf")]


@pytest.mark.parametrize(
    "names", [("a.env", "z/b.env"), ("z/b.env", "a.env")], ids=["id first", "id last"]
)
def test_a_pair_in_two_files_of_a_change(repo: Repo, names: tuple[str, str]) -> None:
    stage(repo, {names[0]: f"KEY_ID={ID}\n", names[1]: f"SECRET_KEY={KEY}\n"})
    verdict = scanned(repo, "--staged")
    assert found(verdict) == [("aws-access-key-id", names[0]), (PAIR, names[1])]
    (whole,) = [each for each in verdict["findings"] if each["rule"] == PAIR]
    assert whole["evidence"][-1] == f"its other half, AWS access key ID, stands in {names[0]}"
    assert (whole["line"], whole["column"]) == (1, 12)


def test_a_pair_in_two_commits_is_none(repo: Repo) -> None:
    repo.stage("README", "hello\n")
    repo.commit("start")
    repo.stage("a.env", f"KEY_ID={ID}\n")
    repo.commit("one", "--no-verify")
    repo.stage("b.env", f"SECRET_KEY={KEY}\n")
    repo.commit("two", "--no-verify")
    rules = {rule for rule, _ in found(scanned(repo, "--range", "HEAD~2..HEAD"))}
    assert rules == {"aws-access-key-id", "generic-secret"}


def test_files_that_stand_in_one_folder_belong_together(repo: Repo) -> None:
    stage(repo, {"a/id.env": f"KEY_ID={ID}\n", "a/key.env": f"SECRET_KEY={KEY}\n"})
    stage(repo, {"b/key.env": f"SECRET_KEY={KEY[::-1]}\n"})
    for _ in range(2):  # what was remembered as clean changes nothing
        assert found(scanned(repo)) == [
            ("aws-access-key-id", "a/id.env"),
            (PAIR, "a/key.env"),
            ("generic-secret", "b/key.env"),
        ]


def test_what_is_excused_stays_excused(repo: Repo) -> None:
    text = f"SECRET_KEY={KEY}  # secretguard: allow of the demo account\n"
    stage(repo, {"a.env": f"KEY_ID={ID}\n", "b.env": text})
    verdict = scanned(repo, "--staged")
    assert found(verdict) == [("aws-access-key-id", "a.env")]
    assert [each["rule"] for each in verdict["suppressed"]] == [PAIR]
