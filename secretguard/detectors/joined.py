r"""Where a token may be split: adjacent literals, literals joined by an operator, lines joined by ``\``.

Sentences are split like this all the time, so what wakes the unwrapping is only a seam in the
middle of something that looks like a token. Judges nothing.
"""

from __future__ import annotations

from secretguard.detectors.embedded import RUN_PATTERN

TYPE_CHECKING = False  # importing typing costs the hook 4 ms
if TYPE_CHECKING:
    from collections.abc import Iterator

_MEMBER = "[A-Za-z0-9_+/=.-]"
# Literals rather than classes, which the engine finds in passing.
_OPERATORS = (
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
    ("joined:operator", f"(?:{_ONE_LINE}|`\\+`)", (), 0, False),
    ("joined:adjacent", r"(?:[A-Za-z0-9]\" \"|[A-Za-z0-9]' ')[A-Za-z0-9]", (), 0, False),
    ("joined:operator-last", f"(?:{_TWO_LINES})", (), 0, False),
    # Literals on lines below each other: the same pattern as base64's costs nothing more.
    ("joined:run", RUN_PATTERN, (), 0, False),
    ("joined:append", r"(?:\"\)\.append\(\"|'\)\.append\(')", (".append(",), 0, False),
    ("joined:backslash", rf"{_MEMBER}{{6}}\\\r?\n[ \t]{{0,24}}{_MEMBER}{{6}}", (), 0, False),
)
_MEMBERS = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_+/=.-"
_DIGITS = b"0123456789"
_QUOTES = b"\"'`"
_SEAM = b" \t\r\n+.&|<>\\_)(apendrbuf@"  # what a seam consists of
_REACH = 160
_LONGEST_SEAM = 80
_SHORTEST = 16


def screen(data: bytes, end: int, _path: str) -> bool:
    """Whether the characters on both sides of a seam at ``end`` may be one token."""
    return any(_one_token(data, *seam) for seam in _seams(data, end))


def _seams(data: bytes, end: int) -> Iterator[tuple[int, int]]:
    """``(end of the left part, start of the right one)`` of the seams that a hit may be about."""
    backslash = data.rfind(b"\\", max(0, end - 40), end)
    if backslash >= 0:
        yield backslash, backslash + 1
    last = end - 1 if data[end - 1] in _QUOTES or data[end - 1] == 0x0A else end - 2
    before = _closing(data, last)
    if data[last] not in _QUOTES:
        yield before, _opening(data, last)
        return
    yield before, end if last == end - 1 else end - 1
    yield last, _opening(data, last + 1)
    text = data[max(0, last - _REACH) : last]
    start = last - len(text) + len(text.rstrip(_MEMBERS))  # of the run that closes here
    if data[start - 1 : start] in (b'"', b"'", b"`"):
        yield _closing(data, start - 1), start


def _closing(data: bytes, position: int) -> int:
    """Where the literal before the seam that ends at ``position`` ends, or -1."""
    low = max(0, position - _LONGEST_SEAM)
    text = data[low:position].rstrip(_SEAM)
    return low + len(text) - 1 if text and text[-1] in _QUOTES else -1


def _opening(data: bytes, position: int) -> int:
    """Where the literal behind the seam that begins at ``position`` begins, or -1."""
    text = data[position : position + _LONGEST_SEAM]
    rest = text.lstrip(_SEAM)
    return position + len(text) - len(rest) + 1 if rest and rest[0] in _QUOTES else -1


def _one_token(data: bytes, closing: int, opening: int) -> bool:
    """The runs on both sides are long enough together and hold letters and digits."""
    if closing < 0 or opening - closing < 1:
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
