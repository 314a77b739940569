"""The answer of ``ledger verify`` to text and JSON."""

from __future__ import annotations

from secretguard.report.incidents import document
from secretguard.report.words import count, paragraph

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from secretguard.ledger.verify import Verification

SCHEMA = "secretguard/ledger-verification/1"
_WIDTH = 80


def verification_text(found: Verification, _today: str) -> str:
    """One sentence each, edits first, then what merges and picks explain."""
    lines: list[str] = []
    for sentence in _sentences(found):
        lines += paragraph(sentence, _WIDTH, "", "  ")
    if found.intact:
        lines.append(f"The ledger is intact: {count(found.events, 'event')}. Exit 0.")
    else:
        lines.append(f"The ledger was edited; {count(found.events, 'event')} readable. Exit 1.")
    return "\n".join(lines) + "\n"


def _sentences(found: Verification) -> Iterator[str]:
    for damage in found.damage:
        yield f"line {damage.line}: {damage.why}"
    for item in found.removed:
        since = f"since commit {item.commit[:12]}" if item.commit else "in the work tree"
        yield f"removed or edited {since}: {item.what}"
    for line in found.misplaced:
        yield f"line {line}: its number does not follow from the events before it"
    if found.forks or found.joins or found.heads > 1:
        yield (
            f"{count(found.forks, 'fork')} and {count(found.joins, 'join')} of the chain, "
            f"{count(found.heads, 'head')}: branches that both added events were merged; that is legal"
        )
    for line in found.picked:
        yield (
            f"line {line} follows an event that is on another branch: it was cherry-picked or "
            "rebased; that is legal"
        )
    for line in found.unexplained:
        yield (
            f"line {line} follows an event that is nowhere in this clone; no commit of this branch ever "
            "held it, so nothing was removed here"
        )


def verification_json(found: Verification, today: str) -> str:
    """The same as a versioned document."""
    return document(
        SCHEMA,
        today,
        answer="intact" if found.intact else "edited",
        events=found.events,
        damage=[{"line": damage.line, "why": damage.why} for damage in found.damage],
        removed=[{"commit": item.commit, "what": item.what} for item in found.removed],
        misplaced=list(found.misplaced),
        picked=list(found.picked),
        unexplained=list(found.unexplained),
        forks=found.forks,
        joins=found.joins,
        heads=found.heads,
    )
