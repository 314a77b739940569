"""The keys of Microsoft's services: Marvin32 inside base64, and the older tokens of Azure DevOps."""

from __future__ import annotations

import binascii
import itertools
import zlib

from secretguard.rules.checksums.shape import BASE62, Checksum, Groups, digits, trailing

_ENTRA = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ1234567890.-_~"
_MASK = 0xFFFFFFFF


def marvin32(data: bytes, seed: str) -> int:
    """Marvin32, the hash of Microsoft's identifiable keys, with an eight-letter seed.

    https://github.com/microsoft/security-utilities (Marvin.cs)
    """
    packed = int.from_bytes(seed.encode("latin-1"), "big")
    low, high = packed & _MASK, packed >> 32
    tail = data[len(data) & ~3 :] + b"\x80"
    blocks = [data[i : i + 4] for i in range(0, len(data) & ~3, 4)]
    for block in [*blocks, tail]:
        low, high = _marvin_block((low + int.from_bytes(block, "little")) & _MASK, high)
    low, high = _marvin_block(low, high)
    return low ^ high


def _marvin_block(low: int, high: int) -> tuple[int, int]:
    high ^= low
    low = (_rotate(low, 20) + high) & _MASK
    high = _rotate(high, 9) ^ low
    low = (_rotate(low, 27) + high) & _MASK
    return low, _rotate(high, 19)


def _rotate(value: int, bits: int) -> int:
    return (value << bits | value >> (32 - bits)) & _MASK


# The seed names the service and what the key may do there.
# https://github.com/microsoft/security-utilities (IdentifiableMetadata.cs)
_HIS_SEEDS = {
    "": ("Default0",),
    "-cosmos": ("MastRW00", "MastRO00", "SystRW00", "SystRO00", "SysAll00", "Resour00", "Encryp00"),
    "-messaging": ("Manage00", "Send0000", "Listen00", "System00", "Unknown0"),
    "-redis": ("Access00",),
    "-search-admin": ("PAdmin00",),
    "-search-query": ("Query000",),
    "-registry": ("ACRDflt0",),
    "-functions": ("Functi00", "System00", "Master00"),
    "-batch": ("AbAcct00",),
    "-ml-classic": ("Classic0",),
    "-hub": ("IoTHub00",),
    "-provisioning": ("DpsKey00",),
    "-device": ("Device00",),
    "-tenant": ("Tenant00",),
    "-gateway": ("Gatewy00",),
    "-repository": ("GitKey00",),
}


def azure_his_v1(token: str, seed: str) -> str:
    """The token with its last four decoded bytes set to Marvin32 of those before them.

    https://github.com/microsoft/security-utilities (IdentifiableSecrets.cs)
    """
    body = token.rstrip("=")
    raw = binascii.a2b_base64(_standard(body) + "=" * (-len(body) % 4))
    summed = raw[:-4] + marvin32(raw[:-4], seed).to_bytes(4, "little")
    made = binascii.b2a_base64(summed, newline=False).decode().rstrip("=")
    if "-" in token or "_" in token:
        made = made.replace("+", "-").replace("/", "_")
    return made + token[len(body) :]


def _standard(text: str) -> str:
    return text.replace("-", "+").replace("_", "/")


def _his(seeds: tuple[str, ...]) -> Checksum:
    return Checksum(
        lambda token, _groups: any(
            _standard(azure_his_v1(token, seed)) == _standard(token) for seed in seeds
        ),
        lambda token, _groups: azure_his_v1(token, seeds[0]),
    )


# Some Redis keys had + replaced by P and / by F after their checksum was set.
_REPLACED = {"P": "P+", "F": "F/"}
_MOST_SPELLINGS = 4096


def _redis_fits(token: str, groups: Groups) -> bool:
    choices = [_REPLACED.get(char, char) for char in token]
    count = 1 << sum(len(choice) > 1 for choice in choices)
    spellings = itertools.product(*choices) if count <= _MOST_SPELLINGS else [token]
    plain = _his(_HIS_SEEDS["-redis"])
    return any(plain.fits("".join(spelling), groups) for spelling in spellings)


def azure_cask(token: str) -> str:
    """What follows the eightieth character of a common annotated security key of that length.

    Marvin32 in base62, cut to four characters; in the longer form (88 characters) as many bytes
    of it as fit before the padding.
    https://github.com/microsoft/security-utilities (CommonAnnotatedSecurityKeys)
    """
    packed = _cask_sum(token)
    zeros = len(packed) - len(packed.lstrip(b"\0"))
    written = "0" * zeros + digits(int.from_bytes(packed, "big"), BASE62, 0)
    written = written.ljust(6, "0")
    if len(token) == _CASK_SHORT:
        return written[:4]
    kept = binascii.a2b_base64(written + "==")
    return binascii.b2a_base64(kept, newline=False).decode()


_CASK_SHORT = 84


def _cask_sum(token: str) -> bytes:
    return marvin32(binascii.a2b_base64(token[:80]), "Default0").to_bytes(4, "little")


def _cask_fits(token: str, _groups: Groups) -> bool:
    # Older keys end with the checksum's plain bytes in base64.
    plain = _cask_sum(token)[: 3 if len(token) == _CASK_SHORT else 4]
    older = binascii.b2a_base64(plain, newline=False).decode()
    return token[80:] in {azure_cask(token), older}


def _cask_complete(token: str, _groups: Groups) -> str:
    return token[:80] + azure_cask(token)


def entra_marvin(token: str, groups: Groups) -> str:
    """The first three of six base-66 digits of Marvin32 over all before them.

    https://github.com/microsoft/security-utilities (SEC101/156)
    """
    before = token[: len(token) - len(groups["checksum"])]
    return digits(marvin32(before.encode("latin-1"), "AadPwd00"), _ENTRA, 6)[:3]


_ADO_PLACES = (22, 8, 7, 2)  # where the checksum bytes sit, least significant first
_ADO_MASKS = (0xE0B9692D, 0x1019F92E)  # of users' and of applications' tokens


def _ado_parts(token: str) -> tuple[bytes, int]:
    from base64 import b32decode

    raw = b32decode(token.upper() + "====")
    rest = bytes(byte for place, byte in enumerate(raw) if place not in _ADO_PLACES)
    return rest, int.from_bytes(bytes(raw[place] for place in _ADO_PLACES), "little")


def _ado_fits(token: str, _groups: Groups) -> bool:
    rest, stored = _ado_parts(token)
    return stored in {zlib.crc32(rest) ^ mask for mask in _ADO_MASKS}


def _ado_complete(token: str, _groups: Groups) -> str:
    from base64 import b32decode, b32encode

    raw = bytearray(b32decode(token.upper() + "===="))
    rest, _ = _ado_parts(token)
    checksum = (zlib.crc32(rest) ^ _ADO_MASKS[0]).to_bytes(4, "little")
    for place, byte in zip(_ADO_PLACES, checksum, strict=True):
        raw[place] = byte
    return b32encode(bytes(raw)).decode().rstrip("=").lower()


CHECKSUMS = {
    **{f"azure-his-v1{name}": _his(seeds) for name, seeds in _HIS_SEEDS.items()},
    "azure-his-v1-redis": Checksum(_redis_fits, _his(_HIS_SEEDS["-redis"]).complete),
    "azure-cask": Checksum(_cask_fits, _cask_complete),
    "entra-marvin": trailing(entra_marvin),
    "azure-devops-crc32": Checksum(_ado_fits, _ado_complete),
}
