"""Foreign words made harmless, and paragraphs that fit."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from report.foreign import NASTY, words
from secretguard.report.words import count, harmless, paragraph, size


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        pytest.param("", "", id="no-op: nothing"),
        pytest.param("app/a b.py", "app/a b.py", id="no-op: ASCII, spaces included"),
        pytest.param("straße/鍵/🔑", "straße/鍵/🔑", id="no-op: letters and pictures"),
        pytest.param("\\x1b[2J", "\\x1b[2J", id="no-op: an escape that is spelled out"),
        pytest.param("\x1b[2J", "\\x1b[2J", id="a terminal escape"),
        pytest.param("\x9b2J", "\\x9b2J", id="a terminal escape of one character"),
        pytest.param("a\nb\r\tc\0", "a\\x0ab\\x0d\\x09c\\x00", id="line ends, tab, NUL"),
        pytest.param("\x7f", "\\x7f", id="delete"),
        pytest.param("caf\udce9", "caf\\xe9", id="a byte that is no UTF-8"),
        pytest.param("\ud800", "\\ud800", id="half a character"),
        pytest.param("a\u202eb\u2066c", "a\\u202eb\\u2066c", id="reordering marks"),
        pytest.param("a\u200bb\ufeffc", "a\\u200bb\\ufeffc", id="marks without width"),
        pytest.param("a\u2028b\u2029c", "a\\u2028b\\u2029c", id="Unicode's own line ends"),
        pytest.param("a\xa0b\xadc", "a\\xa0b\\xadc", id="space and hyphen of Latin-1"),
    ],
)
def test_harmless_shows_what_would_act(text: str, shown: str) -> None:
    assert harmless(text) == shown


@given(words)
def test_harmless_text_can_be_printed_anywhere(text: str) -> None:
    shown = harmless(text)
    assert shown.isprintable()
    assert not set(shown) & set(NASTY)
    assert shown.encode("utf-8").decode("utf-8") == shown


@given(words)
def test_what_is_harmless_stays_as_it_is(text: str) -> None:
    assert harmless(harmless(text)) == harmless(text)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        pytest.param("", [], id="no-op: nothing"),
        pytest.param("one", ["> one"], id="no-op: one word"),
        pytest.param("one two three", ["> one two", ". three"], id="the next word does not fit"),
        pytest.param("a abcdefghijklm b", ["> a", ". abcdefghijklm", ". b"], id="a word too long"),
        pytest.param("aa bbb-ccc", ["> aa", ". bbb-ccc"], id="hyphens stay in their word"),
        pytest.param("one\ntwo", ["> one\\x0atwo"], id="no line end from outside"),
    ],
)
def test_paragraph_wraps(text: str, lines: list[str]) -> None:
    assert paragraph(text, 10, "> ", ". ") == lines


@given(words, st.integers(20, 80))
def test_paragraph_loses_no_word_and_is_too_wide_for_one_word_only(text: str, width: int) -> None:
    lines = paragraph(text, width, "  ", "    ")
    assert [word for line in lines for word in line.split()] == harmless(text).split()
    assert [line for line in lines if len(line) > width and " " in line.strip()] == []


@pytest.mark.parametrize(
    ("number", "told"), [(0, "0 files"), (1, "1 file"), (2, "2 files")], ids=str
)
def test_count_knows_its_plural(number: int, told: str) -> None:
    assert count(number, "file") == told


@pytest.mark.parametrize(
    ("number", "told"),
    [
        (0, "0 bytes"),
        (1, "1 byte"),
        (999, "999 bytes"),
        (1000, "1.0 kB"),
        (12_345_678, "12.3 MB"),
        (5_000_000_000, "5.0 GB"),
        (7 * 10**15, "7000.0 TB"),
    ],
    ids=str,
)
def test_size_is_for_people(number: int, told: str) -> None:
    assert size(number) == told
