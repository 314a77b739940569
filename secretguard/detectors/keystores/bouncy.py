"""Bouncy Castle's key stores: BKS, whose entries lie open; UBER and BCFKS, encrypted as a whole.

The first two begin with a version, a salt and a round count; the layout is that of Bouncy Castle's
``BcKeyStoreSpi``. Only what reads as entries to the end, with room for the integrity check behind
them, is believed to be BKS.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass

from secretguard.detectors.keystores.contents import (
    CERTIFICATES,
    KNOWN,
    LOCKED,
    NOT_FAMOUS,
    PASSWORDS,
    Contents,
    counted,
    opened_with,
    utf16,
)
from secretguard.detectors.keystores.derivation import mac_key

TYPE_CHECKING = False
if TYPE_CHECKING:
    from secretguard.detectors.keystores.contents import Work

_END, _CERTIFICATE, _KEY, _SECRET, _SEALED = range(5)
_CHECK = 20
_MOST = 10_000
_MOST_ROUNDS = 10_000_000
_BLOCK = 16  # Twofish
_SALT = 20  # what Bouncy Castle writes
_SEALED_STORE = "it is encrypted as a whole, so whether a key is inside cannot be told"


@dataclass(slots=True)
class _Entries:
    keys: int = 0
    certificates: int = 0
    end: int = 0  # where the integrity check begins; 0: these are no entries


def read_store(data: bytes, work: Work) -> Contents | None:
    """What the store holds; None when the file only begins like one."""
    version, size = int.from_bytes(data[:4], "big"), int.from_bytes(data[4:8], "big")
    body = 12 + size
    salt, rounds = data[8 : 8 + size], int.from_bytes(data[8 + size : body], "big")
    if not 0 < rounds <= _MOST_ROUNDS:
        return None
    entries = _read(data, body)
    if not entries.end:
        whole = size == _SALT and len(data) > body and (len(data) - body) % _BLOCK == 0
        random = len(set(data[body : body + 512])) > 100
        if version == 1 and whole and random:
            return Contents("Bouncy Castle UBER key store", LOCKED, (_SEALED_STORE,), level=2)
        return None
    title = "Bouncy Castle key store"
    holds = f"it holds {counted(entries.certificates, 'certificate')}"
    if not entries.keys:
        return Contents(
            title, CERTIFICATES, (holds,), public="a trust store: certificates alone, no key"
        )
    holds = (
        f"it holds {counted(entries.keys, 'key')} "
        f"and {counted(entries.certificates, 'certificate')}"
    )
    refusal = work.refusal(rounds)
    if refusal:
        return Contents(title, LOCKED, (holds, refusal))
    # Version 1 took the number of bytes for bits: its integrity key has two bytes.
    length = _CHECK if version == 2 else _CHECK // 8
    for password in PASSWORDS:
        written = utf16(password) + b"\0\0" if password else b""
        key = mac_key("sha1", 64, written, salt, rounds, length)
        if hmac.digest(key, data[body : entries.end], "sha1") == data[entries.end :]:
            return Contents(title, KNOWN, (holds, opened_with(password)))
    return Contents(title, LOCKED, (holds, NOT_FAMOUS))


def read_fips(_data: bytes, _work: Work) -> Contents:
    """BCFKS: an encrypted ``ObjectStore`` with its integrity check behind it."""
    return Contents("Bouncy Castle FIPS key store", LOCKED, (_SEALED_STORE,), level=2)


def _read(data: bytes, position: int) -> _Entries:
    entries = _Entries()
    for _ in range(_MOST):
        kind = data[position : position + 1]
        position += 1
        if kind == bytes([_END]):
            entries.end = position if len(data) - position == _CHECK else 0
            return entries
        if not kind or kind[0] > _SEALED:
            return entries
        position = _past_short(data, position) + 8  # alias, date
        chain = int.from_bytes(data[position : position + 4], "big")
        position += 4
        if chain > _MOST:
            return entries
        for _ in range(chain):
            position = _past_long(data, _past_short(data, position))
        entries.certificates += chain
        if kind[0] == _CERTIFICATE:
            entries.certificates += 1
            position = _past_long(data, _past_short(data, position))
        elif kind[0] == _KEY:
            entries.keys += 1
            position = _past_short(data, _past_short(data, position + 1))  # format, algorithm
            position = _past_long(data, position)
        else:
            entries.keys += 1
            position = _past_long(data, position)
        if position > len(data):
            return entries
    return entries


def _past_short(data: bytes, position: int) -> int:
    return position + 2 + int.from_bytes(data[position : position + 2], "big")


def _past_long(data: bytes, position: int) -> int:
    return position + 4 + int.from_bytes(data[position : position + 4], "big")
