"""No encoding hides an ASCII key."""

from __future__ import annotations

import codecs
import re
from array import array

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from secretguard.text.decode import decode, is_binary
from secretguard.text.mixed import Decoder

TEXT = "key = value\n" * 20


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"", id="empty"),
        pytest.param(TEXT.encode(), id="UTF-8"),
        pytest.param("clé = 1\n".encode("latin-1"), id="Latin-1 stays as it is"),
        pytest.param("鍵 = 1\n".encode("gb18030"), id="GB18030 stays as it is"),
        pytest.param(b"a\0b\0c" + TEXT.encode(), id="text with a few NUL bytes"),
        pytest.param(bytes(range(256)) * 4, id="binary"),
        pytest.param(array("i", range(1, 200)).tobytes(), id="small numbers"),
        pytest.param(array("i", [0, 1, 7] * 50).tobytes(), id="smaller numbers"),
    ],
)
def test_what_needs_no_decoding_is_returned_as_it_came(data: bytes) -> None:
    assert decode(data) == (data, "")


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
def test_what_has_no_mark_is_recognised_by_its_nul_bytes(encoding: str) -> None:
    assert decode(TEXT.encode(encoding)) == (TEXT.encode(), encoding)
    other = "clé = värde\n" * 3
    assert decode(other.encode(encoding)) == (other.encode(), encoding)


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
        (codecs.BOM_UTF32_BE, "utf-32-be"),
    ],
)
def test_a_byte_order_mark_decides(mark: bytes, encoding: str) -> None:
    text = "clé = värde\u2028\n"
    assert decode(mark + text.encode(encoding)) == (text.encode(), encoding)


def test_a_cut_last_character_hides_nothing() -> None:
    assert decode(codecs.BOM_UTF16_LE + "key\n".encode("utf-16-le") + b"\x41")[0].startswith(b"key")


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\ufeff\0"), min_size=1))
def test_marked_utf_16_round_trips(text: str) -> None:
    raw = text.encode("utf-16-le")
    assume(not re.search(rb"[\t\n\r -~]{16}", raw))  # which is read as ASCII
    assert decode(codecs.BOM_UTF16_LE + raw)[0] == text.encode()


MARKS = {
    "utf-16-le": codecs.BOM_UTF16_LE,
    "utf-16-be": codecs.BOM_UTF16_BE,
    "utf-32-le": codecs.BOM_UTF32_LE,
    "utf-32-be": codecs.BOM_UTF32_BE,
}
# Of even and of odd length, with and without an end of line.
ASCII_LINES = ["appended = one line of it\n", "appended = another line\r\n", "appended without end"]
OTHER_LINES = ["key = value\n", "clé = värde\n", "鍵 = 一一一\n", "中文中文中文\n"]


@pytest.mark.parametrize("encoding", MARKS)
@given(st.lists(st.sampled_from(ASCII_LINES + OTHER_LINES), min_size=1, max_size=9), st.integers(1))
def test_ascii_in_between_is_read_as_ascii(encoding: str, lines: list[str], cut: int) -> None:
    """A line of another script behind an odd number of bytes is no promise."""
    text = "".join(lines)
    assume(not re.search("(another|end).*\\s*[鍵中]", text))
    raw = [line.encode("ascii" if line in ASCII_LINES else encoding) for line in lines]
    data = MARKS[encoding] + b"".join(raw)
    assert decode(data) == (text.encode(), encoding)
    decoder = Decoder(encoding)
    cut %= len(data)
    parts = decoder.decode(data[:cut], last=False), decoder.decode(data[cut:], last=True)
    assert "".join(parts).lstrip("\ufeff") == text


@pytest.mark.parametrize("encoding", MARKS)
def test_a_mark_hides_no_ascii(encoding: str) -> None:
    data = MARKS[encoding] + b"appended = one\n" * 3
    assert decode(data) == (b"appended = one\n" * 3, encoding)


def test_a_long_stretch_of_ascii_in_parts() -> None:
    line = b"appended = another line\r\n"
    data = codecs.BOM_UTF16_LE + "鍵\n".encode("utf-16-le") + line * 9
    decoder = Decoder("utf-16-le")
    parts = [decoder.decode(data[at : at + 7], last=False) for at in range(0, len(data), 7)]
    assert "".join([*parts, decoder.decode(b"", last=True)]) == "\ufeff鍵\n" + line.decode() * 9


@given(st.binary())
def test_any_bytes_decode(data: bytes) -> None:
    text, encoding = decode(data)
    assert encoding or text == data


@pytest.mark.parametrize(
    ("data", "binary"),
    [
        pytest.param(b"", False, id="empty"),
        pytest.param(TEXT.encode(), False, id="text"),
        pytest.param(TEXT.encode() + b"\0", False, id="text with one NUL"),
        pytest.param(b"\x89PNG\r\n\x1a\n" + bytes(range(32)) * 8, True, id="an image"),
    ],
)
def test_is_binary(data: bytes, binary: bool) -> None:
    assert is_binary(data) is binary
