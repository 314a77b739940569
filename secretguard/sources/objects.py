"""Blobs by object id. What was staged a moment ago is a loose object: no process is needed."""

from __future__ import annotations

import os

from secretguard.errors import GitError

TYPE_CHECKING = False  # importing typing costs the hook 4 ms
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import IO

    from secretguard.sources.git import Running

# Up to so many blobs a process each is cheaper than one that is talked to.
FEW = 3
_FLAGS = os.O_RDONLY | getattr(os, "O_BINARY", 0)
# So many ids fit into a pipe before git has read one of them: no deadlock without threads.
_BATCH = 500


def read_loose(objects: str, blob: str) -> bytes | None:
    """The content of a loose blob below the folder ``objects``; None: ask git.

    The format is zlib over ``blob SIZE NUL content``:
    https://git-scm.com/book/en/v2/Git-Internals-Git-Objects#_object_storage
    """
    import zlib

    try:
        file = os.open(f"{objects}/{blob[:2]}/{blob[2:]}", _FLAGS)
    except OSError:
        return None
    try:
        packed = os.read(file, os.fstat(file).st_size)
        content = zlib.decompress(packed)
    except (OSError, zlib.error):
        return None  # damaged: git names the damage when it is asked
    finally:
        os.close(file)
    end = content.find(b"\0", 0, 32)
    if end < 0 or content[:end] != b"blob %d" % (len(content) - end - 1):
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
                yield blob, _read_answer(process.stdout)
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


def _read_answer(stream: IO[bytes]) -> bytes | None:
    header = stream.readline()
    if not header:
        raise GitError("git cat-file ended early: the object store cannot be read")
    fields = header.split()
    if len(fields) != 3:
        return None  # "<id> missing" or "<id> ambiguous"
    size = int(fields[2])
    content: bytes = stream.read(size)
    stream.read(1)
    if len(content) != size:
        raise GitError("git cat-file ended early: the object store cannot be read")
    return content if fields[1] == b"blob" else None
