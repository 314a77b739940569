"""BKS, UBER and BCFKS: a file counts only when it reads as one to its end."""

from __future__ import annotations

import pytest
from detectors.key_material import der, integer, noise, oid, sequence
from detectors.keystores.store_material import OWN, bouncy, long
from hypothesis import given
from hypothesis import strategies as st

from secretguard.detectors.keystores.bouncy import read_fips, read_store
from secretguard.detectors.keystores.contents import NOT_FAMOUS, Work, opened_with

CERTIFICATE, KEY, SEALED = 1, 2, 4
UBER = (1).to_bytes(4, "big") + long(noise(80, 20)) + (1500).to_bytes(4, "big") + noise(81, 1600)


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"\0\0\0\2\0\0\0\x14" + bytes(200), id="zeros"),
        pytest.param(b"\0\0\0\1\0\0\0\x14" + bytes(2000), id="many zeros"),
        pytest.param(b"\0\0\0\1\0\0\0\x14", id="only the beginning"),
        pytest.param(UBER[:-3], id="random, but not in whole blocks"),
        pytest.param(UBER.replace(b"\0\0\x05\xdc", b"\xff\0\0\0"), id="four billion rounds"),
        pytest.param(bouncy(OWN, SEALED)[:-1], id="BKS that is cut off"),
        pytest.param(bouncy(OWN, SEALED) + b"\0", id="BKS with something behind it"),
    ],
)
def test_no_store(data: bytes) -> None:
    assert read_store(data, Work()) is None


@pytest.mark.parametrize("version", [1, 2])
def test_a_trust_store_is_public(version: int) -> None:
    found = read_store(bouncy(OWN, CERTIFICATE, CERTIFICATE, version=version), Work())
    assert found is not None
    assert (found.lock, found.evidence) == ("certificates", ("it holds 2 certificates",))
    assert found.public == "a trust store: certificates alone, no key"


@pytest.mark.parametrize("version", [1, 2])
@pytest.mark.parametrize("kind", [KEY, SEALED])
@pytest.mark.parametrize(
    ("password", "lock", "told"),
    [
        ("changeit", "known", opened_with("changeit")),
        ("", "known", opened_with("")),
        (OWN, "locked", NOT_FAMOUS),
    ],
)
def test_a_key(version: int, kind: int, password: str, lock: str, told: str) -> None:
    found = read_store(bouncy(password, kind, version=version), Work())
    assert found is not None
    assert (found.lock, found.evidence) == (lock, ("it holds 1 key and 1 certificate", told))


def test_too_many_rounds_are_told() -> None:
    found = read_store(bouncy(OWN, SEALED, rounds=120_001), Work())
    assert found is not None
    assert found.evidence[1] == "no password was tried: each would take 120,001 rounds"


def test_stores_that_are_encrypted_as_a_whole_are_said_to_be() -> None:
    parameters = sequence(
        oid("2a864886f70d01050c"), sequence(der(4, noise(82, 64)), integer(51200))
    )
    fips = sequence(
        sequence(sequence(oid("2a864886f70d01050d"), parameters), der(4, noise(83, 900)))
    )
    for found, title in (
        (read_store(UBER, Work()), "Bouncy Castle UBER key store"),
        (read_fips(fips, Work()), "Bouncy Castle FIPS key store"),
    ):
        assert found is not None
        assert (found.title, found.lock, found.level) == (title, "locked", 2)
        assert found.evidence[0].startswith("it is encrypted as a whole")


@given(st.binary(max_size=200))
def test_whatever_follows_is_answered(rest: bytes) -> None:
    found = read_store(b"\0\0\0\2\0\0\0\x14" + rest, Work())
    assert found is None or found.title.startswith("Bouncy Castle")
