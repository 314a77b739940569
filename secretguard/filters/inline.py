"""``secretguard: allow <reason>``: a person says why this is no secret, next to it.

A reason is required. The marker stands on the line of the secret, alone on the line above, or
around a block: ``secretguard: allow-begin <reason>`` to ``secretguard: allow-end``.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
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


def lacks_reason(candidate: Candidate, fragment: Fragment) -> bool:
    """There is a marker on the line or above, but nobody said why."""
    start, end = fragment.line_bounds(candidate.match[0])
    above = fragment.data[fragment.line_bounds(max(start - 1, 0))[0] : start]
    marked = _MARK in fragment.data[start : min(end, start + 4000)] or _MARK in above[-4000:]
    return marked and is_allowed(candidate, fragment) is None


def _on_line(candidate: Candidate, fragment: Fragment) -> str:
    """The marker's line may be long, but the marker stands outside of the secret itself."""
    data = fragment.data
    first, last = candidate.match
    start = fragment.line_bounds(first)[0]
    end = fragment.line_bounds(max(last - 1, first))[1]
    return _reason(data[max(start, first - 4000) : first], _MARK) or _reason(
        data[last : min(end, last + 4000)], _MARK
    )


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
