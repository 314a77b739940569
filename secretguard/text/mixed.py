"""UTF-16 and UTF-32 in which stretches of ASCII stand as they are.

``>`` of PowerShell writes UTF-16 and ``Add-Content`` appends ASCII to it, and any file may begin with a
byte order mark. Read as UTF-16, two letters of ASCII become one sign of Chinese.
"""

from __future__ import annotations

import codecs

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

_PLAIN = bytes(byte in b"\t\n\r" or 32 <= byte < 127 for byte in range(256))
_SHORTEST = 16  # bytes: eight signs of Chinese in a row that could all be ASCII are rare
_STRETCH = b"\1" * _SHORTEST
_AHEAD = 16  # bytes behind a stretch that tell what follows


class Decoder:
    """Decodes a text that comes in parts; what can only be told from the next part waits for it."""

    def __init__(self, encoding: str) -> None:
        self._decoder = codecs.getincrementaldecoder(encoding)("replace")
        self._width = 4 if "32" in encoding else 2
        self._lead = int(encoding.endswith("le"))  # a letter's byte comes before its NUL bytes
        self._waiting = b""

    def decode(self, data: bytes, *, last: bool) -> str:
        """The next part of the text."""
        data = self._decoder.getstate()[0] + self._waiting + data
        self._decoder.reset()
        shape = data.translate(_PLAIN)
        end = len(data) if last else self._end(shape)
        parts: list[str] = []
        position = 0
        for start, stop, behind in self._plain(data, shape, end):
            whole = start - (start - position) % self._width  # what is cut off belongs to the ASCII
            parts.append(self._decoder.decode(data[position:whole], final=True))
            parts.append(data[start:stop].decode("ascii"))
            position = behind
        parts.append(self._decoder.decode(data[position:end], final=last))
        self._waiting = data[end:]
        return "".join(parts)

    @staticmethod
    def _end(shape: bytes) -> int:
        """Where a part may be cut so that both sides of a stretch of ASCII are long enough."""
        end = max(0, len(shape) - _AHEAD)
        length = end - 1 - shape.rfind(b"\0", 0, end)
        return end - (length if length < 3 * _SHORTEST else _SHORTEST)

    def _plain(self, data: bytes, shape: bytes, end: int) -> Iterator[tuple[int, int, int]]:
        """``(start, end, where the rest goes on)`` of each stretch of ASCII up to ``end``."""
        position = 0
        while (start := shape.find(_STRETCH, position, end)) >= 0:
            stop = shape.find(b"\0", start, end)
            if stop < 0:
                yield start, end, end
                return
            ahead = data[stop : stop + _AHEAD : 2]
            if ahead.count(0) * 2 > len(ahead):  # letters with their NUL bytes, wherever they begin
                stop -= self._lead
                behind = stop
            else:
                # The last byte may be the first of a sign: it is read as both.
                behind = stop - (stop - position) % self._width
            yield start, stop, behind
            position = behind


def holds_ascii(data: bytes) -> bool:
    """Whether a stretch of ``data`` is ASCII as it stands."""
    return _STRETCH in data.translate(_PLAIN)
