"""``incidents triage`` on a real terminal: a pty types the keys."""

from __future__ import annotations

import os
import pty
import re
import select
import signal
import subprocess
import time

import pytest
from conftest import HOOK_COMMAND, Repo
from incident_repos import do, guard, incidents
from mocks import mock_token

TOKENS = [mock_token("github-pat", seed) for seed in range(5)]


class Terminal:
    """``secretguard incidents triage`` at a terminal; ``said`` grows with what it prints."""

    def __init__(self, repo: Repo, *args: str) -> None:
        self._file, side = pty.openpty()
        self.process = subprocess.Popen(
            [*HOOK_COMMAND, "incidents", "triage", *args],
            cwd=repo.path, stdin=side, stdout=side, stderr=side, start_new_session=True,
        )  # fmt: skip
        os.close(side)
        self.said = ""

    def wait(self, words: str, times: int = 1) -> Terminal:
        """Wait until ``words`` were printed so many times."""
        deadline = time.monotonic() + 60
        while self.said.count(words) < times:
            if time.monotonic() > deadline:
                self.process.kill()
                self.process.wait()
                pytest.fail(f"waited in vain for {words!r}:\n{self.said}")
            if select.select([self._file], [], [], 0.1)[0]:
                try:
                    self.said += os.read(self._file, 4096).decode()
                except OSError:  # the other side is closed
                    assert self.said.count(words) >= times, self.said
        return self

    def press(self, keys: str) -> Terminal:
        os.write(self._file, keys.encode())
        return self

    def end(self) -> int:
        """The exit code, once it has ended by itself."""
        while True:
            try:
                chunk = os.read(self._file, 4096)
            except OSError:
                break
            if not chunk:
                break
            self.said += chunk.decode()
        os.close(self._file)
        return self.process.wait(timeout=60)


@pytest.fixture
def piled(repo: Repo) -> Repo:
    """A repository with five open incidents on disk."""
    guard(repo)
    for number, value in enumerate(TOKENS):
        repo.stage(f"{number}.py", f'api_token = "{value}"\n')
    repo.commit("leaks")
    do(repo, "adopt")
    return repo


def decisions(repo: Repo) -> list[tuple[str, str]]:
    """(path, state) in the order of the paths."""
    return sorted((found["paths"][0], found["state"]) for found in incidents(repo))


def states(repo: Repo) -> list[str]:
    return sorted(state for _, state in decisions(repo))


def test_one_key_a_decision(piled: Repo) -> None:
    at = Terminal(piled).wait("(5 left)").press("f").wait("(4 left)").press("m").wait("(3 left)")
    at.press("o").wait("(2 left)").press("s").wait("(2 left)", 2).press("d").wait("reason: ")
    at.press("a slip\x7f\x7f\x7f\x7fmock\r")
    assert at.end() == 0
    assert "3 recorded, 1 open and looked at." in at.said
    assert states(piled) == ["compromised"] * 2 + ["dismissed"] * 3
    reasons = {f["events"][-1]["why"] for f in incidents(piled, "--state", "dismissed")}
    assert reasons == {"a false alarm: this is no credential", "a mock: it opens nothing", "a mock"}


def test_what_is_shown_is_enough_and_no_secret(piled: Repo) -> None:
    at = Terminal(piled).wait("(5 left)").wait("ghp_***")
    at.press("q")
    assert at.end() == 0
    place = r"^  [0-4]\.py:1:14  api_token =  ghp_\*\*\*"
    assert re.search(place, at.said.replace("\r", ""), re.MULTILINE)
    assert not any(value in at.said for value in TOKENS)


def test_evidence_is_asked_for_once(piled: Repo) -> None:
    at = Terminal(piled).wait("(5 left)").press("r").wait("evidence: ").press("ticket 7\r")
    at.wait("(4 left)").press("r").wait("evidence [ticket 7]: ").press("\r").wait("(3 left)")
    at.press("q")
    assert at.end() == 0
    found = incidents(piled, "--state", "revoked")
    assert [f["events"][-1]["evidence"] for f in found] == ["ticket 7", "ticket 7"]


def test_undo_goes_back_one_by_one(piled: Repo) -> None:
    at = Terminal(piled).wait("(5 left)").press("u").wait("nothing to undo").press("f")
    at.wait("(4 left)").press("m").wait("(3 left)").press("u").wait("(4 left)", 2)
    at.press("u").wait("(5 left)", 2).press("m").wait("(4 left)", 3).press("q")
    assert at.end() == 0
    assert "1 recorded" in at.said
    [found] = incidents(piled, "--state", "dismissed")
    assert found["events"][-1]["why"] == "a mock: it opens nothing"


@pytest.mark.parametrize("interruption", [signal.SIGINT, signal.SIGKILL])
def test_an_interrupted_session_is_resumed(piled: Repo, interruption: signal.Signals) -> None:
    at = Terminal(piled).wait("(5 left)").press("f").wait("(4 left)").press("f").wait("(3 left)")
    at.process.send_signal(interruption)
    at.end()
    assert states(piled) == ["compromised"] * 5
    at = Terminal(piled).wait("(3 left)").press("u").wait("(4 left)").press("q")
    assert at.end() == 0
    assert "1 recorded" in at.said
    assert states(piled) == ["compromised"] * 4 + ["dismissed"]


def test_kept_ones_are_not_asked_again_unless_told(piled: Repo) -> None:
    at = Terminal(piled).wait("(5 left)").press("ooo").wait("(2 left)").press("q")
    assert at.end() == 0
    at = Terminal(piled).wait("(2 left)").press("q")
    assert at.end() == 0
    at = Terminal(piled, "--again").wait("(5 left)").press("q")
    assert at.end() == 0


def test_a_secret_typed_as_a_reason_is_thrown_away(piled: Repo) -> None:
    at = Terminal(piled).wait("(5 left)").press("d").wait("reason: ").press(f"{TOKENS[0]}\r")
    at.wait("looks like a secret").press("q")
    assert at.end() == 0
    assert "0 recorded" in at.said


def test_another_key_shows_the_keys(piled: Repo) -> None:
    at = Terminal(piled).wait("(5 left)").press("?").wait("false alarm", 2).press("q")
    assert at.end() == 0


def test_nothing_open_ends_at_once(repo: Repo) -> None:
    at = Terminal(guard(repo))
    assert at.end() == 0
    assert "0 recorded" in at.said


def test_a_hundred_are_decided_with_a_hundred_keys(repo: Repo) -> None:
    guard(repo)
    lines = [f'api_token = "{mock_token("github-pat", seed)}"\n' for seed in range(100)]
    repo.stage("all.py", "".join(lines))
    repo.commit("leaks")
    do(repo, "adopt")
    at = Terminal(repo).wait("(100 left)").press("f" * 100)
    assert at.end() == 0
    assert "100 recorded, 0 open and looked at." in at.said
    assert states(repo) == ["dismissed"] * 100
