"""``secretguard explain``: why something is, or is not, taken for a secret."""

from __future__ import annotations

import os
import sys

from secretguard.cli.output import wants_colour
from secretguard.errors import EXIT_ALLOW, EXIT_COULD_NOT_LOOK, SourceError, UsageError
from secretguard.report.words import count
from secretguard.runs.examine import Examination
from secretguard.sources.repository import work_tree_root
from secretguard.sources.tree import followed, list_files, read_whole

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable, Iterator

    from secretguard.model.explanation import Explanation

HELP = "say why a text, a line or a finding is, or is not, taken for a secret"
_STDIN = "-"
_HEX = frozenset("0123456789abcdef")
_FINGERPRINT_LENGTH = 32
_WHY_NO_TEXT = (
    "A text is read from standard input and never from the command line: other users of the "
    "machine see the arguments of a process, and the shell keeps them in its history."
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the arguments of ``explain``."""
    parser.description = f"{HELP.capitalize()}. {_WHY_NO_TEXT}"
    parser.epilog = "Exit codes: 0 explained (whatever the answer), 2 usage, 3 could not look."
    parser.add_argument(
        "target",
        nargs="?",
        default=_STDIN,
        metavar="FILE:LINE | FINGERPRINT | -",
        help="a place, the fingerprint of a finding in the JSON report of a scan of this folder, "
        "or - for a text on standard input (the default)",
    )
    parser.add_argument(
        "--as",
        dest="name",
        metavar="FILE",
        default="(standard input)",
        help="judge the text of standard input as if it stood in FILE",
    )
    parser.add_argument("--format", choices=("text", "json"), default="text")


def run(arguments: argparse.Namespace) -> int:
    """Explain and write it down; 3 when something could not be judged."""
    from secretguard.report.explanation import render_json, render_text

    explanation = _explanation(arguments.target, arguments.name)
    if arguments.format == "json":
        text = render_json(explanation)
    else:
        text = render_text(explanation, colour=wants_colour())
    sys.stdout.buffer.write(text.encode("utf-8", "backslashreplace"))
    return EXIT_COULD_NOT_LOOK if explanation.unread else EXIT_ALLOW


def _explanation(target: str, name: str) -> Explanation:
    from secretguard.model.levels import Confidence

    examination = Examination(work_tree_root() or ".", Confidence.LOW, thorough=True)
    if target == _STDIN:
        item = (("F", 0, "", (), os.fsencode(name)), "", _stdin(), "")
        return examination.explain([item], name)
    path, line = _place(target)
    if path:
        items = list(read_whole(list_files([followed(path)])))
        lines = None if line is None else (line, line)
        _check_line(items[0][2], line)
        subject = path if line is None else f"{path}, line {line}"
        return examination.explain(items, subject, lines)
    if len(target) == _FINGERPRINT_LENGTH and set(target) <= _HEX:
        return _of_fingerprint(examination, target)
    # The argument is not repeated: it may be the very secret.
    raise UsageError(
        f"explain: expected FILE:LINE of a file that is here, a fingerprint, or -. {_WHY_NO_TEXT}"
    )


def _place(target: str) -> tuple[str, int | None]:
    """``FILE``, ``FILE:LINE`` or ``FILE:LINE:COLUMN``; ("", None) when no such file is here."""
    candidates = [(target, "")]
    for _ in range(2):
        path, _, number = candidates[-1][0].rpartition(":")
        candidates.append((path, number))
    for path, number in candidates:
        if path and os.path.isfile(path) and (not number or number.isdecimal()):
            return path, int(number) if number else None
    return "", None


def _check_line(content: bytes | None, line: int | None) -> None:
    if content is not None and line is not None:
        number = content.count(b"\n") + (not content.endswith(b"\n"))
        if not 1 <= line <= number:
            raise UsageError(f"explain: the file has {count(number, 'line')}")


def _of_fingerprint(examination: Examination, fingerprint: str) -> Explanation:
    from secretguard.pipeline.explain import with_fingerprint

    for files in _reported():
        items = read_whole(files)
        found = with_fingerprint(examination.explain(items, "this folder"), fingerprint)
        if found.accounts:
            return found
    raise UsageError(
        "explain: no file here holds a finding with this fingerprint; explain it where the "
        "report was made, and for a finding of an older commit check that commit out"
    )


def _reported() -> Iterator[Iterable[bytes]]:
    """The files that a report may be about: those of a folder, then what git does not track."""
    yield list_files(["."])
    if work_tree_root():
        from secretguard.sources.tracked import untracked

        usual = untracked(".")[0]
        yield usual
        known = set(usual)
        yield [name for name in untracked(".", ignored=True)[0] if name not in known]


def _stdin() -> bytes:
    if sys.stdin.isatty():
        sys.stderr.write("secretguard: waiting for the text; end it with Ctrl-D\n")
    try:
        return sys.stdin.buffer.read()
    except OSError as error:
        raise SourceError(f"standard input: {error.strerror}") from error
