"""Where things are: hits as regions, texts inside of texts as fragments, spans as lines and columns."""

from __future__ import annotations

import os
from bisect import bisect

from secretguard.detectors.overlap import one_per_secret
from secretguard.model.finding import Location
from secretguard.model.fragment import Fragment
from secretguard.model.frozen import replace
from secretguard.model.pieces import outer_span, stands_as_it_is
from secretguard.text.lines import column_number, line_number

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from secretguard.engine.cache import Table
    from secretguard.model.candidate import Candidate
    from secretguard.pipeline.large import Part
    from secretguard.pipeline.screen import Hits, Woken
    from secretguard.pipeline.unwrap import Inner

    Region = tuple[int, int]

# So many hits of one file are looked at closely; a scan that dismisses nothing at a glance (with
# --show or as JSON) looks at every hit so.
MOST_HITS = 30_000
# How a member was read, where its path does not tell.
_READ_AS = {"pdf": "PDF text", "sqlite": "SQLite rows", "pyc": "constants"}


class Text:
    """One fragment to look at, and the file or member of a container in which its findings are placed."""

    __slots__ = ("fragment", "hits", "host", "meant")

    def __init__(
        self, fragment: Fragment, host: Fragment, hits: Hits, meant: tuple[Region, ...]
    ) -> None:
        self.fragment = fragment
        self.host = host
        self.hits = hits
        self.meant = meant  # what it stands for in the text around it


class Sighting:
    """A candidate placed in its host, the same as it was ``seen``, and the ``fragment`` it was seen in."""

    __slots__ = ("candidate", "fragment", "seen")

    def __init__(self, candidate: Candidate, seen: Candidate, fragment: Fragment) -> None:
        self.candidate = candidate
        self.seen = seen
        self.fragment = fragment

    def views(self) -> Iterator[tuple[Candidate, Fragment]]:
        """As it was seen, then as it is placed, where that is another text."""
        yield self.seen, self.fragment
        host = host_of(self.fragment)
        if host is not self.fragment:
            yield self.candidate, host


def winners_of(sightings: Iterable[Sighting]) -> list[Sighting]:
    """Each secret of one host once, as ``one_per_secret`` chooses and completes it."""
    best: dict[tuple[str, Region], Sighting] = {}
    for each in sightings:
        known = best.setdefault((each.candidate.rule_id, each.candidate.span), each)
        if each.candidate.confidence > known.candidate.confidence:
            best[each.candidate.rule_id, each.candidate.span] = (
                each  # of several texts, the clearest
            )
    winners = []
    for candidate in one_per_secret(each.candidate for each in best.values()):
        known = best[candidate.rule_id, candidate.span]
        seen = replace(known.seen, confidence=candidate.confidence, name=candidate.name)
        winners.append(Sighting(candidate, seen, known.fragment))
    return winners


def thinned(woken: Woken) -> bool:
    """Leave no more than ``MOST_HITS`` in a file and what is inside of it; whether there were more."""
    left, cut = MOST_HITS, False
    nodes: list[Woken | Inner] = [woken, *woken.inner]
    for node in nodes:
        if len(node.hits) > left:
            # Those without an end ask for the whole file.
            node.hits = [*node.hits[:left], *(hit for hit in node.hits[left:] if hit[0] < 0)]
            cut = True
        left = max(0, left - len(node.hits))
    return cut


def texts_of(woken: Woken, table: Table) -> list[list[Text]]:
    """The file and everything inside of it: what is placed in the same text, together."""
    made: dict[int, Fragment] = {}
    by_host: dict[int, list[Text]] = {}
    nodes: list[Woken | Inner] = [woken, *woken.inner]
    for node in nodes:
        fragment = _fragment(node, table, made)
        host = host_of(fragment)
        text = Text(fragment, host, node.hits, getattr(node, "meant", ()))
        by_host.setdefault(id(host), []).append(text)
    return list(by_host.values())


def _fragment(node: Woken | Inner, table: Table, made: dict[int, Fragment]) -> Fragment:
    if id(node) not in made:
        outer = getattr(node, "outer", None)
        around = None if outer is None else _fragment(outer, table, made)
        made[id(node)] = _made(node, around, table)
    return made[id(node)]


def _made(node: Woken | Inner, around: Fragment | None, table: Table) -> Fragment:
    regions = regions_of(node.hits, table, len(node.data))
    path = display_path(node.judged_as)
    if around is None:
        encoding = getattr(node, "encoding", "")
        return Fragment(path, node.data, regions, (encoding.upper(),) if encoding else ())
    pieces = getattr(node, "pieces", ())
    word = getattr(node, "trail", "")
    file = around.file or around.path
    if pieces:
        return Fragment(path, node.data, regions, (*around.trail, word), around, pieces, file)
    trail = (_READ_AS[word],) if word in _READ_AS else ()
    return Fragment(path, node.data, regions, trail, file=file)


def host_of(fragment: Fragment) -> Fragment:
    """The outermost text of the same file or member."""
    while fragment.outer is not None:
        fragment = fragment.outer
    return fragment


def is_news(candidate: Candidate, fragment: Fragment) -> bool:
    """It is more than a copy of what stands in the outer text, with the same neighbours."""
    if fragment.outer is None:
        return True
    start, end = candidate.match
    around = (max(start - 1, 0), min(end + 1, len(fragment.data)))
    return not stands_as_it_is(fragment.pieces, *around)


def placed(candidate: Candidate, fragment: Fragment) -> Candidate:
    """The candidate with its spans in the text that hosts ``fragment``."""
    span, match = candidate.span, candidate.match
    while fragment.outer is not None:
        span, match = outer_span(fragment.pieces, *span), outer_span(fragment.pieces, *match)
        fragment = fragment.outer
    return candidate if match == candidate.match else replace(candidate, span=span, match=match)


def meant_by(texts: Iterable[Text]) -> dict[int, list[Region]]:
    """The stretches of each fragment, by its ``id``, of which another text says what they mean; in order."""
    found: dict[int, list[Region]] = {}
    for text in texts:
        found.setdefault(id(text.fragment.outer), []).extend(text.meant)
    return {fragment: sorted(regions) for fragment, regions in found.items()}


def lies_in(span: Region, regions: list[Region]) -> bool:
    """Whether a span lies inside of one of the regions, which are in order and apart."""
    place = bisect(regions, span[0], key=lambda region: region[0]) - 1
    return place >= 0 and span[1] <= regions[place][1]


def trail_of(fragment: Fragment, host: Fragment, line: int) -> tuple[str, ...]:
    """The fragment's trail; the outermost notation tells its line."""
    known = len(host.trail)
    words = fragment.trail[known:]
    return (*host.trail, f"{words[0]} in line {line}", *words[1:]) if words else fragment.trail


def display_path(path: bytes) -> str:
    """A path for people and path rules; bytes that are no UTF-8 become surrogates."""
    return os.fsdecode(path) if os.sep == "/" else os.fsdecode(path).replace(os.sep, "/")


def regions_of(
    hits: Iterable[tuple[int, int]], table: Table, length: int
) -> dict[str, tuple[tuple[int, int], ...]]:
    """Engine hits as regions per trigger: clipped, merged; points stay points."""
    regions: dict[str, list[tuple[int, int]]] = {}
    for end, index in hits:
        name, width, _, _ = table[index]
        found = regions.setdefault(name, [])
        low, high = (0, length) if end < 0 else (max(0, end - width), min(length, end + width))
        if width and found and low <= found[-1][1]:
            low, high = min(low, found[-1][0]), max(high, found.pop()[1])
        found.append((low, high))
    return {name: tuple(found) for name, found in regions.items()}


def location_of(
    span: tuple[int, int], fragment: Fragment, commit: str, part: Part | None = None
) -> Location:
    """Lines from 1 at LF alone, columns from 1 in characters, the end exclusive.

    ``part`` says which part of a larger text the fragment is.
    """
    start, end = span
    lines, characters = (part.line, part.column) if part else (0, 0)
    line_start, end_line_start = fragment.line_bounds(start)[0], fragment.line_bounds(end - 1)[0]
    return Location(
        path=fragment.path,
        line=line_number(fragment.data, start) + lines,
        column=column_number(fragment.data, line_start, start) + (0 if line_start else characters),
        end_line=line_number(fragment.data, end - 1) + lines,
        end_column=column_number(fragment.data, end_line_start, end)
        + (0 if end_line_start else characters),
        commit=commit,
    )


def place_fingerprint(rule_id: str, path: str, ordinal: int) -> str:
    """Names a place, not a secret: it stays when lines move and tells nothing about the value."""
    from _blake2 import blake2b  # hashlib's own import costs OpenSSL's start

    told = "\0".join((rule_id, path, str(ordinal))).encode("utf-8", "surrogateescape")
    return blake2b(told, digest_size=16).hexdigest()
