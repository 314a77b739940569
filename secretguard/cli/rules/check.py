"""``secretguard rules check [PATH]``: whether provider files keep their promises."""

from __future__ import annotations

import os
import sys

from secretguard.engine import cache
from secretguard.errors import EXIT_USAGE, UsageError
from secretguard.report.words import count
from secretguard.rules.catalog import FOLDER, builtin_rules, provider_files

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

HELP = "check provider files: yours, or those that ship with secretguard"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the arguments of ``rules check``."""
    parser.add_argument(
        "paths",
        nargs="*",
        metavar="PATH",
        help="files or folders (default: the rules that ship and those of this repository)",
    )


def run(arguments: argparse.Namespace) -> int:
    """Print a line a complaint; 0 when there is none, 2 otherwise."""
    from secretguard.cli.rules import user_folders
    from secretguard.testing.rule_checks import check_files

    paths = list(_files(arguments.paths or [FOLDER, *user_folders()]))
    complaints = check_files(paths, builtin_rules())
    for complaint in complaints:
        print(complaint)
    cache.forget()  # what was edited in place has to be compiled anew
    told = count(len(complaints), "complaint") if complaints else "every promise is kept"
    sys.stderr.write(f"secretguard: {count(len(paths), 'file')} checked, {told}\n")
    return EXIT_USAGE if complaints else 0


def _files(paths: list[str]) -> Iterator[str]:
    for path in paths:
        if os.path.isdir(path):
            found = provider_files(path)
            if not found:
                raise UsageError(f"{path}: there is no provider file (NAME.toml) in this folder")
            yield from found
        elif os.path.isfile(path):
            yield path
        else:
            raise UsageError(f"{path}: no such file or folder")
