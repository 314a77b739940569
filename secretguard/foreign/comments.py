"""Comments that told other tools to pass over a line, and what they become."""

from __future__ import annotations

import re
from dataclasses import dataclass

from secretguard.config.markers import MARKERS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

# These speak to linters about more than secrets: they stay as they are.
KEPT = frozenset({"nosec B105", "noqa: S105"})
_ANY = {name: re.compile("|".join(filter(None, texts)).encode()) for name, texts in MARKERS.items()}
_CLOSERS = re.compile(rb"\*/|-->|#\}|%>|--\]\]|\*\)|\r")
# What begins a comment in the languages around: right before the marker, or it is a word in prose.
_OPENED = re.compile(rb"(?i)(?:#|//|/\*|<!--|--|[;%]|\{-|\(\*|\b(?:rem|dnl))[ \t#/*!;%-]*\Z")
_NEAR = 80  # bytes before a marker that may begin its comment
_BETWEEN = b" \t:;,-#"
_WORDS = re.compile(rb"[A-Za-z]{3,}")


@dataclass(frozen=True, slots=True)
class Comment:
    """A marker on a line (from 1) of a file, and the reason that stands behind it, if any."""

    path: str
    line: int
    marker: str
    reason: str


def comments_in(path: str, data: bytes) -> Iterator[Comment]:
    """Every marker of another tool in a file of text."""
    if not _is_text(data):
        return
    for name, pattern in _ANY.items():
        for match in _marked(pattern, data):
            reason = _reason(_behind(data, match.end()), name)
            line = data.count(b"\n", 0, match.start()) + 1
            yield Comment(path, line, name, reason.decode("utf-8", "replace"))


def rewritten(data: bytes) -> bytes:
    """The file with ``secretguard: allow`` where a marker gives a reason; all else as it was."""
    if not _is_text(data):
        return data
    for name, pattern in _ANY.items():
        if name in KEPT:
            continue
        for match in reversed(list(_marked(pattern, data))):
            behind = _behind(data, match.end())
            if _reason(behind, name):
                rest = data[match.end() :].lstrip(_BETWEEN)
                data = data[: match.start()] + b"secretguard: allow " + rest
    return data


def _is_text(data: bytes) -> bool:
    """A program, an image or a text in another encoding has no comments that could be edited."""
    try:
        return "\0" not in data.decode("utf-8")
    except UnicodeDecodeError:
        return False


def _marked(pattern: re.Pattern[bytes], data: bytes) -> Iterator[re.Match[bytes]]:
    """Where a marker begins a comment or ends its line: anywhere else, prose speaks of it."""
    for match in pattern.finditer(data):
        line = data.rfind(b"\n", 0, match.start()) + 1
        before = data[max(line, match.start() - _NEAR) : match.start()]
        after = _CLOSERS.split(_behind(data, match.end()), maxsplit=1)[0]
        if _OPENED.search(before) or not after.strip():
            yield match


def _behind(data: bytes, start: int) -> bytes:
    end = data.find(b"\n", start)
    return data[start : end if end >= 0 else None]


def _reason(behind: bytes, name: str) -> bytes:
    """What a person wrote behind the marker; the names of rules are no reason."""
    text = _CLOSERS.split(behind, maxsplit=1)[0].strip(_BETWEEN)
    if name in KEPT or name.startswith("secretlint"):
        text = behind.partition(b" -- ")[2].strip() if name not in KEPT else b""
    return text if _WORDS.search(text) else b""
