"""PDF: the text that its content streams show, and what else is compressed in it.

Text that is written in glyph numbers of an embedded font (most word processors do) cannot be read
without that font and stays unseen. https://opensource.adobe.com/dc-acrobat-sdk-docs/pdfstandards/PDF32000_2008.pdf
"""

from __future__ import annotations

import re
import zlib

from secretguard.text.containers import ENCRYPTED, ContainerError, Member

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from secretguard.text.containers import Room

_STREAM = re.compile(rb"(?<!end)stream\r?\n")
_SHOWN = re.compile(rb"\((?P<literal>(?:[^()\\]|\\.){0,2000})\)|<(?P<hex>[0-9A-Fa-f\s]{2,4000})>"
                    rb"|(?P<end>\b(?:T[jJdD*m]|ET)\b|['\"](?=\s))", re.DOTALL)  # fmt: skip
_ESCAPE = re.compile(rb"\\(?:([0-7]{1,3})|(\r?\n)|(.))", re.DOTALL)
_CHARACTERS = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"", b"f": b""}
_ZLIB = (b"\x78\x01", b"\x78\x5e", b"\x78\x9c", b"\x78\xda")
_DICTIONARY = 600  # bytes before a stream that hold its dictionary
_IMAGES = (b"/DCTDecode", b"/JPXDecode", b"/Image", b"/FontFile", b"/Length1")


def members(data: bytes, room: Room) -> Iterator[Member]:
    """One text for each compressed stream that holds text."""
    if data.rfind(b"/Encrypt", max(0, len(data) - 4096)) >= 0:
        yield Member("streams", None, ENCRYPTED, opaque=True)
        return
    for number, start in enumerate(match.end() for match in _STREAM.finditer(data)):
        before = data[max(0, start - _DICTIONARY) : start]
        before = before[before.rfind(b"obj") :]
        if data[start : start + 2] in _ZLIB and not any(word in before for word in _IMAGES):
            content = _inflated(data, start, room)
            if b"BT" in content and b"Tj" in content.replace(b"TJ", b"Tj"):
                content = _shown(content)
            yield Member(f"stream {number + 1}", content)


def _inflated(data: bytes, start: int, room: Room) -> bytes:
    end = data.find(b"endstream", start)
    stream = zlib.decompressobj()
    try:
        return stream.decompress(data[start : len(data) if end < 0 else end], room.left + 1)
    except zlib.error as error:
        raise ContainerError("a stream of the PDF is damaged") from error


def _shown(content: bytes) -> bytes:
    """What the text operators show, a line an operator: ``(text) Tj``, ``[(te) -12 (xt)] TJ``."""
    parts: list[bytes] = []
    for match in _SHOWN.finditer(content):
        if match["end"] is not None:
            parts.append(b"\n" if parts and parts[-1] != b"\n" else b"")
        elif match["literal"] is not None:
            parts.append(_ESCAPE.sub(_character, match["literal"]))
        else:
            digits = b"".join(match["hex"].split())
            parts.append(bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode("ascii")))
    return b"".join(parts)


def _character(match: re.Match[bytes]) -> bytes:
    octal, line_end, plain = match.groups()
    if octal is not None:
        return bytes((int(octal, 8) & 0xFF,))
    return b"" if line_end is not None else _CHARACTERS.get(plain, plain)
