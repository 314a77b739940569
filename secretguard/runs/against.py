"""What of an artifact's secrets is in its source, and what came in while it was built."""

from __future__ import annotations

import os

from secretguard.model.frozen import replace
from secretguard.model.levels import Confidence
from secretguard.report.words import count
from secretguard.runs.examine import Examination
from secretguard.text.decode import decode
from secretguard.text.lines import line_number

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from secretguard.model.finding import Finding
    from secretguard.model.verdict import Verdict
    from secretguard.pipeline.large import LargeItem
    from secretguard.pipeline.screen import Tally
    from secretguard.sources.revision import Revision


def compared(
    verdict: Verdict, examination: Examination, source: Revision, root: str | None
) -> Verdict:
    """The verdict of ``examination``, in which every finding knows whether the source has it, too.

    Values are compared by a keyed digest of this run, whatever the detectors call them there; what
    they do not see there is looked for letter by letter. ``root`` is that of the examination.
    """
    told = (*verdict.findings, *verdict.notes)
    if not told:
        return verdict
    ours = Examination(root, Confidence.LOW, thorough=True)
    ours.read(_items(source, ours.tally))
    inside = ours.verdict(source.name)
    places = _places(inside, ours, examination)
    missing = {finding.group for finding in told}.difference(places)
    places |= _spelled(source, examination, missing)
    where = {group: f"in the source at {source.name}: {place}" for group, place in places.items()}
    nowhere = f"not in the source at {source.name}: it came in while building"

    def compare(finding: Finding) -> Finding:
        evidence = (*finding.evidence, where.get(finding.group, nowhere))
        return replace(finding, evidence=evidence)

    return replace(
        verdict,
        findings=tuple(map(compare, verdict.findings)),
        notes=tuple(map(compare, verdict.notes)),
        coverage=replace(
            verdict.coverage,
            limits=(*verdict.coverage.limits, *_limits(verdict, inside, source.name, set(where))),
        ),
    )


def _items(source: Revision, tally: Tally) -> Iterator[LargeItem]:
    for path, content, why in source.contents():
        tally.listed += 1
        yield ("F", 0, "", (), path), "", content, why


def _places(inside: Verdict, ours: Examination, theirs: Examination) -> dict[int, str]:
    """For groups of ``theirs`` a place with the same value in ``inside``, whatever excuses it."""
    key = os.urandom(32)
    known = {digest: group for group, digest in theirs.digests(key).items()}
    same = {group: known[d] for group, d in ours.digests(key).items() if d in known}
    passed = (item.finding for item in inside.suppressed)
    places: dict[int, str] = {}
    for finding in (*inside.findings, *inside.notes, *passed, *inside.advice):
        if finding.group in same:
            where = finding.location
            places.setdefault(same[finding.group], f"{where.path}:{where.line}")
    return places


def _spelled(source: Revision, examination: Examination, missing: set[int]) -> dict[int, str]:
    """Where the values of groups that no detector saw in the source stand in it all the same."""
    places: dict[int, str] = {}
    if not missing:
        return places
    for path, content, _ in source.contents():
        if isinstance(content, bytes):
            text = decode(content)[0]
            for group, offset in examination.spelled_in(text, missing.difference(places)).items():
                places[group] = f"{os.fsdecode(path)}:{line_number(text, offset)}"
    return places


def _limits(verdict: Verdict, inside: Verdict, name: str, found: set[int]) -> Iterator[str]:
    groups = {finding.group for finding in (*verdict.findings, *verdict.notes)}
    new = groups - found
    yield f"of {count(len(groups), 'secret')}, {len(new)} came in while building and not from {name}"
    if inside.unread:
        first = inside.unread[0]
        yield (
            f"{count(len(inside.unread), 'file')} of {name} could not be read, so what came in "
            f"while building may be in there ({first.what}: {first.why})"
        )
