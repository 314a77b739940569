"""Checksums that providers build into their tokens: near-certainty without asking anybody.

Each algorithm can tell whether a token's checksum ``fits`` and can ``complete`` a token whose
checksum part is arbitrary, which is how test tokens are made. ``groups`` are the named groups of
the rule's pattern (``body``, ``checksum``).
"""

from __future__ import annotations

import binascii
import zlib
from collections.abc import Callable, Mapping

from secretguard.model.frozen import frozen

Groups = Mapping[str, str]
# ``base64`` and ``json`` are imported where they are used: most tokens carry a plain CRC-32.

_BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_BASE36 = "0123456789abcdefghijklmnopqrstuvwxyz"
_ENTRA = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ1234567890.-_~"
_MASK = 0xFFFFFFFF


@frozen
class Checksum:
    """One algorithm: ``fits(token, groups)`` and ``complete(token, groups) -> token``."""

    fits: Callable[[str, Groups], bool]
    complete: Callable[[str, Groups], str]


def _trailing(expected: Callable[[str, Groups], str]) -> Checksum:
    """A checksum that is the group ``checksum``, computed from what stands before it."""

    def fits(token: str, groups: Groups) -> bool:
        return groups["checksum"] == expected(token, groups)

    def complete(token: str, groups: Groups) -> str:
        start = token.rindex(groups["checksum"])
        return token[:start] + expected(token, groups) + token[start + len(groups["checksum"]) :]

    return Checksum(fits, complete)


def _digits(value: int, alphabet: str, width: int) -> str:
    digits = ""
    while value:
        value, digit = divmod(value, len(alphabet))
        digits = alphabet[digit] + digits
    return digits.rjust(width, alphabet[0])


def _crc(text: str) -> int:
    return zlib.crc32(text.encode())


def crc32_base62(_token: str, groups: Groups) -> str:
    """CRC-32 of the body in six base62 digits.

    https://github.blog/engineering/behind-githubs-new-authentication-token-formats/
    """
    return _digits(_crc(groups["body"]), _BASE62, 6)


def gitlab_routable(token: str, groups: Groups) -> str:
    """CRC-32 of all that stands before it, prefix included, in seven base36 digits.

    https://docs.gitlab.com/security/tokens/
    """
    return _digits(_crc(token[: token.rindex(groups["checksum"])]), _BASE36, 7)


def cloudflare_crc32(_token: str, groups: Groups) -> str:
    """CRC-32 of the forty body characters in eight hex digits."""
    return f"{_crc(groups['body']):08x}"


def grafana_crc32(_token: str, groups: Groups) -> str:
    """CRC-32 of prefix and body as little-endian bytes in hex.

    https://github.com/grafana/grafana/blob/main/pkg/components/satokengen/satokengen.go
    """
    return _crc(groups["body"]).to_bytes(4, "little").hex()


def confluent_crc32(_token: str, groups: Groups) -> str:
    """CRC-32 of the body as little-endian bytes in unpadded base64."""
    packed = _crc(groups["body"]).to_bytes(4, "little")
    return binascii.b2a_base64(packed, newline=False).decode().rstrip("=")


def atlassian_crc32(_token: str, groups: Groups) -> str:
    """CRC-32 of all before it in eight upper-case hex digits (seen, not documented)."""
    return f"{_crc(groups['body']):08X}"


def marvin32(data: bytes, seed: str) -> int:
    """Marvin32, the hash of Microsoft's identifiable keys, with an eight-letter seed.

    https://github.com/microsoft/security-utilities (Marvin.cs)
    """
    packed = int.from_bytes(seed.encode("ascii"), "big")
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


def azure_cask(token: str) -> str:
    """The four last characters of an 84-character common annotated security key.

    https://github.com/microsoft/security-utilities (CommonAnnotatedSecurityKeys)
    """
    raw = binascii.a2b_base64(token[:80])
    packed = marvin32(raw, "Default0").to_bytes(4, "little")
    zeros = len(packed) - len(packed.lstrip(b"\0"))
    digits = _digits(int.from_bytes(packed, "big"), _BASE62, 0)
    return ("0" * zeros + digits).ljust(6, "0")[:4]


def _cask_older(token: str) -> str:
    raw = binascii.a2b_base64(token[:80])
    return binascii.b2a_base64(
        marvin32(raw, "Default0").to_bytes(4, "little")[:3], newline=False
    ).decode()


def entra_marvin(token: str, groups: Groups) -> str:
    """The first three of six base-66 digits of Marvin32 over all before them.

    https://github.com/microsoft/security-utilities (SEC101/156)
    """
    before = token[: len(token) - len(groups["checksum"])]
    return _digits(marvin32(before.encode("latin-1"), "AadPwd00"), _ENTRA, 6)[:3]


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


def _json_part(part: str) -> dict[str, object] | None:
    import json
    from base64 import urlsafe_b64decode

    try:
        found = json.loads(urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    except (binascii.Error, ValueError):
        return None
    return found if isinstance(found, dict) else None


def _jwt_fits(token: str, _groups: Groups) -> bool:
    """Header and payload are JSON objects and the header names an algorithm.

    https://www.rfc-editor.org/rfc/rfc7519
    """
    header, payload, _ = token.split(".")
    head = _json_part(header)
    return head is not None and "alg" in head and _json_part(payload) is not None


def _jwt_complete(token: str, _groups: Groups) -> str:
    import json
    from base64 import urlsafe_b64encode

    def part(values: Mapping[str, object]) -> str:
        packed = json.dumps(values, separators=(",", ":")).encode()
        return urlsafe_b64encode(packed).decode().rstrip("=")

    header, payload, signature = token.split(".")
    kid = payload[3:30]
    # A rule may fix how the header begins (Kubernetes writes the key id second).
    head = {"alg": "RS256", "kid": kid}
    if not header.startswith(part(head)[:28]):
        head = {"alg": "RS256", "typ": "JWT", "kid": kid}
    claims = part(
        {"iss": "https://issuer.test", "sub": kid, "exp": 4102444800, "pad": payload[:200]}
    )
    return f"{part(head)}.{claims}.{signature}"


def _basic_fits(token: str, _groups: Groups) -> bool:
    """The text is base64 of ``user:password``, both printable (RFC 7617)."""
    try:
        text = binascii.a2b_base64(token, strict_mode=True).decode("utf-8")
    except (binascii.Error, ValueError):
        return False
    user, colon, password = text.partition(":")
    return bool(colon and password) and (user + password).isprintable()


def _basic_complete(token: str, _groups: Groups) -> str:
    letters = "".join(char for char in token if char.isalnum())
    return binascii.b2a_base64(
        f"user-{letters[:4]}:{letters[4:24]}".encode(), newline=False
    ).decode()


CHECKSUMS: Mapping[str, Checksum] = {
    "crc32-base62": _trailing(crc32_base62),
    "gitlab-routable": _trailing(gitlab_routable),
    "cloudflare-crc32": _trailing(cloudflare_crc32),
    "grafana-crc32": _trailing(grafana_crc32),
    "confluent-crc32": _trailing(confluent_crc32),
    "atlassian-crc32": _trailing(atlassian_crc32),
    **{f"azure-his-v1{name}": _his(seeds) for name, seeds in _HIS_SEEDS.items()},
    "azure-cask": Checksum(
        lambda token, _groups: token[80:84] in {azure_cask(token), _cask_older(token)},
        lambda token, _groups: token[:80] + azure_cask(token),
    ),
    "entra-marvin": _trailing(entra_marvin),
    "azure-devops-crc32": Checksum(_ado_fits, _ado_complete),
    "jwt-structure": Checksum(_jwt_fits, _jwt_complete),
    "basic-credentials": Checksum(_basic_fits, _basic_complete),
}
