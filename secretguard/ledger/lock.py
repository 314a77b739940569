"""One writer at a time, in all work trees of a repository."""

from __future__ import annotations

import os
import time
from contextlib import contextmanager

from secretguard.errors import SourceError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

_PATIENCE = 20.0  # seconds; an append takes milliseconds
_PAUSE = 0.02


@contextmanager
def locked(path: str) -> Iterator[None]:
    """Hold the lock file ``path``; a process that dies gives it up by dying.

    Raises ``SourceError`` when it stays taken or cannot be made.
    """
    try:
        file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise SourceError(f"{path}: {error.strerror}") from error
    try:
        deadline = time.monotonic() + _PATIENCE
        while not _take(file):
            if time.monotonic() > deadline:
                raise SourceError(f"{path}: another process has held this lock for too long")
            time.sleep(_PAUSE)
        yield
    finally:
        os.close(file)


def _take(file: int) -> bool:
    try:
        if os.name == "nt":
            import msvcrt

            msvcrt.locking(file, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
