"""One secret, one candidate: when several detectors claim the same bytes, the best one speaks."""

from __future__ import annotations

from bisect import bisect

from secretguard.model.frozen import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from secretguard.model.candidate import Candidate

# What knows the credential best speaks first: it can tell how to revoke it.
_SPEAKS_FIRST = ("user-pattern", "provider", "private-key", "key-store", "url", "plugin",
                 "detect-secrets", "assignment", "entropy")  # fmt: skip


def one_per_secret(candidates: Iterable[Candidate]) -> list[Candidate]:
    """The candidates without those whose secret overlaps that of a better one, in file order.

    Better is: a shape of its own before a guess, then the detector that knows more (its public kinds
    after its secret ones), then the surer one, then the longer span, then the rule id (so that the answer never depends on order).
    """
    kept: list[Candidate] = []  # never overlapping, in file order
    for candidate in sorted(candidates, key=_rank):
        place = bisect(kept, candidate.span, key=lambda other: other.span)
        neighbours = kept[max(place - 1, 0) : place + 1]
        rival = next((each for each in neighbours if _overlap(candidate.span, each.span)), None)
        if rival is None:
            kept.insert(place, candidate)
        elif candidate.span == rival.span:
            # Who knows what it is need not know that it was assigned to a telling name.
            kept[kept.index(rival)] = replace(
                rival,
                confidence=max(rival.confidence, candidate.confidence),
                name=rival.name or candidate.name,
            )
    return kept


def _rank(candidate: Candidate) -> tuple[int, int, bool, int, int, str]:
    detector = candidate.detector.partition(":")[0]
    known = _SPEAKS_FIRST.index(detector) if detector in _SPEAKS_FIRST else len(_SPEAKS_FIRST)
    length = candidate.span[1] - candidate.span[0]
    return (
        int(not candidate.structured),
        known,
        bool(candidate.public),
        -int(candidate.confidence),
        -length,
        candidate.rule_id,
    )


def _overlap(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one[0] < other[1] and other[0] < one[1]
