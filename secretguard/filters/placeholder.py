"""Values that stand where a secret will stand one day."""

from __future__ import annotations

import itertools
import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from secretguard.model.candidate import Candidate
    from secretguard.model.fragment import Fragment
    from secretguard.model.suppression import Suppression

# Words people write instead of a value. They must make up most of it: a real password may well
# contain one of them.
_WORDS = ("example", "changeme", "change", "placeholder", "redacted", "dummy", "yourself", "your",
          "replace", "todo", "fixme", "insert", "sample", "fake", "mock", "password", "passwd",
          "secret", "token", "apikey", "api", "key", "here", "this", "with", "value", "goes",
          "enter", "test", "foobar", "deadbeef", "1234567890", "0123456789", "123456", "abcdef",
          "xxxx", "me", "my", "the")  # fmt: skip
_CUTS = ("...", "\u2026", "[snip]", "****", "<snip>", "xxxxxx", "XXXXXX")
_FEW = 6
# So many of these drawn at random are hardly ever all different, fewer when case is ignored.
_LETTERS = r"(?a)[\w+/=-]{32,100}"
_ALL_DIFFER, _SAME_CASE = 40, 32
_TELLING = 400  # so many characters tell whether a value counts or repeats
# A word or a name between brackets; what is random may well be a password with brackets.
_WORD = r"[A-Za-z]?[a-z]*(?:[A-Z][a-z]+)*[A-Z]*\d{0,2}|[A-Z]+\d{0,2}|\d{1,4}"
_BETWEEN_WORDS = r"[\s_.:,|/'-]+"
_BRACKETS = {("<", ">"), ("[", "]"), ("{", "}"), ("%", "%")}


def is_placeholder(candidate: Candidate, _fragment: Fragment) -> Suppression | None:
    """Filler by its letters, its words or its brackets; for structured values by letters alone."""
    from secretguard.model.suppression import Suppression

    value = candidate.secret.reveal()
    reason = _filler(value)
    if not reason and not candidate.structured and not _is_weighed(candidate):
        reason = _worded(value, candidate)
    return Suppression("placeholder", reason) if reason else None


def _is_weighed(candidate: Candidate) -> bool:
    """Low already says that the words may stand for a value; who asks for such wants to see them."""
    return candidate.confidence < 2 and candidate.detector in {"assignment", "url", "provider"}


def _filler(value: str) -> str:
    if any(cut in value for cut in _CUTS) and len(value) < 400:
        return "part of it is left out or crossed out"
    body = value.rpartition("_")[2] or value
    # Small alphabets (hex, digits) repeat by nature, so only what is long and poor counts.
    if len(body) >= 16 and len(set(body)) < _FEW:
        return "it repeats a few characters"
    beginning = body[:_TELLING]
    if len(body) >= 8 and _runs(beginning) * 2 > len(beginning):
        return "it counts up or repeats itself"
    if re.fullmatch(_LETTERS, value) and _is_alphabet(value):
        return "no character stands in it twice: it is an alphabet"
    return ""


def _is_alphabet(value: str) -> bool:
    tail = value[-_ALL_DIFFER:]
    return len(set(tail)) == _ALL_DIFFER or len(set(tail[-_SAME_CASE:].lower())) == _SAME_CASE


def _runs(text: str) -> int:
    """How many characters continue a run (same, next or previous character)."""
    steps = [ord(after) - ord(before) for before, after in itertools.pairwise(text)]
    return max((steps.count(step) for step in (0, 1, -1)), default=0)


def _worded(value: str, candidate: Candidate) -> str:
    bracketed = (value[:1], value[-1:]) in _BRACKETS
    words = re.split(_BETWEEN_WORDS, value.strip("<>[]{}%")) if bracketed else ()
    if words and all(re.fullmatch(_WORD, word) for word in words):
        return "brackets mark a place to fill in"
    lowered = value.lower()
    if lowered == candidate.name.lower():
        return "it repeats the name it is assigned to"
    rest = lowered
    for word in _WORDS:
        rest = rest.replace(word, "")
    left = sum(char.isalnum() for char in rest)
    if left * 3 < sum(char.isalnum() for char in lowered) and left < 8:
        return "its words say that a value goes here"
    return ""
