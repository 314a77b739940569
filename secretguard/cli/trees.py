"""``scan PATH``: files and folders, within budgets, with what is remembered of an earlier run."""

from __future__ import annotations

import os
import sys

from secretguard.cli.progress import Bar
from secretguard.errors import GitError
from secretguard.runs.crew import Crew, processes
from secretguard.runs.guard import Budget, Guard
from secretguard.sources.repository import git_dir, work_tree_root
from secretguard.sources.tracked import SPARSE, untracked
from secretguard.sources.tree import files_and_passed, followed, list_files, read_items

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse

    from secretguard.model.verdict import Verdict
    from secretguard.pipeline.screen import Tally
    from secretguard.runs.examine import Examination
    from secretguard.runs.unchanged import TrackedFiles

# Below it a scan takes less time than git needs to tell what has changed.
_SMALL_INDEX = 100_000


def examine_paths(examination: Examination, arguments: argparse.Namespace) -> Verdict:
    """The verdict over the paths of the command line."""
    from secretguard.model.frozen import replace

    named = [path for path in arguments.paths if path != "."]
    paths = [followed(path) for path in arguments.paths or ["."]]
    with Bar("files") as progress:
        budget = Budget(arguments.time_budget, arguments.max_bytes)
        guard = Guard(examination.tally, budget, progress)
        with guard.interruptible():
            # Shares are too large to keep a budget by, and what others' code finds is looked at here.
            alone = budget.limited or examination.runs_foreign_code
            files = _remembered(examination, paths) if not arguments.no_memory else None
            if files is None:
                found, passed = files_and_passed(paths)
                examination.tally.listed += len(passed)
                examination.tally.skipped += passed
                jobs = 1 if alone else processes(arguments.jobs, len(found))
                _read_all(examination, found, guard, jobs)
            else:
                files.read(examination, guard, 1 if alone else arguments.jobs)
            if arguments.untracked or arguments.no_ignore:
                _read_untracked(examination, paths, guard, ignored=arguments.no_ignore)
    if files is not None:
        _remember(files, complete=not guard.left)
    guard.tell(b"(the rest of the files)")
    tally = examination.tally
    nothing_read = tally.listed == len(tally.skipped)
    if not arguments.no_ignore and (len(named) > 1 or nothing_read):
        _name_passed_over(examination, named, also_untracked=arguments.untracked)
    nothing = not (tally.listed or arguments.untracked or arguments.no_ignore)
    limits = _untold(paths) if nothing else ()
    verdict = examination.verdict(", ".join(named) or "this folder")
    coverage = replace(verdict.coverage, limits=(*limits, *_limits(tally)))
    return replace(verdict, coverage=coverage, interrupted=guard.interrupted)


def _untold(paths: list[str]) -> tuple[str, ...]:
    """A sentence on the files that were left out where git tracks none."""
    from secretguard.report.words import count

    folders = [path for path in paths if os.path.isdir(path) and work_tree_root(path)]
    number = sum(len(untracked(folder)[0]) for folder in folders)
    told = f"git does not track {count(number, 'file')} here (yet); --untracked looks at them, too"
    return (told,) if number else ()


def _limits(tally: Tally) -> tuple[str, ...]:
    away = sum(why == SPARSE for _, why in tally.skipped)
    told = f"this checkout is sparse: {away} of the tracked files are not in it, nor looked at"
    return (told,) if away else ()


def _read_all(examination: Examination, found: list[bytes], guard: Guard, jobs: int) -> None:
    examination.tally.listed += len(found)
    if jobs == 1:
        examination.read(guard.watch(read_items(found), len(found)))
        return
    with Crew(found, examination.waking, jobs - 1) as crew:
        for share in guard.watch_shares(crew.shares(), len(found)):
            share.add_to(examination.tally)
            for position, seen in share.woken.items():
                examination.read_again(read_items([found[position]]), seen)


def _remembered(examination: Examination, paths: list[str]) -> TrackedFiles | None:
    """The tracked files of the one folder given, where remembering them pays."""
    folder = paths[0]
    if len(paths) > 1 or not work_tree_root(folder):
        return None
    try:
        if os.stat(f"{git_dir(folder)}/index").st_size < _SMALL_INDEX:
            return None
        from secretguard.runs.remembered import open_memory
        from secretguard.runs.unchanged import TrackedFiles
        from secretguard.sources.reach import memory_folder

        memory = open_memory(examination, memory_folder(folder))
        return None if memory is None else TrackedFiles(folder, memory)
    except (OSError, GitError):
        return None  # read as any other folder; what git cannot tell is told there


def _remember(files: TrackedFiles, *, complete: bool) -> None:
    try:
        files.remember(complete=complete)
    except (OSError, GitError) as error:
        reason = getattr(error, "strerror", None) or error
        sys.stderr.write(f"secretguard: what was clean could not be remembered ({reason})\n")


def _read_untracked(
    examination: Examination, paths: list[str], guard: Guard, *, ignored: bool
) -> None:
    tally = examination.tally
    folders = [path for path in paths if os.path.isdir(path) and work_tree_root(path)]
    for folder in folders:
        files, others = untracked(folder, ignored=ignored)
        tally.listed += len(files) + len(others)
        tally.skipped += [(name, "another repository: scan it there") for name in others]
        examination.read(guard.watch(read_items(files), len(files)))


def _name_passed_over(examination: Examination, paths: list[str], *, also_untracked: bool) -> None:
    """Name the folders that were asked for although git tracks none of their files."""
    for path in paths:
        if not os.path.isdir(path) or not work_tree_root(path) or any(list_files([path])):
            continue
        new, all_there = untracked(path)[0], untracked(path, ignored=True)[0]
        if all_there and not (new and also_untracked):
            option = "--untracked" if new else "--no-ignore"
            why = f"git tracks no file in it; with {option} they are looked at"
            examination.tally.listed += 1
            examination.tally.unread.append((os.fsencode(path), why))
