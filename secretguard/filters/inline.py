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

_MARK = b"secretguard: allow"
_BEGIN = b"secretguard: allow-begin"
_END = b"secretguard: allow-end"
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


def lacks_reason(candidate: Candidate, fragment: Fragment) -> bool:
    """There is a marker on the line or above that excuses nothing, since nobody said why."""
    start, end = fragment.line_bounds(candidate.match[0])
    first = fragment.line_bounds(max(start - 1, 0))[0]
    above = fragment.data[max(first, start - 4000) : start]
    marked = _MARK in fragment.data[start : min(end, start + 4000)] or _MARK in above
    return marked and is_allowed(candidate, fragment) is None


def _on_line(candidate: Candidate, fragment: Fragment) -> str:
    before, after, _ = _surroundings(candidate, fragment)
    return _reason(before, _MARK) or _reason(after, _MARK)


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
    before = above[: max(above.find(_MARK), 0)].decode("utf-8", "replace")
    alone = not any(char.isalnum() for char in re.sub(_COMMENT_WORDS, "", before))
    return _reason(above, _MARK) if alone else ""


def _around(candidate: Candidate, fragment: Fragment) -> str:
    first, last = candidate.match
    return next(
        (why for begin, end, why in _blocks(fragment.data) if begin < first and last <= end), ""
    )


@lru_cache(maxsize=1)
def _blocks(data: bytes) -> tuple[tuple[int, int, str], ...]:
    """(begin, end, reason) of each block; asked for by every candidate of a file in turn.

    One that does not end is none: it would excuse the rest of the file.
    """
    found: list[tuple[int, int, str]] = []
    before, end = 0, data.find(_END)
    while end >= 0:
        begin = data.rfind(_BEGIN, before, end)
        if begin >= 0:
            line = data[begin : begin + 4000].partition(b"\n")[0]
            found.append((begin, end, _reason(line, _BEGIN)))
        before, end = end, data.find(_END, end + len(_END))
    return tuple(found)


def _reason(text: bytes, mark: bytes) -> str:
    """What stands after the marker, without the comment's closing and control characters.

    "" when that is no word at all, or when the marker is only the beginning of another word.
    """
    place = text.rfind(mark)
    rest = text[place + len(mark) :].decode("utf-8", "replace") if place >= 0 else ""
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
