"""Words that an attacker chose: names of files, of variables and of detectors' titles."""

from __future__ import annotations

from hypothesis import strategies as st

from report.verdicts import finding, place
from secretguard.model.finding import Finding
from secretguard.model.frozen import replace
from secretguard.model.rule import Guidance
from secretguard.model.suppression import Suppressed, Suppression
from secretguard.model.verdict import Coverage, Skipped, Unread, Verdict

# What moves a cursor, hides or reorders text, ends a line somewhere, or is no character at all.
NASTY = (
    "\x00\x07\x08\t\n\x0b\x0c\r\x1b\x7f\x85\x9b\xa0\xad"
    "\u061c\u200b\u200d\u200e\u200f\u2028\u2029\u202a\u202e\u2060\u2066\u2069\ufeff\ufffe"
    "\ud800\udbff\udc00\udc80\udcff\ue000\U000e0001\U0010ffff"
)
PLAIN = 'ab 1.:;/\\%?#"<>&[]()=-🔑é鍵'


def is_half(char: str) -> bool:
    """Half of a surrogate pair, and no undecodable byte either."""
    return "\ud800" <= char <= "\udfff" and not "\udc80" <= char <= "\udcff"


# Code points are drawn as numbers: the strategy for characters leaves the surrogates out.
characters = st.sampled_from(NASTY) | st.sampled_from(PLAIN) | st.integers(0, 0x10FFFF).map(chr)
words = st.lists(characters, max_size=12).map("".join)
some_words = st.lists(words, max_size=2).map(tuple)

# Paths are decoded bytes: of the surrogates they hold only those that stand for a byte.
paths = words.map(lambda text: "".join(char for char in text if not is_half(char)))
places = st.builds(place, paths, st.integers(1, 9), st.integers(1, 9))
findings = st.builds(
    finding,
    location=places,
    title=words,
    name=words,
    redacted=words,
    evidence=some_words,
    trail=some_words,
    group=st.integers(1, 2),
    introduced=st.booleans(),
)
guidances = st.builds(Guidance, st.lists(words, min_size=1, max_size=2).map(tuple), *[words] * 6)


@st.composite
def verdicts(draw: st.DrawFn) -> Verdict:
    """Verdicts of every answer in which each word that is not ours is foreign."""
    few: st.SearchStrategy[list[Finding]] = st.lists(findings, max_size=2)
    unread = st.lists(st.builds(Unread, words, words), max_size=2)
    skipped = st.lists(st.builds(Skipped, words, words), max_size=2)
    reasons = st.builds(Suppression, st.just("inline"), words)
    return Verdict(
        subject=draw(words),
        findings=tuple(draw(few)),
        notes=tuple(draw(few)),
        suppressed=tuple(Suppressed(each, draw(reasons)) for each in draw(few)),
        unread=tuple(draw(unread)),
        coverage=Coverage(9, 7, draw(st.integers(0, 10**13)), 1, tuple(draw(skipped))),
        guidance={"acme-token": draw(guidances)} if draw(st.booleans()) else {},
        weakened=draw(some_words),
    )


def titled(verdict: Verdict, title: str) -> Verdict:
    """The same verdict with findings of one known title."""
    return replace(verdict, findings=tuple(replace(each, title=title) for each in verdict.findings))
