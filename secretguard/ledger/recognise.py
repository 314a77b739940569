"""Candidates that no rule found: words of a text that the ledger knows as revoked secrets."""

from __future__ import annotations

from secretguard.ledger.recall import readings
from secretguard.model.candidate import Candidate
from secretguard.model.levels import Confidence, Severity
from secretguard.model.secret import Secret

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from secretguard.ledger.decide import Meaning
    from secretguard.ledger.memory import Memory
    from secretguard.model.fragment import Fragment


def comebacks(
    fragment: Fragment, memory: Memory, found: Iterable[Candidate], chosen: list[Candidate]
) -> list[Candidate]:
    """Revoked secrets in a text beyond the ``chosen`` candidates.

    Those that detectors ``found`` but that are not believed, and those that no detector saw.
    """
    dead = [one for one in found if (known := memory.meaning(one.secret)) and known.dead]
    excused = [candidate for candidate in dead if candidate not in chosen]
    return [*excused, *_recognised(fragment, memory, [candidate.match for candidate in dead])]


def _recognised(
    fragment: Fragment, memory: Memory, taken: list[tuple[int, int]]
) -> Iterator[Candidate]:
    """Each place of a revoked secret outside of the spans that are ``taken``."""
    recall = memory.open_recall()
    if recall is None:
        return
    for word in sorted(set(recall.dead_words(fragment.data))):
        read = _read(word, memory)
        if read is None:
            continue
        text, known = read
        start = fragment.data.find(word)
        while start >= 0:
            plain = word.find(text)
            first = start + max(plain, 0)
            span = (first, first + (len(text) if plain >= 0 else len(word)))
            if not any(first < span[1] and span[0] < last for first, last in taken):
                yield _candidate(text, span, known, encoded=plain < 0)
            start = fragment.data.find(word, start + len(word))


def _read(word: bytes, memory: Memory) -> tuple[bytes, Meaning] | None:
    """The reading of a word that is a revoked secret, and what is known about it."""
    for text in readings(word):
        known = memory.meaning(Secret(text.decode("latin-1")))
        if known is not None and known.dead:
            return text, known
    return None


def _candidate(text: bytes, span: tuple[int, int], known: Meaning, *, encoded: bool) -> Candidate:
    what = "it decodes to something whose fingerprint" if encoded else "its fingerprint"
    return Candidate(
        rule_id=known.rule_id,
        title=known.title,
        span=span,
        match=span,
        secret=Secret(text.decode("latin-1")),
        severity=Severity.HIGH,
        confidence=Confidence.CERTAIN,
        detector="ledger",
        structured=True,
        evidence=(f"{what} is that of incident {known.mention.id}",),
    )
