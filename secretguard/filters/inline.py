"""``secretguard: allow <reason>``: a person says why this is no secret, next to it.

A reason is required. The marker stands on the line of the secret, alone on the line above, or
around a block: ``secretguard: allow-begin <reason>`` to ``secretguard: allow-end``. Other tools'
markers count where the settings accept them.
"""

from __future__ import annotations

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


def is_allowed(candidate: Candidate, fragment: Fragment) -> Suppression | None:
    """A marker with a reason covers the candidate's first line."""
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
    """There is a marker on the line or above, but nobody said why."""
    start, end = fragment.line_bounds(candidate.match[0])
    above = fragment.data[fragment.line_bounds(max(start - 1, 0))[0] : start]
    marked = _MARK in fragment.data[start : min(end, start + 4000)] or _MARK in above[-4000:]
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
    above = data[fragment.line_bounds(start - 1)[0] : start - 1] if start else b""
    return data[max(start, first - 4000) : first], data[last : min(end, last + 4000)], above[-4000:]


def _above(candidate: Candidate, fragment: Fragment) -> str:
    start = fragment.line_bounds(candidate.match[0])[0]
    if start == 0:
        return ""
    above = fragment.data[fragment.line_bounds(start - 1)[0] : start - 1]
    alone = above[: above.find(_MARK)].strip(b" \t#/*;%-<!\"'{REM")
    return "" if alone else _reason(above, _MARK)


def _around(candidate: Candidate, fragment: Fragment) -> str:
    data = fragment.data
    begin = data.rfind(_BEGIN, 0, candidate.match[0])
    if begin < 0 or data.find(_END, begin, candidate.match[0]) >= 0:
        return ""
    if data.find(_END, candidate.match[1]) < 0:
        return ""  # an open block would excuse the rest of the file
    return _reason(data[begin : fragment.line_bounds(begin)[1]], _BEGIN)


def _reason(text: bytes, mark: bytes) -> str:
    """What stands after the marker, without the comment's closing and control characters."""
    place = text.rfind(mark)
    rest = text[place + len(mark) :].decode("utf-8", "replace") if place >= 0 else ""
    if rest.startswith("-"):
        return ""  # allow-begin and allow-end are not the plain marker
    rest = rest.split("\n", 1)[0]
    for closer in _CLOSERS:
        rest = rest.split(closer, 1)[0]
    readable = "".join(char if char.isprintable() else " " for char in rest)
    return readable.strip(" :\t\"',;)]}")[:_LONGEST_REASON].strip()
