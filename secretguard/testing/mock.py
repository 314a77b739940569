"""Mock secrets: what a rule matches, with the mark that says that nobody issued it.

A checksum that a provider documents is wrong in each of them, so the provider's own software
refuses them, too.
"""

from __future__ import annotations

import random
import re
from functools import lru_cache

from secretguard.detectors.waking import GENERIC_RULES
from secretguard.errors import UsageError
from secretguard.rules.catalog import builtin_rules
from secretguard.rules.checksums import checksum
from secretguard.rules.mock import READINGS, agrees, is_mock
from secretguard.testing.generate import match_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from secretguard.model.rule import Rule

# These say how a token is built or what it claims, and sum up no signature: a mock keeps them.
STRUCTURES = frozenset({
    "jwt-structure", "basic-credentials", "supabase-service-role", "supabase-anon", "macaroon",
})  # fmt: skip
_PRINTABLE = [chr(code) for code in range(0x21, 0x7F)]
_BASES = 40
# Characters tried for one text. Some fixed ones in the tail need a few hundred; a word of eight,
# which has to agree by chance, needs a million, so that is tried last.
_STEPS, _MANY_STEPS = 6000, 4_000_000


def mock_of(type_: str, seed: int = 1) -> str:
    """A mock of the built-in rule ``type_``, by its id or a former one.

    Raises ``UsageError`` for a rule that does not exist or cannot have a mock.
    """
    return mock_by(builtin_rules(), type_, seed)


def mock_by(rules: Iterable[Rule], type_: str, seed: int) -> str:
    """As ``mock_of``, of the rules given."""
    known = {name: rule for rule in rules for name in (*rule.aliases, rule.id)}
    if type_ in {name for name, *_ in GENERIC_RULES}:
        raise UsageError(f"{type_}: what it finds has no fixed shape, so there is no mock of it")
    if type_ not in known:
        from difflib import get_close_matches

        close = get_close_matches(type_, list(known), 1)
        hint = f"; did you mean {close[0]!r}?" if close else ""
        raise UsageError(f"there is no rule {type_!r}{hint}")
    try:
        return mock_text(known[type_], seed)
    except ValueError as error:
        raise UsageError(str(error)) from error


@lru_cache(maxsize=4096)
def mock_text(rule: Rule, seed: int) -> str:
    """What the rule's pattern describes, its secret marked as a mock; the same for the same seed.

    Raises ``ValueError`` for a rule whose secret is too short or too fixed to carry the mark.
    """
    for attempt in range(_BASES):
        base = _Base(rule, match_text(rule, seed * _BASES + attempt))
        for backwards in (False, True):
            for bits, count in READINGS:
                for text in base.marked(bits, count, backwards, _STEPS):
                    return text
    base = _Base(rule, match_text(rule, seed * _BASES))
    for text in base.marked(*READINGS[0], False, _MANY_STEPS):
        return text
    raise ValueError(f"{rule.id}: the secret is too short or too fixed to carry the mark of a mock")


class _Base:
    """A text that the rule matches, and the variants of it that carry the mark."""

    def __init__(self, rule: Rule, text: str) -> None:
        self._rule = rule
        self._pattern = re.compile(rule.pattern)
        self._text = text
        match = self._pattern.fullmatch(text)
        if match is None:
            raise ValueError(f"{rule.id}: the pattern does not match its own token")
        self._span = _span(match)

    def marked(self, bits: int, count: int, backwards: bool, steps: int) -> Iterator[str]:
        """Variants whose secret carries one reading of the mark, as far as ``steps`` find any."""
        start, end = self._span
        if end - start < count:
            return
        places = list(range(end - count, end))
        if backwards:
            places = list(range(start + count - 1, start - 1, -1))
        source = random.Random(self._text)  # noqa: S311 - a mock needs no strong randomness
        choices = [self._choices(place, source) for place in places]
        chars = list(self._text)
        waiting = [iter(choices[0])]
        for _ in range(steps):
            place = places[len(waiting) - 1]
            char = next(waiting[-1], "")
            if not char:
                waiting.pop()
                if not waiting:
                    return
                continue
            chars[place] = char
            read = chars[place:end][::-1] if backwards else chars[start : place + 1]
            if not agrees("".join(read), bits):
                continue
            if len(waiting) < count:
                waiting.append(iter(choices[len(waiting)]))
            elif self._is_good(text := "".join(chars)):
                yield text

    def _choices(self, place: int, source: random.Random) -> list[str]:
        """The characters that may stand at ``place``, in a random order."""
        before, after = self._text[:place], self._text[place + 1 :]
        # Signs in a value that people choose would make code or a reference of it.
        usual = [char for char in _PRINTABLE if char.isalnum() or not self._rule.chosen]
        possible = dict.fromkeys((self._text[place], *usual))
        found = [char for char in possible if self._keeps_shape(f"{before}{char}{after}")]
        source.shuffle(found)
        return found

    def _keeps_shape(self, text: str) -> bool:
        match = self._pattern.fullmatch(text)
        if match is None or _span(match) != self._span:
            return False
        return self._rule.checksum not in STRUCTURES or self._fits(match)

    def _is_good(self, text: str) -> bool:
        match = self._pattern.fullmatch(text)
        if match is None or not self._keeps_shape(text):
            return False
        value = text[slice(*self._span)]
        summed = bool(self._rule.checksum) and self._rule.checksum not in STRUCTURES
        return (
            is_mock(value)
            and len(set(value)) >= self._rule.min_distinct
            and not (summed and self._fits(match))
        )

    def _fits(self, match: re.Match[str]) -> bool:
        groups = {name: text for name, text in match.groupdict().items() if text}
        value = match.string[slice(*_span(match))]
        return checksum(self._rule.checksum).fits(value, groups)


def _span(match: re.Match[str]) -> tuple[int, int]:
    return match.span("secret" if "secret" in match.re.groupindex else 0)
