"""A line is new when the file holds more copies of it than before."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secretguard.text.added import added_lines

LINES = st.lists(st.sampled_from([b"", b"a", b"b", b"c\r", b"d\x0ce", "é\u2028".encode()]))


@pytest.mark.parametrize(
    ("old", "new", "added"),
    [
        pytest.param(b"", b"", [], id="both empty"),
        pytest.param(b"a\nb\n", b"a\nb\n", [], id="unchanged"),
        pytest.param(b"a\nb\nc\n", b"c\na\nb\n", [], id="a line that moves is not new"),
        pytest.param(b"a\nb\nc\n", b"a\nc\n", [], id="a deletion adds nothing"),
        pytest.param(b"a\n", b"a\nb\n", [2], id="appended"),
        pytest.param(b"a\nc\n", b"a\nb\nc\n", [2], id="inserted"),
        pytest.param(b"a\nb\nc\n", b"a\nx\nc\n", [2], id="changed"),
        pytest.param(b"a\n", b"a\na\n", [2], id="a second copy is new"),
        pytest.param(b"a", b"a\n", [2], id="a final newline adds an empty line"),
        pytest.param(b"a\rb", b"a\rc", [1], id="only LF ends a line"),
        pytest.param(b"a\x0cb\n", b"a\x0cb\nc", [2], id="a form feed ends no line"),
    ],
)
def test_added_lines(old: bytes, new: bytes, added: list[int]) -> None:
    assert sorted(added_lines(old, new)) == added


@given(LINES, LINES)
def test_every_copy_beyond_the_old_ones_is_new(old: list[bytes], new: list[bytes]) -> None:
    numbers = added_lines(b"\n".join(old), b"\n".join(new))
    old_lines, new_lines = b"\n".join(old).split(b"\n"), b"\n".join(new).split(b"\n")
    assert Counter(new_lines[number - 1] for number in numbers) == Counter(new_lines) - Counter(
        old_lines
    )
