"""One secret, many spellings: the canonical one, and what a value turns into when it is decoded."""

from __future__ import annotations

import base64
import binascii
import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

_DEPTH = 3
_MOST_FORMS = 24
_SHORTEST = 6
_BASE64 = re.compile(r"[A-Za-z0-9+/_-]{8,}={0,2}")
_HEX = re.compile(r"(?:0x)?((?:[0-9A-Fa-f]{2}){6,})")
_PERCENT = re.compile(r"%([0-9A-Fa-f]{2})")
_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|x([0-9A-Fa-f]{2})|(.))")
_NAMED_ESCAPES = {"n": "\n", "r": "\r", "t": "\t"}
# Between the parts of "user:password", "key=value", "Bearer value".
_JOINTS = re.compile(r"[\s:=&;,@|\\\"'`<>(){}\[\]]+")
_LINE_BREAK = re.compile(r"\\[rn]|[\r\n]")
_BLANKS = re.compile(r"(?:\\[rnt]|\s)+")


def canonical(value: str) -> str:
    """The spelling that is fingerprinted: how lines are broken and indented does not count.

    A PEM key stays the same with CR LF, indented in YAML, or as one JSON string.
    """
    return _BLANKS.sub("", value) if _LINE_BREAK.search(value) else value.strip()


def forms(value: str) -> Iterator[str]:
    r"""What ``value`` may be an encoding of: percent, ``\u`` and quotes, base64, hex, and parts.

    Each text once, never ``value`` itself; at most a few dozen.
    """
    seen = {value}
    waiting = [(value, 0)]
    while waiting and len(seen) <= _MOST_FORMS:
        text, depth = waiting.pop(0)
        for found in (*_decoded(text), *_parts(text, depth)):
            if len(found) >= _SHORTEST and found not in seen:
                seen.add(found)
                yield found
                if depth + 1 < _DEPTH:
                    waiting.append((found, depth + 1))


def _decoded(text: str) -> Iterator[str]:
    stripped = text.strip().strip("\"'`")
    yield stripped
    if "%" in stripped:
        yield _from_bytes(
            _PERCENT.sub(lambda m: chr(int(m[1], 16)), stripped).encode("latin-1", "replace")
        )
    if "\\" in stripped:
        yield _ESCAPE.sub(_unescape, stripped)
    if found := _HEX.fullmatch(stripped):
        yield _from_bytes(bytes.fromhex(found[1]))
    if _BASE64.fullmatch(stripped):
        padded = stripped.rstrip("=") + "=" * (-len(stripped.rstrip("=")) % 4)
        try:
            yield _from_bytes(base64.b64decode(padded.translate({45: 43, 95: 47}), validate=True))
        except (binascii.Error, ValueError):
            return


def _unescape(match: re.Match[str]) -> str:
    code = match[1] or match[2]
    return chr(int(code, 16)) if code else _NAMED_ESCAPES.get(match[3], match[3])


def _from_bytes(data: bytes) -> str:
    """Decoded bytes as text, "" when they are none: chance decodes to noise, people to text."""
    for encoding in ("utf-8", "utf-16-le") if b"\0" in data else ("utf-8",):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if all(char.isprintable() or char in "\r\n\t" for char in text):
            return text
    return ""


def _parts(text: str, depth: int) -> list[str]:
    """The parts of decoded text; a value as it stands was cut out by a detector already."""
    return [part for part in _JOINTS.split(text) if part] if depth else []
