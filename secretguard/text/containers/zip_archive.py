"""zip and what is made of it: jar, war, whl, docx, xlsx, pptx, odt, apk, nupkg, vsix, epub.

An archive is what the directory at its end says (APPNOTE, 4.3). What stands in it beside that, where
unpackers do not look or differ, is looked at as well or named.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from copy import copy
from functools import partial
from lzma import LZMAError

from secretguard.text.containers import ENCRYPTED, ContainerError, Member, OpaqueError, Room
from secretguard.text.containers.stream import BEHIND, Stream
from secretguard.text.embedded.readable import is_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import IO

_MAGIC = b"PK\x03\x04"
_LOCAL_HEADER = 30
_LONGEST_DESCRIPTOR = 24  # of the sizes that may stand behind a content
# https://source.android.com/docs/security/features/apksigning/v2
_SIGNATURE = b"APK Sig Block 42"
_END, _END_RECORD, _LONGEST_COMMENT = b"PK\x05\x06", 22, 1 << 16
_CHUNK = 1 << 20
_SAMPLE = 4096
_DIRECTORY, _BETWEEN = "(directory)", "(between the files)"
_STRAY = "it belongs to no file of the archive"
_LONGER = "it is longer than the directory says"
_ENCRYPTED = 0x1  # https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT, 4.4.4
# A few bytes of a file tell zipfile to fail in any of these ways.
_DAMAGE = (zipfile.BadZipFile, zlib.error, LZMAError, EOFError, OSError, ValueError, struct.error,
           RuntimeError, OverflowError)  # fmt: skip


def members(data: bytes, room: Room) -> Iterator[Member]:
    """The files of the archive in the order of its directory, and what is packed beside them.

    What stands there as it is needs no name: the archive itself was looked at as a text.
    """
    with _archive(io.BytesIO(data)) as archive:
        for info in _files(archive):
            yield _member(archive, info, room)
        for name, low, high in _beside(archive, io.BytesIO(data)):
            if data.startswith(_MAGIC, low):
                yield Member(name, data[low:high])
            elif _is_stray(data[low:high]):
                yield Member(name, None, _STRAY)


def walk_file(file: IO[bytes]) -> Iterator[tuple[str, Callable[[], Stream]]]:
    """Name of each file of an archive of any size, and what opens it to be read in order.

    That raises ``OpaqueError``, ``ContainerError`` and, for a bomb, ``OutOfRoomError``. What stands
    beside the files is given, too, unless the archive begins as something else, whose text it is.
    """
    with _archive(file) as archive:
        for info in _files(archive):
            yield info.filename, partial(_opened, archive, info)
        if _read_at(file, 0, len(_MAGIC)) == _MAGIC:
            for name, low, high in _beside(archive, file):
                yield name, partial(_opened_beside, file, low, high)
            yield _DIRECTORY, partial(_region, file, archive.start_dir, _end_record(file))


def has_directory(file: IO[bytes]) -> bool:
    """Whether a file ends as zip archives do, whatever it begins with: zipapps begin as programs."""
    return zipfile.is_zipfile(file)


def _archive(file: IO[bytes]) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(file)
    except (*_DAMAGE, NotImplementedError) as error:
        raise ContainerError("the zip archive is damaged or cut off") from error


def _files(archive: zipfile.ZipFile) -> Iterator[zipfile.ZipInfo]:
    """All members but folders; one that has a content is none. ``is_dir`` fails without a name."""
    for info in archive.infolist():
        if not info.filename.endswith("/") or info.file_size or info.compress_size:
            yield info


def _beside(archive: zipfile.ZipFile, file: IO[bytes]) -> Iterator[tuple[str, int, int]]:
    """What stands between the files and behind the directory, without the padding before it."""
    stretches = [(_BETWEEN, low, high) for low, high in _gaps(archive, file)]
    stretches.append((BEHIND, _end_record(file) + _END_RECORD, file.seek(0, io.SEEK_END)))
    for name, low, high in stretches:
        while low < high and (chunk := _read_at(file, low, min(_CHUNK, high - low))):
            padding = len(chunk) - len(chunk.lstrip(b"\0"))
            low += padding
            if padding < len(chunk):
                yield name, low, high
                break


def _gaps(archive: zipfile.ZipFile, file: IO[bytes]) -> Iterator[tuple[int, int]]:
    """The stretches before the directory that hold no file which it names."""
    end = 0
    for info in sorted(archive.infolist(), key=lambda info: info.header_offset):
        if info.header_offset > end + _LONGEST_DESCRIPTOR:
            yield end, info.header_offset
        header = _read_at(file, info.header_offset, _LOCAL_HEADER)
        if header.startswith(_MAGIC) and len(header) == _LOCAL_HEADER:
            name, extra = struct.unpack("<HH", header[26:])
            body = info.header_offset + _LOCAL_HEADER + name + extra
            end = max(end, body + info.compress_size)
    if archive.start_dir > end + _LONGEST_DESCRIPTOR:
        yield end, archive.start_dir


def _end_record(file: IO[bytes]) -> int:
    """Where the record at the end of the directory begins, as ``zipfile`` finds it."""
    start = max(0, file.seek(0, io.SEEK_END) - _END_RECORD - _LONGEST_COMMENT)
    return start + _read_at(file, start, _END_RECORD + _LONGEST_COMMENT).rfind(_END)


def _read_at(file: IO[bytes], position: int, size: int) -> bytes:
    file.seek(max(position, 0))
    return file.read(size)


def _is_stray(content: bytes) -> bool:
    """Whether it is neither text nor the signature of an Android package."""
    return not is_text(content[:_SAMPLE]) and not content.endswith(_SIGNATURE)


def _opened_beside(file: IO[bytes], low: int, high: int) -> Stream:
    """What stands beside the files; an archive there may have a directory of its own."""
    beginning = _read_at(file, low, min(_SAMPLE, high - low))
    ending = _read_at(file, high - len(_SIGNATURE), len(_SIGNATURE))
    if not beginning.startswith(_MAGIC) and _is_stray(beginning + ending):
        raise ContainerError(_STRAY)
    return _region(file, low, high)


def _region(file: IO[bytes], low: int, high: int) -> Stream:
    file.seek(low)
    return Stream(file.read, left=high - low)


def _opened(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Stream:
    if info.flag_bits & _ENCRYPTED:
        raise OpaqueError(ENCRYPTED)
    Room(info.file_size).expect(info.file_size, info.compress_size)
    try:
        file = archive.open(_one_longer(info))
    except NotImplementedError as error:
        raise OpaqueError("it is compressed in an unknown way") from error
    except _DAMAGE as error:
        raise ContainerError("it is damaged") from error

    left = info.file_size

    def read(size: int) -> bytes:
        nonlocal left
        try:
            data = file.read(min(size, left))
            left -= len(data)
            longer = not left and file.read(1)
        except _DAMAGE as error:
            raise ContainerError("it is damaged") from error
        if longer:
            raise ContainerError(_LONGER)
        return data

    if not left:
        read(0)  # nobody will ask for more
    return Stream(read, left=left)


def _one_longer(info: zipfile.ZipInfo) -> zipfile.ZipInfo:
    """To tell whether more follows: ``zipfile`` ends where the directory says."""
    longer = copy(info)
    longer.file_size += 1
    return longer


def _member(archive: zipfile.ZipFile, info: zipfile.ZipInfo, room: Room) -> Member:
    if info.flag_bits & _ENCRYPTED:
        return Member(info.filename, None, ENCRYPTED, opaque=True)
    room.expect(info.file_size, info.compress_size)
    try:
        with archive.open(_one_longer(info)) as file:
            content = file.read(room.left + 1)
    except NotImplementedError:
        return Member(info.filename, None, "it is compressed in an unknown way", opaque=True)
    except _DAMAGE:
        return Member(info.filename, None, "it is damaged")
    if len(content) > info.file_size:
        return Member(info.filename, None, _LONGER)
    return Member(info.filename, content)
