"""RE2 to ``regex``: the same matches, or a sentence that says what has no counterpart."""

from __future__ import annotations

import pytest
import regex

from secretguard.foreign.re2 import UntranslatableError, translate


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        pytest.param("abc|[x-z]+", "abc|[x-z]+", id="no-op: plain"),
        pytest.param("(?:a)(b)", "(?:a)(b)", id="no-op: groups"),
        pytest.param(r"a\.b\-\/", r"a\.b\-\/", id="no-op: escaped signs"),
        pytest.param("(?i)ab", "(?i:ab)", id="flag at the start"),
        pytest.param("a(?i)b|c", "a(?i:b)|(?i:c)", id="flag in the middle counts to the end"),
        pytest.param("(a(?i)b)c", "(a(?i:b))c", id="flag ends with its group"),
        pytest.param("(?i)a(?-i)b", "(?i:a)(?-i:b)", id="flag switched off"),
        pytest.param("(?i:a)b", "(?i:a)b", id="scoped flag"),
        pytest.param("^a$", r"\Aa\Z", id="ends of the text"),
        pytest.param("(?m)^a$", "(?:^a$)", id="ends of a line"),
        pytest.param("(?s).", "(?:(?s:.))", id="dot over lines"),
        pytest.param(r"a\z", r"a\Z", id="end"),
        pytest.param(r"\Qa.b\Ec", r"a\.bc", id="quoted"),
        pytest.param(r"\Qa.b", r"a\.b", id="quoted to the end"),
        pytest.param(r"\d\w\s", r"[0-9][0-9A-Za-z_][\t\n\f\r ]", id="ASCII classes"),
        pytest.param(r"\D\W\S", r"[^0-9][^0-9A-Za-z_][^\t\n\f\r ]", id="their opposites"),
        pytest.param(r"[\d_]", "[0-9_]", id="class in a set"),
        pytest.param("[[:alnum:]_]", "[0-9A-Za-z_]", id="POSIX class"),
        pytest.param("[]a]", r"[\]a]", id="bracket first"),
        pytest.param("[^]a]", r"[^\]a]", id="bracket first, negated"),
        pytest.param("[[a]", r"[\[a]", id="bracket inside"),
        pytest.param(r"\bx\B", r"(?a:\b)x(?a:\B)", id="edges of ASCII words"),
        pytest.param(r"\pL\p{Greek}\PN", r"\p{L}\p{Greek}\P{N}", id="Unicode classes"),
        pytest.param(r"\x{41}\x60", r"A\x60", id="code points"),
        pytest.param("(?<n>a)", "(?P<n>a)", id="named group"),
    ],
)
def test_what_it_becomes(pattern: str, expected: str) -> None:
    text, _ = translate(pattern)
    assert text == expected
    regex.compile(text, regex.MULTILINE)


@pytest.mark.parametrize(
    ("pattern", "yes", "no"),
    [
        ("a(?i)b|c", ["ab", "aB", "c", "C"], ["Ab", "AB"]),
        ("(?i)key=(?-i)[a-z]+$", ["KEY=abc"], ["key=ABC", "key=abc\n"]),
        (r"^\d+\z", ["12"], ["12\n", "x\n12", "١٢"]),
        ("(?m)^x$", ["x", "a\nx\nb"], ["ax"]),
        (r"\bé", ["aé"], ["é"]),
        ("(?s)a.b", ["a\nb"], ["ab"]),
        (r"a\sb", ["a b", "a\tb"], ["a\vb", "a\xa0b"]),
    ],
)
def test_it_finds_what_re2_finds(pattern: str, yes: list[str], no: list[str]) -> None:
    compiled = regex.compile(translate(pattern)[0], regex.MULTILINE)
    assert [text for text in yes if compiled.search(text) is None] == []
    assert [text for text in no if compiled.search(text) is not None] == []


def test_a_group_becomes_the_secret() -> None:
    assert translate("(a)(?P<x>b)", 2) == ("(a)(?P<secret>b)", 2)


@pytest.mark.parametrize(
    ("pattern", "why"),
    [
        pytest.param("(?U)a+", "flags", id="greediness swapped"),
        pytest.param("(?=a)", "no group of RE2", id="look-ahead"),
        pytest.param("(?P=x)", "no group of RE2", id="back-reference"),
        pytest.param(r"\C", "no counterpart", id="single bytes"),
        pytest.param(r"[\D]", "no counterpart", id="negated class in a set"),
        pytest.param("[[:nope:]]", "no counterpart", id="unknown class"),
        pytest.param("(a", "not closed", id="open group"),
        pytest.param("a)", "not opened", id="closed group"),
        pytest.param("[a", "not closed", id="open set"),
        pytest.param("a\\", "no counterpart", id="escape at the end"),
    ],
)
def test_what_cannot_be_said_is_named(pattern: str, why: str) -> None:
    with pytest.raises(UntranslatableError, match=why):
        translate(pattern)


def test_a_group_that_is_not_there() -> None:
    with pytest.raises(UntranslatableError, match="no group 2"):
        translate("(a)", 2)
