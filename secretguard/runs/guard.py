"""How long a run may look, who hears how far it has come, and what ends it early."""

from __future__ import annotations

import time
from contextlib import contextmanager

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from secretguard.pipeline.large import LargeItem
    from secretguard.pipeline.screen import Tally
    from secretguard.runs.crew import Share

_STEP = 16  # items from one look at the clock to the next


class Budget:
    """How long and how much a run may look; 0 stands for no limit."""

    def __init__(self, seconds: float = 0, size: int = 0) -> None:
        self.seconds = seconds
        self.size = size
        self._end = time.monotonic() + seconds if seconds else 0.0
        self.limited = bool(seconds or size)

    def spent(self, size: int) -> str:
        """Why the run has to end after ``size`` bytes, "" while it need not."""
        if self.size and size >= self.size:
            return f"the budget of {self.size} bytes is used up"
        if self._end and time.monotonic() >= self._end:
            return f"the time budget of {self.seconds:g} s is used up"
        return ""


class Progress:
    """Hears how far a run has come; this one keeps it to itself."""

    def moved(self, done: int, of: int, size: int) -> None:
        """``done`` of at least ``of`` items are looked at, ``size`` bytes by now."""


class Guard:
    """Ends a run early, by its budget or by Ctrl-C, and tells how far it has come."""

    def __init__(self, tally: Tally, budget: Budget, progress: Progress) -> None:
        self._tally = tally
        self._budget = budget
        self._progress = progress
        self._done = self._of = 0
        self.ended = ""  # why
        self.left = False  # whether there was more, which nobody looked at
        self.interrupted = False

    def watch(self, items: Iterable[LargeItem], number: int) -> Iterator[LargeItem]:
        """The items, ``number`` of them, as long as the budget lasts."""
        self._of += number
        for item in items:
            if self.ended:
                self.left = True
                return
            yield item
            self._done += 1
            if self._budget.limited or not self._done % _STEP:
                self.moved()

    def watch_shares(self, shares: Iterable[Share], number: int) -> Iterator[Share]:
        """Shares of ``number`` files, as long as the budget lasts."""
        self._of += number
        for share in shares:
            if self.ended:
                self.left = True
                return
            yield share
            self._done += share.files
            self.moved()

    def moved(self, done: int = 0, of: int = 0) -> None:
        """Tell the progress and ask the budget."""
        self._progress.moved(self._done + done, self._of + of, self._tally.bytes)
        self.ended = self._budget.spent(self._tally.bytes)

    @contextmanager
    def interruptible(self) -> Iterator[None]:
        """Within it, Ctrl-C ends the run instead of the program."""
        try:
            yield
        except KeyboardInterrupt:
            self.interrupted = self.left = True
            self.ended = "interrupted"

    def tell(self, what: bytes) -> None:
        """Name ``what`` was not looked at, if the run ended before all was."""
        if self.left:
            self._tally.listed += 1
            self._tally.unread.append((what, self.ended))
