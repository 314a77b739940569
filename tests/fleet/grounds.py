"""A fleet of small repositories, made in no time, and workers without a cluster."""

from __future__ import annotations

import subprocess
from collections import deque
from collections.abc import Iterator
from pathlib import Path

from mocks import mock_token

from secretguard import __version__
from secretguard.fleet.look import look
from secretguard.fleet.words import Order, Outcome, Question, RunKey
from secretguard.model.frozen import replace

QUESTION = Question(RunKey(bytes(32)), __version__, thorough=True, remember=False)
SHARED = mock_token("github-pat", 99)


def line(token: str) -> str:
    """A line of a program that holds a token."""
    return f'token = "{token}"\n'


def repository(path: Path, *commits: dict[str, str], bare: bool = False) -> Path:
    """A repository with these commits; each is a set of files to write."""
    stream = []
    for number, files in enumerate(commits):
        stream.append(
            f"commit refs/heads/main\ncommitter Ann <ann@example.org> {1700000000 + number} +0000\n"
            f"data 1\nc\n"
        )
        for name, content in files.items():
            stream.append(f"M 100644 inline {name}\ndata {len(content.encode())}\n{content}\n")
    subprocess.run(["git", "init", "-q", *(["--bare"] if bare else []), path], check=True)
    subprocess.run(
        ["git", "-c", "core.compression=0", "fast-import", "--quiet", "--done"],
        cwd=path,
        input=("".join(stream) + "done\n").encode(),
        check=True,
    )
    return path


def fleet(folder: Path, number: int) -> list[str]:
    """``number`` repositories below ``folder``; the tokens in them, the shared one first.

    Every third is bare, every fourth has a token of its own, every fifth the shared one.
    """
    tokens = [SHARED]
    for index in range(number):
        history = [{"a.py": f"x = {index}\n"}, {"a.py": f"x = {index}\n", "b.py": "y = 1\n"}]
        if index % 4 == 0:
            tokens.append(mock_token("github-pat", index + 1))
            history[1]["own.py"] = line(tokens[-1])
        if index % 5 == 0:
            history[1]["shared.py"] = line(SHARED)
        repository(folder / f"r{index:02}", *history, bare=index % 3 == 2)
    return tokens


def at_once(question: Question, orders: deque[Order]) -> Iterator[tuple[Order, Outcome]]:
    """One worker, in this process."""
    while orders:
        order = orders.popleft()
        yield order, look(question, order)


def asked(**changes: object) -> Question:
    """The usual question with some differences."""
    return replace(QUESTION, **changes)
