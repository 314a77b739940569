"""Providers' tokens that nothing but the name before them tells from a digest or an id.

The rules are those of ``provider`` with the boundary "assignment". Their trigger asks only that a
name stands shortly before a run of characters; here what plainly is an address, a word of code or
under nobody's name is dismissed.
"""

from __future__ import annotations

from secretguard.detectors.randomness import KINDS

TYPE_CHECKING = False  # importing typing costs the hook 4 ms
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

NAMED_PREFIX = "named:"
# So far before the end of its trigger may a name begin; a test holds it against all triggers.
NAME_REACH = 160
_SEEN = 20  # so much of the run has the trigger waited for
_VALUE = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+/_.~=-:@#%"
_RUN = _VALUE[:-4]
_CAPITALS = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_REACH = 256
_GLANCE = 12
# What ``rules.trigger`` lets stand in a name, and between it and a value.
_NAME = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.- "
_OPENING = b" \t\r\n\"'`\\])(=:,>|[@$"
_LETTERS = _NAME[:52]
_LOWER = bytes.maketrans(_CAPITALS, _CAPITALS.lower())
_SEPARATORS = b" _.-"
_BEGINNING = 3  # so many characters find the keywords that begin with them
_KNOWN_LIMIT = 20_000  # the same few names recur all over a source tree


def plain(text: bytes) -> bytes:
    """In lower case and without what may separate the words of a name."""
    return text.translate(_LOWER, _SEPARATORS)


class Names:
    """The keywords of the rules behind a trigger ``named:provider:id:keyword/keyword,...``."""

    __slots__ = ("_known", "_rows")

    def __init__(self, trigger: str) -> None:
        self._known: dict[bytes, tuple[tuple[str, str], ...]] = {}
        self._rows: dict[bytes, list[tuple[bytes, tuple[str, str]]]] = {}
        for row in trigger.removeprefix(NAMED_PREFIX).split(","):
            provider, rule_id, words = row.split(":")
            for word in words.encode().split(b"/"):
                found = self._rows.setdefault(word[:_BEGINNING], [])
                found.append((word, (provider, rule_id)))

    def rules_in(self, text: bytes) -> tuple[tuple[str, str], ...]:
        """Provider and id of the rules one of whose keywords stands in a ``plain`` text."""
        found = self._known.get(text)
        if found is None:
            if len(self._known) >= _KNOWN_LIMIT:
                self._known.clear()
            found = self._known[text] = tuple(self._search(text))
        return found

    def _search(self, text: bytes) -> Iterator[tuple[str, str]]:
        rows = self._rows
        for position in range(len(text) - _BEGINNING + 1):
            for word, rule in rows.get(text[position : position + _BEGINNING], ()):
                if text.startswith(word, position):
                    yield rule


def screen_of(trigger: str) -> Callable[[bytes, int, str], bool]:
    """The screen of a trigger: whether its hit may be a token under the name of somebody."""
    names = Names(trigger)

    def screen(data: bytes, end: int, _path: str) -> bool:
        # A long word of small letters, which nearly all are, is seen at a glance.
        if not _is_drawn(data[end - _SEEN : end + _GLANCE], _SEEN) or not _is_random(data, end):
            return False
        name = plain(_name_before(data, end - _SEEN))
        return bool(names.rules_in(name))

    return screen


def _name_before(data: bytes, start: int) -> bytes:
    """The name, in words perhaps, before a value that begins at ``start``."""
    before = data[max(0, start + _SEEN - NAME_REACH) : start]
    name = before.rstrip(_OPENING)
    if before[-1:] in (b'"', b"'", b"`"):
        # b"...", r"...", Rb"...": letters that belong to the literal
        unmarked = name.rstrip(_LETTERS)
        if len(name) - len(unmarked) <= 2 and unmarked[-1:] not in (b"_", b".", b"-"):
            name = unmarked.rstrip(_OPENING)
    return name[len(name.rstrip(_NAME)) :]


def _is_random(data: bytes, end: int) -> bool:
    """Whether the run that goes on at ``end`` may be a token rather than an address or a word."""
    before = data[max(0, end - _REACH) : end]
    after = data[end : end + _REACH]
    run = before[len(before.rstrip(_VALUE)) :]
    if b"://" in run or b"sha256:" in run:
        return False
    value = before[len(before.rstrip(_RUN)) :] + after[: len(after) - len(after.lstrip(_RUN))]
    return _is_drawn(value, len(value))


def _is_drawn(text: bytes, length: int) -> bool:
    """Without a digit it is an identifier, unless its capitals stand as thick as chance puts them."""
    kinds = text.translate(KINDS)
    return b"0" in kinds or (4 * kinds.count(b"A") > length and text != text.upper())
