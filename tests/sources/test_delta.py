"""Git's deltas, taken apart: the content they make, and what of it is a copy of which part of the base."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secretguard.sources.delta import rebuilt

MOST = 1 << 20
# A part of the base, or something new.
PARTS = st.lists(
    st.tuples(st.integers(0, 200), st.integers(1, 200)) | st.binary(min_size=1, max_size=300)
)


def size_of(number: int) -> bytes:
    told = bytearray()
    while number >= 0x80:
        told.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes([*told, number])


def copy(start: int, length: int) -> bytes:
    """The instruction that copies, with as few bytes as tell it."""
    code, told = 0x80, bytearray()
    for bit, byte in enumerate([*start.to_bytes(4, "little"), *length.to_bytes(3, "little")]):
        if byte:
            code |= 1 << bit
            told.append(byte)
    return bytes([code, *told])


def insert(new: bytes) -> bytes:
    pieces = [new[at : at + 127] for at in range(0, len(new), 127)]
    return b"".join(bytes([len(piece)]) + piece for piece in pieces)


def delta(base: bytes, size: int, *instructions: bytes) -> bytes:
    return size_of(len(base)) + size_of(size) + b"".join(instructions)


def test_a_copy_of_the_whole_is_one_copy() -> None:
    assert rebuilt(b"abcdef", delta(b"abcdef", 6, copy(0, 6)), MOST) == (b"abcdef", [(0, 0, 6)])


def test_a_copy_without_a_size_has_64_kib() -> None:
    base = bytes(range(256)) * 300
    told = delta(base, 1 << 16, b"\x81\x05")
    assert rebuilt(base, told, MOST) == (base[5 : 5 + (1 << 16)], [(5, 0, 1 << 16)])


def test_copies_that_were_next_to_each_other_are_one() -> None:
    told = delta(
        b"abcdefgh", 9, copy(0, 3), copy(3, 2), insert(b"X"), copy(5, 1), copy(7, 1), copy(7, 1)
    )
    assert rebuilt(b"abcdefgh", told, MOST) == (
        b"abcdeXfhh",
        [(0, 0, 5), (5, 6, 1), (7, 7, 1), (7, 8, 1)],
    )


@given(st.binary(min_size=400, max_size=600), PARTS)
def test_the_content_is_made_as_it_is_told(
    base: bytes, parts: list[tuple[int, int] | bytes]
) -> None:
    content, instructions = b"", []
    for part in parts:
        if isinstance(part, bytes):
            content += part
            instructions.append(insert(part))
        else:
            content += base[part[0] : part[0] + part[1]]
            instructions.append(copy(*part))
    told = delta(base, len(content), *instructions)
    if not content:
        with pytest.raises(ValueError, match="another size"):
            rebuilt(base, told, MOST)
        return
    made, copies = rebuilt(base, told, MOST)
    assert made == content
    assert [content[here : here + length] for _, here, length in copies] == [
        base[start : start + length] for start, _, length in copies
    ]
    copied = sum(part[1] for part in parts if isinstance(part, tuple))
    assert sum(length for _, _, length in copies) == copied


@pytest.mark.parametrize(
    "damaged",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(size_of(6) + size_of(0), id="makes nothing"),
        pytest.param(size_of(6) + b"\x80" * 200_000 + b"\0", id="a size without end"),
        pytest.param(size_of(5) + size_of(3) + copy(0, 3), id="of another base"),
        pytest.param(size_of(6) + size_of(4) + copy(0, 3), id="makes less"),
        pytest.param(size_of(6) + size_of(2) + copy(0, 3), id="makes more"),
        pytest.param(size_of(6) + size_of(9) + copy(3, 9), id="copies more than there is"),
        pytest.param(size_of(6) + size_of(3) + b"\x00abc", id="an unknown instruction"),
        pytest.param(size_of(6) + size_of(3) + b"\x03ab", id="ends in new bytes"),
        pytest.param(size_of(6) + size_of(3) + b"\xff\x00", id="ends in a copy"),
        pytest.param(size_of(6) + b"\x80\x80", id="ends in a size"),
        pytest.param(size_of(6) + size_of(MOST + 1) + copy(0, 6), id="larger than wanted"),
    ],
)
def test_a_damaged_one_makes_nothing(damaged: bytes) -> None:
    with pytest.raises(ValueError, match=r"^the delta "):
        rebuilt(b"abcdef", damaged, MOST)


@given(st.binary(max_size=40))
def test_anything_else_makes_what_it_says_or_nothing(damaged: bytes) -> None:
    try:
        content, copies = rebuilt(b"abcdef", size_of(6) + damaged, 1000)
    except ValueError:
        return
    assert len(content) <= 1000
    assert all(here + length <= len(content) for _, here, length in copies)
