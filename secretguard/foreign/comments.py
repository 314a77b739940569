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
    """Every marker of another tool in a file."""
    for name, pattern in _ANY.items():
        for match in pattern.finditer(data):
            reason = _reason(_behind(data, match.end()), name)
            line = data.count(b"\n", 0, match.start()) + 1
            yield Comment(path, line, name, reason.decode("utf-8", "replace"))


def rewritten(data: bytes) -> bytes:
    """The file with ``secretguard: allow`` where a marker gives a reason; all else as it was."""
    for name, pattern in _ANY.items():
        if name in KEPT:
            continue
        for match in reversed(list(pattern.finditer(data))):
            behind = _behind(data, match.end())
            if _reason(behind, name):
                rest = data[match.end() :].lstrip(_BETWEEN)
                data = data[: match.start()] + b"secretguard: allow " + rest
    return data


def _behind(data: bytes, start: int) -> bytes:
    end = data.find(b"\n", start)
    return data[start : end if end >= 0 else None]


def _reason(behind: bytes, name: str) -> bytes:
    """What a person wrote behind the marker; the names of rules are no reason."""
    text = _CLOSERS.split(behind, maxsplit=1)[0].strip(_BETWEEN)
    if name in KEPT or name.startswith("secretlint"):
        text = behind.partition(b" -- ")[2].strip() if name not in KEPT else b""
    return text if _WORDS.search(text) else b""
