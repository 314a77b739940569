"""What a checksum algorithm is, and the digits that several of them write."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Mapping

from secretguard.model.frozen import frozen

Groups = Mapping[str, str]

BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
BASE36 = "0123456789abcdefghijklmnopqrstuvwxyz"


@frozen
class Checksum:
    """One algorithm: ``fits(token, groups)`` and ``complete(token, groups) -> token``."""

    fits: Callable[[str, Groups], bool]
    complete: Callable[[str, Groups], str]


def trailing(expected: Callable[[str, Groups], str]) -> Checksum:
    """A checksum that is the group ``checksum``, computed from what stands before it."""

    def fits(token: str, groups: Groups) -> bool:
        return groups["checksum"] == expected(token, groups)

    def complete(token: str, groups: Groups) -> str:
        start = token.rindex(groups["checksum"])
        return token[:start] + expected(token, groups) + token[start + len(groups["checksum"]) :]

    return Checksum(fits, complete)


def digits(value: int, alphabet: str, width: int) -> str:
    """``value`` in the base of ``alphabet``, filled up to ``width`` with its zero."""
    written = ""
    while value:
        value, digit = divmod(value, len(alphabet))
        written = alphabet[digit] + written
    return written.rjust(width, alphabet[0])


def crc32(text: str) -> int:
    """CRC-32 (IEEE) of the text in UTF-8."""
    return zlib.crc32(text.encode())
