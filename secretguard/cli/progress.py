"""A line on the terminal for whoever waits longer than two seconds: how far, how fast, how long."""

from __future__ import annotations

import sys
import time

from secretguard.report.words import size as in_words
from secretguard.runs.guard import Progress

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Self

_PATIENCE = 2.0  # seconds until there is anything to see
_EVERY = 0.2
_WIDTH = 20
_ERASE = "\r\x1b[K"


class Bar(Progress):
    """A progress bar on standard error; silent unless that is a terminal. A context manager."""

    def __init__(self, noun: str) -> None:
        self._noun = noun
        self._start = time.monotonic()
        self._next = self._start + _PATIENCE if sys.stderr.isatty() else float("inf")
        self._shown = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._shown:
            sys.stderr.write(_ERASE)
            sys.stderr.flush()

    def moved(self, done: int, of: int, size: int) -> None:
        """Draw anew, a few times a second."""
        now = time.monotonic()
        if now < self._next:
            return
        self._next = now + _EVERY
        self._shown = True
        sys.stderr.write(_ERASE + line(self._noun, done, of, size, now - self._start))
        sys.stderr.flush()


def line(noun: str, done: int, of: int, size: int, seconds: float) -> str:
    """``[#####---------------] 25% 5,000 of 20,000 objects, 80.1 MB/s, 0:42 left``.

    Where nobody knows how many there are (``of`` is 0), ``5,000 objects, 80.1 MB/s``.
    """
    rate = in_words(int(size / seconds)) if seconds else "0 bytes"
    if not of:
        return f"{done:,} {noun}, {rate}/s"
    part = min(done / of, 1.0)
    filled = int(part * _WIDTH)
    bar = "#" * filled + "-" * (_WIDTH - filled)
    left = f", {_clock(seconds * (1 - part) / part)} left" if part else ""
    return f"[{bar}] {part:.0%} {done:,} of {of:,} {noun}, {rate}/s{left}"


def _clock(seconds: float) -> str:
    minutes, rest = divmod(int(seconds + 0.5), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
