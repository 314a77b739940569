r"""Where ASCII stands as escapes in a text: ``\u002b``, ``\x67``, ``%67``, ``&#103;``.

Nobody escapes letters without a reason, so a few of them in a row wake; a single escape wakes
where it may stand inside of a token or before one. Wakes the unwrapping, judges nothing.
"""

from __future__ import annotations

_HEX = "[2-7][0-9A-Fa-f]"
# Letters, digits and what else tokens consist of: + - . / = _
_MEMBER_HEX = "(?:2[BbDdEeFf]|3[0-9Dd]|[46][1-9A-Fa-f]|5[0-9AaFf]|7[0-9Aa])"
_MEMBER = "[A-Za-z0-9_.-]"
TRIGGER_SPECS = (
    ("escaped:u", rf"\\u00{_MEMBER_HEX}", ("\\u00",), 0, False),
    ("escaped:x", rf"(?:\\x{_HEX}){{6}}", ("\\x",), 0, False),
    ("escaped:x-inside", rf"{_MEMBER}{{8}}\\x{_MEMBER_HEX}{_MEMBER}{{4}}", ("\\x",), 0, False),
    ("escaped:percent", rf"(?:%{_HEX}){{8}}", ("%",), 0, False),
    (
        "escaped:percent-before",
        rf"%(?:2[0-9A-F]|3[ADF]|5[BDF]|7[BD]){_MEMBER}{{12}}",
        ("%2", "%3", "%5", "%7"),
        0,
        False,
    ),
    ("escaped:entity", rf"(?:&#(?:x{_HEX}|[0-9]{{2,3}});){{4}}", ("&#",), 0, False),
    ("escaped:entity-quote", r"[=:]\s?&(?:quot|apos|#3[49]);[^&\s]{6}", ("&",), 0, False),
    (
        "escaped:entity-inside",
        rf"{_MEMBER}{{6}}&(?:#(?:x{_HEX}|[0-9]{{2,3}})|amp);{_MEMBER}{{4}}",
        ("&",),
        0,
        False,
    ),
)
_RUN = 12
_LETTERS = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
_MOST_IN_NUMBERS = 3


def screen(data: bytes, end: int, _path: str) -> bool:
    """Whether it is more than the numbers of a drawing: ``%2014.5812L2.503``."""
    run = data[end - _RUN : end]
    if b"." not in run or b"%" in run or b"\\" in run or b"&" in run:
        return True
    return len(run) - len(run.translate(None, _LETTERS)) > _MOST_IN_NUMBERS
