"""Text written as hexadecimal digits: ``70617373...``."""

from __future__ import annotations

from binascii import a2b_hex

DIGITS = b"0123456789abcdefABCDEF"
_FIRST_WINDOW = 256


def run_around(data: bytes, position: int) -> tuple[int, int]:
    """The run of hexadecimal digits that holds the byte before ``position``."""
    low = max(0, position - _FIRST_WINDOW)
    start = low + len(data[low:position].rstrip(DIGITS))
    window, end = _FIRST_WINDOW, start
    while True:
        chunk = data[end : end + window]
        length = len(chunk) - len(chunk.lstrip(DIGITS))
        end += length
        if length < window:
            break
        window *= 4
    return start, end - (end - start) % 2


def decode_run(run: bytes) -> bytes:
    """The bytes behind an even number of hexadecimal digits."""
    return a2b_hex(run)
