"""Many answers to one: slices to a repository, repositories to a fleet. Pure."""

from __future__ import annotations

from secretguard.fleet.words import INTERRUPTED, Failed, Seen
from secretguard.ledger.guidance import generic_guidance
from secretguard.model.frozen import replace
from secretguard.model.verdict import Coverage, Skipped, Unread, Verdict
from secretguard.model.violation import SHARED_SECRET
from secretguard.pipeline.placing import place_fingerprint
from secretguard.policy.shared import shared_secrets
from secretguard.runs.origins import with_origins, without_echoes
from secretguard.sources.reach import NAMELESS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from secretguard.model.finding import Finding
    from secretguard.model.violation import Violation

    Change = Callable[[Finding], Finding]

_FEW = 3  # repositories named for each limit
_APART = "it was looked at in slices: certificates in different ones were not compared"


class _Groups:
    """One number for each secret, wherever it was found."""

    def __init__(self) -> None:
        self._numbers: dict[bytes, int] = {}

    def number(self, digest: bytes) -> int:
        return self._numbers.setdefault(digest, len(self._numbers) + 1)

    @property
    def digests(self) -> dict[int, bytes]:
        return {number: digest for digest, number in self._numbers.items()}


def joined(parts: Sequence[Seen]) -> Seen:
    """The slices of one repository as if it had been looked at whole."""
    if len(parts) == 1:
        return parts[0]
    groups = _Groups()
    verdicts = [_changed(part.verdict, _regrouped(part, groups)) for part in parts]
    ages: dict[str, int] = {}
    for part in parts:
        for commit, age in part.ages.items():
            ages[commit] = min(age, ages.get(commit, age))
    verdict = _added(verdicts[0].subject, verdicts)
    coverage = replace(verdict.coverage, limits=(*verdict.coverage.limits, _APART))
    verdict = replace(verdict, coverage=coverage)
    broken = any(part.broken for part in parts)
    if broken:
        verdict = without_echoes(verdict, NAMELESS)
    verdict = with_origins(verdict, ages, {})
    return Seen(verdict, ages, groups.digests, broken, parts[0].one_home)


def _regrouped(part: Seen, groups: _Groups) -> Change:
    digests = part.digests
    return lambda finding: replace(finding, group=groups.number(digests[finding.group]))


def _changed(verdict: Verdict, change: Change) -> Verdict:
    return replace(
        verdict,
        findings=tuple(map(change, verdict.findings)),
        notes=tuple(map(change, verdict.notes)),
        advice=tuple(map(change, verdict.advice)),
        suppressed=tuple(
            replace(item, finding=change(item.finding)) for item in verdict.suppressed
        ),
    )


def _added(subject: str, verdicts: Sequence[Verdict]) -> Verdict:
    coverages = [verdict.coverage for verdict in verdicts]
    # What concerns the whole repository (its history is damaged) is told by every slice.
    unread = tuple(dict.fromkeys(item for verdict in verdicts for item in verdict.unread))
    told = sum(len(verdict.unread) for verdict in verdicts) - len(unread)
    return Verdict(
        subject=subject,
        findings=tuple(found for verdict in verdicts for found in verdict.findings),
        notes=tuple(found for verdict in verdicts for found in verdict.notes),
        suppressed=tuple(item for verdict in verdicts for item in verdict.suppressed),
        unread=unread,
        coverage=Coverage(
            listed=sum(coverage.listed for coverage in coverages) - told,
            blobs=sum(coverage.blobs for coverage in coverages),
            bytes=sum(coverage.bytes for coverage in coverages),
            decoded=sum(coverage.decoded for coverage in coverages),
            skipped=tuple(item for coverage in coverages for item in coverage.skipped),
            remembered=sum(coverage.remembered for coverage in coverages),
            limits=tuple(dict.fromkeys(limit for one in coverages for limit in one.limits)),
        ),
        guidance={rule: told for one in verdicts for rule, told in one.guidance.items()},
        # One secret in two homes is asked about in the end, over the whole fleet.
        violations=tuple(
            dict.fromkeys(each for one in verdicts for each in one.violations if not each.group)
        ),
        advice=tuple(found for verdict in verdicts for found in verdict.advice),
    )


def fleet_verdict(
    answers: Iterable[tuple[str, Seen | Failed]],
    *,
    skipped: Sequence[Skipped] = (),
    waiting: int = 0,
    ended: str = "",
) -> Verdict:
    """One verdict over named repositories; ``waiting`` ones were left when the run was ``ended``."""
    groups = _Groups()
    verdicts: list[Verdict] = []
    limits: dict[str, list[str]] = {}
    watched: list[Finding] = []
    repositories = waiting
    for name, answer in answers:
        repositories += 1
        if isinstance(answer, Failed):
            verdicts.append(_failure(name, answer.why))
            continue
        for limit in answer.verdict.coverage.limits:
            limits.setdefault(limit, []).append(name)
        verdict = _under(name, answer, groups)
        verdicts.append(verdict)
        if answer.one_home:
            watched += (*verdict.findings, *verdict.notes)
    if waiting:
        why = f"{ended} before {_repositories(waiting)} had an answer"
        verdicts.append(_failure("(the rest of the fleet)", why))
    verdict = _added(_repositories(repositories), verdicts)
    coverage = replace(
        verdict.coverage,
        listed=verdict.coverage.listed + len(skipped),
        skipped=(*skipped, *verdict.coverage.skipped),
        limits=tuple(f"{limit} ({_some(names)})" for limit, names in limits.items()),
    )
    interrupted = bool(waiting) and ended == INTERRUPTED
    verdict = replace(verdict, coverage=coverage, interrupted=interrupted)
    return _with_shared(verdict, shared_secrets(watched))


def _with_shared(verdict: Verdict, shared: tuple[Violation, ...]) -> Verdict:
    guidance = {rule: told for rule, told in verdict.guidance.items() if rule != SHARED_SECRET}
    if shared:
        guidance[SHARED_SECRET] = generic_guidance(SHARED_SECRET)
    return replace(verdict, violations=(*shared, *verdict.violations), guidance=guidance)


def _failure(what: str, why: str) -> Verdict:
    return Verdict(what, unread=(Unread(what, why),), coverage=Coverage(listed=1))


def _repositories(number: int) -> str:
    return "1 repository" if number == 1 else f"{number} repositories"


def _some(names: list[str]) -> str:
    more = f" and {len(names) - _FEW} more" if len(names) > _FEW else ""
    return ", ".join(names[:_FEW]) + more


def _under(name: str, seen: Seen, groups: _Groups) -> Verdict:
    """A repository's verdict with its name before every path."""
    ordinals: dict[tuple[str, str], int] = {}

    def moved(finding: Finding) -> Finding:
        path = f"{name}/{finding.location.path}"
        key = (finding.rule_id, path)
        ordinals[key] = ordinal = ordinals.get(key, 0) + 1
        return replace(
            finding,
            location=replace(finding.location, path=path),
            group=groups.number(seen.digests[finding.group]),
            fingerprint=place_fingerprint(*key, ordinal),
        )

    verdict = _changed(seen.verdict, moved)
    unread = tuple(replace(item, what=f"{name}/{item.what}") for item in verdict.unread)
    passed = tuple(replace(item, what=f"{name}/{item.what}") for item in verdict.coverage.skipped)
    coverage = replace(verdict.coverage, skipped=passed, limits=())
    violations = tuple(_violation_under(name, each) for each in verdict.violations)
    return replace(verdict, unread=unread, coverage=coverage, violations=violations)


def _violation_under(name: str, violation: Violation) -> Violation:
    places = tuple(replace(place, path=f"{name}/{place.path}") for place in violation.places)
    return replace(violation, sentence=f"{name}: {violation.sentence}", places=places)
