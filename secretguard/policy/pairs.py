"""Credentials of two parts: a half without its other half beside it waits for the end of the run.

A rule with ``needs`` looks for the other half in the same lines. Where that fails, the other half
may stand in another file of the same change; only when everything was looked at can that be told.
"""

from __future__ import annotations

from secretguard.model.frozen import frozen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from secretguard.model.finding import Finding
    from secretguard.model.fragment import Fragment
    from secretguard.pipeline.placing import Sighting
    from secretguard.pipeline.screen import Woken
    from secretguard.sources.index import Entry

# So many halves are kept with their files; a run with more of them has a pattern that is too wide.
_MOST = 200


@frozen
class Half:
    """A candidate that ``lacks`` its other half, and all that it takes to judge it later."""

    sighting: Sighting
    host: Fragment
    woken: Woken
    before: Callable[[Entry], list[bytes] | None]


class Pairs:
    """The halves of one run."""

    def __init__(self) -> None:
        self._halves: list[Half] = []

    def __len__(self) -> int:
        return len(self._halves)

    def keep(self, half: Half) -> None:
        """Have it wait for the end of the run."""
        if len(self._halves) < _MOST:
            self._halves.append(half)

    def joined(self, findings: Iterable[Finding]) -> Iterator[tuple[Half, Finding]]:
        """Each half whose other half is among ``findings``, with that; none waits any longer."""
        halves, self._halves = self._halves, []
        by_rule: dict[str, list[Finding]] = {}
        for finding in findings:
            by_rule.setdefault(finding.rule_id, []).append(finding)
        for half in halves:
            others = by_rule.get(half.sighting.candidate.lacks, ())
            other = next((each for each in others if _belong_together(half, each)), None)
            if other is not None:
                yield half, other


def _belong_together(half: Half, other: Finding) -> bool:
    """Files of one commit, or files that stand in one folder."""
    here, there = half.host.path, other.location.path
    if half.woken.commit != other.location.commit or here == there:
        return False
    standing = half.woken.entry[0] == "F"
    return not standing or here.rpartition("/")[0] == there.rpartition("/")[0]
