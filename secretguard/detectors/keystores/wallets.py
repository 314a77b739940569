"""Wallet files of crypto currencies: Bitcoin Core, Ethereum's keystore JSON, Electrum."""

from __future__ import annotations

import json
import re

from secretguard.detectors.keystores.contents import LOCKED, OPEN, Contents

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from secretguard.detectors.keystores.contents import Work

_RULE = "crypto-wallet"
_LONGEST = 256 * 1024
# Records of Bitcoin Core (wallet/walletdb.cpp): a length, the kind, then the public key. SQLite
# and Berkeley DB both keep them as they are.
_PLAIN = re.compile(rb"\x03key[\x21\x41][\x02-\x04]|\x04wkey|\x13walletdescriptorkey\x20")
_SEALED = re.compile(rb"\x04mkey|\x04ckey[\x21\x41]|\x14walletdescriptorckey\x20")


def read_bitcoin(data: bytes, _work: Work) -> Contents | None:
    """``wallet.dat``, in Berkeley DB or SQLite; None for another database of that kind."""
    title = "Bitcoin wallet"
    if _SEALED.search(data):
        return Contents(title, LOCKED, ("its keys are under a passphrase",), rule_id=_RULE)
    if _PLAIN.search(data):
        return Contents(title, OPEN, ("its keys are not encrypted",), rule_id=_RULE)
    return None


def read_json(data: bytes, _work: Work) -> Contents | None:
    """Ethereum's Web3 Secret Storage (``UTC--...``) and Electrum; None for other JSON.

    https://ethereum.org/developers/docs/data-structures-and-encoding/web3-secret-storage/
    """
    if len(data) > _LONGEST:
        return None
    try:
        document = json.loads(data)
    except (ValueError, RecursionError):
        return None
    if not isinstance(document, dict):
        return None
    if "seed_version" in document:
        return _electrum(document)
    crypto = document.get("crypto") or document.get("Crypto")
    if not isinstance(crypto, dict) or not isinstance(crypto.get("ciphertext"), str):
        return None
    if "kdfparams" not in crypto:
        return None
    told = ["its key is encrypted", *_ethereum_cost(crypto)]
    return Contents("Ethereum key store", LOCKED, tuple(told), rule_id=_RULE)


def _ethereum_cost(crypto: dict[str, Any]) -> list[str]:
    parameters = crypto["kdfparams"]
    if not isinstance(parameters, dict):
        return []
    rounds = parameters.get("n") if crypto.get("kdf") == "scrypt" else parameters.get("c")
    if not isinstance(rounds, int):
        return []
    cheap = "a guess is cheap" if rounds < 100_000 else "a guess costs some time"
    return [f"{cheap}: {rounds:,} rounds of {'scrypt' if 'n' in parameters else 'PBKDF2'}"]


def _electrum(document: dict[str, Any]) -> Contents | None:
    store = document.get("keystore")
    if not isinstance(store, dict) or not (store.get("seed") or store.get("xprv")):
        return None  # a watching wallet: public keys alone
    if document.get("use_encryption"):
        return Contents("Electrum wallet", LOCKED, ("its seed is encrypted",), rule_id=_RULE)
    return Contents("Electrum wallet", OPEN, ("its seed is not encrypted",), rule_id=_RULE)
