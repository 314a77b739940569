"""Wallets: whose database or JSON it is, and whether the keys in it are encrypted."""

from __future__ import annotations

import json

import pytest
from detectors.key_material import noise

from secretguard.detectors.keystores.contents import Contents, Work
from secretguard.detectors.keystores.wallets import read_bitcoin, read_json

BERKELEY = bytes(12) + b"\x62\x31\5\0" + bytes(496)


def ethereum(**changes: object) -> dict[str, object]:
    parts = {"n": 262144, "r": 8, "p": 1, "dklen": 32, "salt": noise(1, 32).hex()}
    crypto = {
        "cipher": "aes-128-ctr",
        "ciphertext": noise(2, 32).hex(),
        "kdf": "scrypt",
        "kdfparams": parts,
        "mac": noise(3, 32).hex(),
    }
    return {"version": 3, "address": noise(4, 20).hex(), "crypto": {**crypto, **changes}}


def json_wallet(document: object) -> Contents | None:
    return read_json(json.dumps(document).encode(), Work())


def test_another_database_is_no_wallet() -> None:
    assert read_bitcoin(BERKELEY + b"\4name\3joe", Work()) is None


@pytest.mark.parametrize(
    ("record", "lock"),
    [
        (b"\3key\x21\2" + noise(5, 32), "open"),
        (b"\3key\x41\4" + noise(6, 64), "open"),
        (b"\x13walletdescriptorkey\x20" + noise(7, 32), "open"),
        (b"\4mkey\1\0\0\0", "locked"),
        (b"\4ckey\x21\2" + noise(8, 32), "locked"),
        (b"\x14walletdescriptorckey\x20" + noise(9, 32), "locked"),
        (b"\3key\x21\2" + noise(5, 32) + b"\4mkey\1\0\0\0", "locked"),
    ],
)
def test_records_of_bitcoin_core(record: bytes, lock: str) -> None:
    found = read_bitcoin(BERKELEY + record, Work())
    assert found is not None
    assert (found.title, found.lock, found.rule_id) == ("Bitcoin wallet", lock, "crypto-wallet")


@pytest.mark.parametrize(
    "document",
    [
        pytest.param([], id="a list"),
        pytest.param({"kdfparams": {}}, id="parameters alone"),
        pytest.param({"crypto": "kdfparams"}, id="a word"),
        pytest.param({"crypto": {"kdfparams": {}, "ciphertext": 1}}, id="no ciphertext"),
        pytest.param({"seed_version": 17}, id="Electrum without a key store"),
        pytest.param({"seed_version": 17, "keystore": {"xpub": "x"}}, id="a wallet that watches"),
    ],
)
def test_other_json(document: object) -> None:
    assert json_wallet(document) is None


def test_json_that_does_not_parse() -> None:
    assert read_json(b'{"kdfparams": ', Work()) is None
    assert read_json(b"[" * 100_000, Work()) is None
    assert read_json(b'{"kdfparams": 1}' + b" " * 300_000, Work()) is None


def test_ethereum() -> None:
    found = json_wallet(ethereum())
    assert found is not None
    assert (found.title, found.lock) == ("Ethereum key store", "locked")
    dear = "a guess costs some time: 262,144 rounds of scrypt"
    assert found.evidence == ("its key is encrypted", dear)
    cheap = json_wallet(ethereum(kdf="pbkdf2", kdfparams={"c": 10_240, "prf": "hmac-sha256"}))
    assert cheap is not None
    assert cheap.evidence[1] == "a guess is cheap: 10,240 rounds of PBKDF2"
    odd = json_wallet(ethereum(kdfparams=[]))
    assert odd is not None
    assert odd.evidence == ("its key is encrypted",)


@pytest.mark.parametrize(("encrypted", "lock"), [(True, "locked"), (False, "open")])
def test_electrum(encrypted: bool, lock: str) -> None:
    document = {"seed_version": 17, "use_encryption": encrypted, "keystore": {"seed": "words"}}
    found = json_wallet(document)
    assert found is not None
    assert (found.title, found.lock) == ("Electrum wallet", lock)
