"""How likely is it that nobody chose these characters?

Passwords and keys that a machine made look like draws from an urn; identifiers, words and paths
do not. The judgement is a likelihood ratio over neighbouring characters: how much likelier
is this text as random text than as words, in bits. One bit more halves the odds that the text is
made of words. It is measured on letters without their case, any digit, and anything else;
changes of case inside a word add what that cannot see.

``trigrams.txt`` beside this file holds, for three characters in a row, how much likelier the third
is in words than in random text, in quarters of a bit around "M".
``benchmarks/build_trigrams.py`` makes it; it is read when the first value has to be judged.
"""

from __future__ import annotations

from operator import and_, eq

TYPE_CHECKING = False  # importing typing costs the hook 4 ms
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeVar

    Answer = TypeVar("Answer", bool, int, float)

_SYMBOLS = 28  # letters, any digit, anything else
_OTHER = _SYMBOLS - 1
_CODES = bytes(
    char - 97 if 97 <= char <= 122 else 26 if 48 <= char <= 57 else _OTHER for char in range(256)
)
_ZERO = ord("M")
# Digits become "0", capitals "A" and all else NUL: to count in it is faster than to delete from a text.
KINDS = bytes(48 if 48 <= char <= 57 else 65 if 65 <= char <= 90 else 0 for char in range(256))
_table = b""
# What a capital after a small letter tells (quarters of a bit): words begin with them, at most.
_CASE_BREAK = -5
_DIGITS = frozenset("0123456789")
_HEX = frozenset("0123456789abcdef")
_UP = bytes((*range(1, 256), 0))
_DOWN = bytes((255, *range(255)))
_SHORT = 256  # characters; longer values are rare
_MOST = 20_000  # values that are remembered


def once(judge: Callable[[str], Answer]) -> Callable[[str], Answer]:
    """``judge`` with a memory: a history holds the same values in each version of a file."""
    known: dict[str, Answer] = {}

    def remembering(text: str) -> Answer:
        answer = known.get(text)
        if answer is None:
            answer = judge(text)
            if len(text) <= _SHORT:
                if len(known) >= _MOST:
                    known.clear()
                known[text] = answer
        return answer

    remembering.__doc__ = judge.__doc__
    return remembering


@once
def random_bits(text: str) -> float:
    """Bits of evidence that ``text`` is random rather than words; negative for words.

    0 for texts of fewer than two characters. Linear in the length.
    """
    lowered = text.lower()
    codes = lowered.encode("ascii", "replace").translate(_CODES)
    table = _table or _read_table()
    before = (_OTHER, *codes)
    quarters: int = sum(
        table[first * 784 + second * 28 + third]
        for first, second, third in zip(before, codes, codes[1:], strict=False)
    )
    quarters -= _ZERO * max(len(codes) - 1, 0)
    if lowered != text:
        # "aB" begins a word in camelCase, "Ab" is a capital; alternation is neither.
        quarters += _CASE_BREAK * sum(map(and_, map(str.islower, text), map(str.isupper, text[1:])))
    return -quarters / 4


def _read_table() -> bytes:
    global _table
    with open(f"{__file__.rpartition('/')[0]}/trigrams.txt", "rb") as file:
        _table = file.read().replace(b"\n", b"")
    return _table


@once
def is_encoded_text(text: str) -> bool:
    """Base64 of something that people read (RFC 4648): an id or a header, not a draw from an urn."""
    from binascii import Error, a2b_base64

    body = text.rstrip("=").translate({45: "+", 95: "/"})
    if len(body) < 16 or len(body) % 4 == 1:
        return False
    try:
        raw = a2b_base64(body + "=" * (-len(body) % 4))
    except (Error, ValueError):
        return False
    return all(32 <= byte < 127 or byte in b"\t\n\r" for byte in raw)


def is_hex(text: str) -> bool:
    """Only hexadecimal digits, in one case."""
    return _HEX.issuperset(text) or (text.isupper() and _HEX.issuperset(text.lower()))


def is_uuid(text: str) -> bool:
    """The 8-4-4-4-12 form of RFC 9562."""
    parts = text.split("-")
    return [len(part) for part in parts] == [8, 4, 4, 4, 12] and is_hex("".join(parts).lower())


def classes(text: str) -> int:
    """How many of lower case, upper case, digits and other characters occur."""
    return (
        (text != text.upper())
        + (text != text.lower())
        + (not _DIGITS.isdisjoint(text))
        + (not text.isalnum())
    )


@once
def is_sequential(text: str) -> bool:
    """Mostly one character repeated or a run up or down the alphabet: nobody's secret."""
    if not text.isascii():
        steps = [ord(after) - ord(before) for before, after in zip(text, text[1:], strict=False)]  # noqa: RUF007 - itertools is an import
        return len(steps) > 2 and max(steps.count(step) for step in (0, 1, -1)) * 2 > len(steps)
    codes = text.encode("ascii")
    after = codes[1:]
    most = max(
        sum(map(eq, shifted, after))
        for shifted in (codes, codes.translate(_UP), codes.translate(_DOWN))
    )
    return len(after) > 2 and most * 2 > len(after)
