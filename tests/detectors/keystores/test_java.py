"""JKS and JCEKS: the entries lie open, and one SHA-1 tries a password."""

from __future__ import annotations

import pytest
from detectors.keystores.store_material import OWN, java
from hypothesis import given
from hypothesis import strategies as st

from secretguard.detectors.keystores.contents import NOT_FAMOUS, PASSWORDS, Work, opened_with
from secretguard.detectors.keystores.java import read_store

JKS, JCEKS = "feedfeed", "cececece"
KEY, CERTIFICATE, SECRET = 1, 2, 3


@pytest.mark.parametrize("magic", [JKS, JCEKS])
@pytest.mark.parametrize("number", [0, 1, 3])
def test_a_trust_store_is_public(magic: str, number: int) -> None:
    found = read_store(java(OWN, *[CERTIFICATE] * number, magic=magic), Work())
    assert found.public == "a trust store: certificates alone, no private key"
    word = "certificate" if number == 1 else "certificates"
    assert found.evidence == (f"it holds {number} {word}",)


@pytest.mark.parametrize("password", PASSWORDS)
@pytest.mark.parametrize("magic", [JKS, JCEKS])
def test_a_famous_password(magic: str, password: str) -> None:
    found = read_store(java(password, KEY, magic=magic), Work())
    assert (found.lock, found.level) == ("known", 3)
    assert found.evidence == ("it holds 1 private key and 1 certificate", opened_with(password))


def test_a_password_of_its_own() -> None:
    found = read_store(java(OWN, KEY, KEY, CERTIFICATE), Work())
    holds = "it holds 2 private keys and 3 certificates"
    assert (found.lock, found.evidence) == ("locked", (holds, NOT_FAMOUS))


def test_a_key_opens_by_itself_when_the_store_does_not() -> None:
    found = read_store(java(OWN, KEY, of_the_key="changeit"), Work())
    assert (found.lock, found.evidence[1]) == ("known", opened_with("changeit"))


def test_a_secret_key_hides_what_follows_it() -> None:
    found = read_store(java(OWN, CERTIFICATE, SECRET, KEY, magic=JCEKS), Work())
    assert (found.public, found.evidence[0]) == ("", "it holds 1 secret key and 1 certificate")


def test_the_debug_store_of_the_android_tools_whatever_it_is_called() -> None:
    found = read_store(java("android", KEY, alias="androiddebugkey"), Work())
    assert (found.level, found.evidence[1]) == (1, "every Android SDK makes one like it")
    assert read_store(java("android", KEY, alias="upload"), Work()).level == 3
    assert read_store(java(OWN, KEY, alias="androiddebugkey"), Work()).level == 3


@given(st.binary(max_size=120))
def test_whatever_follows_the_magic_is_answered(rest: bytes) -> None:
    found = read_store(bytes.fromhex(JKS) + b"\0\0\0\2" + rest, Work())
    assert found.lock in {"locked", "known", "certificates"}


def test_counts_that_promise_more_than_there_is_end_soon() -> None:
    many = b"\xff\xff\xff\xff"
    entry = (1).to_bytes(4, "big") + b"\0\1a" + bytes(8) + b"\0\0\0\1k" + many
    found = read_store(bytes.fromhex(JKS) + b"\0\0\0\2" + many + entry, Work())
    assert found.lock == "locked"
