"""PuTTY's files: version 2 hashes the passphrase once, version 3 is left alone."""

from __future__ import annotations

import hmac
import sys
from base64 import b64encode
from textwrap import wrap

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC
from detectors.key_material import noise, putty
from detectors.keystores.store_material import OWN, long, sha1
from hypothesis import given
from hypothesis import strategies as st

from secretguard.detectors.keystores.contents import NOT_FAMOUS, opened_with
from secretguard.detectors.keystores.putty import try_passwords

CHEAP = "a guess is cheap: the passphrase is hashed once"


def version_2(password: str) -> bytes:
    """https://tartarus.org/~simon/putty-snapshots/htmldoc/AppendixC.html"""
    public, private = noise(1, 51), noise(2, 48)
    kind, cipher, comment = b"ssh-ed25519", b"aes256-cbc", b"somebody"
    secret = password.encode()
    key = (sha1(bytes(4) + secret) + sha1(b"\0\0\0\1" + secret))[:32]
    sealed = Cipher(AES(key), CBC(bytes(16))).encryptor().update(private)
    mac_key = sha1(b"putty-private-key-file-mac-key" + secret)
    told = b"".join(map(long, (kind, cipher, comment, public, private)))
    lines = [
        b"PuTTY-User-" + b"Key-File-2: " + kind,
        b"Encryption: " + cipher,
        b"Comment: " + comment,
    ]
    for label, content in ((b"Public", public), (b"Private", sealed)):
        rows = wrap(b64encode(content).decode(), 64)
        lines += [b"%s-Lines: %d" % (label, len(rows)), *(row.encode() for row in rows)]
    lines.append(b"Private-MAC: " + hmac.digest(mac_key, told, "sha1").hex().encode())
    return b"\n".join(lines)


@pytest.mark.parametrize("password", ["changeit", "password", "123456"])
def test_a_famous_passphrase(password: str) -> None:
    assert try_passwords(version_2(password)) == ("known", (opened_with(password),))


def test_a_passphrase_of_its_own() -> None:
    assert try_passwords(version_2(OWN)) == ("locked", (CHEAP, NOT_FAMOUS))


def test_version_3_goes_through_argon2() -> None:
    block = putty(3, "aes256-cbc").replace(
        "Private-Lines", "Key-Derivation: Argon2id\nPrivate-Lines"
    )
    told = "a guess is dear: the passphrase goes through Argon2"
    assert try_passwords(block.encode()) == ("locked", (told,))


def test_without_the_package(monkeypatch: pytest.MonkeyPatch) -> None:
    block = version_2("changeit")
    monkeypatch.setitem(sys.modules, "cryptography", None)
    lock, told = try_passwords(block)
    assert (lock, told[0]) == ("locked", CHEAP)
    assert "secretguard[keystores]" in told[1]


@given(st.integers(0, 400), st.binary(max_size=30))
def test_a_damaged_file_is_answered(place: int, rest: bytes) -> None:
    block = version_2("password")
    assert try_passwords(block[:place] + rest + block[place + len(rest) :])[0] in {
        "locked",
        "known",
    }
