"""A pack and its index: which object lies where, whole or as a delta to which other one.

https://git-scm.com/docs/gitformat-pack. Read here rather than by git, because git tells only what a
content is, not which few lines of it are new. What is unusual or damaged is left to git.
"""

from __future__ import annotations

import os
import struct
import zlib
from bisect import bisect_left
from contextlib import ExitStack
from itertools import groupby, pairwise
from typing import NamedTuple

from secretguard.errors import GitError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import IO

_INDEX = b"\xfftOc\0\0\0\2"
_PACK = b"PACK\0\0\0\2"
_FANOUT = len(_INDEX)
_IDS = _FANOUT + 256 * 4
_FAR = 1 << 31  # marks an offset that stands in the table of long ones
_END = 1 << 63  # no file goes further
_LONGEST_HEAD = 32
_LONGEST_SHIFT = 64  # bits of a size
_BUFFER = 1 << 13  # what is read ahead is read in vain where the next object lies elsewhere
_OFFSET_DELTA, _ID_DELTA = 6, 7
_KINDS = {1: "commit", 2: "tree", 3: "blob", 4: "tag"}


class PackError(GitError):
    """The pack, or an object in it, cannot be read without git."""


class Entry(NamedTuple):
    """An object in a pack: its place, where its data begins, and the size of that when inflated."""

    offset: int
    start: int
    size: int


class Pack:
    """The pack ``STEM.pack`` with its index ``STEM.idx``. Raises ``OSError`` or ``PackError``.

    ``width`` is the length of an object id in bytes.
    """

    def __init__(self, stem: str, width: int) -> None:
        self._width = width
        with ExitStack() as files:
            index = files.enter_context(open(f"{stem}.idx", "rb"))
            pack = files.enter_context(open(f"{stem}.pack", "rb", buffering=_BUFFER))
            head = index.read(_IDS)
            if len(head) != _IDS or not head.startswith(_INDEX):
                raise PackError("its index is of another version")
            self._fanout = (0, *struct.unpack_from(">256I", head, _FANOUT))
            size = index.seek(0, os.SEEK_END)
            far = size - _IDS - self._fanout[-1] * (width + 8) - 2 * width  # long offsets
            fits = 0 <= far <= 8 * self._fanout[-1] and not far % 8
            if not fits or any(low > high for low, high in pairwise(self._fanout)):
                raise PackError("its index is damaged")
            begins = _PACK + head[-4:]  # the last of the fanout is the number of objects
            if not _fits(pack, begins, _read(index, size - 2 * width, width)):
                raise PackError("it is not the pack of this index")
            self._index, self._file = index, pack
            self._files = files.pop_all()

    def close(self) -> None:
        """Let go of the files."""
        self._files.close()

    def locate(self, wanted: Iterable[bytes]) -> Iterator[tuple[int, bytes]]:
        """(offset, id) of those that are here; all ids are in hexadecimal."""
        width, count = self._width, self._fanout[-1]
        offsets = _IDS + (width + 4) * count  # behind the ids and their checksums
        file = self._index
        for first, some in groupby(sorted(wanted), key=lambda name: name[:2]):
            low, high = self._fanout[int(first, 16)], self._fanout[int(first, 16) + 1]
            ids = _read(file, _IDS + width * low, width * (high - low))
            near = _read(file, offsets + 4 * low, 4 * (high - low))
            for name in some:
                asked = bytes.fromhex(name.decode("ascii"))
                place = _place(ids, asked, width)
                if place >= 0:
                    (offset,) = struct.unpack_from(">I", near, 4 * place)
                    if offset & _FAR:
                        where = offsets + 4 * count + 8 * (offset ^ _FAR)
                        (offset,) = struct.unpack(">Q", _read(file, where, 8))
                    if offset < _END:
                        yield offset, name

    def entry(self, offset: int) -> tuple[Entry, str, int]:
        """What lies at ``offset``: with its kind and 0, or with "" and the offset of its base.

        Raises ``PackError`` for what git has to read.
        """
        self._file.seek(offset)
        head = self._file.read(_LONGEST_HEAD)
        try:
            return _entry(head, offset)
        except IndexError:
            raise PackError("it ends too early") from None

    def data(self, entry: Entry) -> bytes:
        """The content, or the delta. Raises ``PackError`` when it is damaged."""
        size = entry.size
        self._file.seek(entry.start)
        # What does not shrink grows by less than this: https://zlib.net/zlib_tech.html
        packed = self._file.read(size + (size >> 8) + 64)
        stream = zlib.decompressobj()
        try:
            content = stream.decompress(packed, size + 1)
        except zlib.error as error:
            raise PackError("an object in it is damaged") from error
        if len(content) != size or not stream.eof:
            raise PackError("an object in it has another size than it says")
        return content


def _fits(file: IO[bytes], begins: bytes, ends: bytes) -> bool:
    """Whether it is this very pack: with another one the index would lead to other objects."""
    size = file.seek(0, os.SEEK_END)
    file.seek(0)
    if size < len(begins) + len(ends) or file.read(len(begins)) != begins:
        return False
    file.seek(size - len(ends))
    return file.read() == ends


def _entry(head: bytes, offset: int) -> tuple[Entry, str, int]:
    code = head[0]
    kind, size, shift, position = code >> 4 & 7, code & 15, 4, 1
    while code & 0x80:
        code = head[position]
        size |= (code & 0x7F) << shift
        shift += 7
        position += 1
    if shift > _LONGEST_SHIFT:
        raise PackError("it is damaged")
    if kind in _KINDS:
        return Entry(offset, offset + position, size), _KINDS[kind], 0
    if kind != _OFFSET_DELTA:
        raise PackError("it names a base by its id" if kind == _ID_DELTA else "it is damaged")
    code = head[position]
    back = code & 0x7F
    while code & 0x80:
        position += 1
        code = head[position]
        back = (back + 1) << 7 | code & 0x7F
    if not 0 < back < offset:
        raise PackError("it is damaged")
    return Entry(offset, offset + position + 1, size), "", offset - back


def _place(ids: bytes, asked: bytes, width: int) -> int:
    """Which of the sorted ``ids`` is the one that is asked for, or -1."""
    count = len(ids) // width
    place = bisect_left(range(count), asked, key=lambda i: ids[i * width : (i + 1) * width])
    return place if ids[place * width : (place + 1) * width] == asked else -1


def _read(file: IO[bytes], start: int, size: int) -> bytes:
    file.seek(start)
    content = file.read(size)
    if len(content) != size:
        raise PackError("it ends too early")
    return content
