"""Line numbers for many places of one text, without counting from its beginning each time."""

from __future__ import annotations

from functools import lru_cache


def line_number(data: bytes, offset: int) -> int:
    """The line (from 1, split at LF alone) that holds byte ``offset`` of ``data``."""
    return _counter(data).number(offset)


def column_number(data: bytes, line_start: int, offset: int) -> int:
    """The column (from 1, in characters) of byte ``offset`` in the line that begins at ``line_start``."""
    return _columns(data).number(line_start, offset)


class _Counter:
    """Counts on from the place asked about last.

    So places in nearly ascending order cost one pass over the text, however many they are.
    """

    __slots__ = ("_data", "_line", "_offset")

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._offset = 0
        self._line = 1

    def number(self, offset: int) -> int:
        if offset >= self._offset:
            self._line += self._data.count(b"\n", self._offset, offset)
        else:
            self._line -= self._data.count(b"\n", offset, self._offset)
        self._offset = offset
        return self._line


class _Columns:
    """Counts on like ``_Counter``, within one line: a minified file is a line of megabytes."""

    __slots__ = ("_column", "_data", "_line", "_offset")

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._line = self._offset = 0
        self._column = 1

    def number(self, line_start: int, offset: int) -> int:
        if line_start != self._line or offset < self._offset:
            self._line = self._offset = line_start
            self._column = 1
        self._column += len(self._data[self._offset : offset].decode("utf-8", "replace"))
        self._offset = offset
        return self._column


@lru_cache(maxsize=1)
def _columns(data: bytes) -> _Columns:
    return _Columns(data)


@lru_cache(maxsize=1)
def _counter(data: bytes) -> _Counter:
    """The counter of the text that is being judged: all its findings ask in turn."""
    return _Counter(data)
