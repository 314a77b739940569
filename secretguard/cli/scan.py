"""``secretguard scan``: the hook's pipeline over files, the index, commits or a pipe."""

from __future__ import annotations

import os
import sys

from secretguard.cli.output import show
from secretguard.cli.stages import examine_commits, weakening
from secretguard.errors import SourceError, UsageError
from secretguard.runs.examine import Examination, read_staged
from secretguard.sources.index import Staged
from secretguard.sources.repository import work_tree_root

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse

    from secretguard.model.levels import Confidence
    from secretguard.model.verdict import Verdict

HELP = "scan files, folders, artifacts, the staged change, a range of commits or standard input"
LEVELS = ("low", "medium", "high", "certain")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the arguments of ``scan``."""
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--staged", action="store_true", help="what the next commit adds")
    what.add_argument("--range", metavar="A..B", help="every commit of the range, one by one")
    what.add_argument(
        "--history",
        action="store_true",
        help="everything that any ref, stash, reflog or note reaches",
    )
    what.add_argument("--stdin", action="store_true", help="read one text from standard input")
    parser.add_argument(
        "paths",
        nargs="*",
        metavar="PATH",
        help="files or folders (default: here); in a repository a folder means its tracked files. "
        "With the word artifact in front, FILEs with everything packed inside: packages, images, "
        "archives, OCI layouts (a folder of that name is ./artifact)",
    )
    parser.add_argument(
        "--against",
        metavar="REF",
        default="",
        help="with artifact: tell what is not in the source at this revision",
    )
    parser.add_argument("--format", choices=("text", "json", "sarif"), default="text")
    parser.add_argument("--output", metavar="FILE", default="", help="write the report to FILE")
    parser.add_argument(
        "--show", choices=LEVELS, help="report candidates from this confidence up (as notes)"
    )
    parser.add_argument(
        "--unreachable", action="store_true", help="with --history: also what nothing reaches"
    )
    parser.add_argument(
        "--untracked", action="store_true", help="also files that git does not track (yet)"
    )
    parser.add_argument(
        "--no-ignore", action="store_true", help="also files that .gitignore and its kin name"
    )
    parser.add_argument(
        "--no-memory",
        action="store_true",
        help="look again at what an earlier scan found clean, and remember nothing",
    )
    parser.add_argument(
        "--time-budget",
        metavar="SECONDS",
        type=float,
        default=0,
        help="stop after so long (exit 3)",
    )
    parser.add_argument(
        "--max-bytes", metavar="N", type=int, default=0, help="stop after so many bytes (exit 3)"
    )
    parser.add_argument(
        "--jobs",
        metavar="N",
        type=int,
        default=0,
        help="read the files of a folder with N processes (default: one a core for large folders)",
    )
    parser.add_argument("-v", "--verbose", action="store_true", help="list what passed, and why")


def run(arguments: argparse.Namespace) -> int:
    """Scan what was asked for and write the report; the verdict's exit code."""
    other = arguments.staged or arguments.stdin or arguments.history
    if arguments.paths and (other or arguments.range is not None):
        raise UsageError(
            "scan: give either paths or one of --staged, --range, --history and --stdin"
        )
    if "-" in arguments.paths and not os.path.lexists("-"):
        raise UsageError("scan: -: no such file; a text on standard input is read with --stdin")
    if arguments.jobs < 0:
        raise UsageError("scan: --jobs takes a number of processes from 1 on")
    if arguments.unreachable and not arguments.history:
        raise UsageError("scan: --unreachable goes with --history")
    if arguments.against and arguments.paths[:1] != ["artifact"]:
        raise UsageError("scan: --against goes with scan artifact FILE")
    _refuse_without_effect(arguments)
    return show(
        _verdict(arguments),
        format_name=arguments.format,
        output=arguments.output,
        verbose=arguments.verbose,
    )


def _refuse_without_effect(arguments: argparse.Namespace) -> None:
    """Raise ``UsageError`` for an option of which what is scanned would take no notice."""
    files = {"jobs", "untracked", "no_ignore"}
    budgets = {"time_budget", "max_bytes"}
    artifacts = arguments.paths[:1] == ["artifact"] and len(arguments.paths) > 1
    useless: set[str] = set()
    if arguments.staged or arguments.range or arguments.stdin:
        useless = files | budgets
    elif arguments.history or artifacts:
        useless = files
    for name in sorted(useless):
        if getattr(arguments, name):
            where = "files, folders, artifacts and --history" if name in budgets else "folders"
            raise UsageError(f"scan: --{name.replace('_', '-')} goes with {where}")


def _verdict(arguments: argparse.Namespace) -> Verdict:
    examination = Examination(
        work_tree_root() or ".",
        _level(arguments.show),
        thorough=bool(arguments.verbose or arguments.show or arguments.format != "text"),
    )
    examination.heed_advice()
    if arguments.range is not None:
        from secretguard.sources.history import named_range

        if arguments.range.startswith("-"):
            raise UsageError("scan: a range of commits does not begin with a dash")
        subject = f"the commits {arguments.range}"
        return examine_commits([named_range(arguments.range)], subject, examination)
    if arguments.history:
        from secretguard.cli.history import examine_history
        from secretguard.runs.guard import Budget

        return examine_history(
            examination,
            Budget(arguments.time_budget, arguments.max_bytes),
            unreachable=arguments.unreachable,
            remember=not arguments.no_memory,
        )
    if arguments.staged:
        return _staged(examination)
    if arguments.stdin:
        examination.tally.listed = 1
        examination.read([(("F", 0, "", (), b"(standard input)"), "", _stdin(), "")])
        return examination.verdict("standard input")
    if arguments.paths[:1] == ["artifact"]:
        from secretguard.cli.artifacts import examine_artifacts, named

        if files := named(arguments.paths):
            return examine_artifacts(examination, files, arguments)
    from secretguard.cli.trees import examine_paths

    return examine_paths(examination, arguments)


def _staged(examination: Examination) -> Verdict:
    entries = read_staged(examination, Staged())
    return examination.verdict("the staged change", weakening(entries))


def _stdin() -> bytes:
    try:
        return sys.stdin.buffer.read()
    except OSError as error:
        raise SourceError(f"standard input: {error.strerror}") from error


def _level(word: str | None) -> Confidence | None:
    from secretguard.model.levels import Confidence

    return Confidence[word.upper()] if word else None
