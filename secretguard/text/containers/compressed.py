"""gzip, bzip2, xz and zstd: one compressed text."""

from __future__ import annotations

import zlib

from secretguard.text.containers import ContainerError, Member, OpaqueError, Room
from secretguard.text.containers.stream import Stream, of_bytes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

_GZIP = 31  # zlib's word for "gzip header, largest window"
_GZIP_MAGIC = b"\x1f\x8b\x08"
_EXTRA, _NAME, _COMMENT = 4, 8, 16
_ZSTD = b"\x28\xb5\x2f"  # as much of the magic number as is looked at
_MEMORY = 256 << 20
_CHUNK = 1 << 18
_MAGIC = 3
_PIECE = 512  # compressed bytes that are given to zstandard at a time
_PADDING = b"\0"
_FOREIGN = ("LZMAError", "ZstdError")


def members(data: bytes, room: Room) -> Iterator[Member]:
    """The one text, whose name is the container's without its ending."""
    yield Member("", unpacked(of_bytes(data)).read(room.left + 1))


def header_of(head: bytes) -> bytes:
    """The header of a gzip file with a name or a comment in it (RFC 1952), from its beginning; else b""."""
    if not head.startswith(_GZIP_MAGIC) or not head[3] & (_EXTRA | _NAME | _COMMENT):
        return b""
    end = 10
    if head[3] & _EXTRA:
        end += 2 + int.from_bytes(head[10:12], "little")
    for flag in (_NAME, _COMMENT):
        if head[3] & flag:
            end = head.find(b"\0", end) + 1 or len(head)
    return head[:end]


def unpacked(body: Stream) -> Stream:
    """The text, unpacked as it is read. Raises ``OpaqueError`` for what cannot be unpacked here."""
    return Stream(_Unpacking(body).read)


class _Unpacking:
    """All streams one after the other, as the tools read them, and whatever else follows as it is."""

    def __init__(self, body: Stream) -> None:
        self._body = body
        self._magic = body.peek(_MAGIC)
        self._stream = _decompressor(self._magic)
        self._rest = b""
        self._over = False

    def read(self, size: int) -> bytes:
        """The next ``size`` bytes of the text, fewer at its end."""
        texts: list[bytes] = []
        while size > 0:
            if self._stream is None and not self._over:
                self._over = not self._begin()
            text = self._follow(size) if self._over else self._unpack(size)
            if self._over and not text:
                break
            texts.append(text)
            size -= len(text)
        return b"".join(texts)

    def _begin(self) -> bool:
        """Whether another stream follows."""
        while not self._rest.lstrip(_PADDING) and (chunk := self._body.read(_CHUNK)):
            self._rest = chunk
        self._rest = self._rest.lstrip(_PADDING)
        if len(self._rest) < _MAGIC:
            self._rest += self._body.read(_CHUNK)
        if not self._magic or not self._rest.startswith(self._magic):
            return False
        self._stream = _decompressor(self._magic)
        return True

    def _follow(self, size: int) -> bytes:
        """Up to ``size`` bytes behind the last stream."""
        text = self._rest[:size] or self._body.read(size)
        self._rest = self._rest[size:]
        return text

    def _unpack(self, size: int) -> bytes:
        """Up to ``size`` bytes of the present stream; none when it needs more to give any."""
        stream = self._stream
        fed = self._rest
        if not fed and getattr(stream, "needs_input", True):
            fed = self._body.read(_CHUNK)
        try:
            text: bytes = stream.decompress(fed, size)
        except (zlib.error, OSError, ValueError, EOFError, MemoryError) as error:
            raise ContainerError("the compressed data is damaged") from error
        except Exception as error:
            if type(error).__name__ not in _FOREIGN:  # their modules may be missing
                raise
            raise ContainerError("the compressed data is damaged") from error
        if stream.eof:
            self._rest, self._stream = stream.unused_data, None
        elif not (fed or text):
            raise ContainerError("the compressed data is cut off")
        else:
            self._rest = getattr(stream, "unconsumed_tail", b"")
        return text


def _decompressor(magic: bytes) -> Any:
    if magic.startswith(b"\x1f\x8b"):
        return zlib.decompressobj(_GZIP)
    if magic.startswith(b"BZh"):
        import bz2

        return bz2.BZ2Decompressor()
    if magic == _ZSTD:
        return _Zstd()
    import lzma

    return lzma.LZMADecompressor(memlimit=_MEMORY)


class _Zstd:
    """What the optional package ``zstandard`` unpacks, given as bz2 and lzma give it.

    Its own reader takes a frame that is cut off for one that ends. Each piece that it is fed here
    unpacks to 16 MB at most.
    """

    def __init__(self) -> None:
        try:
            import zstandard
        except ImportError:
            raise OpaqueError("zstd, which needs the package zstandard to open") from None
        unpacker = zstandard.ZstdDecompressor(max_window_size=_MEMORY // 2)
        self._frame = unpacker.decompressobj()
        self._text, self._at = b"", 0
        self.eof = False
        self.unused_data = self.unconsumed_tail = b""

    def decompress(self, data: bytes, size: int) -> bytes:
        """Up to ``size`` bytes of the text."""
        texts = [self._text[self._at : self._at + size]]
        self._at += len(texts[0])
        missing, position = size - len(texts[0]), 0
        while missing and position < len(data) and not self._frame.eof:
            self._text = self._frame.decompress(data[position : position + _PIECE])
            position += _PIECE
            texts.append(self._text[:missing])
            self._at = len(texts[-1])
            missing -= self._at
        rest = (self._frame.unused_data if position else b"") + data[position:]
        self.eof = self._frame.eof and self._at == len(self._text)
        self.unused_data, self.unconsumed_tail = (rest, b"") if self.eof else (b"", rest)
        return b"".join(texts)
