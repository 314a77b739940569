"""Files outside the index: paths given by a person, folders, standard input."""

from __future__ import annotations

import errno
import os
import stat

from secretguard.errors import UsageError
from secretguard.sources.git import run_git
from secretguard.sources.index import SUBMODULE
from secretguard.sources.repository import work_tree_root
from secretguard.sources.tracked import why_not_here

TYPE_CHECKING = False  # importing typing costs the hook 4 ms
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator


# Links are not followed; a pipe that nobody writes to must not block the scan.
_FLAGS = (
    os.O_RDONLY
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_NONBLOCK", 0)
    | getattr(os, "O_BINARY", 0)
)


def _seek_and_read(file: int, size: int, position: int, /) -> bytes:
    """What ``os.pread`` does where there is one; pipes refuse both."""
    os.lseek(file, position, os.SEEK_SET)
    return os.read(file, size)


_pread = getattr(os, "pread", None) or _seek_and_read
_FIRST = 1 << 16  # nearly all files are smaller; larger buffers leave holes in the memory
_CHUNK = 1 << 20
_LARGEST = 1 << 23  # a larger file is handed out in parts
_REFUSALS = {
    errno.ESPIPE: "it is neither a file nor a link",
    errno.EISDIR: "it is a folder",
}


def followed(path: str) -> str:
    """What a person named: of a link, where it leads. Links met on the way below are not followed.

    Raises ``UsageError`` for what is neither a file nor a folder, such as ``<(command)`` of a shell.
    """
    try:
        mode = os.stat(path).st_mode
    except (OSError, ValueError):
        raise UsageError(f"{path}: no such file or folder") from None
    if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
        hint = "what comes through a pipe is read with --stdin"
        raise UsageError(f"{path}: it is neither a file nor a folder; {hint}")
    return os.path.realpath(path) if os.path.islink(path) else path


def list_files(paths: list[str]) -> Iterator[bytes]:
    """The files that ``paths`` stand for, in a stable order, each once.

    A file is taken as it is. A folder inside a repository gives the files git tracks below it,
    elsewhere every file except those in a ``.git`` folder. Raises ``UsageError`` for a path
    that does not exist.
    """
    return (found for found, why in _list(paths) if not why)


def files_and_passed(paths: list[str]) -> tuple[list[bytes], list[tuple[bytes, str]]]:
    """The files that ``list_files`` gives, and what git tracks but has no file here, with the reason."""
    called = names_from_top()
    listed = list(_list(paths))
    passed = [(called(found), why) for found, why in listed if why]
    return [found for found, why in listed if not why], passed


def _list(paths: list[str]) -> Iterator[tuple[bytes, str]]:
    if len(paths) == 1:
        return _expand(paths[0])
    return iter(dict.fromkeys(found for path in paths for found in _expand(path)))


def _expand(path: str) -> Iterator[tuple[bytes, str]]:
    try:
        mode = os.lstat(path).st_mode
    except (OSError, ValueError):
        raise UsageError(f"{path}: no such file or folder") from None
    raw = os.fsencode(path)
    if not stat.S_ISDIR(mode):
        yield raw, ""
    elif work_tree_root(path):
        yield from _tracked(raw)
    else:
        yield from ((found, "") for found in _walk(raw))


def _tracked(folder: bytes) -> Iterator[tuple[bytes, str]]:
    args = ["ls-files", "-s", "-t", "-z", "--full-name", "."]
    listing = run_git(args, os.fsdecode(folder))
    top = os.fsencode(work_tree_root(os.fsdecode(folder)))
    base = b"" if os.path.samefile(top, b".") else top + b"/"
    previous = b""
    for row in listing.split(b"\0")[:-1]:
        name = row.partition(b"\t")[2]
        # Unmerged paths are listed once a stage; a file deleted on disk has nothing to scan.
        if name != previous:
            why, path = why_not_here(row), base + name
            if why != SUBMODULE and os.path.lexists(path):
                yield path, ""
            elif why:
                yield path, why
        previous = name


def _walk(folder: bytes) -> Iterator[bytes]:
    """Every file below ``folder``, those of one folder together and in the order of their names.

    A folder that cannot be listed stands for what is in it: whoever reads it is told why.
    """
    waiting = [folder]
    while waiting:
        current = waiting.pop()
        prefix = b"" if current == b"." else current.rstrip(b"/") + b"/"
        folders: list[bytes] = []
        files: list[bytes] = []
        try:
            with os.scandir(current) as entries:
                for entry in entries:
                    (folders if entry.is_dir(follow_symlinks=False) else files).append(entry.name)
        except OSError:
            yield current
        yield from [prefix + name for name in sorted(files)]
        waiting += [prefix + name for name in sorted(folders, reverse=True) if name != b".git"]


def read_file(path: bytes) -> bytes | LargeFile:
    """The content of a file; of a symbolic link its target text, since links are not followed.

    What is larger than 8 MiB comes as a ``LargeFile``. Raises ``OSError`` for what vanished, may not be read or is no file.
    """
    try:
        file = os.open(path, _FLAGS)
    except OSError:
        if os.path.islink(path):
            return os.readlink(path)
        raise
    try:
        # Pipes and terminals refuse pread, folders refuse to be read: one call for nearly all.
        begun = _pread(file, _FIRST, 0)
        content = begun if 0 < len(begun) < _FIRST else _read_on(file, begun)
    except OSError as error:
        if error.errno in _REFUSALS:
            raise OSError(error.errno, _REFUSALS[error.errno]) from None
        raise
    finally:
        os.close(file)
    return content


class LargeFile:
    """A file that is read in parts, in order, up to where it ended at first: it may be growing."""

    __slots__ = ("_end", "_file", "_position")

    def __init__(self, file: int) -> None:
        self._file = os.dup(file)
        self._end = os.fstat(file).st_size
        self._position = 0

    @property
    def size(self) -> int:
        """How many bytes it had at first."""
        return self._end

    def peek(self, size: int, /) -> bytes:
        """Its first ``size`` bytes; they will be read, too. Raises ``OSError``."""
        return _pread(self._file, size, 0)

    def read(self, size: int, /) -> bytes:
        """The next ``size`` bytes, fewer at the end. Raises ``OSError``."""
        part = _pread(self._file, min(size, self._end - self._position), self._position)
        self._position += len(part)
        return part

    def close(self) -> None:
        """Give the file back."""
        os.close(self._file)


def _read_on(file: int, content: bytes) -> bytes | LargeFile:
    """``content`` and what follows it, to wherever the file ends by then."""
    if not stat.S_ISREG(os.fstat(file).st_mode):
        raise OSError(errno.ESPIPE, "a device")
    chunks = [content]
    position = len(content)
    while chunk := _pread(file, _CHUNK, position):
        chunks.append(chunk)
        position += len(chunk)
        if position > _LARGEST:
            return LargeFile(file)
    return b"".join(chunks)


def read_items(
    paths: Iterable[bytes],
) -> Iterator[
    tuple[tuple[str, int, str, tuple[str, ...], bytes], str, bytes | LargeFile | None, str]
]:
    """Each file as an item of a scan: entry, no commit, content, or why there is none.

    Inside of the repository an entry is called by its path from the top, from wherever and however
    it was named: path rules, reports and fingerprints know only that.
    """
    called = names_from_top()
    for path in paths:
        try:
            content, why = read_file(path), ""
        except OSError as error:
            content, why = None, error.strerror or str(error)
        yield ("F", 0, "", (), called(path)), "", content, why
        if isinstance(content, LargeFile):
            content.close()


def names_from_top() -> Callable[[bytes], bytes]:
    """How a path given by a person is called: from the top of the repository, if it is inside."""
    top = work_tree_root()
    if not top:
        return lambda path: path
    prefix = os.fsencode(os.path.abspath(top)).rstrip(b"/") + b"/"
    at_top = os.path.samefile(top, ".")

    def called(path: bytes) -> bytes:
        if at_top and not path.startswith((b"/", b".")) and b".." not in path:
            return path  # nearly always, and there may be many
        whole = os.path.abspath(path)
        return whole[len(prefix) :] if whole.startswith(prefix) else path

    return called


def read_whole(
    paths: Iterable[bytes],
) -> Iterator[tuple[tuple[str, int, str, tuple[str, ...], bytes], str, bytes | None, str]]:
    """Like ``read_items``, with the content of large files, too."""
    for entry, commit, content, why in read_items(paths):
        yield entry, commit, None if content is None else _whole(content), why


def whole_file(path: bytes) -> bytes:
    """Like ``read_file``, with the content of a large file, too."""
    content = read_file(path)
    try:
        return _whole(content)
    finally:
        if isinstance(content, LargeFile):
            content.close()


def _whole(content: bytes | LargeFile) -> bytes:
    if isinstance(content, bytes):
        return content
    parts = []
    while part := content.read(_LARGEST):
        parts.append(part)
    return b"".join(parts)
