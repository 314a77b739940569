"""Blobs by object id. What was staged a moment ago is a loose object: no process is needed."""

from __future__ import annotations

import os

from secretguard.errors import GitError

TYPE_CHECKING = False  # importing typing costs the hook 4 ms
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import IO

    from secretguard.sources.git import Running
    from secretguard.sources.packed import Body

# Up to so many blobs a process each is cheaper than one that is talked to.
FEW = 3
_FLAGS = os.O_RDONLY | getattr(os, "O_BINARY", 0)
# A larger content is handed out in parts to whoever can read it so.
LARGEST = 1 << 23
# So many ids fit into a pipe before git has read one of them: no deadlock without threads.
_BATCH = 500


class TooLargeError(Exception):
    """A blob is larger than what was asked for."""


def read_loose(objects: str, blob: str, most: int = 0) -> bytes | None:
    """The content of a loose blob below the folder ``objects``; None: ask git.

    Raises ``TooLargeError`` for one of more than ``most`` bytes, before it is in the memory; 0 is no limit.

    The format is zlib over ``blob SIZE NUL content``:
    https://git-scm.com/book/en/v2/Git-Internals-Git-Objects#_object_storage
    """
    import zlib

    try:
        file = os.open(f"{objects}/{blob[:2]}/{blob[2:]}", _FLAGS)
    except OSError:
        return None
    try:
        size = os.fstat(file).st_size
        if size > most > 0:
            raise TooLargeError
        unpacking = zlib.decompressobj()
        content = unpacking.decompress(os.read(file, size), most)
    except (OSError, zlib.error):
        return None  # damaged: git names the damage when it is asked
    finally:
        os.close(file)
    if 0 < most <= len(content):
        raise TooLargeError
    end = content.find(b"\0", 0, 32)
    if not unpacking.eof or end < 0 or content[:end] != b"blob %d" % (len(content) - end - 1):
        return None
    return content[end + 1 :]


def read_few(blobs: Iterable[str]) -> list[bytes | None]:
    """The contents of a handful of blobs, each through a git of its own, all at once.

    ``read_blobs`` serves any number but needs ``subprocess``, which costs more than git does.
    """
    from secretguard.sources.git import Running

    return [_content(process) for process in [Running(["cat-file", "blob", b]) for b in blobs]]


def _content(process: Running) -> bytes | None:
    try:
        return process.collect()
    except GitError:
        return None


def read_blobs(blobs: Iterable[str]) -> Iterator[tuple[str, bytes | None]]:
    """Each blob's content through one ``git cat-file --batch``; None for what git cannot give.

    Raises ``GitError`` when git ends before it has answered.
    """
    for blob, content in read_bodies(blobs):
        yield blob, content if content is None else whole(content)


def whole(content: bytes | Body) -> bytes:
    """The content of a large blob, too. Raises ``GitError``."""
    return content if isinstance(content, bytes) else content.read(content.left)


def read_bodies(blobs: Iterable[str]) -> Iterator[tuple[str, bytes | Body | None]]:
    """Like ``read_blobs``; what is larger than 8 MiB comes as a ``Body``, to be read at once."""
    import subprocess

    from secretguard.sources.git import environment

    command = ["git", "cat-file", "--batch"]
    with subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment(),
    ) as process:
        if process.stdin is None or process.stdout is None:
            raise GitError("git cat-file could not be connected")
        for batch in _batches(blobs):
            process.stdin.write("".join(f"{blob}\n" for blob in batch).encode())
            process.stdin.flush()
            for blob in batch:
                content = _read_answer(process.stdout)
                yield blob, content
                if content is not None and not isinstance(content, bytes):
                    while content.left:  # nobody wanted it
                        content.read(LARGEST)
                    process.stdout.read(1)
        process.stdin.close()


def _batches(blobs: Iterable[str]) -> Iterator[list[str]]:
    batch: list[str] = []
    for blob in blobs:
        batch.append(blob)
        if len(batch) == _BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _read_answer(stream: IO[bytes]) -> bytes | Body | None:
    header = stream.readline()
    if not header:
        raise GitError("git cat-file ended early: the object store cannot be read")
    fields = header.split()
    if len(fields) != 3:
        return None  # "<id> missing" or "<id> ambiguous"
    size = int(fields[2])
    if size > LARGEST and fields[1] == b"blob":
        from secretguard.sources.packed import Body

        return Body(stream, size)
    content: bytes = stream.read(size)
    stream.read(1)
    if len(content) != size:
        raise GitError("git cat-file ended early: the object store cannot be read")
    return content if fields[1] == b"blob" else None
