"""The engine for machines without the ``hyperscan`` wheel: standard library ``re`` alone.

Keywords first (one trie of all of them, a single pass over the lower-cased text), patterns only
where a keyword stands. Slower by two orders of magnitude on large trees, equal in what it finds:
a property test holds both engines together.
"""

from __future__ import annotations

import marshal
import re

from secretguard.engine.vectorscan import TooManyHitsError, most_hits

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from secretguard.engine.trigger import Trigger

_Trie = dict[str, "_Trie"]


def pack_triggers(triggers: Sequence[Trigger]) -> bytes:
    """The triggers as bytes for the cache."""
    return marshal.dumps(
        [(t.pattern, t.keywords, t.width, t.caseless, t.endings) for t in triggers]
    )


def load_matcher(packed: bytes) -> Matcher:
    """A matcher from ``pack_triggers``'s bytes, which must come from a cache of the user's own."""
    from secretguard.engine.trigger import Trigger

    rows = marshal.loads(packed)  # noqa: S302 - see above
    return Matcher([Trigger("", *row) for row in rows])


class Matcher:
    """Finds the same places as ``vectorscan.Matcher``; built from the triggers."""

    __slots__ = ("_bare", "_keyword_owners", "_keywords")

    def __init__(self, triggers: Sequence[Trigger]) -> None:
        self._keyword_owners: dict[bytes, list[int]] = {}
        self._bare: list[tuple[int, re.Pattern[bytes]]] = []
        for index, trigger in enumerate(triggers):
            if trigger.keywords and trigger.width:
                for keyword in trigger.keywords:
                    self._keyword_owners.setdefault(keyword.encode(), []).append(index)
            else:
                flags = re.IGNORECASE if trigger.caseless else re.NOFLAG
                for ending in trigger.endings or ("",):  # each by itself: all of them are reported
                    pattern = re.compile((trigger.pattern + ending).encode(), flags)
                    self._bare.append((index, pattern))
        self._keywords = _keyword_pattern(self._keyword_owners)

    def hits(self, data: bytes | memoryview) -> list[tuple[int, int]]:
        """Every (end offset, trigger index); keyworded triggers report the end of the keyword."""
        text = bytes(data)
        most = most_hits(len(text))
        found: list[tuple[int, int]] = []
        if self._keywords is not None:
            lowered = text.lower()
            for match in self._keywords.finditer(lowered):
                for keyword in _prefixes(match.group(1), self._keyword_owners):
                    end = match.start() + len(keyword)
                    found.extend((end, index) for index in self._keyword_owners[keyword])
        for index, pattern in self._bare:
            found.extend((end, index) for end in _every_end(pattern, text))
            if len(found) > most:
                raise TooManyHitsError(f"more than {most} places to judge")
        return sorted(set(found))


def _every_end(pattern: re.Pattern[bytes], text: bytes) -> Iterable[int]:
    """Ends of the matches from every start: overlapping ones count, as they do in Vectorscan."""
    position = 0
    while match := pattern.search(text, position):
        yield match.end()
        position = match.start() + 1


def _keyword_pattern(keywords: Iterable[bytes]) -> re.Pattern[bytes] | None:
    """One pattern that stops at each place where a keyword begins, the longest one captured.

    It is a look-ahead, so that keywords inside each other are all seen.
    """
    trie: _Trie = {}
    for keyword in keywords:
        node = trie
        for char in keyword.decode():
            node = node.setdefault(char, {})
        node[""] = {}
    return re.compile(f"(?=({_trie_source(trie)}))".encode()) if trie else None


def _trie_source(node: _Trie) -> str:
    branches = [re.escape(char) + _trie_source(child) for char, child in node.items() if char]
    if not branches:
        return ""
    source = branches[0] if len(branches) == 1 else f"(?:{'|'.join(branches)})"
    if "" in node:
        return f"(?:{source})?"
    return source


def _prefixes(longest: bytes, keywords: dict[bytes, list[int]]) -> Iterable[bytes]:
    return (longest[:n] for n in range(1, len(longest) + 1) if longest[:n] in keywords)
