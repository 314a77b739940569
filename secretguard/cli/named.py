"""The files that a framework names beside those of the commit: all of them, with ``--all-files``."""

from __future__ import annotations

import sys

from secretguard.sources.repository import private_folder
from secretguard.sources.tree import list_files, read_items

TYPE_CHECKING = False
if TYPE_CHECKING:
    from secretguard.runs.examine import Examination
    from secretguard.sources.memory import Memory

# To look at fewer files costs less than to remember them.
_MANY = 100


def read_named(examination: Examination, names: list[str]) -> None:
    """Read files and folders into an examination, but for what was clean before."""
    files = list(list_files(names))
    examination.tally.listed += len(files)
    memory = _memory(examination) if len(files) >= _MANY else None
    if memory is None:
        examination.read(read_items(files))
        return
    from secretguard.runs.remembered import news

    examination.read(news(examination, read_items(files), memory))
    try:
        memory.save()
    except OSError as error:
        reason = error.strerror or error
        sys.stderr.write(f"secretguard: what was clean could not be remembered ({reason})\n")


def _memory(examination: Examination) -> Memory | None:
    from secretguard.runs.remembered import open_memory

    folder = private_folder()
    return open_memory(examination, folder, "hook") if folder else None
