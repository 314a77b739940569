"""The per-user cache of compiled rules: 0700 folder, 0600 files, checked before loading.

A file holds ``MAGIC``, a BLAKE2b digest of the head (three sizes, the digest of the rules, the
table), then the table, the serialised database and the rules. The database carries a CRC of its
own, which Vectorscan checks when it loads; hashing its megabytes once more would cost each
commit milliseconds and stop nobody who may write to the file. Whatever does not fit (owner, mode,
digest, a symbolic link) is rebuilt, never trusted. Writes are atomic, so hooks that run at once
cannot hurt each other.

Each repository with settings of its own has a file, each change of the rules makes new ones, and hosts
may share a home. A write drops the files that nobody has used for a month, and those used longest
ago when there are too many.
"""

from __future__ import annotations

import marshal
import os
import stat
import sys
import time
from _blake2 import blake2b  # hashlib's own import costs OpenSSL's start

MAGIC = b"secretguard rules 2\n"
_DIGEST = 32
_HEAD = len(MAGIC) + _DIGEST + 3 * 4 + _DIGEST
_KEEP = 48  # files: 100 MB
_DAY = 86_400
_UNUSED = 30 * _DAY  # seconds
_WRITING = 600  # seconds after which an unfinished file was left by a hook that died

_OWN_KEY = "key"
_KEY_SIZE = 32

# (trigger name, width of its regions, detector module, how far it crosses lines) a trigger
Table = tuple[tuple[str, int, str, int], ...]


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
    file = _open(name)
    if file is None:
        return None
    try:
        head = _read_head(file)
        if head is None:
            return None
        table, start, size, _, _ = head
        database = _at(file, start, size)
        _count_use(file, name)
        return (table, database) if len(database) == size else None
    except OSError:
        return None
    finally:
        os.close(file)


def read_rules(name: str) -> bytes | None:
    """The rules that were written beside the database; None when there is nothing to trust."""
    file = _open(name)
    if file is None:
        return None
    try:
        head = _read_head(file)
        if head is None:
            return None
        _, start, database, size, digest = head
        rules = _at(file, start + database, size)
        return rules if blake2b(rules, digest_size=_DIGEST).digest() == digest else None
    except OSError:
        return None
    finally:
        os.close(file)


def _count_use(file: int, name: str) -> None:
    """Have the file's time tell the day of its last use; most hooks only look at it."""
    if os.fstat(file).st_mtime < time.time() - _DAY:
        try:
            os.utime(f"{folder()}/{name}.db")
        except OSError:
            return  # it may be dropped sooner, and compiled again


def _at(file: int, start: int, size: int) -> bytes:
    """``size`` bytes from ``start`` on; Windows has no ``pread``."""
    os.lseek(file, start, os.SEEK_SET)
    return os.read(file, size)


def _open(name: str, ending: str = ".db") -> int | None:
    """A descriptor of a file that belongs to this user alone, or None."""
    where = folder()
    if not where:
        return None
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
    try:
        if not _private(os.lstat(where)):
            return None
        file = os.open(f"{where}/{name}{ending}", flags)
        found = os.fstat(file)
    except OSError:
        return None
    if stat.S_ISREG(found.st_mode) and _private(found):
        return file
    os.close(file)
    return None


def own_key() -> bytes:
    """32 random bytes that this user alone has, made on first use; b"" where they cannot be kept."""
    where = folder()
    if not where:
        return b""
    path = f"{where}/{_OWN_KEY}"
    for _ in range(2):
        file = _open(_OWN_KEY, "")
        if file is not None:
            with os.fdopen(file, "rb") as opened:
                found = opened.read()
            if len(found) == _KEY_SIZE:
                return found
        temporary = f"{path}.{os.getpid()}.tmp"
        try:
            os.makedirs(where, mode=0o700, exist_ok=True)
            flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
            with os.fdopen(os.open(temporary, flags, 0o600), "wb") as out:
                out.write(os.urandom(_KEY_SIZE))
            os.replace(temporary, path)
        except OSError:
            return b""
    return b""


def _private(found: os.stat_result) -> bool:
    if not hasattr(os, "geteuid"):
        return True  # Windows: the profile folder's ACL is what protects it
    return found.st_uid == os.geteuid() and not found.st_mode & 0o077


def _read_head(file: int) -> tuple[Table, int, int, int, bytes] | None:
    """``(table, where the database starts, its size, size and digest of the rules)``."""
    head = os.read(file, 1 << 16)
    if len(head) < _HEAD or not head.startswith(MAGIC):
        return None
    sizes = head[len(MAGIC) + _DIGEST :]
    table, database, rules = (int.from_bytes(sizes[at : at + 4], "little") for at in (0, 4, 8))
    if len(head) < _HEAD + table:
        head += os.read(file, _HEAD + table - len(head))
    digest = head[len(MAGIC) : len(MAGIC) + _DIGEST]
    checked = memoryview(head)[len(MAGIC) + _DIGEST : _HEAD + table]
    if blake2b(checked, digest_size=_DIGEST).digest() != digest:
        return None
    rows: Table = marshal.loads(head[_HEAD : _HEAD + table])  # noqa: S302 - the digest was checked
    return rows, _HEAD + table, database, rules, sizes[12 : 12 + _DIGEST]


def write(name: str, table: Table, database: bytes, rules: bytes = b"") -> None:
    """Store atomically under ``name``. Raises ``OSError`` (a full disk, no home, a foreign folder)."""
    where = folder()
    if not where:
        raise OSError("there is no home directory to cache the compiled rules in")
    os.makedirs(where, mode=0o700, exist_ok=True)
    if not _private(os.lstat(where)):
        raise OSError(f"{where} is open to other users or belongs to one")
    packed = marshal.dumps(table)
    sizes = b"".join(len(part).to_bytes(4, "little") for part in (packed, database, rules))
    head = sizes + blake2b(rules, digest_size=_DIGEST).digest() + packed
    temporary = f"{where}/{name}.{os.getpid()}.tmp"
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    file = os.open(temporary, flags, 0o600)
    try:
        with os.fdopen(file, "wb") as out:
            out.writelines(
                (MAGIC, blake2b(head, digest_size=_DIGEST).digest(), head, database, rules)
            )
        os.replace(temporary, f"{where}/{name}.db")
    except OSError:
        os.unlink(temporary)
        raise
    _prune(where)


def forget() -> None:
    """Delete what is cached, so that the next run compiles the rules as they are then."""
    where = folder()
    if where and os.path.isdir(where):
        _prune(where, keep=0)


def _prune(where: str, keep: int = _KEEP) -> None:
    """Keep the files used last, within a month, and what another hook is writing at this moment.

    Another hook may prune at the same time, which is fine.
    """
    now = time.time()
    aged: list[tuple[float, str]] = []
    with os.scandir(where) as entries:
        for entry in entries:
            try:
                age = entry.stat(follow_symlinks=False).st_mtime
            except FileNotFoundError:
                continue
            begun = entry.name.endswith(".tmp") and age > now - _WRITING
            if entry.name != _OWN_KEY and not begun:
                aged.append((age, entry.path))
    last = sorted(aged, reverse=True)[:keep]
    for item in aged:
        if item in last and item[0] > now - _UNUSED:
            continue
        try:
            os.unlink(item[1])
        except FileNotFoundError:
            continue
