"""``secretguard install``: native git hooks, or an entry in ``.pre-commit-config.yaml``."""

from __future__ import annotations

import os
import sys

from secretguard import __version__
from secretguard.errors import SourceError
from secretguard.ledger.places import ATTRIBUTES, add_attributes
from secretguard.sources.framework import CONFIG_NAME, add_entry
from secretguard.sources.hooks import SERVER_STAGES, STAGES, hooks_folder, install_hook
from secretguard.sources.repository import work_tree_root

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse

HELP = "install the hooks into this repository"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the arguments of ``install``."""
    parser.add_argument(
        "--framework",
        action="store_true",
        help=f"add secretguard to {CONFIG_NAME} (pre-commit, prek) instead of writing hooks",
    )
    parser.add_argument(
        "--server",
        action="store_true",
        help="install pre-receive into a repository that others push to",
    )
    parser.add_argument(
        "--repo",
        default="https://github.com/secretguard/secretguard",
        help="with --framework: where the framework gets secretguard from",
    )
    parser.add_argument(
        "--rev", default=f"v{__version__}", help="with --framework: the version to pin"
    )


def run(arguments: argparse.Namespace) -> int:
    """Install; running it again changes nothing."""
    if arguments.framework:
        try:
            changed = add_entry(arguments.repo, arguments.rev)
        except OSError as error:
            raise SourceError(f"{CONFIG_NAME}: {error.strerror}") from error
        print(
            f"{CONFIG_NAME}: {'secretguard added' if changed else 'secretguard is there already'}."
        )
        _set_up_merges()
        kinds = " ".join(f"--hook-type {stage}" for stage in STAGES)
        print(f"Now run (or the same with prek): pre-commit install {kinds}")
        return 0
    folder = hooks_folder()
    if not os.access(os.path.dirname(folder), os.W_OK):
        raise SourceError(f"{folder}: the folder of hooks cannot be written")
    for stage in SERVER_STAGES if arguments.server else STAGES:
        try:
            done = install_hook(folder, stage, sys.executable)
        except OSError as error:
            raise SourceError(f"{folder}/{stage}: {error.strerror}") from error
        print(f"{stage}: {done}")
    print(f"The hooks are in {folder}.")
    _set_up_merges()
    return 0


def _set_up_merges() -> None:
    """Ledgers of two branches are merged line by line, from the first event on."""
    root = work_tree_root()
    if root and add_attributes(root):
        print(f"{ATTRIBUTES}: written; commit it.")
