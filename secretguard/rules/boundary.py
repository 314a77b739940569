"""Edges and assignment syntax, written once for every rule.

A rule gives only the shape of its token. Here it becomes the pattern that ``re`` confirms, with edges, over
bytes; ``trigger`` makes of it what wakes the engine.
"""

from __future__ import annotations

from functools import cache

from secretguard.rules.names import CREDENTIAL_WORDS, parts, spelling, telling
from secretguard.rules.pattern import parse

TYPE_CHECKING = False
if TYPE_CHECKING:
    from secretguard.model.rule import Rule

# A letter or a dash may end what stands before a token and belongs to nothing: an escaped line end in
# JSON, a colour of the terminal (ECMA-48), the default in ``${NAME:-token}``, ``-p`` of a command.
_ENDED = (
    r"\\[nrtbf]",
    r"\[[Km]",
    r"[\[;][0-9]m",
    r"[\[;][0-9]{2}m",
    r";[0-9]{3}m",
    ":-",
    r"[ \t]-p",
)
_WORD_BEFORE = rf"(?:(?<![A-Za-z0-9_-])|{'|'.join(f'(?<={each})' for each in _ENDED)})"
_WORD_AFTER = r"(?![A-Za-z0-9_-])"

# NAME, then what may stand between a name and its value in some twenty languages: quotes and
# brackets that close the name, an operator (= : => := , or the > of an XML tag, or the blank after
# a --flag), and what opens the value.
_NAME_TAIL = r"[A-Za-z0-9_.\-]{0,24}"
_OPERATOR = (
    r"""[\s"'`\\\])]{0,4}(?:=>|:=|[=:,>|]|[ \t])[\s"'`\\(\[]{0,8}(?:[A-Za-z@$]{0,2}["'`])?"""
)
_NAMED = rf"(?=[A-Za-z0-9_. \-]{{0,40}}(?:{'|'.join(CREDENTIAL_WORDS)}))"
_VALUE_BEFORE = r"(?<![A-Za-z0-9_+/.~-])"
_VALUE_AFTER = r"(?![A-Za-z0-9_+/~-])"
_ASSIGNMENT_WIDTH = 60


@cache
def confirm_pattern(rule: Rule) -> str:
    """The full pattern for ``re`` over bytes; group ``secret``, where present, is the value."""
    if rule.boundary == "assignment":
        value = rule.pattern if "(?P<secret>" in rule.pattern else f"(?P<secret>{rule.pattern})"
        names = "|".join(map(spelling, rule.keywords))
        # The names come first in the look-ahead, too: they fail fast nearly everywhere.
        named = "" if rule.bare_name else f"(?={names}){_NAMED}"
        return f"(?i:{named}(?:{names})){_NAME_TAIL}{_OPERATOR}{_VALUE_BEFORE}{value}{_VALUE_AFTER}"
    if rule.boundary == "none":
        return rule.pattern
    return f"{_WORD_BEFORE}(?:{rule.pattern}){_WORD_AFTER}"


def literal_keywords(rule: Rule) -> tuple[str, ...]:
    """Lower-case texts one of which stands in every match, whatever way a name is spelled."""
    if rule.boundary != "assignment":
        return rule.keywords
    return tuple(
        max(parts(keyword), key=lambda part: (telling(part), len(part)))
        for keyword in rule.keywords
    )


def width(rule: Rule) -> int:
    """How many bytes a confirmed match may span at most, its edges included."""
    longest = int(parse(rule.pattern).getwidth()[1])
    extra = 2
    if rule.boundary == "assignment":
        extra += _ASSIGNMENT_WIDTH + max(map(len, rule.keywords)) * 2
    return longest + extra
