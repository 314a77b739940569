"""PKCS#12: what is inside, and whether a password that everybody tries fits."""

from __future__ import annotations

import sys
from time import process_time

import pytest
from detectors.keystores.store_material import OWN, open_pfx, pfx
from hypothesis import given, settings
from hypothesis import strategies as st

from secretguard.detectors.keystores.contents import NOT_FAMOUS, PASSWORDS, Work, opened_with
from secretguard.detectors.keystores.pkcs12 import read_store

ONE_KEY = "it holds 1 encrypted private key"
PUBLIC = "it holds certificates alone: public halves, no private key"


@pytest.mark.parametrize(
    ("data", "evidence"),
    [
        pytest.param(open_pfx(with_key=False), ("it holds 1 certificate",), id="open"),
        pytest.param(
            pfx("changeit", with_key=False),
            (opened_with("changeit"), "it holds 1 certificate"),
            id="under the password of Java's trust stores",
        ),
    ],
)
def test_certificates_alone_are_public_and_said_to_be(
    data: bytes, evidence: tuple[str, ...]
) -> None:
    found = read_store(data, Work())
    assert (found.lock, found.public, found.evidence) == ("certificates", PUBLIC, evidence)


@pytest.mark.parametrize("password", PASSWORDS[1:])
def test_a_famous_password_is_as_good_as_none(password: str) -> None:
    found = read_store(pfx(password), Work())
    assert (found.lock, found.level, found.public) == ("known", 3, "")
    assert found.evidence == (ONE_KEY, opened_with(password))


def test_a_password_of_its_own() -> None:
    found = read_store(pfx(OWN), Work())
    assert (found.lock, found.evidence) == ("locked", (ONE_KEY, NOT_FAMOUS))


def test_a_key_without_encryption() -> None:
    found = read_store(open_pfx(with_key=True), Work())
    assert (found.lock, found.evidence) == ("open", ("1 private key in it, not encrypted",))


def test_what_a_password_of_its_own_hides_is_not_guessed_at() -> None:
    found = read_store(pfx(OWN, with_key=False), Work())
    unknown = "all of it is encrypted, so whether a private key is inside cannot be told"
    assert (found.lock, found.level, found.evidence) == ("locked", 2, (unknown, NOT_FAMOUS))


def test_without_the_package_it_says_what_could_not_be_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    data = pfx("changeit", with_key=False)
    monkeypatch.setitem(sys.modules, "cryptography", None)
    found = read_store(data, Work())
    assert (found.lock, found.level, found.public) == ("known", 2, "")
    assert found.evidence[0] == opened_with("changeit")
    assert "secretguard[keystores]" in found.evidence[1]


def test_the_password_is_tried_without_the_package(monkeypatch: pytest.MonkeyPatch) -> None:
    data = pfx("android")
    monkeypatch.setitem(sys.modules, "cryptography", None)
    assert read_store(data, Work()).evidence == (ONE_KEY, opened_with("android"))


def test_a_store_that_asks_for_millions_of_rounds_does_not_hold_up_the_commit() -> None:
    data = pfx("changeit").replace(b"\x02\x02\x08\x00", b"\x02\x02\x7f\xff")  # 2048: 32767
    assert read_store(data, Work(8 * 32767)).lock == "locked"  # it is another key now
    dear = pfx("changeit", rounds=130_000)
    begun = process_time()
    found = read_store(dear, Work())
    assert process_time() - begun < 0.1
    assert found.evidence[1] == "no password was tried: each would take 130,000 rounds"
    assert found.lock == "locked"


def test_many_stores_share_one_budget() -> None:
    work, data = Work(3 * 8 * 2048), pfx(OWN)
    told = [read_store(data, work).evidence[1] for _ in range(5)]
    spent = "no password was tried: earlier stores took the time there is for it"
    assert told == [NOT_FAMOUS] * 3 + [spent] * 2


SMALL = pfx("secret", rounds=1)


@given(st.integers(0, 1200), st.binary(max_size=40))
@settings(deadline=None)  # eight passwords may be tried
def test_a_damaged_store_is_answered(place: int, noise: bytes) -> None:
    data = SMALL
    place = min(place, len(data))
    damaged = data[:place] + noise + data[place + len(noise) :]
    assert read_store(damaged, Work()).lock in {"locked", "known", "open", "certificates"}


def test_a_store_that_is_cut_off_is_believed() -> None:
    found = read_store(pfx("changeit")[:200], Work())
    assert (found.lock, found.level, found.public) == ("locked", 3, "")
