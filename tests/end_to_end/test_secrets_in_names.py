"""A secret that stands in a name is shown by no report and no complaint."""

from __future__ import annotations

import json
import re

import pytest
from conftest import Repo
from mocks import mock_token
from wrapping import zipped

TOKEN = mock_token()
OTHER = mock_token(seed=2)
LINE = f"TOKEN={OTHER}\n"
MARK = "<secret:github-pat:[0-9a-f]{8}>"
FORMATS = ("text", "json", "sarif")


def told(repo: Repo, *args: str) -> str:
    done = repo.secretguard(*args)
    text = done.stdout.decode() + done.stderr.decode()
    assert TOKEN not in text
    return text


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("path", [f"{TOKEN}/a.env", f"keys-{TOKEN}.env"])
def test_in_a_path(repo: Repo, form: str, path: str) -> None:
    repo.stage(path, LINE)
    assert "github-pat" in told(repo, "scan", "--staged", "--format", form)


def test_the_place_keeps_the_rest_of_the_path(repo: Repo) -> None:
    repo.stage(f"a/{TOKEN}/b.env", LINE)
    [found] = json.loads(told(repo, "scan", "--format", "json"))["findings"]
    assert re.fullmatch(f"a/{MARK}/b.env", found["path"])
    assert found["line"] == 1


@pytest.mark.parametrize("form", FORMATS)
def test_in_the_name_of_a_member(repo: Repo, form: str) -> None:
    repo.write("x.zip", zipped({f"{TOKEN}/a.env": LINE}))
    told(repo, "scan", "artifact", "x.zip", "--format", form)


@pytest.mark.parametrize("form", FORMATS)
def test_in_the_name_of_an_author(repo: Repo, form: str) -> None:
    repo.stage("a.env", LINE)
    repo.run("commit", "-q", "--no-verify", "-m", "x", "--author", f"{TOKEN} <a@example.org>")
    told(repo, "scan", "--history", "--format", form)


@pytest.mark.parametrize("form", FORMATS)
def test_in_what_could_not_be_read(repo: Repo, form: str) -> None:
    repo.stage(f"{TOKEN}.gz", b"\x1f\x8b\x08" + bytes(40))
    told(repo, "scan", "--staged", "--format", form)


@pytest.mark.parametrize(
    "args",
    [
        pytest.param((TOKEN,), id="a command"),
        pytest.param(("scan", f"/nonexist/{TOKEN}"), id="a path"),
        pytest.param(("scan", "--range", f"{TOKEN}..HEAD"), id="a revision"),
        pytest.param(("redact", f"gone/{TOKEN}"), id="a log"),
    ],
)
def test_in_a_complaint(repo: Repo, args: tuple[str, ...]) -> None:
    assert re.search(MARK, told(repo, *args))
