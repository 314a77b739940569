"""One run over a fleet: hands out orders, gathers answers, knows what is left. Knows no cluster."""

from __future__ import annotations

from collections import deque

from secretguard.fleet.merge import fleet_verdict, joined
from secretguard.fleet.plan import slices
from secretguard.fleet.words import Failed, Order, Question, Seen, TooLarge

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from secretguard.fleet.state import State
    from secretguard.fleet.words import Outcome
    from secretguard.model.verdict import Skipped, Verdict
    from secretguard.runs.guard import Progress

    # Answers to orders, in any order; the deque grows while they are read.
    Workers = Callable[[Question, deque[Order]], Iterator[tuple[Order, Outcome]]]


class Campaign:
    """The repositories of a run and what is known of them by now."""

    def __init__(
        self,
        question: Question,
        orders: Sequence[Order],
        progress: Progress,
        state: State | None = None,
    ) -> None:
        self._question = question
        self._orders = orders
        self._progress = progress
        self._state = state
        self._answers: dict[str, Seen | Failed] = {}
        self._slices: dict[str, list[Seen]] = {}
        self._bytes = 0

    def run(self, workers: Workers) -> None:
        """Ask ``workers`` about every repository that has no answer yet."""
        self._recall()
        left = deque(order for order in self._orders if order.path not in self._answers)
        for order, outcome in workers(self._question, left):
            if order.path in self._answers:
                continue  # another slice of it failed
            if isinstance(outcome, TooLarge):
                left.extendleft(slices(order, outcome.objects, self._question.cut_above))
            elif isinstance(outcome, Failed):
                self._answers[order.path] = outcome
            else:
                self._take(order, outcome)
            self._progress.moved(len(self._answers), len(self._orders), self._bytes)

    def _recall(self) -> None:
        wanted = {order.path for order in self._orders}
        if self._state is not None:
            self._answers.update(
                (path, seen) for path, seen in self._state.finished() if path in wanted
            )

    def _take(self, order: Order, seen: Seen) -> None:
        self._bytes += seen.verdict.coverage.bytes
        parts = self._slices.setdefault(order.path, [])
        parts.append(seen)
        if len(parts) < order.part[1]:
            return
        whole = joined(self._slices.pop(order.path))
        self._answers[order.path] = whole
        if self._state is not None and not whole.verdict.unread:
            self._state.keep(order.path, whole)

    def verdict(self, skipped: Sequence[Skipped], ended: str = "") -> Verdict:
        """The answer over the fleet, the same in whatever order the workers answered.

        ``ended`` says why some have no answer: ``INTERRUPTED``, or another beginning of a sentence.
        """
        known = [order for order in self._orders if order.path in self._answers]
        answers: Iterable[tuple[str, Seen | Failed]] = (
            (order.name, self._answers[order.path]) for order in known
        )
        waiting = len(self._orders) - len(known)
        return fleet_verdict(answers, skipped=skipped, waiting=waiting, ended=ended)
