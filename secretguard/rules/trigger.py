"""What wakes the rules: their shapes in the syntax of Vectorscan, cut to what tells.

Each counted character less makes the database smaller, which every commit has to load.
"""

from __future__ import annotations

import re

from secretguard.rules.names import CREDENTIAL_WORDS, parts, says_credential, spelling, telling
from secretguard.rules.pattern import (
    characters,
    emit,
    headless,
    least_of,
    parse,
    shortened,
    trimmed,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from secretguard.model.rule import Rule

_TAIL = 14  # so much of a token's tail its trigger waits for
# What may stand between a waking name and the value: the rest of the name, in which a credential
# word stands or not, and what ``boundary`` lets open a value, all a little wider than there.
_REST = r"[A-Za-z0-9_.\- ]{0,40}"
_NAME_REST = r"[A-Za-z0-9_.\-]{0,24}"
_ANNOUNCED = rf"{_REST}(?i:{'|'.join(CREDENTIAL_WORDS)}){_NAME_REST}"
_OPENING = r"""[ \t\r\n"'`\\\])(=:,>|\[@$]{1,14}(?:[A-Za-z]{1,2}["'`])?"""
# Behind a name the kind of run is enough: one length for all rules, confirmed one by one.
_RUN = "[A-Za-z0-9+/_.~=-]"
_RUN_CHARACTERS = frozenset(
    b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/_.~=-"
)
_RUN_LENGTH = 20
# No letter follows it where it announces a value: "path" and "pattern" do not.
_PART_OF_OTHERS = "pat"
_DIGITS = frozenset(b"0123456789")


def trigger_pattern(rule: Rule) -> str:
    """What wakes the rule, or for the boundary "assignment" its value behind a name.

    From the first long run of fixed characters to a few behind the last; ``confirm_pattern``
    sees the whole. A rule may say itself what wakes it (``wake``).
    """
    if rule.wake:
        return emit(parse(rule.wake))
    if rule.boundary == "assignment":
        return _value_trigger(rule.pattern)
    return emit(shortened(headless(trimmed(parse(rule.pattern))), _TAIL))


def _value_trigger(pattern: str) -> str:
    items = parse(pattern)
    found = characters(items)
    if found <= _RUN_CHARACTERS and found & _DIGITS and least_of(items) >= _RUN_LENGTH:
        return f"{_RUN}{{{_RUN_LENGTH}}}"
    return emit(trimmed(items))


def is_run(pattern: str) -> bool:
    """Whether a ``trigger_pattern`` asks for no more than a run of characters with digits."""
    return pattern.startswith(_RUN)


def announced_trigger() -> str:
    """One trigger for all names that say "key", "token" and the like before a run of characters.

    Whose name it is, ``named_token`` asks: hundreds of brands as literals take the engine a
    third of its time and everybody's cache for their own.
    """
    words = "|".join(word for word in CREDENTIAL_WORDS if word != _PART_OF_OTHERS)
    named = rf"(?i:{words}){_NAME_REST}|(?i:{_PART_OF_OTHERS})(?:[0-9_.\-]{_NAME_REST})?"
    return f"(?:{named}){_OPENING}(?:{_RUN}{{{_RUN_LENGTH}}})"


def bare_trigger(rules: Iterable[Rule]) -> str:
    """One trigger for names that say no such word, for the rules that need none (``bare_name``)."""
    names = dict.fromkeys(_waking_name(keyword) for rule in rules for keyword in unsaid(rule))
    return f"(?i:{'|'.join(names)}){_REST}{_OPENING}(?:{_RUN}{{{_RUN_LENGTH}}})"


def unsaid(rule: Rule) -> list[str]:
    """The keywords that alone announce the rule's token, though they say no "key" or the like."""
    return [word for word in rule.keywords if rule.bare_name and not says_credential(word)]


def assignment_trigger(rules: Iterable[Rule]) -> str:
    """One trigger for "assignment" rules whose ``trigger_pattern`` is the same.

    It asks only that part of a name, and behind it a credential word unless the part is or
    contains one, stands shortly before such a value. A trigger a rule with the whole syntax of
    assignments would multiply the size of the database.
    """
    bare: dict[str, None] = {}
    announced: dict[str, None] = {}
    value = ""
    for rule in rules:
        value = trigger_pattern(rule)
        for keyword in rule.keywords:
            part = _waking_part(keyword)
            said = rule.bare_name or says_credential(keyword[: keyword.find(part) + len(part)])
            (bare if said else announced)[_waking_name(keyword)] = None
    names = [
        f"(?i:{'|'.join(group)}){rest}"
        for group, rest in ((announced, _ANNOUNCED), (bare, _REST))
        if group
    ]
    return f"(?:{'|'.join(names)}){_OPENING}(?:{value})"


def _waking_name(keyword: str) -> str:
    """The brand in a name where there is one (a literal is cheapest), else its spellings."""
    part = _waking_part(keyword)
    return spelling(keyword) if part == keyword else re.escape(part)


def _waking_part(keyword: str) -> str:
    """The brand in a keyword, or all of it when it has none."""
    brand = max(parts(keyword), key=telling)
    return brand if telling(brand) else keyword
