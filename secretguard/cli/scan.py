"""``secretguard scan``: the hook's pipeline over files, the index, commits or a pipe."""

from __future__ import annotations

import sys

from secretguard.cli.output import show
from secretguard.cli.stages import examine_commits, read_paths, weakening
from secretguard.errors import SourceError, UsageError
from secretguard.examine import Examination, read_staged
from secretguard.sources.index import Staged
from secretguard.sources.repository import work_tree_root

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse

    from secretguard.model.levels import Confidence
    from secretguard.model.verdict import Verdict

HELP = "scan files, folders, the staged change, a range of commits or standard input"
LEVELS = ("low", "medium", "high", "certain")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the arguments of ``scan``."""
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--staged", action="store_true", help="what the next commit adds")
    what.add_argument("--range", metavar="A..B", help="every commit of the range, one by one")
    what.add_argument("--stdin", action="store_true", help="read one text from standard input")
    parser.add_argument(
        "paths",
        nargs="*",
        metavar="PATH",
        help="files or folders (default: here); in a repository a folder means its tracked files",
    )
    parser.add_argument("--format", choices=("text", "json", "sarif"), default="text")
    parser.add_argument("--output", metavar="FILE", default="", help="write the report to FILE")
    parser.add_argument(
        "--show", choices=LEVELS, help="report candidates from this confidence up (as notes)"
    )
    parser.add_argument("-v", "--verbose", action="store_true", help="list what was suppressed")


def run(arguments: argparse.Namespace) -> int:
    """Scan what was asked for and write the report; the verdict's exit code."""
    if arguments.paths and (arguments.staged or arguments.range or arguments.stdin):
        raise UsageError("scan: give either paths or one of --staged, --range and --stdin")
    return show(
        _verdict(arguments),
        format_name=arguments.format,
        output=arguments.output,
        verbose=arguments.verbose,
    )


def _verdict(arguments: argparse.Namespace) -> Verdict:
    examination = Examination(
        work_tree_root() or ".",
        _level(arguments.show),
        thorough=bool(arguments.verbose or arguments.show or arguments.format != "text"),
    )
    examination.heed_advice()
    if arguments.range:
        if arguments.range.startswith("-"):
            raise UsageError("scan: a range of commits does not begin with a dash")
        subject = f"the commits {arguments.range}"
        return examine_commits([[arguments.range]], subject, examination)
    if arguments.staged:
        return _staged(examination)
    if arguments.stdin:
        examination.tally.listed = 1
        examination.read([(("F", 0, "", (), b"(standard input)"), "", _stdin(), "")])
        return examination.verdict("standard input")
    read_paths(examination, arguments.paths or ["."])
    return examination.verdict(", ".join(arguments.paths) or "this folder")


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
