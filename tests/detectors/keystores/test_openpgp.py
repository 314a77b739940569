"""OpenPGP packets: plain, under a passphrase, or a stub without its secret part."""

from __future__ import annotations

import pytest
from detectors.key_material import noise, openpgp, openpgp_rsa
from hypothesis import given
from hypothesis import strategies as st

from secretguard.detectors.keystores.contents import Work
from secretguard.detectors.keystores.openpgp import (
    STUBS,
    protections,
    read_key_file,
    read_ring,
)


def stub() -> bytes:
    """S2K usage 255, cipher 0, GnuPG's S2K 101 with its mode 1: no secret part."""
    key = openpgp(255)
    at = key.index(b"\x40" + noise(31, 32)) + 33
    return key[: at + 1] + b"\0\x65\0GNU\1" + key[at + 8 :]


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (b"", []),
        (openpgp(), ["plain"]),
        (openpgp(254), ["guarded"]),
        (openpgp(0, newer=True), ["plain"]),
        (openpgp_rsa(0), ["plain"]),
        (openpgp_rsa(254), ["guarded"]),
        (openpgp(254) + openpgp(0), ["guarded", "plain"]),
        (stub(), ["absent"]),
    ],
)
def test_each_secret_key_says_how_it_is_kept(data: bytes, found: list[str]) -> None:
    assert list(protections(data)) == found


def test_rings() -> None:
    plain = read_ring(openpgp() + openpgp(254), Work())
    told = ("it holds 2 secret keys", "not under a passphrase")
    assert (plain.lock, plain.evidence, plain.rule_id) == ("open", told, "private-key-pgp")
    guarded = read_ring(openpgp(254), Work())
    assert (guarded.lock, guarded.evidence[1]) == ("locked", "under a passphrase")
    assert read_ring(stub(), Work()).public == STUBS
    assert read_ring(stub() + openpgp(), Work()).public == ""


@pytest.mark.parametrize(
    "text",
    [
        b"see the file with (11:private-key in it",
        b"Key: (private-key of whoever\n",
        b"Key: (private-key (none",
    ],
)
def test_a_text_that_speaks_of_key_files(text: bytes) -> None:
    assert read_key_file(text, Work()) is None


@pytest.mark.parametrize(
    ("text", "lock", "public"),
    [
        (b"(11:private-key(3:rsa(1:n1:x", "open", False),
        (b"(21:protected-private-key(3:ecc(5:curve", "locked", False),
        (b"(20:shadowed-private-key(3:rsa(1:n1:x", "locked", True),
        (b"Created: 20300101T000000\nKey: (private-key (rsa (n #00", "open", False),
        (b"Created: 20300101T000000\nKey: (protected-private-key (ecc", "locked", False),
        (b"Token: x\nKey: (shadowed-private-key (rsa (n #00", "locked", True),
    ],
)
def test_key_files_of_gnupg(text: bytes, lock: str, public: bool) -> None:
    found = read_key_file(text, Work())
    assert found is not None
    assert (found.lock, bool(found.public)) == (lock, public)


@given(st.binary(max_size=100))
def test_any_bytes_are_answered(data: bytes) -> None:
    assert set(protections(data)) <= {"plain", "guarded", "absent", "unknown"}
    assert set(protections(b"\x94" + data)) <= {"plain", "guarded", "absent", "unknown"}
