"""Luhn's digit, the packets of a macaroon and the checksum of NATS keys."""

from __future__ import annotations

import binascii

from secretguard.rules.checksums.shape import Checksum, Groups


def luhn(digits: str) -> int:
    """The check digit for ``digits``, which stand before it.

    https://www.itu.int/rec/T-REC-E.118 (annex on the identification number)
    """
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 - place % 2)
        total += value - 9 if value > 9 else value
    return -total % 10


def _luhn_fits(token: str, _groups: Groups) -> bool:
    digits = "".join(filter(str.isdigit, token))
    return digits[-1:] == str(luhn(digits[:-1]))


def _luhn_complete(token: str, _groups: Groups) -> str:
    last = max(place for place, char in enumerate(token) if char.isdigit())
    digits = "".join(filter(str.isdigit, token[:last]))
    return token[:last] + str(luhn(digits)) + token[last + 1 :]


# The packet types of a macaroon's binary format, version 2.
# https://github.com/rescrv/libmacaroons/blob/master/doc/format.txt
_VERSION, _END, _LOCATION, _IDENTIFIER, _SIGNATURE = 2, 0, 1, 2, 6
_SIGNATURE_BYTES = 32


def _decoded(token: str) -> bytes:
    body = token[token.find("-AgE") + 1 :]  # a prefix such as pypi- stands before it
    return binascii.a2b_base64(body.replace("-", "+").replace("_", "/") + "=" * (-len(body) % 4))


def _packet(raw: bytes, place: int) -> tuple[int, int, int]:
    """``(type, where its data begin, where they end)``; lengths are base-128 numbers."""
    kind, place = raw[place], place + 1
    if kind == _END:
        return kind, place, place
    length = shift = 0
    while raw[place] & 0x80:
        length |= (raw[place] & 0x7F) << shift
        place, shift = place + 1, shift + 7
    length |= raw[place] << shift
    return kind, place + 1, place + 1 + length


def _macaroon_fits(token: str, _groups: Groups) -> bool:
    """Every packet ends where the next begins, and the last is a signature of 32 bytes."""
    try:
        raw = _decoded(token)
        place, kind, size = 1, -1, 0
        while place < len(raw):
            kind, start, place = _packet(raw, place)
            size = place - start
    except (binascii.Error, IndexError):
        return False
    return raw[0] == _VERSION and (kind, size, place) == (_SIGNATURE, _SIGNATURE_BYTES, len(raw))


def _macaroon_complete(token: str, _groups: Groups) -> str:
    raw = _decoded(token + "A" * (-len(token[token.find("-AgE") + 1 :]) % 4))
    _, _, after_location = _packet(raw, 1)
    noise = raw[after_location:]
    identifier = noise[:-_SIGNATURE_BYTES][:100]
    made = (
        raw[:after_location]
        + bytes((_IDENTIFIER, len(identifier))) + identifier
        + bytes((_END, _END, _SIGNATURE, _SIGNATURE_BYTES)) + noise[-_SIGNATURE_BYTES:]
    )  # fmt: skip
    text = binascii.b2a_base64(made, newline=False).decode().rstrip("=")
    return token[: token.find("-AgE") + 1] + text.replace("+", "-").replace("/", "_")


def crc16_xmodem(data: bytes) -> int:
    """CRC-16 with the polynomial 0x1021, starting from 0."""
    return binascii.crc_hqx(data, 0)


def _nkey_bytes(token: str) -> bytes:
    from base64 import b32decode

    return b32decode(token + "=" * (-len(token) % 8))


def _nkey_fits(token: str, _groups: Groups) -> bool:
    """The last two bytes, least significant first, sum up the others.

    https://docs.nats.io/reference/reference-protocols/nats_auth
    """
    raw = _nkey_bytes(token)
    return int.from_bytes(raw[-2:], "little") == crc16_xmodem(raw[:-2])


def _nkey_complete(token: str, _groups: Groups) -> str:
    from base64 import b32encode

    raw = _nkey_bytes(token)[:-2]
    return b32encode(raw + crc16_xmodem(raw).to_bytes(2, "little")).decode().rstrip("=")


CHECKSUMS = {
    "luhn": Checksum(_luhn_fits, _luhn_complete),
    "macaroon": Checksum(_macaroon_fits, _macaroon_complete),
    "nkey-crc16": Checksum(_nkey_fits, _nkey_complete),
}
