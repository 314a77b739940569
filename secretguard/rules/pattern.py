"""Surgery on rules' patterns: reading them as trees, cutting them, writing them for Vectorscan."""

from __future__ import annotations

import re

from secretguard.errors import RuleError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

# The modules are private in name only: sre_parse was their public name until 3.11.
_parser: Any = re._parser  # type: ignore[attr-defined]

_LONGEST_REPEAT = 1000
_TELLING = 4  # so many fixed characters in a row need nothing before them
CATEGORY = -1  # stands for the characters of a named class


def parse(pattern: str) -> Any:
    """The pattern as a tree of (operation, value); ``re.error`` for what is no pattern."""
    return _parser.parse(pattern)


def is_bounded(pattern: str) -> bool:
    """Every repeat has an upper bound of at most 1000. ``re.error`` for what is no pattern."""
    return all(high <= _LONGEST_REPEAT for high in _upper_bounds(parse(pattern)))


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


def characters(items: Any) -> set[int]:
    """The codes of all characters that occur in matches; -1 for a named class."""
    found: set[int] = set()
    for op, value in items:
        name = str(op)
        if name == "LITERAL":
            found.add(value)
        elif name == "IN":
            for kind, member in value:
                found |= _members(str(kind), member)
        elif name in {"MAX_REPEAT", "MIN_REPEAT"}:
            found |= characters(value[2])
        elif name == "SUBPATTERN":
            found |= characters(value[3])
        elif name == "BRANCH":
            found = found.union(*map(characters, value[1]))
        else:
            found.add(CATEGORY)
    return found


def _members(kind: str, member: Any) -> set[int]:
    if kind == "LITERAL":
        return {member}
    if kind == "RANGE":
        return set(range(member[0], member[1] + 1))
    return {CATEGORY}


def trimmed(parsed: Any) -> list[Any]:
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
            items[-1] = (op, (*value[:3], trimmed(value[3])))
        elif name == "BRANCH":
            items[-1] = (op, (None, [trimmed(branch) for branch in value[1]]))
        break
    return items


def headless(items: list[Any]) -> list[Any]:
    """The items from the first run of ``_TELLING`` literals on, or all of them."""
    run = 0
    for position, (op, _) in enumerate(items):
        run = run + 1 if str(op) == "LITERAL" else 0
        if run == _TELLING:
            return items[position + 1 - run :]
    return items


def shortened(items: list[Any], tail: int) -> list[Any]:
    """The items with at most ``tail`` characters behind the last literal one (or in all)."""
    last = max((i for i, item in enumerate(items) if _has_literal([item])), default=-1)
    kept = list(items[: last + 1])
    for op, value in items[last + 1 :]:
        least = _least(op, value)
        if least > tail and str(op) == "SUBPATTERN":
            return [*kept, (op, (*value[:3], shortened(list(value[3]), tail)))]
        if least > tail and str(op) in {"MAX_REPEAT", "MIN_REPEAT"} and tail > 0:
            each = max(least_of(value[2]), 1)
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
        return int(value[0]) * least_of(value[2])
    if name == "SUBPATTERN":
        return least_of(value[3])
    if name == "BRANCH":
        return min(map(least_of, value[1]))
    return 1


def least_of(items: Any) -> int:
    """The length of the shortest match."""
    return sum(_least(op, value) for op, value in items)


def emit(items: Any) -> str:
    """The pattern of a tree, without group names. ``RuleError`` for what rules may not use."""
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
        return f"(?:{emit(body)}){{{low},{high}}}"
    if op == "SUBPATTERN":
        flags = "i" if value[1] & re.IGNORECASE else ""
        return f"(?{flags}:{emit(value[3])})"
    if op == "BRANCH":
        return f"(?:{'|'.join(emit(branch) for branch in value[1])})"
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
