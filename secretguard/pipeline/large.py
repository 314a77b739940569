"""A text too large for the memory, looked at in parts that overlap.

Each part begins and ends with context that the neighbouring part owns, so that whatever lies on a
border is seen whole by one of them and told by one of them. Findings equal those of the whole text
as long as no credential needs more than ``CONTEXT`` bytes around it.
"""

from __future__ import annotations

from secretguard.errors import SecretguardError
from secretguard.pipeline.screen import Woken, opened
from secretguard.text.decode import encoding_of
from secretguard.text.mixed import Decoder

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Protocol

    from secretguard.pipeline.screen import Screen, Tally
    from secretguard.sources.index import Entry

    class Readable(Protocol):
        """Gives its next bytes, as many as were asked for except at the end, then ``b""``."""

        def read(self, size: int, /) -> bytes:
            """The next ``size`` bytes."""

    # Like ``screen.Item``, or with something to read instead of the content.
    LargeItem = tuple[Entry, str, bytes | Readable | None, str]


PART = 1 << 23
CONTEXT = 1 << 17
MOST = 1 << 28  # the largest container that is opened
_HEAD = 4096
_TOO_LARGE = "it is too large for that"


class Part:
    """Where a part lies in its text.

    ``line`` counts the lines before it, ``column`` the characters before it in its first line; the
    findings from byte ``low`` to ``high`` are its own, the rest is context.
    """

    __slots__ = ("column", "high", "line", "low")

    def __init__(self, line: int, column: int, low: int, high: int) -> None:
        self.line = line
        self.column = column
        self.low = low
        self.high = high


def parts_of(
    body: Readable, part: int = PART, context: int = CONTEXT
) -> Iterator[tuple[bytes, Part, str, int]]:
    """``(text as UTF-8, where it lies, encoding, bytes read)`` of each part, in order."""
    chunk = body.read(part)
    encoding = encoding_of(chunk)
    decoder = Decoder(encoding) if encoding else None
    text, line, column, low = b"", 0, 0, 0
    while True:
        last = len(chunk) < part
        if decoder is None:
            text += chunk
        else:
            decoded = decoder.decode(chunk, last=last)
            begins = not (text or line or column)
            text += (decoded.lstrip("\ufeff") if begins else decoded).encode("utf-8", "replace")
        high = len(text) if last else _border(text, len(text) - context)
        yield text, Part(line, column, low, high), encoding, len(chunk)
        if last:
            return
        start = _border(text, high - context)
        end_of_line = text.rfind(b"\n", 0, start)
        before = len(text[end_of_line + 1 : start].decode("utf-8", "replace"))
        column = before if end_of_line >= 0 else column + before
        line += text.count(b"\n", 0, start)
        text, low = text[start:], high - start
        chunk = body.read(part)


def _border(text: bytes, at: int) -> int:
    """The last offset up to ``at`` that does not cut a character of UTF-8."""
    at = max(at, 0)
    for back in range(min(at, 3) + 1):
        if text[at - back] & 0xC0 != 0x80:
            return at - back
    return at


def whole_container(screen: Screen, path: bytes, body: Readable) -> bytes | None:
    """All of a file that holds files, which can be opened only whole; None for everything else.

    Also None for what is too large for that, and for what cannot be looked at before it is read.
    """
    peek = getattr(body, "peek", None)
    if peek is None or getattr(body, "size", MOST) >= MOST:
        return None
    if not any(
        screen.table[index][2] == "container" for _, index in screen.hits(path, peek(_HEAD))
    ):
        return None
    chunks = []
    while chunk := body.read(PART):
        chunks.append(chunk)
    return b"".join(chunks)


def sift_parts(
    screen: Screen,
    entry: Entry,
    commit: str,
    body: Readable,
    tally: Tally,
    remembers: Callable[[bytes], bool] | None = None,
) -> Iterator[Woken]:
    """Like ``screen.sift`` for one content that comes in parts."""
    head = None
    try:
        for text, part, encoding, size in parts_of(body):
            head = text[:4096] if head is None else head
            hits = screen.hits(entry[4], text, head)
            tally.bytes += size
            # Regions reach to both sides of a hit: what ends before ``low`` may lie beyond it.
            packed = [hit for hit in hits if screen.table[hit[1]][2] == "container"]
            if packed and not (part.line or part.column):
                tally.listed += 1
                tally.unread.append((entry[4], f"it can be opened only whole, and {_TOO_LARGE}"))
            hits = [hit for hit in hits if hit not in packed]
            met = remembers is not None and remembers(text)
            if met or any(end < 0 or end >= part.low - CONTEXT // 2 for end, _ in hits):
                yield opened(screen, Woken(entry, commit, text, encoding, hits, part), tally)
    except (SecretguardError, OSError) as error:
        tally.unread.append((entry[4], str(error)))
        return
    tally.blobs += 1
    if encoding:
        tally.decoded += 1
