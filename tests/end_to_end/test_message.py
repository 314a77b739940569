"""What git cuts off a commit message and what it stores: each is one real commit."""

from __future__ import annotations

import sys

import pytest
from conftest import Repo
from mocks import mock_token

from secretguard.sources.hooks import install_hook

TOKEN = mock_token()
SECRET = f'token = "{TOKEN}"\n'
CUT = "# ------------------------ >8 ------------------------\n"
NOTE = "# Do not modify or remove the line above.\n# Everything below it will be ignored.\n"


@pytest.fixture
def guarded(repo: Repo) -> Repo:
    """A repository whose coming commit takes a secret away; the messages alone are guarded."""
    repo.stage("a.py", SECRET)
    repo.commit("leak")
    repo.stage("a.py", "x = 1\n")
    install_hook(str(repo.path / ".git" / "hooks"), "commit-msg", sys.executable)
    return repo


def commit(repo: Repo, *args: str, text: str = "subject") -> int:
    """``git commit`` with an editor that puts a text on top; the exit code."""
    repo.write("../above", text + "\n")
    repo.write(
        "../editor", f'#!/bin/sh\ncat "{repo.path}/../above" "$1" >"$1.new"\nmv "$1.new" "$1"\n'
    )
    (repo.path / "../editor").chmod(0o755)
    editor = {"EDITOR": str(repo.path / "../editor")}
    done = repo.run("commit", "-q", *args, check=False, env=editor)
    assert TOKEN.encode() not in done.stdout + done.stderr
    assert (b"(commit message):" in done.stdout + done.stderr) is (done.returncode == 1)
    return done.returncode


CUTTING = [
    pytest.param(("-v",), id="verbose"),
    pytest.param(("-v", "-v"), id="with what is not staged"),
    pytest.param(("--cleanup=scissors",), id="scissors"),
    pytest.param(("--cleanup=scissors", "-v"), id="both"),
    pytest.param(("-v", "--no-status"), id="without the status"),
]


@pytest.mark.parametrize("mark", ["#", "auto"])
@pytest.mark.parametrize("args", CUTTING)
def test_what_git_cuts_off_is_no_part_of_the_message(
    guarded: Repo, args: tuple[str, ...], mark: str
) -> None:
    guarded.git("config", "core.commentChar", mark)
    guarded.write("a.py", SECRET)
    assert commit(guarded, *args) == 0
    assert guarded.git("log", "-1", "--format=%B").strip() == b"subject"


@pytest.mark.parametrize("args", CUTTING)
def test_what_stands_above_is_read(guarded: Repo, args: tuple[str, ...]) -> None:
    assert commit(guarded, *args, text=f"subject\n\n{SECRET}") == 1


@pytest.mark.parametrize(
    "below",
    [
        pytest.param(SECRET, id="a text"),
        pytest.param(NOTE + SECRET, id="a text below git's words"),
        pytest.param(f"{NOTE}diff --git a/a b/a\n+{SECRET}", id="what an earlier commit left"),
    ],
)
@pytest.mark.parametrize("args", [("-F",), ("-e", "-F"), ("-t",)], ids=" ".join)
def test_what_git_stores_is_read(guarded: Repo, below: str, args: tuple[str, ...]) -> None:
    guarded.write("../message", f"subject\n\n{CUT}{below}")
    assert commit(guarded, *args, str(guarded.path.parent / "message")) == 1


def test_a_list_is_no_comment(guarded: Repo) -> None:
    guarded.write("MSG", f"subject\n\n{CUT}{NOTE}# {SECRET}".replace("#", "-"))
    assert guarded.secretguard("hook", "commit-msg", "MSG").returncode == 1
    guarded.git("config", "core.commentChar", "-")
    assert guarded.secretguard("hook", "commit-msg", "MSG").returncode == 0


@pytest.mark.parametrize("below", ["", "# \n", "\n" + NOTE])
def test_a_quoted_line_hides_nothing(guarded: Repo, below: str) -> None:
    text = f"subject\n\n{CUT}{below}{SECRET}"
    guarded.write("MSG", text)
    assert guarded.secretguard("hook", "commit-msg", "MSG").returncode == 1
