"""``scan --history``: everything that a repository ever held, told by its first commit."""

from __future__ import annotations

import sys

from secretguard.cli.progress import Bar
from secretguard.model.frozen import replace
from secretguard.runs.guard import Guard
from secretguard.runs.origins import commits_of, with_origins, without_echoes
from secretguard.runs.remembered import open_memory
from secretguard.runs.sweep import Sweep
from secretguard.sources import reach

TYPE_CHECKING = False
if TYPE_CHECKING:
    from secretguard.model.verdict import Verdict
    from secretguard.runs.examine import Examination
    from secretguard.runs.guard import Budget


def examine_history(
    examination: Examination, budget: Budget, *, unreachable: bool = False, remember: bool = True
) -> Verdict:
    """The verdict over all that refs, stash, reflogs and notes reach, or over all there is."""
    memory = open_memory(examination, reach.memory_folder()) if remember else None
    with Bar("objects") as progress:
        guard = Guard(examination.tally, budget, progress)
        sweep = Sweep(examination, memory, guard)
        sweep.run(unreachable=unreachable)
    if sweep.notice:
        sys.stderr.write(f"secretguard: {sweep.notice}\n")
    verdict = examination.verdict("the whole history")
    coverage = replace(verdict.coverage, limits=tuple(sweep.limits))
    verdict = replace(verdict, coverage=coverage, interrupted=guard.interrupted)
    if sweep.broken:
        verdict = without_echoes(verdict, reach.NAMELESS)
    return with_origins(verdict, sweep.ages, reach.authors(commits_of(verdict)))
