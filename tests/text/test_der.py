"""ASN.1: what fits is read, what does not is an error and never a hang."""

from __future__ import annotations

import pytest
from detectors.key_material import der, integer, sequence
from hypothesis import given
from hypothesis import strategies as st

from secretguard.text.der import DerError, read


@given(st.lists(st.integers(0, 2**70), max_size=8))
def test_numbers_come_back(numbers: list[int]) -> None:
    element = read(sequence(*map(integer, numbers)))
    assert [each.number for each in element] == numbers


@given(st.binary(max_size=400))
def test_octets_come_back(content: bytes) -> None:
    assert read(der(4, content)).content == content
    assert read(der(4, content)).encoded == der(4, content)


def test_lengths_that_are_left_open() -> None:
    inner = b"\x24\x80" + der(4, b"ab") + der(4, b"cd") + b"\0\0"
    outer = b"\x30\x80" + integer(5) + inner + b"\0\0"
    number, octets = read(outer + b"rest").children()
    assert (number.number, octets.content, read(outer + b"rest").last) == (5, b"abcd", len(outer))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"0",
        b"0\5",
        b"0\x85\0\0\0\0\1x",
        b"\x1f\1x",
        b"0\x80" * 200,
        b"0\x80" + b"\4\0" * 20_000,
    ],
    ids=["empty", "one byte", "cut off", "long length", "long tag", "deep", "endless"],
)
def test_what_does_not_fit(data: bytes) -> None:
    with pytest.raises(DerError):
        read(data)


@given(st.binary(max_size=200))
def test_any_bytes_are_answered(data: bytes) -> None:
    try:
        element = read(data)
    except DerError:
        return
    assert 0 < element.last <= len(data)
