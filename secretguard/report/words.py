"""Foreign words made harmless: names and lines of a repository are an attacker's to choose."""

from __future__ import annotations

from textwrap import wrap

# Marks that reorder or hide text: https://trojansource.codes
_HIDING = frozenset("\u200b\u200e\u200f\u2028\u2029\u2060\ufeff\u061c") | {
    chr(code) for code in (*range(0x202A, 0x202F), *range(0x2066, 0x206A))
}


def harmless(text: str) -> str:
    """Printable text: control characters, reordering marks and undecodable bytes as escapes."""
    return "".join(_harmless(char) for char in text)


def _harmless(char: str) -> str:
    code = ord(char)
    if 0xDC80 <= code <= 0xDCFF:
        return f"\\x{code - 0xDC00:02x}"  # a byte that is no UTF-8
    if char == " " or (char.isprintable() and char not in _HIDING):
        return char
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"


def paragraph(text: str, width: int, indent: str = "", hanging: str | None = None) -> list[str]:
    """Lines of at most ``width`` columns; long words (addresses, commands) are never cut."""
    return wrap(
        harmless(text),
        width,
        initial_indent=indent,
        subsequent_indent=indent if hanging is None else hanging,
        break_long_words=False,
        break_on_hyphens=False,
    )


def count(number: int, noun: str) -> str:
    """``1 file``, ``2 files``, ``0 files``."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def size(number: int) -> str:
    """Bytes for people: 812 bytes, 4.1 kB, 12.0 MB."""
    if number < 1000:
        return count(number, "byte")
    value = float(number)
    for unit in ("kB", "MB", "GB"):
        value /= 1000
        if value < 1000:
            return f"{value:.1f} {unit}"
    return f"{value / 1000:.1f} TB"
