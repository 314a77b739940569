"""Addresses and public keys of block chains: as random as keys, and written down to be sent to."""

from __future__ import annotations

import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from secretguard.model.candidate import Candidate
    from secretguard.model.fragment import Fragment
    from secretguard.model.suppression import Suppression

# Twenty bytes; a private key has thirty-two. https://eips.ethereum.org/EIPS/eip-55
_ETHEREUM = r"0x[0-9A-Fa-f]{40}"
# (first bytes, bytes in all, what it is). What opens begins with other bytes: WIF with 0x80, xprv.
_BITCOIN = (
    # https://en.bitcoin.it/wiki/List_of_address_prefixes
    (b"\x00", 21, "an address on Bitcoin"),
    (b"\x05", 21, "an address on Bitcoin"),
    (b"\x6f", 21, "an address on Bitcoin's test network"),
    (b"\xc4", 21, "an address on Bitcoin's test network"),
    # https://github.com/satoshilabs/slips/blob/master/slip-0132.md
    *(
        (bytes.fromhex(version), 78, "an extended public key")
        for version in ("0488b21e", "049d7cb2", "04b24746", "0295b43f", "02aa7ed3", "043587cf")
    ),
    # https://gitlab.com/tezos/tezos/-/blob/master/src/lib_crypto/base58.ml
    *(
        (bytes.fromhex(prefix), len(prefix) // 2 + size, f"{what} on Tezos")
        for prefix, size, what in (
            ("06a19f", 20, "an address"), ("06a1a1", 20, "an address"), ("06a1a4", 20, "an address"),
            ("025a79", 20, "a contract"), ("0134", 32, "a block"), ("0574", 32, "an operation"),
            ("0d0f25d9", 32, "a public key"), ("09f5cd8612", 64, "a signature"),
        )
    ),
)  # fmt: skip
# https://xrpl.org/docs/references/protocol/data-types/base58-encodings
_XRPL_ALPHABET = "rpshnaf39wBUDNEGHJKLM4PQRST7VWXYZ2bcdeCg65jkm8oFqi1tuvAxyz"
_XRPL = ((b"\x00", 21, "an address on the XRP Ledger"),)
# Detectors that know nothing of a value but its randomness.
_GUESSES = ("entropy", "detect-secrets")


def is_on_chain(candidate: Candidate, _fragment: Fragment) -> Suppression | None:
    """A public kind by its first bytes, with a checksum that fits."""
    from secretguard.model.suppression import Suppression

    if candidate.detector not in _GUESSES:
        return None
    what = _told(candidate.secret.reveal())
    return Suppression("public", what) if what else None


def _told(value: str) -> str:
    from secretguard.rules.checksums.coins import BASE58, base58_payload

    if re.fullmatch(_ETHEREUM, value):
        return "an address on Ethereum"
    for alphabet, kinds in ((BASE58, _BITCOIN), (_XRPL_ALPHABET, _XRPL)):
        payload = base58_payload(value, alphabet)
        for first, size, what in kinds:
            if len(payload) == size and payload.startswith(first):
                return what
    return ""
