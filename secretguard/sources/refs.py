"""The files in which git keeps refs and reflogs: what may not be read among them git passes over in silence."""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

_NAMES = ("HEAD", "packed-refs", "refs", "logs")
_WORK_TREES = "worktrees"


def unreadable(shared: str) -> Iterator[tuple[bytes, str]]:
    """``(path from the git directory, why)`` of each file and folder that cannot be read.

    ``shared`` is the directory of all work trees; each linked one keeps a HEAD and a reflog below it. A
    file is opened, since its mode does not tell it all. See https://git-scm.com/docs/gitrepository-layout.
    """
    waiting = [*_NAMES, _WORK_TREES]
    while waiting:
        path = waiting.pop()
        try:
            waiting += _look(shared, path)
        except (FileNotFoundError, NotADirectoryError):
            continue  # there need not be any, and git may be packing them
        except OSError as error:
            yield os.fsencode(path), f"git passes over it: {error.strerror or error}"


def _look(shared: str, path: str) -> list[str]:
    """The paths in a folder; none for a file, once it was opened. Raises ``OSError``."""
    whole = f"{shared}/{path}"
    if path == _WORK_TREES:
        return [f"{path}/{tree}/{name}" for tree in os.listdir(whole) for name in _NAMES]
    if os.path.isdir(whole):
        return [f"{path}/{name}" for name in os.listdir(whole)]
    os.close(os.open(whole, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0)))
    return []
