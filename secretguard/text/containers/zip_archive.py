"""zip and what is made of it: jar, war, whl, docx, xlsx, pptx, odt, apk, nupkg, vsix, epub."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from functools import partial
from lzma import LZMAError

from secretguard.text.containers import ENCRYPTED, ContainerError, Member, OpaqueError, Room
from secretguard.text.containers.stream import Stream

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import IO

_ENCRYPTED = 0x1  # https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT, 4.4.4
# A few bytes of a file tell zipfile to fail in any of these ways.
_DAMAGE = (zipfile.BadZipFile, zlib.error, LZMAError, EOFError, OSError, ValueError, struct.error,
           RuntimeError, OverflowError)  # fmt: skip


def members(data: bytes, room: Room) -> Iterator[Member]:
    """The files of the archive in the order of its directory."""
    with _archive(io.BytesIO(data)) as archive:
        for info in archive.infolist():
            if not info.is_dir():
                yield _member(archive, info, room)


def walk_file(file: IO[bytes]) -> Iterator[tuple[str, Callable[[], Stream]]]:
    """Name of each file of an archive of any size, and what opens it to be read in order.

    That raises ``OpaqueError``, ``ContainerError`` and, for a bomb, ``OutOfRoomError``.
    """
    with _archive(file) as archive:
        for info in archive.infolist():
            if not info.is_dir():
                yield info.filename, partial(_opened, archive, info)


def has_directory(file: IO[bytes]) -> bool:
    """Whether a file ends as zip archives do, whatever it begins with: zipapps begin as programs."""
    return zipfile.is_zipfile(file)


def _archive(file: IO[bytes]) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(file)
    except (*_DAMAGE, NotImplementedError) as error:
        raise ContainerError("the zip archive is damaged or cut off") from error


def _opened(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Stream:
    if info.flag_bits & _ENCRYPTED:
        raise OpaqueError(ENCRYPTED)
    Room(info.file_size).expect(info.file_size, info.compress_size)
    try:
        file = archive.open(info)
    except NotImplementedError as error:
        raise OpaqueError("it is compressed in an unknown way") from error
    except _DAMAGE as error:
        raise ContainerError("it is damaged") from error

    def read(size: int) -> bytes:
        try:
            return file.read(size)
        except _DAMAGE as error:
            raise ContainerError("it is damaged") from error

    return Stream(read, left=info.file_size)


def _member(archive: zipfile.ZipFile, info: zipfile.ZipInfo, room: Room) -> Member:
    if info.flag_bits & _ENCRYPTED:
        return Member(info.filename, None, ENCRYPTED, opaque=True)
    room.expect(info.file_size, info.compress_size)
    try:
        with archive.open(info) as file:
            return Member(info.filename, file.read(room.left + 1))
    except NotImplementedError:
        return Member(info.filename, None, "it is compressed in an unknown way", opaque=True)
    except _DAMAGE:
        return Member(info.filename, None, "it is damaged")
