"""The mark of mock secrets: anybody can see, offline, that such a value was never issued.

Each of the last characters of a marked value agrees with everything before it: the keyed BLAKE2b
digest of the value up to and including that character ends in so many zero bits (2 bits for the
last 17 characters, or 3 for the last 12, or 4 for the last 9). The value may also be read
backwards, for those that end in something fixed. So the mark fits every alphabet and every length
from 9 characters up, and a value drawn at random carries it once in five thousand million
(six readings of 34 to 36 bits each).

``docs/mock-secrets.md`` has the recipe for other programs.
"""

from __future__ import annotations

from _blake2 import blake2b  # hashlib's own import costs OpenSSL's start

# (bits that have to be zero, how many of the last characters have them)
READINGS = ((2, 17), (3, 12), (4, 9))
_KEY = b"secretguard mock"


def is_mock(value: str) -> bool:
    """Whether ``value`` carries the mark, read in either direction."""
    return any(carries(text, *reading) for text in (value, value[::-1]) for reading in READINGS)


def carries(text: str, bits: int, count: int) -> bool:
    """Whether each of the last ``count`` characters agrees in ``bits`` bits."""
    if len(text) < count:
        return False
    return all(agrees(text[:end], bits) for end in range(len(text) - count + 1, len(text) + 1))


def agrees(text: str, bits: int) -> bool:
    """Whether the digest of ``text`` ends in ``bits`` zero bits."""
    digest = blake2b(text.encode("utf-8", "surrogatepass"), key=_KEY, digest_size=8).digest()
    return not digest[-1] & ((1 << bits) - 1)
