"""CRC-32 at the end of a token, in the many ways that providers write it."""

from __future__ import annotations

import binascii

from secretguard.rules.checksums.shape import (
    BASE36,
    BASE62,
    Groups,
    crc32,
    digits,
    trailing,
)


def crc32_base62(_token: str, groups: Groups) -> str:
    """CRC-32 of the body in six base62 digits.

    https://github.blog/engineering/behind-githubs-new-authentication-token-formats/
    """
    return digits(crc32(groups["body"]), BASE62, 6)


def gitlab_routable(token: str, groups: Groups) -> str:
    """CRC-32 of all that stands before it, prefix included, in seven base36 digits.

    https://docs.gitlab.com/security/tokens/
    """
    return digits(crc32(token[: token.rindex(groups["checksum"])]), BASE36, 7)


def cloudflare_crc32(_token: str, groups: Groups) -> str:
    """CRC-32 of the forty body characters in eight hex digits."""
    return f"{crc32(groups['body']):08x}"


def grafana_crc32(_token: str, groups: Groups) -> str:
    """CRC-32 of prefix and body as little-endian bytes in hex.

    https://github.com/grafana/grafana/blob/main/pkg/components/satokengen/satokengen.go
    """
    return crc32(groups["body"]).to_bytes(4, "little").hex()


def confluent_crc32(_token: str, groups: Groups) -> str:
    """CRC-32 of the body as little-endian bytes in unpadded base64."""
    packed = crc32(groups["body"]).to_bytes(4, "little")
    return binascii.b2a_base64(packed, newline=False).decode().rstrip("=")


def atlassian_crc32(_token: str, groups: Groups) -> str:
    """CRC-32 of all before it in eight upper-case hex digits (seen, not documented)."""
    return f"{crc32(groups['body']):08X}"


CHECKSUMS = {
    "crc32-base62": trailing(crc32_base62),
    "gitlab-routable": trailing(gitlab_routable),
    "cloudflare-crc32": trailing(cloudflare_crc32),
    "grafana-crc32": trailing(grafana_crc32),
    "confluent-crc32": trailing(confluent_crc32),
    "atlassian-crc32": trailing(atlassian_crc32),
}
