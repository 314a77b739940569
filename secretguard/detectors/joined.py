r"""Where a token may be split: adjacent literals, literals joined by an operator, lines joined by ``\``.

Sentences are split like this all the time, so what wakes the unwrapping is only a seam in the
middle of something that looks like a token. Literals on lines below each other are found by where
they end (``runs``). Judges nothing.
"""

from __future__ import annotations

TYPE_CHECKING = False  # importing typing costs the hook 4 ms

_MEMBER = "[A-Za-z0-9_+/=.-]"
# Literals rather than classes, which the engine finds in passing.
_OPERATORS = (
    " ",
    "+",
    ".",
    "&",
    "..",
    "||",
    "<>",
    "++",
    " + ",
    " . ",
    " & ",
    " .. ",
    " || ",
    " <> ",
    " ++ ",
)
_LINE_ENDS = (" +", "+", " .", " ..", " &", " \\", "\\", " & _", " ||")


def _either(quote: str, texts: tuple[str, ...], after: str) -> str:
    """Each of ``texts`` behind a quote, escaped for a pattern."""
    escaped = ("".join(f"\\x{ord(char):02x}" for char in text) for text in texts)
    return "|".join(f"{quote}{text}{after}" for text in escaped)


_ONE_LINE = _either('"', _OPERATORS, '"') + "|" + _either("'", _OPERATORS, "'")
_TWO_LINES = _either('"', _LINE_ENDS, "\\n") + "|" + _either("'", _LINE_ENDS, "\\n")
TRIGGER_SPECS = (
    ("joined:one-line", f"{_MEMBER}(?:{_ONE_LINE}|`\\+`){_MEMBER}", (), 0, False),
    ("joined:operator-last", f"(?:{_TWO_LINES})", (), 0, False),
    ("joined:append", rf"(?:\"\)\.append\(\"|'\)\.append\('){_MEMBER}", (".append(",), 0, False),
    ("joined:backslash", rf"{_MEMBER}{{6}}\\\r?\n[ \t]{{0,24}}{_MEMBER}{{6}}", (), 0, False),
)
_MEMBERS = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_+/=.-"
_DIGITS = b"0123456789"
_LETTERS_AND_DIGITS = frozenset(_MEMBERS) - frozenset(b"_+/=.-")
_QUOTES = b"\"'`"
_SEAM = b" \t\r\n+.&|<>\\_)(apendrbuf@"  # what a seam consists of
_REACH = 160
_LONGEST_SEAM = 80
_SHORTEST = 16


def screen(data: bytes, end: int, _path: str) -> bool:
    """Whether the characters on both sides of a seam at ``end`` may be one token.

    Nearly every hit is a quote with a comma or a bracket beside it: two slices dismiss it.
    """
    last = data[end - 1]
    if last in b"\r\n<":
        return data[end - 2] not in _LETTERS_AND_DIGITS and _at_line_end(data, end)
    if last not in _QUOTES:
        if data[end - 2] in _QUOTES:  # one character into the second literal
            return _one_token(data, _closing(data, end - 2), end - 1)
        return _at_line_end(data, end)
    behind = data[end : end + _LONGEST_SEAM]
    if behind[:1] in _SEAM and _one_token(data, end - 1, _opening(data, end)):
        return True
    text = data[max(0, end - _REACH) : end - 1]
    start = end - 1 - len(text) + len(text.rstrip(_MEMBERS))  # of the run that closes here
    opened = start > 1 and data[start - 1] in _QUOTES and data[start - 2] in _SEAM
    return opened and _one_token(data, _closing(data, start - 1), start)


def _at_line_end(data: bytes, end: int) -> bool:
    """An operator or a backslash is the last thing in the line that a hit ends with or runs over."""
    line_end = data.rfind(b"\n", max(0, end - 40), end)
    if line_end < 0:
        return False
    backslash = line_end - 2 if data[line_end - 1] == 0x0D else line_end - 1
    if data[backslash] == 0x5C and _one_token(data, backslash, line_end + 1):
        return True
    return _one_token(data, _closing(data, line_end), _opening(data, line_end))


def _closing(data: bytes, position: int) -> int:
    """Where the literal before the seam that ends at ``position`` ends, or -1."""
    low = max(0, position - _LONGEST_SEAM)
    text = data[low:position].rstrip(_SEAM)
    return low + len(text) - 1 if text and text[-1] in _QUOTES else -1


def _opening(data: bytes, position: int) -> int:
    """Where the literal behind the seam that begins at ``position`` begins, or 0."""
    text = data[position : position + _LONGEST_SEAM]
    rest = text.lstrip(_SEAM)
    return position + len(text) - len(rest) + 1 if rest and rest[0] in _QUOTES else 0


def _one_token(data: bytes, closing: int, opening: int) -> bool:
    """The runs on both sides are long enough together and hold letters and digits."""
    if closing < 0 or opening <= closing:
        return False
    before = data[max(0, closing - _REACH) : closing]
    left = before[len(before.rstrip(_MEMBERS)) :]
    after = data[opening : opening + _REACH].lstrip(b" \t\r\n")
    right = after[: len(after) - len(after.lstrip(_MEMBERS))]
    token = left + right
    if len(left) < 2 or len(right) < 2 or len(token) < _SHORTEST:
        return False
    letters = token.translate(None, _DIGITS)
    return letters != token and letters.lower() != letters.upper()
