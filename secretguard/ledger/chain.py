"""Each event names the digests of the events before it, as a commit names its parents.

On one branch that is the line above. After a union merge both branches have an event that
nothing follows yet (a head); the next event names both and so ties the branches together. An
edited or removed event leaves a gap: what followed it names a digest that is no longer there.
"""

from __future__ import annotations

from secretguard.model.digest import sha256
from secretguard.model.frozen import frozen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from secretguard.model.incident import Event


@frozen
class Link:
    """An event with the place and the digest of its line. Lines count from 1."""

    line: int
    digest: str
    event: Event


@frozen
class Gap:
    """The event on ``line`` follows one with the digest ``missing``, which is not there."""

    line: int
    missing: str


@frozen
class Chain:
    """What the links of a ledger say about each other.

    ``misplaced`` are lines whose sequence number does not follow from their predecessors.
    ``forks`` counts events that several others follow, ``joins`` those that follow several:
    branches and their merges.
    """

    heads: tuple[Link, ...]
    gaps: tuple[Gap, ...]
    misplaced: tuple[int, ...]
    forks: int
    joins: int


def digest_of(line: bytes) -> str:
    """The digest by which later events name this line."""
    return sha256(line).hexdigest()[:32]


def follows(later: Event, digest: str, events: Mapping[str, Event]) -> bool:
    """Whether the chain leads from ``later`` back to the event with this digest.

    ``events`` are those of the ledger, by their digests. False where a gap ends the way: nobody knows.
    """
    sought = events.get(digest)
    lowest = 0 if sought is None else sought.sequence
    waiting, met = list(later.previous), set(later.previous)
    while waiting:
        at = waiting.pop()
        if at == digest:
            return True
        event = events.get(at)
        if event is not None and event.sequence > lowest:
            new = [before for before in event.previous if before not in met]
            met.update(new)
            waiting += new
    return False


def check(links: Iterable[Link]) -> Chain:
    """The chain of ``links``; a line that is there twice (picked and merged) counts once."""
    by_digest: dict[str, Link] = {}
    for link in links:
        by_digest.setdefault(link.digest, link)
    followers: dict[str, int] = {}
    gaps: list[Gap] = []
    misplaced: list[int] = []
    for link in by_digest.values():
        for digest in link.event.previous:
            followers[digest] = followers.get(digest, 0) + 1
        missing = [digest for digest in link.event.previous if digest not in by_digest]
        gaps += [Gap(link.line, digest) for digest in missing]
        known = [by_digest[d].event.sequence for d in link.event.previous if d in by_digest]
        if not missing and link.event.sequence != max(known, default=0) + 1:
            misplaced.append(link.line)
    return Chain(
        heads=tuple(link for digest, link in by_digest.items() if digest not in followers),
        gaps=tuple(gaps),
        misplaced=tuple(misplaced),
        forks=sum(1 for digest, n in followers.items() if n > 1 and digest in by_digest),
        joins=sum(1 for link in by_digest.values() if len(link.event.previous) > 1),
    )
