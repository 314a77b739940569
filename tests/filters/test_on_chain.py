"""Addresses of block chains pass for their checksum; the keys beside them, and mere likeness, do not."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest
from factory import placed, told
from hypothesis import given
from hypothesis import strategies as st

from secretguard.filters.chain import is_on_chain
from secretguard.rules.checksums.coins import BASE58, base58check

if TYPE_CHECKING:
    from typing import Any

XRPL = "rpshnaf39wBUDNEGHJKLM4PQRST7VWXYZ2bcdeCg65jkm8oFqi1tuvAxyz"


def written(first: str, size: int, alphabet: str = BASE58) -> str:
    """``size`` random bytes behind ``first`` (in hexadecimal) and their sum, in base 58."""
    payload = bytes.fromhex(first) + random.Random(size).randbytes(size)
    raw = payload + base58check(payload)
    number, text = int.from_bytes(raw, "big"), ""
    while number:
        number, digit = divmod(number, 58)
        text = alphabet[digit] + text
    return alphabet[0] * (len(raw) - len(raw.lstrip(b"\0"))) + text


def asked(value: str, **how: Any) -> tuple[str, str]:
    return told(is_on_chain, *placed(f'x = "{value}"', value, **{"detector": "entropy", **how}))


@pytest.mark.parametrize(
    ("value", "what"),
    [
        (written("00", 20), "an address on Bitcoin"),
        (written("05", 20), "an address on Bitcoin"),
        (written("6f", 20), "an address on Bitcoin's test network"),
        (written("c4", 20), "an address on Bitcoin's test network"),
        (written("0488b21e", 74), "an extended public key"),
        (written("04b24746", 74), "an extended public key"),
        (written("06a19f", 20), "an address on Tezos"),
        (written("025a79", 20), "a contract on Tezos"),
        (written("0d0f25d9", 32), "a public key on Tezos"),
        (written("00", 20, XRPL), "an address on the XRP Ledger"),
        ("0x" + random.Random(3).randbytes(20).hex(), "an address on Ethereum"),
    ],
)
def test_what_is_public_passes(value: str, what: str) -> None:
    assert asked(value) == ("public", what)
    wrong = value[:-1] + ("2" if value[-1] != "2" else "3")
    assert value.startswith("0x") or asked(wrong) == ("", "")


@pytest.mark.parametrize(
    "value",
    [
        pytest.param(written("80", 32), id="a private key (WIF)"),
        pytest.param(written("80", 33), id="a private key (WIF, compressed)"),
        pytest.param(written("ef", 33), id="a private key of the test network"),
        pytest.param(written("0488ade4", 74), id="an extended private key"),
        pytest.param(written("0d0f3a07", 32), id="a seed of Tezos (edsk)"),
        pytest.param(written("21", 16, XRPL), id="a seed of the XRP Ledger"),
        pytest.param(written("00", 32), id="of another length"),
        pytest.param("0x" + random.Random(3).randbytes(32).hex(), id="a private key of Ethereum"),
    ],
)
def test_what_opens_does_not(value: str) -> None:
    assert asked(value) == ("", "")


def test_what_a_name_or_a_provider_announces_is_not_asked_about() -> None:
    for how in ({"detector": "assignment"}, {"detector": "provider", "structured": True}):
        assert asked(written("00", 20), **how) == ("", "")


@given(st.text(max_size=120))
def test_any_text_is_answered(value: str) -> None:
    assert asked(value)[0] in {"", "public"}
