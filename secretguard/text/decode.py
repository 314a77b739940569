"""Encodings that hide ASCII: UTF-16 and UTF-32 become UTF-8, all else is read as it is.

Tokens are ASCII, so UTF-8 and the Latin and Asian single- and multi-byte encodings need no
decoding at all. ASCII that stands as it is in UTF-16 or UTF-32 is read as ASCII. A file that only looks like text with NUL bytes in it is scanned as it is, too.
"""

from __future__ import annotations

# Order matters: the UTF-32-LE mark begins with the UTF-16-LE mark.
_MARKS = (
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
_FIRST = (b"\xff", b"\xfe", b"\0")
_SAMPLE = 4096
_BASE64 = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_="
_OPEN_ENDS = _BASE64 + b" \t\r\0"
_LINE_FEED = 10
_SHORTEST_RUN = 20
_CONTROLS = bytes(set(range(32)) - set(b"\t\n\v\f\r\x1b"))


def decode(data: bytes) -> tuple[bytes, str]:
    """``(text as UTF-8, encoding)``; the encoding is "" when ``data`` is returned as it came."""
    encoding = encoding_of(data)
    if not encoding:
        return data, ""
    # Lone surrogates and a cut last character must not hide the rest of the file.
    text = data.decode(encoding, "replace").lstrip("\ufeff")
    if not text.isascii():  # or it holds nothing that could have been ASCII before
        from secretguard.text.mixed import Decoder, holds_ascii

        if holds_ascii(data):
            text = Decoder(encoding).decode(data, last=True).lstrip("\ufeff")
    return text.encode("utf-8", "replace"), encoding


def encoding_of(data: bytes) -> str:
    """The encoding that the beginning of a text betrays; "" when it can be read as it is."""
    if data[:1] in _FIRST:
        for mark, encoding in _MARKS:
            if data.startswith(mark):
                return encoding
    if data.find(b"\0", 0, _SAMPLE) < 0 or len(data) < 4:
        return ""
    sample = data[:_SAMPLE]
    odd, even = sample[1::2].count(0), sample[::2].count(0)
    half = len(sample) // 2
    # Mostly ASCII in UTF-16 has a NUL in nearly every second place and hardly one elsewhere.
    if odd > half * 0.7 and even < half * 0.05:
        return "utf-16-le"
    if even > half * 0.7 and odd < half * 0.05:
        return "utf-16-be"
    if (
        odd + even > half * 1.4
    ):  # ASCII in UTF-32 has three NULs in four places, and text in the fourth
        for start, encoding in ((0, "utf-32-le"), (3, "utf-32-be")):
            letters = sample[start::4]
            if len(letters.translate(None, _CONTROLS)) > len(letters) * 0.95:
                return encoding
    return ""


def is_binary(data: bytes) -> bool:
    """True for what no person typed: more than one control character in ten at the beginning.

    Keys with a shape of their own are looked for in binaries, too; names and entropy are not.
    """
    if data.find(b"\0", 0, _SAMPLE) < 0:
        return False
    sample = data[:_SAMPLE]
    return len(sample) - len(sample.translate(None, _CONTROLS)) > len(sample) // 10


def last_run(data: bytes) -> int:
    """Where a run of base64 ends that ``data`` ends with, or a comment at its end; 0 when none does.

    Style sheets carry their source map in such a comment
    (https://tc39.es/ecma426/#sec-linking-inline); what a line's end closes is left to the engine.
    """
    last = data[-1] if data else 0
    if b"*/" not in data[-4:] if last == _LINE_FEED else last not in _OPEN_ENDS:
        return 0  # nearly all end with a line, a bracket or a semicolon
    tail = data[-64:]
    text = tail.rstrip(b" \t\r\n\0").removesuffix(b"*/").rstrip(b" ")
    if len(text) < _SHORTEST_RUN or text[-_SHORTEST_RUN:].rstrip(_BASE64):
        return 0
    return len(data) - len(tail) + len(text)
