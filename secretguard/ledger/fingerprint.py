"""``secret_fingerprint``: equal for the same secret anywhere in a repository, and only there.

Keyed by the repository's random salt. A value that nobody can guess is digested with HMAC-SHA-256; a
value that somebody might (a password) with scrypt, so that each guess of a reader of the
committed ledger costs 32 MB and a tenth of a second. ``docs/ledger.md`` states the format.
"""

from __future__ import annotations

import math
import os
import re
from itertools import pairwise

from secretguard.ledger.forms import canonical
from secretguard.model.digest import hmac_sha256, sha256

# https://www.rfc-editor.org/rfc/rfc7914; part of the format: other numbers need another letter.
_SCRYPT = {"n": 1 << 15, "r": 8, "p": 1, "maxmem": 1 << 26}
_DIGEST_BYTES = 16
_SALT = re.compile(r"[0-9a-f]{64}")
FINGERPRINT = re.compile(r"[hs]1:[0-9a-f]{8}:[0-9a-f]{32}")

_STRONG_LENGTH = 20
_STRONG_BITS = 80
_WORD = 8  # so many letters of one case in a row are a word rather than chance
# Chance changes between small letters, capitals, digits and signs at half of all places (hex 0.47,
# base64 0.65); words joined by digits or dashes at less than a third.
_CHANGES_IN_20 = 7
_ARMOUR = re.compile(r"-----[A-Z0-9 ]*-----")
_KINDS = (str.islower, str.isupper, str.isdigit)


class Key:
    """One salt of a repository. ``id`` tells fingerprints of different salts apart."""

    __slots__ = ("_salt", "id")

    def __init__(self, line: str) -> None:
        """``line`` is a line of a salt file; raises ``ValueError`` when it is none."""
        if not _SALT.fullmatch(line):
            raise ValueError("a salt is 64 hexadecimal digits in lower case")
        self._salt = bytes.fromhex(line)
        self.id = sha256(self._salt).hexdigest()[:8]

    def fingerprint(self, value: str) -> str:
        """The fingerprint of a secret's value, whatever rule saw it."""
        data = canonical(value).encode("utf-8", "surrogateescape")
        if is_strong(value):
            digest = hmac_sha256(self._salt, data)[:_DIGEST_BYTES]
            return f"h1:{self.id}:{digest.hex()}"
        from hashlib import scrypt

        digest = scrypt(data, salt=self._salt, dklen=_DIGEST_BYTES, **_SCRYPT)
        return f"s1:{self.id}:{digest.hex()}"


def new_salt() -> str:
    """A line for a salt file."""
    return os.urandom(32).hex()


def is_strong(value: str) -> bool:
    """Whether nobody finds ``value`` by trying: long, of many symbols, and not made of words.

    A wrong no costs a tenth of a second, a wrong yes a secret: in doubt the answer is no. Part of
    the format: the answer decides what the fingerprint is.
    """
    text = _ARMOUR.sub("", canonical(value))
    if len(text) < _STRONG_LENGTH or _entropy_bits(text) < _STRONG_BITS:
        return False
    kinds = [next((i for i, of in enumerate(_KINDS) if of(char)), len(_KINDS)) for char in text]
    changes = sum(1 for one, other in pairwise(kinds) if one != other)
    return (
        changes * 20 >= len(text) * _CHANGES_IN_20 and _longest_run(kinds) < _WORD + len(text) // 64
    )


def _entropy_bits(text: str) -> float:
    counts = [text.count(char) for char in set(text)]
    length = len(text)
    return sum(-count * math.log2(count / length) for count in counts)


def _longest_run(kinds: list[int]) -> int:
    """Of letters of one case: digits in a row spell nothing."""
    longest = run = 0
    before = -1
    for kind in kinds:
        run = run + 1 if kind == before else 1
        before = kind
        if kind < 2:
            longest = max(longest, run)
    return longest
