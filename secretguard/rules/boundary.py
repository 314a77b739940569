"""Edges and assignment syntax, written once for every rule.

A rule gives only the shape of its token. Here the shape becomes the pattern that ``re`` confirms
(with edges, over bytes) and the pattern that wakes the engine (without look-around, its open
tail trimmed to the minimum, since Vectorscan reports every end a match can have).
"""

from __future__ import annotations

import re
from functools import cache

from secretguard.errors import RuleError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Any

    from secretguard.model.rule import Rule

# The modules are private in name only: sre_parse was their public name until 3.11.
_parser: Any = re._parser  # type: ignore[attr-defined]

_WORD_BEFORE = r"(?<![A-Za-z0-9_-])"
_WORD_AFTER = r"(?![A-Za-z0-9_-])"

# NAME, then what may stand between a name and its value in some twenty languages: quotes and
# brackets that close the name, an operator (= : => := , or the > of an XML tag, or the blank after
# a --flag), and what opens the value.
_NAME_TAIL = r"[A-Za-z0-9_.\-]{0,24}"
_OPERATOR = (
    r"""[\s"'`\\\])]{0,4}(?:=>|:=|[=:,>|]|[ \t])[\s"'`\\(\[]{0,8}(?:[A-Za-z@$]{0,2}["'`])?"""
)
# A brand alone names no credential: `heroku: <uuid>` is an id, `heroku_api_key: <uuid>` a key.
CREDENTIAL_WORDS = (
    "key", "token", "secret", "pass", "pwd", "auth", "cred", "bearer", "pat", "api", "jwt", "license",
)  # fmt: skip
# Words that stand in names of every provider, and so tell none.
_COMMON = frozenset({
    *CREDENTIAL_WORDS, "direct", "line", "gateway", "page", "status", "record", "stream", "push",
    "access", "account", "admin", "app", "application", "base", "basic", "bot", "budget",
    "center", "circle", "client", "cloud", "cloudfront", "code", "config", "connection",
    "consumer", "data", "database", "deploy", "dev", "developer", "digital", "engine", "file",
    "flow", "form", "hook", "host", "http", "id", "integration", "live", "login", "mail",
    "management", "master", "oauth", "ocean", "open", "password", "personal", "primary",
    "private", "project", "public", "read", "refresh", "root", "sdk", "search", "secondary",
    "server", "service", "services", "session", "shared", "sign", "signing", "smart", "static",
    "storage", "store", "string", "team", "test", "time", "transfer", "url", "user", "video",
    "webhook", "work", "write", "zone",
})  # fmt: skip
_NAMED = rf"(?=[A-Za-z0-9_. \-]{{0,40}}(?:{'|'.join(CREDENTIAL_WORDS)}))"
_VALUE_BEFORE = r"(?<![A-Za-z0-9_+/.~-])"
_VALUE_AFTER = r"(?![A-Za-z0-9_+/~-])"
_ASSIGNMENT_WIDTH = 60
_LONGEST_REPEAT = 1000
# How much of a token's tail its trigger waits for: behind a prefix of its own, behind a name.
_TAIL, _TAIL_OF_NAMED = 14, 24
_SHORT = 4  # parts of names up to this length are in too many words
_TELLING = 4  # so many fixed characters in a row need nothing before them
# What a trigger asks for between a waking name and the value: the rest of the name, in which a
# credential word stands or not, and what _OPERATOR allows, all a little wider than when confirmed.
_REST = r"[A-Za-z0-9_.\- ]{0,40}"
_ANNOUNCED = rf"{_REST}(?i:{'|'.join(CREDENTIAL_WORDS)})[A-Za-z0-9_.\-]{{0,24}}"
_OPENING = r"""[ \t\r\n"'`\\\])(=:,>|\[@$]{1,14}(?:[A-Za-z]{1,2}["'`])?"""


@cache
def confirm_pattern(rule: Rule) -> str:
    """The full pattern for ``re`` over bytes; group ``secret``, where present, is the value."""
    if rule.boundary == "assignment":
        value = rule.pattern if "(?P<secret>" in rule.pattern else f"(?P<secret>{rule.pattern})"
        names = "|".join(map(_spelling, rule.keywords))
        # The names come first in the look-ahead, too: they fail fast nearly everywhere.
        named = "" if rule.bare_name else f"(?={names}){_NAMED}"
        return f"(?i:{named}(?:{names})){_NAME_TAIL}{_OPERATOR}{_VALUE_BEFORE}{value}{_VALUE_AFTER}"
    if rule.boundary == "none":
        return rule.pattern
    return f"{_WORD_BEFORE}(?:{rule.pattern}){_WORD_AFTER}"


def trigger_pattern(rule: Rule) -> str:
    """What wakes the rule: its shape without look-around and group names, for Vectorscan.

    It is cut to what tells: from the first long run of fixed characters to a few behind the last.
    ``confirm_pattern`` sees the whole. Each counted character less makes the database smaller,
    which every commit has to load. A rule may say itself what wakes it (``wake``).
    """
    if rule.wake:
        return _emit(_parse(rule.wake))
    items = _trimmed(_parse(rule.pattern))
    if rule.boundary == "assignment":
        return _emit(_shortened(items, _TAIL_OF_NAMED))
    return _emit(_shortened(_headless(items), _TAIL))


def assignment_trigger(rules: Sequence[Rule]) -> str:
    """One trigger for "assignment" rules whose ``trigger_pattern`` is the same.

    It asks only that part of a name, and behind it a credential word unless the part is or
    contains one, stands shortly before such a value. A trigger a rule with the whole syntax of
    assignments would multiply the size of the database.
    """
    bare: dict[str, None] = {}
    announced: dict[str, None] = {}
    for rule in rules:
        for keyword in rule.keywords:
            part = _waking_part(keyword)
            said = rule.bare_name or _says_credential(keyword[: keyword.find(part) + len(part)])
            (bare if said else announced)[_waking_name(keyword)] = None
    names = [
        f"(?i:{'|'.join(group)}){rest}"
        for group, rest in ((announced, _ANNOUNCED), (bare, _REST))
        if group
    ]
    return f"(?:{'|'.join(names)}){_OPENING}(?:{trigger_pattern(rules[0])})"


def _says_credential(text: str) -> bool:
    return any(word in text for word in CREDENTIAL_WORDS)


def _waking_name(keyword: str) -> str:
    """The brand in a name where there is one (a literal is cheapest), else its spellings."""
    part = _waking_part(keyword)
    return _spelling(keyword) if part == keyword else re.escape(part)


def _waking_part(keyword: str) -> str:
    """The brand in a keyword, or all of it when it has none."""
    brand = max(_parts(keyword), key=_telling)
    return brand if _telling(brand) else keyword


def literal_keywords(rule: Rule) -> tuple[str, ...]:
    """Lower-case texts one of which stands in every match, whatever way a name is spelled."""
    if rule.boundary != "assignment":
        return rule.keywords
    return tuple(
        max(_parts(keyword), key=lambda part: (_telling(part), len(part)))
        for keyword in rule.keywords
    )


def _telling(part: str) -> int:
    """The length of a part that is no word of every day, else 0."""
    return len(part) if len(part) > _SHORT and part not in _COMMON else 0


def is_bounded(pattern: str) -> bool:
    """Every repeat has an upper bound of at most 1000. ``re.error`` for what is no pattern."""
    return all(high <= _LONGEST_REPEAT for high in _upper_bounds(_parse(pattern)))


def _upper_bounds(items: Any) -> Iterator[int]:
    for op, value in items:
        name = str(op)
        if name in {"MAX_REPEAT", "MIN_REPEAT"}:
            yield int(value[1])
            yield from _upper_bounds(value[2])
        elif name == "SUBPATTERN":
            yield from _upper_bounds(value[3])
        elif name == "BRANCH":
            for branch in value[1]:
                yield from _upper_bounds(branch)


def width(rule: Rule) -> int:
    """How many bytes a confirmed match may span at most, its edges included."""
    longest = int(_parse(rule.pattern).getwidth()[1])
    extra = 2
    if rule.boundary == "assignment":
        extra += _ASSIGNMENT_WIDTH + max(map(len, rule.keywords)) * 2
    return longest + extra


def _spelling(keyword: str) -> str:
    """``api_key`` stands for apikey, api-key, api.key and "api key", too."""
    return "[ _.-]?".join(re.escape(part) for part in _parts(keyword))


def _parts(keyword: str) -> list[str]:
    return re.split(r"[ _.\-]", keyword)


def _parse(pattern: str) -> Any:
    return _parser.parse(pattern)


def _trimmed(parsed: Any) -> list[Any]:
    """The items of a sequence with the last one's repeat cut to its minimum, recursively."""
    items = list(parsed)
    while items:
        op, value = items[-1]
        name = str(op)
        if name in {"MAX_REPEAT", "MIN_REPEAT"}:
            least = value[0]
            if least == 0:
                items.pop()
                continue
            items[-1] = (op, (least, least, value[2]))
        elif name == "SUBPATTERN":
            items[-1] = (op, (*value[:3], _trimmed(value[3])))
        elif name == "BRANCH":
            items[-1] = (op, (None, [_trimmed(branch) for branch in value[1]]))
        break
    return items


def _headless(items: list[Any]) -> list[Any]:
    """The items from the first run of ``_TELLING`` literals on, or all of them."""
    run = 0
    for position, (op, _) in enumerate(items):
        run = run + 1 if str(op) == "LITERAL" else 0
        if run == _TELLING:
            return items[position + 1 - run :]
    return items


def _shortened(items: list[Any], tail: int) -> list[Any]:
    """The items with at most ``tail`` characters behind the last literal one (or in all)."""
    last = max((i for i, item in enumerate(items) if _has_literal([item])), default=-1)
    kept = list(items[: last + 1])
    for op, value in items[last + 1 :]:
        least = _least(op, value)
        if least > tail and str(op) == "SUBPATTERN":
            return [*kept, (op, (*value[:3], _shortened(list(value[3]), tail)))]
        if least > tail and str(op) in {"MAX_REPEAT", "MIN_REPEAT"} and tail > 0:
            each = max(_least_of(value[2]), 1)
            return [*kept, (op, (tail // each, tail // each, value[2]))]
        if least > tail:
            return kept
        kept.append((op, value))
        tail -= least
    return kept


def _has_literal(items: Any) -> bool:
    for op, value in items:
        name = str(op)
        if name == "LITERAL":
            return True
        if name == "SUBPATTERN" and _has_literal(value[3]):
            return True
        if name == "BRANCH" and any(_has_literal(branch) for branch in value[1]):
            return True
        if name in {"MAX_REPEAT", "MIN_REPEAT"} and _has_literal(value[2]):
            return True
    return False


def _least(op: Any, value: Any) -> int:
    name = str(op)
    if name in {"MAX_REPEAT", "MIN_REPEAT"}:
        return int(value[0]) * _least_of(value[2])
    if name == "SUBPATTERN":
        return _least_of(value[3])
    if name == "BRANCH":
        return min(map(_least_of, value[1]))
    return 1


def _least_of(items: Any) -> int:
    return sum(_least(op, value) for op, value in items)


def _emit(items: Any) -> str:
    return "".join(_emit_item(str(op), value) for op, value in items)


def _emit_item(op: str, value: Any) -> str:
    if op == "LITERAL":
        return _literal(value)
    if op == "NOT_LITERAL":
        return f"[^{_literal(value)}]"
    if op == "ANY":
        return "."
    if op == "IN":
        return f"[{''.join(_emit_member(str(kind), member) for kind, member in value)}]"
    if op in {"MAX_REPEAT", "MIN_REPEAT"}:
        low, high, body = value
        return f"(?:{_emit(body)}){{{low},{high}}}"
    if op == "SUBPATTERN":
        flags = "i" if value[1] & re.IGNORECASE else ""
        return f"(?{flags}:{_emit(value[3])})"
    if op == "BRANCH":
        return f"(?:{'|'.join(_emit(branch) for branch in value[1])})"
    raise RuleError(f"the pattern uses {op}, which rules may not")


def _emit_member(kind: str, member: Any) -> str:
    if kind == "NEGATE":
        return "^"
    if kind == "LITERAL":
        return _literal(member)
    if kind == "RANGE":
        return f"{_literal(member[0])}-{_literal(member[1])}"
    classes = {"CATEGORY_DIGIT": r"\d", "CATEGORY_WORD": r"\w", "CATEGORY_SPACE": r"\s"}
    return classes[str(member)]


def _literal(code: int) -> str:
    return f"\\x{code:02x}"
