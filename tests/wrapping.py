"""Mock secrets in other notations, in pieces and in containers."""

from __future__ import annotations

import gzip
import io
import tarfile
import zipfile
from base64 import b64encode


def b64(text: str | bytes) -> str:
    """Standard base64."""
    return b64encode(text.encode() if isinstance(text, str) else text).decode()


def zipped(members: dict[str, str | bytes], *, compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip archive."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", compression) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return file.getvalue()


def tarred(members: dict[str, str], form: int = tarfile.PAX_FORMAT) -> bytes:
    """A tar archive."""
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w", format=form) as archive:
        for name, content in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content.encode()))
    return file.getvalue()


def nested(text: str, depth: int) -> str:
    """``text`` in base64, in quotes, ``depth`` times over."""
    for _ in range(depth):
        text = f'part = "{b64(text)}"\n'
    return text


def bomb(depth: int = 6, width: int = 16) -> bytes:
    """Zip archives in zip archives, with a gigabyte of nothing in each of the innermost."""
    content = zipped({"0.dll": gzip.compress(bytes(8 << 20)) * 128})
    for _ in range(depth):
        content = zipped({f"{number}.zip": content for number in range(width)})
    return content
