"""Patches: the lines of a changed file as they were and as they will be, and git's binary patches.

https://www.gnu.org/software/diffutils/manual/html_node/Detailed-Unified.html
https://git-scm.com/docs/git-diff#_generating_patch_text_with_p
"""

from __future__ import annotations

import re
import zlib
from base64 import b85decode

from secretguard.model.pieces import Rest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from secretguard.model.pieces import Pieces

# Where the hunks of one file end: before any other line, the head of the next file, or the
# signature that ends a mail.
_BEHIND = re.compile(
    rb"\n(?=[^+\- @\\\r\n])|\n(?=--- [^\n]*\n\+\+\+ )|\n(?=-- \r?\n(?:[^+\- @\\]|\Z))"
)
# What is taken out of the hunks: the signs, the lines of the other side, the heads of hunks but for
# the line of the file that git repeats there.
_AFTER = re.compile(rb"^(?:[+ ]|[-\\][^\n]*\n?|@@[^@\n]*@@ ?)", re.MULTILINE)
_BEFORE = re.compile(rb"^(?:[- ]|[+\\][^\n]*\n?|@@[^@\n]*@@ ?)", re.MULTILINE)
_NOWHERE = b"/dev/null"
_PREFIXES = (b"a/", b"b/", b"c/", b"i/", b"o/", b"w/")  # git's, the mnemonic ones among them
_HEAD = b"\ndiff --git "
_FURTHEST = 1 << 16  # bytes from the head to a block; of a large file the second has no name


def change_at(data: bytes, position: int) -> tuple[bytes, int, int]:
    """The path in the ``+++`` line at ``position``, and from where to where its hunks go."""
    low = data.find(b"\n", position) + 1
    path = _path(data[position:low])
    if path == _NOWHERE:
        before = data.rfind(b"\n", 0, position - 5) + 1
        path = _path(data[before + 4 : position - 5])
    behind = _BEHIND.search(data, low)
    return path, low, behind.end() if behind else len(data)


class Side:
    """The hunks in ``data[low:high]`` as one of the two files they tell of, without what ``pattern`` takes out."""

    __slots__ = ("_data", "_high", "_low", "_pattern", "text")

    def __init__(self, pattern: re.Pattern[bytes], data: bytes, low: int, high: int) -> None:
        self._pattern = pattern
        self._data = data
        self._low = low
        self._high = high
        self.text = pattern.sub(b"", data[low:high])

    def pieces(self) -> Pieces:
        """The way from ``text`` back to ``data``."""
        found = self._pattern.finditer(self._data, self._low, self._high)
        return Rest((match.span() for match in found), self._low, self._high)


def sides(data: bytes, low: int, high: int) -> Iterator[Side]:
    """The file as it will be; and as it was, if it loses lines."""
    yield Side(_AFTER, data, low, high)
    if data.find(b"\n-", low, high) >= 0:
        yield Side(_BEFORE, data, low, high)


def _path(written: bytes) -> bytes:
    path = written.rstrip(b"\r\n").partition(b"\t")[0].strip(b' "')
    return path[2:] if path.startswith(_PREFIXES) else path


def binary_at(data: bytes, position: int) -> tuple[bytes, bytes, int]:
    """The path, the content, and where the lines end that begin at ``position``.

    Of a delta the content is the instructions, which hold all that is new. b"" for what is damaged.
    """
    head = data.rfind(_HEAD, max(0, position - _FURTHEST), position)
    names = data[head + len(_HEAD) : data.find(b"\n", head + 1)] if head >= 0 else b""
    size = data[data.rfind(b"\n", 0, position - 1) + 1 : position].split()[-1]
    packed = bytearray()
    while True:
        stop = data.find(b"\n", position)
        stop = len(data) if stop < 0 else stop
        line = data[position:stop].rstrip(b"\r")
        if len(line) < 2 or not line[:1].isalpha():
            break
        try:
            packed += b85decode(line[1:])[: _length(line[0])]
        except ValueError:
            packed.clear()
        position = min(stop + 1, len(data))
    # Both names are equally long, unless the file was renamed.
    return _path(names[len(names) // 2 :]), _inflated(bytes(packed), int(size)), position


def _length(code: int) -> int:
    """How many bytes a line stands for, by its first character: ``A`` to ``Z``, ``a`` to ``z``."""
    return code - 0x40 if code < 0x60 else code - 0x60 + 26


def _inflated(packed: bytes, size: int) -> bytes:
    try:
        return zlib.decompressobj().decompress(packed, size) if size else b""
    except zlib.error:
        return b""
