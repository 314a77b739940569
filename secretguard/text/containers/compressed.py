"""gzip, bzip2, xz and zstd: one compressed text."""

from __future__ import annotations

import zlib

from secretguard.text.containers import ContainerError, Member, OpaqueError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from secretguard.text.containers import Room

_GZIP = 31  # zlib's word for "gzip header, largest window"
_MEMORY = 256 << 20
_PADDING = b"\0"


def members(data: bytes, room: Room) -> Iterator[Member]:
    """The one text, whose name is the container's without its ending."""
    if data.startswith(b"\x28\xb5\x2f\xfd"):
        yield Member("", _zstd(data, room))
    else:
        yield Member("", _all_streams(data, room))


def _all_streams(data: bytes, room: Room) -> bytes:
    """All streams one after the other, as the tools read them."""
    texts: list[bytes] = []
    most = room.left + 1
    rest = data
    magic = data[:3]
    while rest.startswith(magic) and most > 0:
        stream = _decompressor(magic)
        try:
            text = stream.decompress(rest, most)
        except (zlib.error, OSError, ValueError, EOFError, MemoryError) as error:
            raise ContainerError("the compressed data is damaged") from error
        except Exception as error:
            if type(error).__name__ != "LZMAError":  # lzma may be missing from a Python
                raise
            raise ContainerError("the compressed data is damaged") from error
        texts.append(text)
        most -= len(text)
        if not stream.eof and most > 0:
            raise ContainerError("the compressed data is cut off")
        rest = stream.unused_data.lstrip(_PADDING)
    return b"".join(texts)


def _decompressor(magic: bytes) -> Any:
    if magic.startswith(b"\x1f\x8b"):
        return zlib.decompressobj(_GZIP)
    if magic.startswith(b"BZh"):
        import bz2

        return bz2.BZ2Decompressor()
    import lzma

    return lzma.LZMADecompressor(memlimit=_MEMORY)


def _zstd(data: bytes, room: Room) -> bytes:
    """Through the optional package ``zstandard``."""
    try:
        import zstandard
    except ImportError:
        raise OpaqueError("zstd, which needs the package zstandard to open") from None
    try:
        with zstandard.ZstdDecompressor(max_window_size=_MEMORY // 2).stream_reader(
            data, read_across_frames=True
        ) as stream:
            text: bytes = stream.read(room.left + 1)
            return text
    except zstandard.ZstdError as error:
        raise ContainerError("the compressed data is damaged") from error
