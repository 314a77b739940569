"""Single keys in DER, and the passphrases that are tried on encrypted ones."""

from __future__ import annotations

import sys

import pytest
from detectors.key_material import EC, RSA, ed25519, pbes2, pkcs1, pkcs8, sec1
from detectors.keystores.store_material import OWN, encrypted_key

from secretguard.detectors.keystores import keyfiles
from secretguard.detectors.keystores.contents import NOT_FAMOUS, Work, opened_with


@pytest.mark.parametrize(
    ("data", "title"),
    [
        (pkcs8(RSA, pkcs1()), "RSA private key in DER form"),
        (pkcs8(EC, sec1()), "EC private key in DER form"),
        (ed25519(), "Ed25519 private key in DER form"),
        (ed25519()[:9], "private key in DER form"),
    ],
)
def test_plain_keys_say_their_kind(data: bytes, title: str) -> None:
    found = keyfiles.read_pkcs8(data, Work())
    assert (found.title, found.lock, found.rule_id) == (title, "open", "private-key")


@pytest.mark.parametrize("password", ["changeit", "notasecret", "123456"])
def test_a_famous_passphrase(password: str) -> None:
    found = keyfiles.read_encrypted(encrypted_key(password), Work())
    assert (found.lock, found.evidence[1]) == ("known", opened_with(password))


def test_a_passphrase_of_its_own() -> None:
    found = keyfiles.read_encrypted(encrypted_key(OWN), Work())
    assert found.lock == "locked"
    assert found.evidence[2] == NOT_FAMOUS


def test_rounds_are_counted_before_any_is_done() -> None:
    dear = pbes2().replace(b"\x02\x02\x08\x00", b"\x02\x02\x7f\xff")
    found = keyfiles.read_encrypted(dear, Work(1000))
    told = "no password was tried: earlier stores took the time there is for it"
    assert (found.lock, found.evidence[1]) == ("locked", told)
    assert keyfiles.try_passwords(b"0\0", Work()) == (
        "locked",
        ("how it is encrypted could not be read",),
    )


def test_without_the_package_it_says_what_a_guess_costs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "cryptography", None)
    found = keyfiles.read_encrypted(pbes2(), Work())
    assert found.evidence[1] == "a guess costs 2,048 rounds"
    assert "secretguard[keystores]" in found.evidence[2]
    assert keyfiles.try_old_pem(b"")[1][0] == "a guess costs 1 round"


def test_an_old_pem_block() -> None:
    block = encrypted_key("changeme", "PEM", "TraditionalOpenSSL").strip()
    assert keyfiles.try_old_pem(block) == ("known", (opened_with("changeme"),))
    assert keyfiles.try_old_pem(encrypted_key(OWN, "PEM", "TraditionalOpenSSL"))[0] == "locked"
