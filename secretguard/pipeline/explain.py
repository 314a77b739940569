"""Why a text is, or is not, taken for a secret: the pipeline step by step, in sentences.

The steps are those of ``scan``, with nothing left out: what lost against a better match, what the
settings switch off, what each filter said.
"""

from __future__ import annotations

from secretguard.model.explanation import (
    ADVISED,
    DISABLED,
    NOTED,
    OUTRANKED,
    PASSED,
    REFUSED,
    Account,
    Dismissal,
    Evidence,
    Explanation,
    Opinion,
)
from secretguard.model.frozen import replace
from secretguard.pipeline.findings import finding_of
from secretguard.pipeline.placing import winners_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from secretguard.filters import Filter
    from secretguard.ledger.decide import Meaning
    from secretguard.model.candidate import Candidate
    from secretguard.model.finding import Finding
    from secretguard.model.fragment import Fragment
    from secretguard.model.suppression import Suppression
    from secretguard.pipeline.placing import Sighting
    from secretguard.pipeline.scan import Judge
    from secretguard.pipeline.screen import Tally, Woken

# Where a value belongs that a filter passes, by the kind of the suppression.
_BELONGS = {
    "public": "It may stay in the file: it is public by design.",
    "documented": "It may stay in the file: everybody knows it, and it opens nothing.",
    "mock": "It may stay in a test: it is made up, and nobody ever issued it.",
    "placeholder": "It may stay in the file, as the place for a value that comes from the "
    "environment or a vault.",
    "reference": "It may stay in the file: the secret is kept where the reference points.",
    "ciphertext": "It may stay in the file, as long as what decrypts it is kept elsewhere.",
    "certificate": "It may stay in the file: it is the public half.",
    "integrity": "It may stay in the file: it proves what was downloaded.",
    "identifier": "In the application's settings: it names something and opens nothing.",
    "ledger": "A person says in the ledger that it may stay.",
    "inline": "A person says beside it that it may stay.",
    "path": "The settings say that it may stay in this path.",
}
_NOT_SURE = "If it opens something: {} If it opens nothing, in the application's settings."


def explain(
    judge: Judge,
    files: Iterable[Woken],
    subject: str,
    lines: tuple[int, int] | None,
    tally: Tally,
) -> Explanation:
    """What ``judge`` makes of each match in ``files``, which woke the engine.

    ``lines`` (first and last, from 1) leaves out matches that touch none of them. ``tally`` is
    filled while ``files`` are read and says what could not be.
    """
    accounts: list[Account] = []
    dismissed: list[Dismissal] = []
    for woken in files:
        for host, sightings in judge.detect(woken):
            accounts += _accounts(judge, host, sightings, lines)
            if not host.file:
                found = [each.candidate for each in sightings]
                dismissed += _dismissals(judge, woken, host, found, lines)
    unread = tuple(f"{item.what}: {item.why}" for item in judge.unread_in(tally))
    return Explanation(subject, tuple(accounts), tuple(dismissed), unread)


def with_fingerprint(explanation: Explanation, fingerprint: str) -> Explanation:
    """The explanation of one finding alone; without accounts when it is not among them."""
    chosen = (each for each in explanation.accounts if each.finding.fingerprint == fingerprint)
    return replace(explanation, accounts=tuple(chosen), dismissed=())


def _accounts(
    judge: Judge,
    host: Fragment,
    sightings: list[Sighting],
    lines: tuple[int, int] | None,
) -> list[Account]:
    winners = winners_of(sightings)
    winners += judge.comebacks(host, winners, winners)
    kept = [each.candidate for each in winners]
    won_by = {(each.rule_id, each.span) for each in kept}
    losers = [
        each for each in sightings if (each.candidate.rule_id, each.candidate.span) not in won_by
    ]
    ordinals: dict[str, int] = {}
    groups: dict[object, int] = {}
    accounts: list[tuple[int, Account]] = []
    for sighting in [*winners, *losers]:
        candidate = sighting.candidate
        won = candidate in kept
        counts = won and candidate.rule_id not in judge.settings.disable
        ordinal = ordinals[candidate.rule_id] = ordinals.get(candidate.rule_id, 0) + counts
        finding = finding_of(
            sighting,
            host,
            ordinal,
            groups.setdefault(candidate.secret, len(groups) + 1),
        )
        if not counts:  # no report has it
            finding = replace(finding, fingerprint="")
        if _touches(candidate.match, host, lines):
            better = None if won else _winner(candidate, kept)
            account = _account(judge, sighting, finding, better)
            accounts.append((candidate.span[0], account))
    accounts.sort(key=lambda each: each[0])
    return [account for _, account in accounts]


def _account(
    judge: Judge, sighting: Sighting, finding: Finding, better: Candidate | None
) -> Account:
    candidate = sighting.candidate
    opinions = tuple(_opinion(each, sighting) for each in judge.filters)
    suppression = next((each.suppression for each in opinions if each.suppression), None)
    known = judge.known(candidate) if better is None else None
    if known is not None:
        finding = replace(finding, incident=known.mention)
        suppression = None if known.dead else suppression or known.suppression
    outcome, because = _outcome(judge, candidate, better, suppression, known)
    return Account(
        finding=finding,
        outcome=outcome,
        because=because,
        belongs=_belongs(judge, candidate, suppression),
        evidence=tuple(Evidence(words) for words in candidate.evidence),
        opinions=opinions,
    )


def _opinion(judge: Filter, sighting: Sighting) -> Opinion:
    said = (judge(candidate, fragment) for candidate, fragment in sighting.views())
    return Opinion(judge.__module__.rpartition(".")[2], next(filter(None, said), None))


def _outcome(
    judge: Judge,
    candidate: Candidate,
    better: Candidate | None,
    suppression: Suppression | None,
    known: Meaning | None,
) -> tuple[str, str]:
    level = judge.settings.refuse_at
    if better is not None:
        return OUTRANKED, f"The same text is known better as {better.rule_id}."
    if known is not None and known.dead:
        return REFUSED, "Its credential is dead, and a new copy refuses whatever would excuse it."
    if candidate.rule_id in judge.settings.disable:
        return DISABLED, "The settings switch this rule off."
    if suppression is not None and suppression.kind == "ledger":
        return PASSED, f"The ledger passes it: {suppression.reason}."
    if suppression is not None:
        return PASSED, f"It counts as {suppression.kind}: {suppression.reason}."
    if candidate.advice:
        return ADVISED, "It is no secret and refuses nothing; a scan gives advice about it."
    sure = (
        f"Its confidence is {candidate.confidence.word}, and the hook refuses from {level.word} up"
    )
    if candidate.confidence >= level:
        return REFUSED, f"{sure}. As a new line it refuses the commit."
    return NOTED, f"{sure}, so it is no more than noted (scan --show {candidate.confidence.word})."


def _belongs(judge: Judge, candidate: Candidate, suppression: Suppression | None) -> str:
    if suppression is not None:
        return _BELONGS[suppression.kind]
    if candidate.advice:
        return f"{candidate.advice[:1].upper()}{candidate.advice[1:]}."
    instead = judge.guidance_of(candidate).instead or "In a vault, read when the program starts."
    return instead if candidate.confidence.word != "low" else _NOT_SURE.format(instead)


def _dismissals(
    judge: Judge,
    woken: Woken,
    fragment: Fragment,
    found: list[Candidate],
    lines: tuple[int, int] | None,
) -> list[Dismissal]:
    """By detector, the lines where its triggers were hit and none of its candidates is."""
    believed: dict[str, set[int]] = {}
    for candidate in found:
        first, last = _line_range(candidate.match, fragment)
        believed.setdefault(candidate.detector, set()).update(range(first, last + 1))
    looked: dict[str, dict[int, None]] = {}
    line, counted = 1, 0
    for hit in sorted(woken.hits):
        last = hit[0] - 1
        if last < 0:
            continue  # a detector without a trigger looks at everything: that is no news
        line += fragment.data.count(b"\n", counted, last)  # never from the start: that is quadratic
        counted = max(counted, last)
        if lines is not None and not lines[0] <= line <= lines[1]:
            continue
        for detector in judge.woken_by([hit]):
            if line not in believed.get(detector.name, ()):
                looked.setdefault(detector.name, {})[line] = None
    return [Dismissal(name, fragment.path, tuple(each)) for name, each in looked.items()]


def _touches(span: tuple[int, int], fragment: Fragment, lines: tuple[int, int] | None) -> bool:
    if lines is None:
        return True
    first, last = _line_range(span, fragment)
    return first <= lines[1] and lines[0] <= last


def _line_range(span: tuple[int, int], fragment: Fragment) -> tuple[int, int]:
    return fragment.line_of(span[0]), fragment.line_of(max(span[1] - 1, 0))


def _winner(loser: Candidate, kept: list[Candidate]) -> Candidate:
    return next(each for each in kept if _overlap(each.span, loser.span))


def _overlap(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one[0] < other[1] and other[0] < one[1]
