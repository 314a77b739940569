"""A pattern in words, for people who do not read regular expressions."""

from __future__ import annotations

import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_parser: Any = re._parser  # type: ignore[attr-defined]

# The most telling name of a set of characters, widest last.
_SETS = (
    ("digits", "0123456789"),
    ("hex digits", "0123456789abcdef"),
    ("capital hex digits", "0123456789ABCDEF"),
    ("hex digits of either case", "0123456789abcdefABCDEF"),
    ("lower-case letters", "abcdefghijklmnopqrstuvwxyz"),
    ("capitals", "ABCDEFGHIJKLMNOPQRSTUVWXYZ"),
    ("lower-case letters and digits", "abcdefghijklmnopqrstuvwxyz0123456789"),
    ("capitals and digits", "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"),
    ("base32 characters", "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"),
    ("letters", "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"),
    ("letters and digits", "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"),
)  # fmt: skip
_NAMES = {frozenset(members): name for name, members in _SETS}
_ALNUM = frozenset(_SETS[-1][1])


def describe(pattern: str) -> str:
    """``'ghp_' + 30 letters and digits + 6 letters and digits (checksum)``."""
    names = {number: name for name, number in re.compile(pattern).groupindex.items()}
    return " + ".join(_parts(_parser.parse(pattern), names))


def _parts(items: Any, names: dict[int, str]) -> list[str]:
    parts: list[str] = []
    literal = ""
    for op, value in items:
        if str(op) == "LITERAL":
            literal += chr(value)
            continue
        if literal:
            parts.append(repr(literal))
            literal = ""
        parts += _part(str(op), value, names)
    return [*parts, repr(literal)] if literal else parts


def _part(op: str, value: Any, names: dict[int, str]) -> list[str]:
    if op == "IN":
        return [f"1 of {_set(value)}"]
    if op in {"MAX_REPEAT", "MIN_REPEAT"}:
        low, high, body = value
        return [_repeat(low, high, body, names)]
    if op == "SUBPATTERN":
        inner = _parts(value[3], names)
        label = names.get(value[0], "")
        if label and label != "body":
            return [f"{' + '.join(inner)} ({label})"]
        return inner
    if op == "BRANCH":
        return ["(" + " or ".join(" + ".join(_parts(branch, names)) for branch in value[1]) + ")"]
    return [op.lower()]


def _repeat(low: int, high: int, body: Any, names: dict[int, str]) -> str:
    times = f"{low}" if low == high else f"{low} to {high}"
    if len(body) == 1 and str(body[0][0]) == "IN":
        return f"{times} {_set(body[0][1])}"
    inner = " + ".join(_parts(body, names))
    return f"({inner}, or nothing)" if (low, high) == (0, 1) else f"{times} times ({inner})"


def _set(items: Any) -> str:
    members: set[str] = set()
    for kind, value in items:
        if str(kind) == "LITERAL":
            members.add(chr(value))
        elif str(kind) == "RANGE":
            members.update(map(chr, range(value[0], value[1] + 1)))
    found = _NAMES.get(frozenset(members))
    if found:
        return found
    rest = "".join(sorted(members - _ALNUM))
    plain = _NAMES.get(frozenset(members & _ALNUM))
    if plain and rest:
        return f"{plain} and {' '.join(rest)}"
    return f"characters of {''.join(sorted(members))!r}"
