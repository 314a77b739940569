"""What was clean before: content that git names by its hash needs no second look.

A mark stands for "this content under this path was looked at, and there was nothing to tell". It
is a keyed hash; the key is made of 32 bytes that only this user has and of everything that the
answer depends on (rules, settings, version), so a mark of other rules, of another machine or of a
forger is no mark at all. The files lie in the git directory that all work trees share, beside the
local ledger, and are told from its files by their names. They may be deleted at any time: whatever is
not remembered is looked at again.

Writers replace whole files, each the union of what it read and what it learned. Two at once may
lose marks, never invent one.
"""

from __future__ import annotations

import os
import re
from _blake2 import blake2b
from bisect import bisect_left
from contextlib import suppress

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

MARK = 20
_MAGIC = b"secretguard clean 1\n"
_SEAL = 32
_MOST = 2_000_000  # marks: 40 MB; what does not fit is looked at again
_KEEP = 6  # files that survive: rules change, and old ones are never asked again
_OURS = re.compile(r"[0-9a-f]{16}\.")  # how each name begins that ``Memory`` gives
_READ = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)


class Memory:
    """The marks and records below ``folder``, for one ``key``; nothing is created before ``save``.

    ``secret`` is the user's own 32 bytes, ``key`` a name that changes with everything that the
    answers depend on.
    """

    __slots__ = ("_data", "_folder", "_hash", "_name", "_new", "_seal")

    def __init__(self, folder: str, secret: bytes, key: str) -> None:
        self._folder = folder
        own = blake2b(key.encode(), key=secret, digest_size=32).digest()
        self._hash = blake2b(key=own, digest_size=MARK)
        self._seal = blake2b(b"seal", key=own, digest_size=32).digest()
        self._name = blake2b(b"name", key=own, digest_size=8).hexdigest()
        self._new: set[bytes] = set()
        self._data = self._load()

    def mark(self, identity: bytes, path: bytes) -> bytes:
        """The mark of one content (its object id) under one path."""
        made = self._hash.copy()
        made.update(identity + b"\0" + path)
        return made.digest()

    def knows(self, mark: bytes) -> bool:
        """Whether the mark was saved by an earlier run."""
        at = _position(self._data, mark)
        return self._data[at : at + MARK] == mark

    @property
    def empty(self) -> bool:
        """Whether nothing was saved yet."""
        return not self._data

    def learn(self, marks: Iterable[bytes]) -> None:
        """Marks to be saved."""
        self._new.update(marks)

    def save(self) -> None:
        """Write what was learned to disk. Raises ``OSError`` (a full disk, a foreign folder)."""
        if not self._new:
            return
        self._data = self._load()
        room = _MOST - len(self._data) // MARK
        new = sorted(self._new)[: max(room, 0)]
        self._new.clear()
        self._replace("marks", _merged(self._data, new))
        self._data = self._load()

    def record(self, name: str) -> bytes | None:
        """What ``keep`` stored under ``name``, None when there is nothing to trust."""
        content = self._read(name)
        sealed, payload = content[:_SEAL], content[_SEAL:]
        return payload if content and sealed == self._sealed(name, payload) else None

    def keep(self, name: str, payload: bytes) -> None:
        """Store a record. Raises ``OSError``."""
        self._replace(name, (self._sealed(name, payload), payload))

    def _sealed(self, name: str, payload: bytes) -> bytes:
        return blake2b(name.encode() + b"\0" + payload, key=self._seal, digest_size=_SEAL).digest()

    def _load(self) -> bytes:
        """The saved marks, sorted and each once."""
        content = self._read("marks")
        fits = content.startswith(_MAGIC) and not (len(content) - len(_MAGIC)) % MARK
        return content[len(_MAGIC) :] if fits else b""

    def _read(self, name: str) -> bytes:
        try:
            path = f"{self._folder}/{self._name}.{name}"
            with open(path, "rb", opener=lambda path, _: os.open(path, _READ)) as file:
                return file.read()
        except OSError:
            return b""

    def _replace(self, name: str, parts: Iterable[bytes]) -> None:
        os.makedirs(self._folder, mode=0o700, exist_ok=True)
        temporary = f"{self._folder}/{self._name}.{name}.{os.getpid()}.{os.urandom(4).hex()}.tmp"
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
        file = os.open(temporary, flags, 0o600)
        try:
            with os.fdopen(file, "wb") as out:
                out.writelines(parts)
            os.replace(temporary, f"{self._folder}/{self._name}.{name}")
        except OSError:
            os.unlink(temporary)
            raise
        self._prune()

    def _prune(self) -> None:
        """Drop the oldest of our files; another process may write and prune at the same time."""
        names = [name for name in os.listdir(self._folder) if _OURS.match(name)]
        for ending, keep in ((".tmp", _KEEP * 4), ("", _KEEP)):
            some = [name for name in names if name.endswith(".tmp") == bool(ending)]
            aged = sorted((_changed(f"{self._folder}/{name}"), name) for name in some)
            for _, name in aged[:-keep]:
                with suppress(FileNotFoundError, IsADirectoryError, PermissionError):
                    os.unlink(f"{self._folder}/{name}")


def _changed(path: str) -> int:
    """When a file was changed, in nanoseconds; 0 for one that is gone by now."""
    try:
        return os.lstat(path).st_mtime_ns
    except FileNotFoundError:
        return 0


def _position(data: bytes, mark: bytes) -> int:
    """The offset of the first saved mark that is not below ``mark``."""
    count = len(data) // MARK
    return MARK * bisect_left(range(count), mark, key=lambda i: data[i * MARK : (i + 1) * MARK])


def _merged(data: bytes, new: list[bytes]) -> Iterator[bytes]:
    """A marks file in parts: the old marks and the new ones, sorted, each once."""
    yield _MAGIC
    done = 0
    for mark in new:
        at = _position(data, mark)
        yield data[done:at]
        done = at
        if data[at : at + MARK] != mark:
            yield mark
    yield data[done:]
