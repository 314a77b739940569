"""Every byte of a rewritten text leads back to what it was made from."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from wrapping import b64

from secretguard.model.pieces import outer_span, rewrite, stands_as_it_is
from secretguard.text.embedded.base64_runs import (
    decode_lines,
    decode_run,
    run_before,
    wrapped_lines,
)
from secretguard.text.embedded.hex_runs import decode_run as decode_hex
from secretguard.text.embedded.notations import unescape, unescaped
from secretguard.text.joined import joints

printable = st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E), min_size=1, max_size=60)
word = st.text(st.characters(categories=(), include_characters="abcXYZ019_"), min_size=1)


def inner_spans(data: st.DataObject, length: int) -> tuple[int, int]:
    start = data.draw(st.integers(0, length - 1))
    return start, data.draw(st.integers(start + 1, length))


@given(printable, printable, st.binary(min_size=1, max_size=200), st.data())
def test_the_outer_span_of_base64_decodes_to_what_holds_the_inner_one(
    before: str, after: str, content: bytes, data: st.DataObject
) -> None:
    head = before.encode() + b'"'
    outer = head + b64(content).encode() + b'"' + after.encode()
    run = run_before(outer, len(head) + len(b64(content)))
    text, pieces = rewrite(outer, 0, len(outer), decode_lines(outer, [run]))
    assert text == head + content + b'"' + after.encode()
    start, end = inner_spans(data, len(content))
    low, high = outer_span(pieces, len(head) + start, len(head) + end)
    assert run[0] <= low < high <= run[1]
    assert content[start:end] in decode_run(outer[low:high])
    assert high - low <= (end - start + 4) // 3 * 4 + 4


@given(st.binary(min_size=1, max_size=600), st.sampled_from([64, 76, 70]), st.data())
def test_wrapped_base64_leads_back_to_its_lines(
    content: bytes, width: int, data: st.DataObject
) -> None:
    encoded = b64(content)
    lines = [encoded[at : at + width] for at in range(0, len(encoded), width)]
    outer = ("x:\n  " + "\n  ".join(lines) + "\n# end\n").encode()
    first = (5, 5 + len(lines[0]))
    assert run_before(outer, first[1]) == first
    text, pieces = rewrite(outer, 0, len(outer), decode_lines(outer, wrapped_lines(outer, first)))
    assert text == b"x:\n  " + content + b"\n# end\n"
    start, end = inner_spans(data, len(content))
    low, high = outer_span(pieces, 5 + start, 5 + end)
    assert content[start:end] in decode_run(b"".join(outer[low:high].split()))


@given(printable, st.data())
def test_hexadecimal_leads_back_exactly(content: str, data: st.DataObject) -> None:
    outer = b"= " + content.encode().hex().encode()
    decoded = decode_hex(outer[2:])
    _, pieces = rewrite(outer, 0, len(outer), [(2, len(outer), decoded, 1, 2)])
    start, end = inner_spans(data, len(decoded))
    low, high = outer_span(pieces, 2 + start, 2 + end)
    assert decode_hex(outer[low:high]) == decoded[start:end]


@given(
    st.lists(st.tuples(word, st.sampled_from(["\\u00{:02x}", "\\x{:02X}", "%{:02x}", "&#{};"]))),
    st.data(),
)
def test_escapes_lead_back_exactly(parts: list[tuple[str, str]], data: st.DataObject) -> None:
    written = [(char, form.format(ord(char))) for text, form in parts for char in text]
    outer = "".join(form for _, form in written).encode()
    text, pieces = rewrite(outer, 0, len(outer), unescaped(outer, 0, len(outer)))
    assert unescape(outer) == text
    assert text == "".join(char for char, _ in written).encode()
    if written:
        start, end = inner_spans(data, len(written))
        low, high = outer_span(pieces, start, end)
        assert outer[low:high] == "".join(form for _, form in written[start:end]).encode()


@given(
    st.lists(word, min_size=2, max_size=6),
    st.sampled_from(['" + "', '"\n    "', '" .\n "', '" & _\n "', '" \\\n  "', '" "', '" || "']),
)
def test_joined_literals_are_one_value(parts: list[str], seam: str) -> None:
    outer = f'x = "{seam.join(parts)}"\n'.encode()
    text, pieces = rewrite(outer, 0, len(outer), joints(outer, 0, len(outer)))
    assert text == f'x = "{"".join(parts)}"\n'.encode()
    low, high = outer_span(pieces, 5, 5 + len("".join(parts)))
    assert outer[low:high] == seam.join(parts).encode()
    assert not stands_as_it_is(pieces, 5, 5 + len("".join(parts)))
    assert stands_as_it_is(pieces, 0, 5)


def test_an_empty_literal_and_a_sentence_are_left_alone() -> None:
    outer = b'f("", "a", """doc""")'
    assert list(joints(outer, 0, len(outer))) == []
