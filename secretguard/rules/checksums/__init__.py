"""Checksums that providers build into their tokens: near-certainty without asking anybody.

Each algorithm can tell whether a token's checksum ``fits`` and can ``complete`` a token whose
checksum part is arbitrary, which is how test tokens are made. ``groups`` are the named groups of
the rule's pattern (``body``, ``checksum``). A family of algorithms is a file of this folder, and is
imported when a rule asks for it.
"""

from __future__ import annotations

import importlib
from functools import cache

TYPE_CHECKING = False
if TYPE_CHECKING:
    from secretguard.rules.checksums.shape import Checksum

_FILES = {
    "azure": (
        "azure-his-v1", "azure-his-v1-cosmos", "azure-his-v1-messaging", "azure-his-v1-redis",
        "azure-his-v1-search-admin", "azure-his-v1-search-query", "azure-his-v1-registry",
        "azure-his-v1-functions", "azure-his-v1-batch", "azure-his-v1-ml-classic",
        "azure-his-v1-hub", "azure-his-v1-provisioning", "azure-his-v1-device",
        "azure-his-v1-tenant", "azure-his-v1-gateway", "azure-his-v1-repository", "azure-cask",
        "entra-marvin", "azure-devops-crc32",
    ),
    "claims": ("jwt-structure", "supabase-service-role", "supabase-anon", "basic-credentials"),
    "coins": ("bech32", "base58check", "bip39"),
    "crc": (
        "crc32-base62", "gitlab-routable", "cloudflare-crc32", "grafana-crc32", "confluent-crc32",
        "atlassian-crc32",
    ),
    "others": ("luhn", "macaroon", "nkey-crc16"),
}  # fmt: skip
_FILE_OF = {name: file for file, names in _FILES.items() for name in names}

NAMES = frozenset(_FILE_OF)


@cache
def checksum(name: str) -> Checksum:
    """The algorithm that rules name so. ``KeyError`` for a name that is not in ``NAMES``."""
    module = importlib.import_module(f"secretguard.rules.checksums.{_FILE_OF[name]}")
    found: Checksum = module.CHECKSUMS[name]
    return found
