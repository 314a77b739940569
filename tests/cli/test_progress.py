"""A line on the terminal for whoever waits; nothing for anybody else."""

from __future__ import annotations

import io
import sys

import pytest

from secretguard.cli import progress
from secretguard.cli.progress import Bar, line


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def drawn(monkeypatch: pytest.MonkeyPatch, stream: io.StringIO, clock: list[float]) -> str:
    """What a bar writes when it hears of progress at these times."""
    times = iter([clock[0], *clock])
    monkeypatch.setattr(sys, "stderr", stream)
    monkeypatch.setattr(progress.time, "monotonic", lambda: next(times))
    with Bar("objects") as bar:
        for done, _ in enumerate(clock, 1):
            bar.moved(done, 10, done * 1000)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("stream", "clock"),
    [
        pytest.param(io.StringIO(), [0.0, 3.0, 9.0], id="a pipe"),
        pytest.param(Terminal(), [0.0, 0.5, 1.9], id="less than two seconds"),
    ],
)
def test_silence(monkeypatch: pytest.MonkeyPatch, stream: io.StringIO, clock: list[float]) -> None:
    assert drawn(monkeypatch, stream, clock) == ""


def test_a_terminal_sees_it_and_it_is_wiped_away(monkeypatch: pytest.MonkeyPatch) -> None:
    told = drawn(monkeypatch, Terminal(), [0.0, 2.5, 2.6, 5.0])
    assert told.count("objects") == 2, "a few times a second, no more"
    assert "[########------------] 40% 4 of 10 objects, 800 bytes/s, 0:08 left" in told
    assert told.endswith("\r\x1b[K")


@pytest.mark.parametrize(
    ("done", "of", "seconds", "told"),
    [
        (0, 0, 0.0, "0 objects, 0 bytes/s"),
        (5000, 0, 3.0, "5,000 objects, 10.0 kB/s"),
        (1, 4, 30.0, "[#####---------------] 25% 1 of 4 objects, 1.0 kB/s, 1:30 left"),
        (10, 9000, 10.0, "[--------------------] 0% 10 of 9,000 objects, 3.0 kB/s, 2:29:50 left"),
    ],
)
def test_the_line(done: int, of: int, seconds: float, told: str) -> None:
    assert line("objects", done, of, 30_000, seconds) == told
