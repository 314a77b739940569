"""Was a ledger edited? The chain says where, git's history says what is missing."""

from __future__ import annotations

from secretguard.ledger import chain
from secretguard.ledger.events import DamagedEventError, parse
from secretguard.model.frozen import frozen
from secretguard.model.incident import short_id

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from secretguard.ledger.store import Damage, Log


@frozen
class Removed:
    """An event that was committed once and is not there any more, as it was committed.

    ``commit`` is one whose ledger lacks it for the first time, "" for the work tree.
    ``what`` describes it.
    """

    commit: str
    what: str


@frozen
class Verification:
    """``damage``, ``removed`` and ``misplaced`` are edits. A gap alone is none.

    ``picked``: lines whose predecessor is on another branch (a cherry-pick). ``unexplained``: lines
    whose predecessor is nowhere in this clone, though no commit of this branch ever held
    it. ``forks`` and ``joins`` count branches and merges of the chain.
    """

    events: int
    damage: tuple[Damage, ...]
    removed: tuple[Removed, ...]
    misplaced: tuple[int, ...]
    picked: tuple[int, ...]
    unexplained: tuple[int, ...]
    forks: int
    joins: int
    heads: int

    @property
    def intact(self) -> bool:
        """No event was edited or removed."""
        return not (self.damage or self.removed or self.misplaced)


def verify(
    log: Log, lost: Mapping[bytes, str], elsewhere: Callable[[], Collection[bytes]]
) -> Verification:
    """``lost``: lines that commits of this branch held and that are gone, with the commit.

    ``elsewhere`` gives the lines of the ledger on all branches; it is asked when there is a gap.
    """
    links = log.links()
    found = chain.check(links)
    gone = {chain.digest_of(line) for line in lost}
    gaps = [gap for gap in found.gaps if gap.missing not in gone]
    known_elsewhere = {chain.digest_of(line) for line in elsewhere()} if gaps else set()
    picked = {gap.line for gap in gaps if gap.missing in known_elsewhere}
    return Verification(
        events=len({link.digest for link in links}),
        damage=tuple(sorted(log.damage, key=lambda damage: damage.line)),
        removed=tuple(Removed(commit, _what(line)) for line, commit in lost.items()),
        misplaced=found.misplaced,
        picked=tuple(sorted(picked)),
        unexplained=tuple(sorted({gap.line for gap in gaps} - picked)),
        forks=found.forks,
        joins=found.joins,
        heads=len(found.heads),
    )


def _what(line: bytes) -> str:
    try:
        event = parse(line)
    except DamagedEventError as error:
        return f"a line that was damaged already: {error}"
    return f"{short_id(event.fingerprint)} {event.kind.value} on {event.when[:10]} by {event.who}"
