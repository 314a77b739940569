r"""Literals that stand apart and are one value: ``"abc" + "def"``, and lines that a backslash joins."""

from __future__ import annotations

import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from secretguard.model.pieces import Replacement

# What stands between two literals: nothing, the operator of some language, or a line's end.
_OPERATOR = rb"(?:\+\+?|\.\.?|&|\|\||<>|\\|_|\)\s{0,40}\.append\()?"
_MEMBER = rb"[A-Za-z0-9_+/.-]"  # a quote behind such a character closes a value
_JOINT = re.compile(
    rb"(?<=%s)(?P<quote>[\"'`])[ \t]{0,40}(?:[&_\\] ?_?\r?\n)?\s{0,80}" % _MEMBER
    + _OPERATOR
    + rb"\s{0,80}[rbufRBUF@]{0,2}(?P=quote)"
    + rb"|(?<=[A-Za-z0-9_+/=.-])\\\r?\n[ \t]{0,80}(?=[A-Za-z0-9_+/=.-])"
)


def joints(data: bytes, low: int, high: int) -> Iterator[Replacement]:
    """What to take out of ``data[low:high]`` so that the literals in it become one."""
    for match in _JOINT.finditer(data, low, high):
        if not match["quote"] or match.end() - match.start() > 2:  # "" is an empty literal
            yield match.start(), match.end(), b"", 1, 1
