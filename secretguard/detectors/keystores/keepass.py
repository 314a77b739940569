"""KeePass databases, always encrypted: with what, and how dear a guess is.

https://keepass.info/help/kb/kdbx.html
"""

from __future__ import annotations

from secretguard.detectors.keystores.contents import LOCKED, Contents

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from secretguard.detectors.keystores.contents import Work

_ROUNDS_FIELD, _DERIVATION_FIELD = 6, 11
_FEW_ROUNDS = 60_000  # what KeePass itself took before it measured the machine
_ARGON2 = (
    bytes.fromhex("ef636ddf8c29444b91f7a9a403e30a0c"),
    bytes.fromhex("9e298b1956db4773b23dfc3ec6f0a1e6"),
)
_MOST_FIELDS = 64


def read_database(data: bytes, _work: Work) -> Contents:
    """It is locked; the evidence says how well."""
    told = ["the file begins like one, and such a file is always encrypted"]
    cost = _cost(data)
    return Contents(
        "KeePass database", LOCKED, (*told, *([cost] if cost else [])), rule_id="password-database"
    )


def _cost(data: bytes) -> str:
    if data[4] == 0x65:  # version 1
        return _rounds(int.from_bytes(data[120:124], "little")) if len(data) >= 124 else ""
    size = 4 if int.from_bytes(data[10:12], "little") >= 4 else 2
    for kind, value in _fields(data, 12, size):
        if kind == _ROUNDS_FIELD:
            return _rounds(int.from_bytes(value, "little"))
        if kind == _DERIVATION_FIELD:
            if any(name in value for name in _ARGON2):
                return "a guess is dear: the password goes through Argon2"
            at = value.find(b"\x05\x01\0\0\0R\x08\0\0\0")  # UInt64 R
            return _rounds(int.from_bytes(value[at + 10 : at + 18], "little")) if at >= 0 else ""
    return ""


def _rounds(number: int) -> str:
    cheap = "a guess is cheap" if number <= _FEW_ROUNDS else "a guess costs some time"
    return f"{cheap}: the password goes through {number:,} rounds of AES"


def _fields(data: bytes, position: int, size: int) -> Iterator[tuple[int, bytes]]:
    for _ in range(_MOST_FIELDS):
        length = int.from_bytes(data[position + 1 : position + 1 + size], "little")
        start = position + 1 + size
        if start + length > len(data) or data[position] == 0:
            return
        yield data[position], data[start : start + length]
        position = start + length
