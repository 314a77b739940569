r"""Characters written as escapes: ``\u0067`` and ``\x67``, ``%67``, ``&#103;`` and ``&quot;``.

Only ASCII is decoded: secrets are ASCII, and all else stays as it stands. Escapes that were
escaped again (``\\u0067``, ``%2567``, ``&amp;quot;``) are read as what was meant.
"""

from __future__ import annotations

import re
from functools import lru_cache

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from secretguard.model.pieces import Replacement

_HEX = rb"[0-7][0-9A-Fa-f]"
_ESCAPE = re.compile(
    rb"\\+(?:u00(?P<u>%s)|u\{0{0,4}(?P<brace>%s)\}|x(?P<x>%s))" % (_HEX, _HEX, _HEX)
    + rb"|%%(?:25)*(?P<percent>%s)" % _HEX
    + rb"|&(?:amp;)*(?:#0{0,5}(?P<decimal>[0-9]{2,3});|#[xX]0{0,4}(?P<hex>%s);" % _HEX
    + rb"|(?P<named>amp|lt|gt|quot|apos);)"
)
_NAMED = {b"amp": 0x26, b"lt": 0x3C, b"gt": 0x3E, b"quot": 0x22, b"apos": 0x27}
_BLANKS = frozenset(b"\t\n\r")


def unescaped(data: bytes, low: int, high: int) -> Iterator[Replacement]:
    """The escaped ASCII characters of ``data[low:high]``, each with the character it stands for."""
    for match in _ESCAPE.finditer(data, low, high):
        code = _code(match.lastgroup or "", match[match.lastgroup or 0])
        if 0x20 <= code < 0x7F or code in _BLANKS:
            yield match.start(), match.end(), bytes((code,)), 1, match.end() - match.start()


def unescape(data: bytes) -> bytes:
    """``data`` with all that ``unescaped`` finds in it replaced."""
    return _ESCAPE.sub(lambda match: _meaning(match[0]), data)


@lru_cache(4096)
def _meaning(written: bytes) -> bytes:
    return next((text for _, _, text, _, _ in unescaped(written, 0, len(written))), written)


def _code(notation: str, text: bytes) -> int:
    if notation == "named":
        return _NAMED[text]
    return int(text, 10 if notation == "decimal" else 16)
