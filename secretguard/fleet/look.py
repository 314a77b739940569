"""The task: what a worker does with one repository."""

from __future__ import annotations

import sys

from secretguard import __version__
from secretguard.errors import SecretguardError
from secretguard.fleet.words import Failed, Order, Outcome, Question, Seen, TooLarge
from secretguard.model.frozen import replace
from secretguard.model.violation import SHARED_SECRET
from secretguard.runs.examine import Examination
from secretguard.runs.origins import commits_of, with_origins, without_echoes
from secretguard.runs.remembered import open_memory
from secretguard.runs.sweep import Sweep
from secretguard.sources.elsewhere import inside, object_count
from secretguard.sources.reach import NAMELESS, authors, memory_folder


def look(question: Question, order: Order) -> Outcome:
    """Look at the whole history of a repository, or at a slice of it.

    Never raises: an exception would carry its text through the logs of other machines.
    """
    if question.version != __version__:
        return Failed(f"the worker has secretguard {__version__}, this run {question.version}")
    try:
        with inside(order.path):
            return _look(question, order)
    except SecretguardError as error:
        return Failed(str(error))
    except Exception as error:  # noqa: BLE001 - its message may quote what was read: only the type is told
        return Failed(f"internal error: {type(error).__name__}")


def _look(question: Question, order: Order) -> Outcome:
    if question.cut_above and order.part[1] == 1:
        objects = object_count()
        if objects > question.cut_above:
            return TooLarge(objects)
    examination = Examination(".", question.show_at, thorough=question.thorough)
    examination.heed_advice()
    memory = open_memory(examination, memory_folder()) if question.remember else None
    sweep = Sweep(examination, memory, part=order.part)
    sweep.run(unreachable=question.unreachable)
    if sweep.notice:
        sys.stderr.write(f"secretguard: {order.name}: {sweep.notice}\n")
    verdict = examination.verdict(order.name)
    coverage = replace(verdict.coverage, limits=tuple(sweep.limits))
    verdict = replace(verdict, coverage=coverage)
    if sweep.broken:
        verdict = without_echoes(verdict, NAMELESS)
    ages = sweep.ages
    verdict = with_origins(verdict, ages, authors(commits_of(verdict)))
    return Seen(
        verdict,
        {commit: ages[commit] for commit in sorted(commits_of(verdict)) if commit in ages},
        examination.digests(question.key.value),
        sweep.broken,
        SHARED_SECRET not in examination.settings().disable,
    )
