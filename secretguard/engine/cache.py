"""The per-user cache of compiled rules: 0700 folder, 0600 files, digest checked before loading.

A file is ``MAGIC``, 32 bytes BLAKE2b of all that follows, 4 bytes length of the table, the
marshalled table, the serialised database. Whatever does not fit (owner, mode, digest, a symbolic
link) is rebuilt, never trusted. Writes are atomic, so hooks that run at once cannot hurt each other.
"""

from __future__ import annotations

import marshal
import os
import stat
import sys
from _blake2 import blake2b  # hashlib's own import costs OpenSSL's start

MAGIC = b"secretguard rules 1\n"
_HEAD = len(MAGIC) + 32 + 4
_KEEP = 8  # newest files that survive a write: rules change, hosts share a home

# (trigger name, width, detector module) a trigger
Table = tuple[tuple[str, int, str], ...]


def folder() -> str:
    """The cache folder, "" when this user has no home to put one in."""
    base = os.environ.get("XDG_CACHE_HOME", "")
    if sys.platform == "win32":
        base = base or os.environ.get("LOCALAPPDATA", "")
    if not os.path.isabs(base):
        home = os.path.expanduser("~")
        base = os.path.join(home, ".cache") if os.path.isabs(home) else ""
    return os.path.join(base, "secretguard") if base else ""


def key(*parts: object) -> str:
    """A file name that changes with any of ``parts`` (plain values with a stable ``repr``)."""
    host = os.uname()[1::3] if hasattr(os, "uname") else ()  # CPU features differ by machine
    return blake2b(repr((parts, host, sys.version)).encode(), digest_size=16).hexdigest()


def read(name: str) -> tuple[Table, bytes] | None:
    """The table and the database cached under ``name``; None when there is nothing to trust."""
    where = folder()
    if not where:
        return None
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
    try:
        if not _private(os.lstat(where)):
            return None
        file = os.open(f"{where}/{name}.db", flags)
    except OSError:
        return None
    try:
        found = os.fstat(file)
        if not stat.S_ISREG(found.st_mode) or not _private(found):
            return None
        content = _read_all(file, found.st_size)
    except OSError:
        return None
    finally:
        os.close(file)
    return _parse(content)


def _private(found: os.stat_result) -> bool:
    if not hasattr(os, "geteuid"):
        return True  # Windows: the profile folder's ACL is what protects it
    return found.st_uid == os.geteuid() and not found.st_mode & 0o077


def _read_all(file: int, size: int) -> bytes:
    chunks = []
    while size > 0 and (chunk := os.read(file, size)):
        chunks.append(chunk)
        size -= len(chunk)
    return chunks[0] if len(chunks) == 1 else b"".join(chunks)


def _parse(content: bytes) -> tuple[Table, bytes] | None:
    body = memoryview(content)[len(MAGIC) + 32 :]
    if not content.startswith(MAGIC) or len(content) < _HEAD:
        return None
    if blake2b(body, digest_size=32).digest() != content[len(MAGIC) : len(MAGIC) + 32]:
        return None
    size = int.from_bytes(body[:4], "little")
    table: Table = marshal.loads(body[4 : 4 + size])  # noqa: S302 - the digest was checked
    return table, bytes(body[4 + size :])


def write(name: str, table: Table, database: bytes) -> None:
    """Store atomically under ``name``. Raises ``OSError`` (a full disk, no home, a foreign folder)."""
    where = folder()
    if not where:
        raise OSError("there is no home directory to cache the compiled rules in")
    os.makedirs(where, mode=0o700, exist_ok=True)
    if not _private(os.lstat(where)):
        raise OSError(f"{where} is open to other users or belongs to one")
    packed = marshal.dumps(table)
    body = len(packed).to_bytes(4, "little") + packed + database
    temporary = f"{where}/{name}.{os.getpid()}.tmp"
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    file = os.open(temporary, flags, 0o600)
    try:
        with os.fdopen(file, "wb") as out:
            out.write(MAGIC + blake2b(body, digest_size=32).digest() + body)
        os.replace(temporary, f"{where}/{name}.db")
    except OSError:
        os.unlink(temporary)
        raise
    _prune(where)


def _prune(where: str) -> None:
    """Keep the newest files; another hook may prune at the same time, which is fine."""
    with os.scandir(where) as entries:
        aged = sorted(
            ((entry.stat(follow_symlinks=False).st_mtime, entry.path) for entry in entries),
            reverse=True,
        )
    for _, path in aged[_KEEP:]:
        try:
            os.unlink(path)
        except FileNotFoundError:
            continue
