"""``secretguard: allow <reason>``: a person says why this is no secret, next to it.

A reason is required. The marker stands on the line of the secret, alone on the line above, or
around a block: ``secretguard: allow-begin <reason>`` to ``secretguard: allow-end``. Other tools'
markers count where the settings accept them.
"""

from __future__ import annotations

import re
from functools import lru_cache

TYPE_CHECKING = False
if TYPE_CHECKING:
    from secretguard.filters import Filter
    from secretguard.model.candidate import Candidate
    from secretguard.model.fragment import Fragment
    from secretguard.model.suppression import Suppression

_MARK = re.compile(rb"(?i)secretguard: ?allow")
_PLAIN = re.compile(rb"(?i)secretguard: ?allow(?![\w-])")
_BLOCK = re.compile(rb"(?i)secretguard: ?allow-(begin|end)")
_NO_END = -1
_CLOSERS = ("*/", "-->", "#}", "%>", '"""', "'''", "--]]", "*)")
_LONGEST_REASON = 200
# What may stand before a marker that stands alone: signs, and the words that begin a comment.
_COMMENT_WORDS = r"(?i)(?<![a-z])(?:rem|dnl|comment|c)(?![a-z])"
# Orders to other tools behind ours are no reason.
_ORDERS = r"(?:#|//|/\*)\s*(?:noqa|nosec|nosemgrep|type:|pragma:|pylint:|eslint|gitleaks:|NOLINT).*"


def is_allowed(candidate: Candidate, fragment: Fragment) -> Suppression | None:
    """A marker with a reason stands beside the candidate, alone above it, or around it."""
    from secretguard.model.suppression import Suppression

    reason = (
        _on_line(candidate, fragment) or _above(candidate, fragment) or _around(candidate, fragment)
    )
    return Suppression("inline", reason) if reason else None


def marker_filter(accepted: tuple[str, ...]) -> Filter:
    """A filter for the markers of other tools that the settings accept."""
    import re

    from secretguard.config.markers import MARKERS

    never = "(?!)"
    patterns = [
        (name, re.compile(here.encode()), re.compile((above or never).encode()))
        for name, (here, above) in MARKERS.items()
        if name in accepted
    ]

    def is_marked(candidate: Candidate, fragment: Fragment) -> Suppression | None:
        from secretguard.model.suppression import Suppression

        before, after, above = _surroundings(candidate, fragment)
        for name, on_line, on_line_above in patterns:
            if on_line.search(before) or on_line.search(after) or on_line_above.search(above):
                return Suppression("inline", f"{name}, which the settings accept")
        return None

    return is_marked


def shortcoming(candidate: Candidate, fragment: Fragment) -> str:
    """Why a marker on the line, above or around it excuses nothing; "" when there is none."""
    if is_allowed(candidate, fragment) is not None:
        return ""
    before, after, above = _surroundings(candidate, fragment)
    if _PLAIN.search(before) or _PLAIN.search(after):
        return "the allow marker beside it gives no reason"
    if _PLAIN.search(above):
        behind = "stands behind code, so it is about that line alone"
        return f"the allow marker above it {behind if _reason(above) else 'gives no reason'}"
    first, last = candidate.match
    for begin, end, _ in _blocks(fragment.data):
        if begin < first and (end == _NO_END or last <= end):
            lacking = "has no end" if end == _NO_END else "gives no reason"
            return f"the allow-begin above it {lacking}"
    return ""


def _on_line(candidate: Candidate, fragment: Fragment) -> str:
    before, after, _ = _surroundings(candidate, fragment)
    return _reason(before) or _reason(after)


def _surroundings(candidate: Candidate, fragment: Fragment) -> tuple[bytes, bytes, bytes]:
    """What stands on the secret's lines before it and behind it, and on the line above.

    Lines may be long; a marker stands outside of the secret itself.
    """
    data = fragment.data
    first, last = candidate.match
    start = fragment.line_bounds(first)[0]
    end = fragment.line_bounds(max(last - 1, first))[1]
    top = fragment.line_bounds(start - 1)[0] if start else 0
    above = data[max(top, start - 4000) : max(start - 1, 0)]
    return data[max(start, first - 4000) : first], data[last : min(end, last + 4000)], above


def _above(candidate: Candidate, fragment: Fragment) -> str:
    start = fragment.line_bounds(candidate.match[0])[0]
    if start == 0:
        return ""
    top = fragment.line_bounds(start - 1)[0]
    above = fragment.data[top : min(start - 1, top + 4000)]
    found = _MARK.search(above)
    before = above[: found.start() if found else 0].decode("utf-8", "replace")
    alone = not any(char.isalnum() for char in re.sub(_COMMENT_WORDS, "", before))
    return _reason(above) if alone else ""


def _around(candidate: Candidate, fragment: Fragment) -> str:
    first, last = candidate.match
    return next(
        (why for begin, end, why in _blocks(fragment.data) if begin < first and last <= end), ""
    )


@lru_cache(maxsize=1)
def _blocks(data: bytes) -> tuple[tuple[int, int, str], ...]:
    """(begin, end, reason) of each block; asked for by every candidate of a file in turn.

    One without an end excuses nothing, since that would be the rest of the file.
    """
    if b"allow-begin" not in data.lower():
        return ()
    found: list[tuple[int, int, str]] = []
    begin: re.Match[bytes] | None = None
    for mark in _BLOCK.finditer(data):
        if mark[1].lower() == b"begin":
            begin = mark
        elif begin is not None:
            line = data[begin.end() : begin.end() + 4000].partition(b"\n")[0]
            found.append((begin.start(), mark.start(), _told(line)))
            begin = None
    if begin is not None:
        found.append((begin.start(), _NO_END, ""))
    return tuple(found)


def _reason(text: bytes) -> str:
    """What stands after the last marker of a line."""
    *_, last = (0, *(mark.end() for mark in _MARK.finditer(text)))
    return _told(text[last:]) if last else ""


def _told(behind: bytes) -> str:
    """The reason behind a marker, without the comment's closing and control characters.

    "" when that is no word at all, or when the marker is only the beginning of another word.
    """
    rest = behind.decode("utf-8", "replace")
    if rest[:1].isalnum() or rest[:1] in ("-", "_"):
        return ""  # "allowed" or "allow-begin" is not the plain marker
    rest = re.sub(_ORDERS, "", rest.split("\n", 1)[0])
    for closer in _CLOSERS:
        rest = rest.split(closer, 1)[0]
    readable = "".join(char if char.isprintable() else " " for char in rest)
    reason = readable.strip(" :\t\"',;)]}")
    if len(reason) > _LONGEST_REASON:
        # At a blank: half a secret could no longer be recognised and masked.
        reason = reason[:_LONGEST_REASON].rpartition(" ")[0]
    return reason if any(char.isalnum() for char in reason) else ""
