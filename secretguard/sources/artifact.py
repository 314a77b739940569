"""Build artifacts on disk: files of any size and folders, opened to be read in order."""

from __future__ import annotations

import os
import stat

from secretguard.errors import SourceError, UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import IO


def open_artifact(path: str) -> IO[bytes]:
    """The file that a person named; a link is followed, since build tools leave many.

    Raises ``UsageError`` when there is none and ``SourceError`` when it cannot be read.
    """
    try:
        # A pipe that nobody writes to must not block the scan.
        number = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
    except FileNotFoundError:
        raise UsageError(f"{path}: no such file or folder") from None
    except OSError as error:
        raise SourceError(error.strerror or str(error)) from error
    if not stat.S_ISREG(os.fstat(number).st_mode):
        os.close(number)
        raise UsageError(f"{path}: it is neither a file nor a folder")
    return os.fdopen(number, "rb")


def files_below(folder: str) -> Iterator[tuple[str, IO[bytes]]]:
    """Each file below a folder, also a linked one, by its path from there, in a stable order.

    Raises ``OSError`` for a folder that cannot be listed.
    """
    for current, folders, names in os.walk(folder, onerror=_refused):
        folders.sort()
        for name in sorted(names):
            path = os.path.join(current, name)
            if os.path.isfile(path):
                with open_artifact(path) as file:
                    yield os.path.relpath(path, folder).replace(os.sep, "/"), file


def _refused(error: OSError) -> None:
    raise error
