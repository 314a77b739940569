"""A text that every match of a foreign pattern must contain, so that it need not run everywhere."""

from __future__ import annotations

import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_parser: Any = re._parser  # type: ignore[attr-defined]
_SHORTEST = 3
# Fuzzy matching, POSIX classes and set operations, which ``re`` would read as literal text.
_ONLY_REGEX = re.compile(r"\{[eids<]|\{\d+<=|\[\[|\[:|\\[pPLKXRGm]|--|&&|\|\||~~|\(\?[|&R]|\(\*")


def required_literal(pattern: str) -> str:
    """The longest run of ASCII characters that every match contains, as a pattern for the engine.

    "" when there is none (or ``re`` cannot read the pattern): then it has to run on every file.
    """
    if _ONLY_REGEX.search(pattern):
        return ""
    try:
        items = _parser.parse(pattern)
    except (re.error, OverflowError, RecursionError):
        return ""
    longest = max(_runs(items), key=len, default="")
    return "".join(f"\\x{ord(c):02x}" for c in longest) if len(longest) >= _SHORTEST else ""


def _runs(items: Any) -> list[str]:
    runs: list[str] = []
    current = ""
    for op, value in items:
        name = str(op)
        # Case folding reaches beyond ASCII for k and s only; such letters end a run.
        if name == "LITERAL" and value < 128 and chr(value).lower() not in "ks":
            current += chr(value)
            continue
        runs.append(current)
        current = ""
        if name == "SUBPATTERN":
            runs += _runs(value[3])
        elif name == "MAX_REPEAT" and value[0] > 0:
            runs += _runs(value[2])
    return [*runs, current]
