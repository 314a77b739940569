"""ANSI colours, when the caller says that somebody is watching."""

from __future__ import annotations

_CODES = {"red": "31;1", "yellow": "33", "green": "32", "bold": "1", "dim": "2"}


def paint(text: str, style: str, on: bool) -> str:
    """``text`` in one of the styles red, yellow, green, bold and dim, or unchanged."""
    return f"\x1b[{_CODES[style]}m{text}\x1b[0m" if on else text
