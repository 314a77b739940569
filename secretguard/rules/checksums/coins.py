"""The checksums of wallets: bech32, base58check and the last word of a seed phrase."""

from __future__ import annotations

import os
from functools import reduce
from operator import xor

from secretguard.rules.checksums.shape import Checksum, Groups

_BECH32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_GENERATORS = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
# By the five bits that leave at the top: what they do to the rest.
_CARRIES = tuple(
    reduce(xor, (each for place, each in enumerate(_GENERATORS) if top >> place & 1), 0)
    for top in range(32)
)
_SUM_BYTES = 4
_WORDS_FILE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "bip39-english.txt")


def bech32(prefix: str, values: list[int]) -> list[int]:
    """The six five-bit values that close ``values`` behind ``prefix``.

    https://github.com/bitcoin/bips/blob/master/bip-0173.mediawiki
    """
    expanded = [ord(char) >> 5 for char in prefix] + [0] + [ord(char) & 31 for char in prefix]
    total = 1
    for value in (*expanded, *values, 0, 0, 0, 0, 0, 0):
        total = (total & 0x1FFFFFF) << 5 ^ value ^ _CARRIES[total >> 25]
    total ^= 1
    return [total >> 5 * (5 - place) & 31 for place in range(6)]


def _bech32_closed(token: str) -> str:
    prefix, _, data = token.lower().rpartition("1")
    values = [_BECH32.index(char) for char in data[:-6]]
    closed = f"{prefix}1{data[:-6]}" + "".join(_BECH32[v] for v in bech32(prefix, values))
    return closed.upper() if token.isupper() else closed


def base58check(payload: bytes) -> bytes:
    """The four bytes that follow ``payload``: the first of its double SHA-256.

    https://en.bitcoin.it/wiki/Base58Check_encoding
    """
    from hashlib import sha256

    return sha256(sha256(payload).digest()).digest()[:_SUM_BYTES]


def _base58_bytes(token: str, alphabet: str = BASE58) -> bytes:
    """Each leading zero of the alphabet is a byte of its own. ``ValueError`` for other characters."""
    number = 0
    for char in token:
        number = number * 58 + alphabet.index(char)
    zeros = len(token) - len(token.lstrip(alphabet[0]))
    return bytes(zeros) + number.to_bytes((number.bit_length() + 7) // 8, "big")


def base58_payload(token: str, alphabet: str = BASE58) -> bytes:
    """What ``token`` encodes before the bytes that sum it up; b"" when these do not fit."""
    try:
        raw = _base58_bytes(token, alphabet)
    except ValueError:
        return b""
    payload = raw[:-_SUM_BYTES]
    return payload if raw[-_SUM_BYTES:] == base58check(payload) else b""


def _base58_fits(token: str, _groups: Groups) -> bool:
    return bool(base58_payload(token))


def _base58_complete(token: str, _groups: Groups) -> str:
    payload = _base58_bytes(token)[:-_SUM_BYTES]
    number = int.from_bytes(payload + base58check(payload), "big")
    written = ""
    while number:
        number, digit = divmod(number, 58)
        written = BASE58[digit] + written
    return written


def bip39_words() -> tuple[str, ...]:
    """The 2048 English words.

    https://github.com/bitcoin/bips/blob/master/bip-0039/english.txt
    """
    with open(_WORDS_FILE, encoding="ascii") as file:
        return tuple(file.read().split())


def bip39_checksum(indexes: list[int]) -> int:
    """What the last bits of the phrase have to be: a bit for every three words.

    https://github.com/bitcoin/bips/blob/master/bip-0039.mediawiki
    """
    from hashlib import sha256

    bits = len(indexes) // 3
    number = 0
    for index in indexes:
        number = number << 11 | index
    entropy = (number >> bits).to_bytes(bits * 4, "big")
    return sha256(entropy).digest()[0] >> (8 - bits)


def _bip39_fits(token: str, _groups: Groups) -> bool:
    words = bip39_words()
    try:
        indexes = [words.index(word) for word in token.split()]
    except ValueError:
        return False
    bits = len(indexes) // 3
    return len(indexes) % 3 == 0 and indexes[-1] & (1 << bits) - 1 == bip39_checksum(indexes)


def _bip39_complete(token: str, _groups: Groups) -> str:
    """A phrase of as many words, taken from the list by what the token's words are."""
    words = bip39_words()
    given = token.split()
    given = given[: len(given) // 3 * 3]
    indexes = [sum(ord(char) << 3 * place for place, char in enumerate(word)) % 2048
               for word in given]  # fmt: skip
    mask = (1 << len(indexes) // 3) - 1
    indexes[-1] = indexes[-1] & ~mask | bip39_checksum(indexes)
    return " ".join(words[index] for index in indexes)


CHECKSUMS = {
    "bech32": Checksum(
        lambda token, _groups: _bech32_closed(token) == token,
        lambda token, _groups: _bech32_closed(token),
    ),
    "base58check": Checksum(_base58_fits, _base58_complete),
    "bip39": Checksum(_bip39_fits, _bip39_complete),
}
