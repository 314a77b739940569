"""zip and what is made of it: jar, war, whl, docx, xlsx, pptx, odt, apk, nupkg, vsix, epub."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from lzma import LZMAError

from secretguard.text.containers import ContainerError, Member

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from secretguard.text.containers import Room

_ENCRYPTED = 0x1  # https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT, 4.4.4
# A few bytes of a file tell zipfile to fail in any of these ways.
_DAMAGE = (zipfile.BadZipFile, zlib.error, LZMAError, EOFError, OSError, ValueError, struct.error,
           RuntimeError, OverflowError)  # fmt: skip


def members(data: bytes, room: Room) -> Iterator[Member]:
    """The files of the archive in the order of its directory."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (*_DAMAGE, NotImplementedError) as error:
        raise ContainerError("the zip archive is damaged or cut off") from error
    with archive:
        for info in archive.infolist():
            if not info.is_dir():
                yield _member(archive, info, room)


def _member(archive: zipfile.ZipFile, info: zipfile.ZipInfo, room: Room) -> Member:
    if info.flag_bits & _ENCRYPTED:
        return Member(info.filename, None, "it is encrypted", opaque=True)
    room.expect(info.file_size, info.compress_size)
    try:
        with archive.open(info) as file:
            return Member(info.filename, file.read(room.left + 1))
    except NotImplementedError:
        return Member(info.filename, None, "it is compressed in an unknown way", opaque=True)
    except _DAMAGE:
        return Member(info.filename, None, "it is damaged")
