r"""The body of a PEM block (RFC 7468), with what source code and JSON put around its lines.

Quotes, ``\\n`` escapes, indentation, concatenation, comment signs and colours are passed over, and so is
what stands before the header on its line, where it stands before the next ones, too, as in a log; prose
ends it.
"""

from __future__ import annotations

BEGIN = b"-----BEGIN "
SHORTEST_BODY = 56  # characters of base64: an Ed25519 key in PKCS#8 has 64
_END = b"-----END "
BASE64 = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
_PREFIXES = (b"+", b"/", b"//")  # before the lines of code that joins strings, or of a comment
_NEWLINES = (b"\\\\r\\\\n", b"\\\\n", b"\\r\\n", b"\\n", b"\r\n")
LONGEST = 64 * 1024  # bytes that a key may take
_LONGEST_PREFIX = 100
_LONGEST_COLOUR = 8
_DIGITS_TO_0 = bytes.maketrans(b"123456789", b"000000000")
_PIECE = 80  # a line of most keys


def body_after(data: bytes, position: int) -> tuple[bytes, int, bytes]:
    """``(base64 characters, where they end, header lines)`` after a PEM header."""
    limit = min(len(data), position + LONGEST)
    # A key that is cut off swallows no other block. The header first: a text may hold nothing else.
    following = data.find(BEGIN, position, limit)
    stop = limit if following < 0 else following
    footer = data.find(_END, position, stop)
    stop = stop if footer < 0 else footer
    headers = b""
    prefix = _prefix_of(data, position)
    blank = _after_headers(data, position, stop, prefix)
    if blank > position:
        headers = data[position:blank]
        position = blank
    ended = data.startswith(_END, stop)
    body = bytearray()
    last = position
    while position < stop:
        code = data[position]
        if code in BASE64:
            run = _run_end(data, position, stop)
            if data[position:run] in _PREFIXES:
                position = run
                continue
            if not _joins(data, body, position, run, ended):
                break
            body += data[position:run]
            position = last = run
        elif code == 0x0A:
            position += 1
            position += _prefixed(data, position, prefix)
        elif written := _line_end(data, position):
            position += written
        elif code in b"= \t\r\"'+,.;\\()<>&#*/:|-_{}[]":
            position += 1
        else:
            break
    return bytes(body), stop if ended and stop - last < 80 + len(prefix) else last, headers


def _prefix_of(data: bytes, position: int) -> bytes:
    """What stands before the header on its line, with 0 for all digits: a log counts times and lines."""
    header = data.rfind(BEGIN, max(0, position - 64), position)
    low = max(0, header - _LONGEST_PREFIX)
    line = data.rfind(b"\n", low, max(0, header)) + 1
    prefix = data[line:header] if line or not low else b""
    colour = prefix.rfind(b"\x1b", -_LONGEST_COLOUR)
    prefix = prefix if colour < 0 else prefix[:colour]
    return b"" if prefix[-1:] in BASE64 else prefix.translate(_DIGITS_TO_0)


def _prefixed(data: bytes, position: int, prefix: bytes) -> int:
    """How long the prefix is that the line at ``position`` has, too; 0 for none."""
    end = position + len(prefix)
    return len(prefix) if data[position:end].translate(_DIGITS_TO_0) == prefix else 0


def _run_end(data: bytes, position: int, stop: int) -> int:
    """Where the characters of base64 that begin at ``position`` end, ``stop`` at the latest."""
    while position < stop:
        piece = data[position : min(position + _PIECE, stop)]
        rest = len(piece.lstrip(BASE64))
        position += len(piece) - rest
        if rest:
            break
    return position


def _line_end(data: bytes, position: int) -> int:
    """How many characters the notation of a line end that stands at ``position`` has, or 0."""
    code = data[position]
    if code == 0x5C:  # \\n, \\r, \\t, \\u000a in a string
        if data[position + 1 : position + 2] in (b"n", b"r", b"t"):
            return 2
        return 6 if data[position + 1 : position + 5].lower() == b"u000" else 0
    if code == 0x25:  # %0A in a URL
        return 3 if data[position + 1 : position + 2] == b"0" else 0
    if code == 0x60:  # `n in PowerShell, and the quote of a raw string, which may begin a line
        opens = data[position - 1] in b"\n\t "
        return 2 if not opens and data[position + 1 : position + 2] in (b"n", b"r") else 1
    # &#10; in XML, <br/> in HTML, the colour of a terminal
    closing = {0x26: b";", 0x3C: b">", 0x1B: b"m"}.get(code)
    end = data.find(closing, position, position + 8) if closing else -1
    return end + 1 - position if end > 0 else 0


def _joins(data: bytes, body: bytearray, start: int, stop: int, ended: bool) -> bool:
    """A run of base64 belongs to the body unless it looks like the words of prose or code."""
    length = stop - start
    if length >= 24 or data[stop : stop + 1] == b"=":
        return True
    if len(body) >= SHORTEST_BODY:
        return ended  # without a footer, short runs are the words of what follows
    return length > 12 and not body


def _after_headers(data: bytes, position: int, stop: int, prefix: bytes) -> int:
    """Past ``Proc-Type:``, ``DEK-Info:``, ``Version:`` and ``Comment:`` lines (RFC 1421)."""
    info = data.find(b"DEK-Info:", position, min(stop, position + 100 + 2 * len(prefix)))
    comma = data.find(b",", info, info + 40) if info > 0 else -1
    if comma > 0:  # the vector is as long as a block of the cipher
        return comma + 1 + (16 if b"DES" in data[info:comma] else 32)
    newline = next((mark for mark in _NEWLINES if data.startswith(mark, position)), b"\n")
    while position < stop:
        begin = position
        if data.startswith(newline, position):
            begin += len(newline)
            begin += _prefixed(data, begin, prefix)
        line_end = data.find(newline, position + 1, min(stop, position + 200))
        if line_end < 0 or b": " not in data[begin:line_end]:
            return position
        position = line_end
    return position
