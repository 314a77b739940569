"""The file of a run that can be taken up again: every finished repository with its answer.

A SQLite file, so each answer is in it wholly or not at all, whatever dies. It belongs to one user:
the run's key is made of a salt in the file and of 32 bytes that only this user has, and
every answer is sealed with it. Without that key the digests in it tell nothing, and nobody can
slip in an answer.
"""

from __future__ import annotations

import hmac
import os
import pickle
import sqlite3
import zlib
from hashlib import blake2b

from secretguard.engine.cache import own_key
from secretguard.errors import SourceError, UsageError
from secretguard.fleet.words import Seen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

# With a write-ahead log no answer waits for the disk, and a power cut costs the last ones alone:
# https://sqlite.org/wal.html
_TABLES = """
pragma journal_mode = wal;
pragma synchronous = normal;
create table if not exists run (salt blob not null, seal blob not null);
create table if not exists answer (path blob primary key, seal blob not null, seen blob not null);
"""


class State:
    """An open state file; ``question`` says what the run asks, so that answers are not mixed up.

    Raises ``UsageError`` for a file of another user or another question, ``SourceError`` for one
    that cannot be read or written.
    """

    def __init__(self, path: str, question: str) -> None:
        self._path = path
        own = own_key()
        if not own:
            raise UsageError("fleet: --resume needs a home directory to keep a key in")
        try:
            os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
            self._file = sqlite3.connect(path, isolation_level=None)
            self._file.executescript(_TABLES)
            row = self._file.execute("select salt, seal from run").fetchone()
            salt = row[0] if row else os.urandom(32)
            self.key = blake2b(salt, key=own, digest_size=32).digest()
            self._seal_key = blake2b(b"seal", key=self.key, digest_size=32).digest()
            seal = self._seal(question.encode())
            if row is None:
                self._file.execute("insert into run values (?, ?)", (salt, seal))
            elif not hmac.compare_digest(row[1], seal):
                raise UsageError(
                    f"{path} belongs to a run of another user, version or question: name a new file"
                )
        except (OSError, sqlite3.Error) as error:
            raise self._unusable(error) from error

    def finished(self) -> Iterator[tuple[str, Seen]]:
        """The answers so far by the paths of their repositories; what is damaged is left out."""
        try:
            for path, seal, packed in self._file.execute("select path, seal, seen from answer"):
                if hmac.compare_digest(seal, self._seal(path + b"\0" + packed)):
                    yield os.fsdecode(path), pickle.loads(zlib.decompress(packed))  # noqa: S301 - sealed by us
        except sqlite3.Error as error:
            raise self._unusable(error) from error

    def keep(self, path: str, seen: Seen) -> None:
        """Write down one answer; it outlives this process."""
        name, packed = os.fsencode(path), zlib.compress(pickle.dumps(seen), 1)
        row = (name, self._seal(name + b"\0" + packed), packed)
        try:
            self._file.execute("insert or replace into answer values (?, ?, ?)", row)
        except sqlite3.Error as error:
            raise self._unusable(error) from error

    def close(self) -> None:
        """Nothing is asked of it any more."""
        self._file.close()

    def _seal(self, told: bytes) -> bytes:
        return blake2b(told, key=self._seal_key, digest_size=32).digest()

    def _unusable(self, error: Exception) -> SourceError:
        why = error.strerror if isinstance(error, OSError) else str(error)
        return SourceError(f"{self._path}: {why}")
