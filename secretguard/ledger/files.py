"""Files that must not be links, and appends that happen as a whole or not at all."""

from __future__ import annotations

import os

from secretguard.errors import SourceError

# A ledger that is a link would be read from, and written to, wherever the repository says.
_SAFE = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)


def read_file(path: str) -> bytes:
    """The content of a file that must not be a link, b"" when it is not there.

    Raises ``SourceError``.
    """
    try:
        file = os.open(path, os.O_RDONLY | _SAFE)
    except FileNotFoundError:
        return b""
    except OSError as error:
        raise SourceError(f"{path}: {_reason(path, error)}") from error
    try:
        with os.fdopen(file, "rb") as opened:
            return opened.read()
    except OSError as error:
        raise SourceError(f"{path}: {error.strerror}") from error


def append_bytes(path: str, data: bytes, mode: int) -> None:
    """Add ``data`` and make it durable, or leave the file as it was and raise ``SourceError``."""
    try:
        existed = os.path.lexists(path)
        file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | _SAFE, mode)
    except OSError as error:
        raise SourceError(f"{path}: {_reason(path, error)}") from error
    try:
        size = os.fstat(file).st_size
        try:
            view = memoryview(data)
            while view:
                view = view[os.write(file, view) :]
            os.fsync(file)
        except OSError as error:
            os.ftruncate(file, size)
            raise SourceError(f"{path}: {error.strerror}; nothing was recorded") from error
    finally:
        os.close(file)
    if not existed:
        _sync_folder(os.path.dirname(path))


def make_folder(path: str) -> None:
    """Make a folder and those above it. Raises ``SourceError``."""
    try:
        os.makedirs(path, exist_ok=True)
    except OSError as error:
        raise SourceError(f"{path}: {error.strerror}") from error


def truncate(path: str, size: int) -> None:
    """Cut a file back to ``size`` bytes, durably. Raises ``OSError``."""
    file = os.open(path, os.O_WRONLY | _SAFE)
    try:
        os.ftruncate(file, size)
        os.fsync(file)
    finally:
        os.close(file)


def _sync_folder(path: str) -> None:
    """Make the new name durable where folders can be opened at all (not on Windows)."""
    if os.name != "posix":
        return
    folder = os.open(path, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _reason(path: str, error: OSError) -> str:
    return "it is a link; it has to be a file" if os.path.islink(path) else str(error.strerror)
