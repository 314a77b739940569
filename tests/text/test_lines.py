"""Line numbers, in whatever order they are asked for."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from secretguard.model.fragment import Fragment
from secretguard.text.lines import line_number


def test_an_empty_text_has_one_line() -> None:
    assert line_number(b"", 0) == 1


def test_only_line_feeds_begin_a_line() -> None:
    data = "a\r\x0b\x0c\u2028b\nc".encode()
    assert [line_number(data, offset) for offset in (0, 7, 8, 9)] == [1, 1, 1, 2]


@given(st.text(alphabet="ab\r\n", max_size=40).map(str.encode), st.data())
def test_as_if_counted_from_the_beginning(data: bytes, draw: st.DataObject) -> None:
    fragment = Fragment("a", data)
    for offset in draw.draw(st.lists(st.integers(0, len(data)))):
        assert line_number(data, offset) == fragment.line_of(offset)
