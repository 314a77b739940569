"""Tokens made from a rule's pattern, checksum included, so that no file has to hold one."""

from __future__ import annotations

import random
import re
from functools import lru_cache

from secretguard.rules.checksums import checksum

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from secretguard.model.rule import Rule

_parser: Any = re._parser  # type: ignore[attr-defined]
_ATTEMPTS = 1000
_BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"


@lru_cache(maxsize=4096)
def match_text(rule: Rule, seed: int) -> str:
    """What the rule's pattern describes, context included, with a checksum that fits.

    The same seed gives the same text. Raises ``ValueError`` for a pattern that cannot reach
    its own ``min_distinct``.
    """
    source = random.Random(seed)  # noqa: S311 - mock secrets need no strong randomness
    compiled = re.compile(rule.pattern)
    for _ in range(_ATTEMPTS):
        given = _chosen(compiled, source) if rule.chosen else {}
        text = _generate(_parser.parse(rule.pattern), source, given)
        match = compiled.fullmatch(text)
        if match is None:
            continue
        if rule.checksum:
            text = _completed(rule, match)
            match = compiled.fullmatch(text)
        if match is not None and len(set(_secret(match))) >= rule.min_distinct:
            return text
    raise ValueError(f"{rule.id}: no token found after {_ATTEMPTS} attempts")


def token(rule: Rule, seed: int) -> str:
    """The secret part alone of ``match_text``."""
    match = re.fullmatch(rule.pattern, match_text(rule, seed))
    if match is None:
        raise ValueError(f"{rule.id}: the pattern does not match its own token")
    return _secret(match)


def _secret(match: re.Match[str]) -> str:
    return match["secret"] if "secret" in match.re.groupindex else match[0]


def _completed(rule: Rule, match: re.Match[str]) -> str:
    groups = {name: text for name, text in match.groupdict().items() if text}
    start, end = match.span("secret" if "secret" in groups else 0)
    whole = match.string
    return whole[:start] + checksum(rule.checksum).complete(whole[start:end], groups) + whole[end:]


def _chosen(pattern: re.Pattern[str], source: random.Random) -> dict[int, str]:
    """What stands in the groups of a rule whose values people choose: nobody chooses noise."""
    letters = "".join(source.choice("abcdefghijkmnpqrstuvwxyz") for _ in range(10))
    texts = {
        "user": f"app_{letters[:3]}",
        "host": f"{letters[3:8]}.intra.net",
        "secret": "".join(source.choice(_BASE62) for _ in range(24)) + "x7K",
    }
    return {number: texts[name] for name, number in pattern.groupindex.items() if name in texts}


def _generate(items: Any, source: random.Random, given: dict[int, str]) -> str:
    return "".join(_generate_item(str(op), value, source, given) for op, value in items)


def _generate_item(op: str, value: Any, source: random.Random, given: dict[int, str]) -> str:
    if op == "LITERAL":
        return chr(value)
    if op == "IN":
        return chr(source.choice(_members(value)))
    if op in {"MAX_REPEAT", "MIN_REPEAT"}:
        low, high, body = value
        if len(body) == 1 and str(body[0][0]) == "IN":  # by far the commonest repeat
            members = _members(body[0][1])
            return "".join(map(chr, source.choices(members, k=source.randint(low, high))))
        return "".join(_generate(body, source, given) for _ in range(source.randint(low, high)))
    if op == "SUBPATTERN":
        return given.get(value[0]) or _generate(value[3], source, given)
    if op == "BRANCH":
        return _generate(source.choice(value[1]), source, given)
    raise ValueError(f"tokens cannot be made from {op}")


def _members(items: Any) -> list[int]:
    found: set[int] = set()
    for kind, value in items:
        if str(kind) == "LITERAL":
            found.add(value)
        elif str(kind) == "RANGE":
            found.update(range(value[0], value[1] + 1))
        else:
            raise ValueError(f"tokens cannot be made from {kind}")
    return sorted(found)
