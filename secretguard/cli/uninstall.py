"""``secretguard uninstall``: everything as it was before ``install``."""

from __future__ import annotations

from secretguard.errors import SourceError
from secretguard.ledger.places import ATTRIBUTES, remove_attributes
from secretguard.sources.framework import CONFIG_NAME, remove_entry
from secretguard.sources.hooks import (
    NOT_INSTALLED,
    SERVER_STAGES,
    STAGES,
    hooks_folder,
    uninstall_hook,
)
from secretguard.sources.repository import work_tree_root

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse

HELP = "remove what install wrote, and put back what was there"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the arguments of ``uninstall``."""
    parser.add_argument(
        "--framework", action="store_true", help=f"remove the entry from {CONFIG_NAME}"
    )


def run(arguments: argparse.Namespace) -> int:
    """Uninstall; running it again changes nothing."""
    if arguments.framework:
        try:
            changed = remove_entry()
        except OSError as error:
            raise SourceError(f"{CONFIG_NAME}: {error.strerror}") from error
        print(f"{CONFIG_NAME}: {'secretguard removed' if changed else 'nothing of secretguard'}.")
    else:
        folder = hooks_folder()
        for stage in (*STAGES, *SERVER_STAGES):
            try:
                told = uninstall_hook(folder, stage)
            except OSError as error:
                raise SourceError(f"{folder}/{stage}: {error.strerror}") from error
            if stage in STAGES or told != NOT_INSTALLED:
                print(f"{stage}: {told}")
    root = work_tree_root()
    if root and remove_attributes(root):
        print(f"{ATTRIBUTES}: removed.")
    return 0
