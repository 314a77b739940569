r"""base64 and base64url, on one line or wrapped, with or without padding.

Wrapped base64 goes on over line ends, real ones and those written as ``\n``, and over the
indentation behind them, as long as its lines are equally long.
"""

from __future__ import annotations

from binascii import Error, a2b_base64

TYPE_CHECKING = False  # importing typing costs the hook 4 ms
if TYPE_CHECKING:
    from secretguard.model.pieces import Replacement

MEMBERS = b"=ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_"
# 1 for what ends a run: to translate and to find is ten times as fast as to strip.
_OUTSIDE = bytes(byte not in MEMBERS[1:] for byte in range(256))
_URL_TO_STANDARD = bytes.maketrans(b"-_", b"+/")
_FIRST_WINDOW = 256
_LINE_ENDS = (b"\r\n", b"\n", b"\\r\\n", b"\\n")
_SHORTEST_LINE = 40  # shorter ones are values below each other rather than one wrapped text
_INDENT = 64

Line = tuple[int, int]


def run_before(data: bytes, stop: int) -> Line:
    """The unbroken run of base64 characters, padding included, that ends at ``stop``."""
    start = stop - 2 + len(data[stop - 2 : stop].rstrip(b"="))
    window = _FIRST_WINDOW
    while start > 0:
        chunk = data[max(0, start - window) : start]
        length = len(chunk) - 1 - chunk.translate(_OUTSIDE).rfind(1)
        start -= length
        if length < len(chunk):
            break
        window *= 4
    return start, stop


def run_end(data: bytes, start: int) -> int:
    """Where the run that begins at ``start`` ends, its padding included."""
    window, end = _FIRST_WINDOW, start
    while True:
        chunk = data[end : end + window]
        outside = chunk.translate(_OUTSIDE).find(1)
        length = len(chunk) if outside < 0 else outside
        end += length
        if length < window:
            break
        window *= 4  # long runs in few steps, short ones without copying the rest of the file
    padding = data[end : end + 2]
    return end + len(padding) - len(padding.lstrip(b"="))


def wrapped_lines(data: bytes, first: Line) -> list[Line]:
    """``first`` and the equally long runs on the lines below it, the last of which may be shorter."""
    lines = [first]
    width = first[1] - first[0]
    if width < _SHORTEST_LINE or data[first[1] - 1 : first[1]] == b"=":
        return lines
    end = first[1]
    while True:
        mark = next((mark for mark in _LINE_ENDS if data.startswith(mark, end)), b"")
        if not mark:
            return lines
        below = data[end + len(mark) : end + len(mark) + _INDENT]
        start = end + len(mark) + len(below) - len(below.lstrip(b" \t"))
        end = run_end(data, start)
        if not 0 < end - start <= width:
            return lines
        lines.append((start, end))
        if end - start < width:
            return lines


def decode_lines(data: bytes, lines: list[Line]) -> list[Replacement]:
    """The decoded lines, each in its place; as a whole when they are no multiple of four."""
    if len(lines) == 1 or (lines[0][1] - lines[0][0]) % 4 == 0:
        return _joined([_line(data, *line) for line in lines], lines)
    text = decode_run(b"".join(data[low:high] for low, high in lines))
    return [(lines[0][0], lines[-1][1], text, max(len(text), 1), lines[-1][1] - lines[0][0])]


def _line(data: bytes, low: int, high: int) -> Replacement:
    return low, high, decode_run(data[low:high]), 3, 4


def _joined(found: list[Replacement], lines: list[Line]) -> list[Replacement]:
    """Each replacement swallows the line end behind it, which belongs to the wrapping."""
    stops = [line[0] for line in lines[1:]] + [lines[-1][1]]
    return [(low, stop, *rest) for (low, _, *rest), stop in zip(found, stops, strict=True)]  # type: ignore[misc]


def decode_run(run: bytes) -> bytes:
    """The bytes behind a run of base64 characters; b"" for what is none."""
    body = run.rstrip(b"=").translate(_URL_TO_STANDARD)
    if len(body) % 4 == 1:
        body = body[:-1]
    try:
        return a2b_base64(body + b"=" * (-len(body) % 4))
    except Error:
        return b""
