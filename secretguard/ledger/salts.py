"""The salts of a repository: one line each, merged line by line when two branches made one."""

from __future__ import annotations

import os

from secretguard.errors import SourceError
from secretguard.ledger.files import append_bytes, make_folder, read_file
from secretguard.ledger.fingerprint import Key, new_salt
from secretguard.ledger.lock import locked


def read_salts(path: str) -> list[str]:
    """The salts in a file, none when it is missing. Raises ``SourceError`` naming a wrong line."""
    salts: list[str] = []
    for number, line in enumerate(read_file(path).splitlines(), 1):
        text = line.decode("ascii", "replace").strip()
        try:
            Key(text)
        except ValueError as error:
            raise SourceError(f"{path} line {number}: {error}") from None
        salts.append(text)
    return salts


def add_salts(path: str, lock: str, wanted: list[str], mode: int) -> None:
    """Add the salts that are not there. Two processes at once end with the same file."""
    make_folder(os.path.dirname(path))
    with locked(lock):
        missing = [salt for salt in wanted if salt not in read_salts(path)]
        if missing:
            append_bytes(path, "".join(f"{salt}\n" for salt in missing).encode(), mode)


def ensure_salt(path: str, lock: str, mode: int) -> list[str]:
    """The salts of a file, which is made with a new one when it holds none."""
    make_folder(os.path.dirname(path))
    with locked(lock):
        if not (salts := read_salts(path)):
            salts = [new_salt()]
            append_bytes(path, f"{salts[0]}\n".encode(), mode)
    return salts
