"""``scan artifact``: build artifacts with everything inside, held against the source if asked."""

from __future__ import annotations

import os

from secretguard.cli.progress import Bar
from secretguard.errors import UsageError
from secretguard.model.frozen import replace
from secretguard.runs.artifacts import Artifacts
from secretguard.runs.guard import Budget, Guard
from secretguard.sources.repository import work_tree_root

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse

    from secretguard.model.verdict import Verdict
    from secretguard.runs.examine import Examination

WORD = "artifact"


def named(paths: list[str]) -> list[str]:
    """The artifacts on a command line; none when it names something else.

    Raises ``UsageError`` for the word alone where there is no such file.
    """
    if paths == [WORD] and not os.path.lexists(WORD):
        raise UsageError("scan artifact: name the artifacts, one file or more")
    return paths[1:] if paths[:1] == [WORD] else []


def examine_artifacts(
    examination: Examination, files: list[str], arguments: argparse.Namespace
) -> Verdict:
    """The verdict over artifacts.

    Raises ``UsageError`` for what does not exist, ``GitError`` for a source outside of a repository.
    """
    source = None
    if arguments.against:
        from secretguard.sources.git import run_git
        from secretguard.sources.revision import Revision

        run_git(["rev-parse", "--git-dir"])  # outside of a repository there is no such answer
        source = Revision(arguments.against)
    artifacts = Artifacts(examination.tally)
    with Bar("files") as progress:
        budget = Budget(arguments.time_budget, arguments.max_bytes)
        guard = Guard(examination.tally, budget, progress)
        with guard.interruptible():
            examination.read(guard.watch(artifacts.items(files), 0))
    guard.tell(b"(the rest of the artifact)")
    verdict = artifacts.with_fates(examination.verdict(", ".join(files)))
    verdict = replace(verdict, interrupted=guard.interrupted)
    if source is None or guard.interrupted:
        return verdict
    from secretguard.runs.against import compared

    return compared(verdict, examination, source, work_tree_root() or ".")
