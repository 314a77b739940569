"""Of each secret under each path, the commit that brought it: one leak is told once.

A file that holds a token and changes two hundred times is two hundred contents with the same token.
"""

from __future__ import annotations

from secretguard.model.frozen import replace
from secretguard.pipeline.placing import place_fingerprint

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from secretguard.model.finding import Finding
    from secretguard.model.verdict import Verdict
    from secretguard.sources.reach import Author

    Key = tuple[str, str, int]  # rule, path, secret

_NEVER = 1 << 62  # behind every commit


def commits_of(verdict: Verdict) -> set[str]:
    """The commits that anything to tell is attributed to."""
    passed = (item.finding for item in verdict.suppressed)
    found = (*verdict.findings, *verdict.notes, *verdict.advice, *passed)
    return {finding.location.commit for finding in found if finding.location.commit}


def without_echoes(verdict: Verdict, nameless: str) -> Verdict:
    """The verdict without findings under a ``nameless`` path whose secret a real path has, too."""
    named = {
        finding.group
        for finding in (*verdict.findings, *verdict.notes)
        if not finding.location.path.startswith(nameless)
    }

    def news(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
        return tuple(
            finding
            for finding in findings
            if finding.group not in named or not finding.location.path.startswith(nameless)
        )

    return replace(verdict, findings=news(verdict.findings), notes=news(verdict.notes))


def with_origins(
    verdict: Verdict, ages: Mapping[str, int], authors: Mapping[str, Author]
) -> Verdict:
    """The verdict with each secret of a path once, under its first commit, author and day.

    ``ages`` numbers the commits in their order.
    """

    def firsts(findings: Iterable[Finding]) -> dict[Key, Finding]:
        return _first_of_each(sorted(findings, key=lambda found: _place(found, ages)))

    kept = {id(found) for found in firsts(item.finding for item in verdict.suppressed).values()}
    return replace(
        verdict,
        findings=_credited(firsts(verdict.findings).values(), authors),
        notes=_credited(firsts(verdict.notes).values(), authors),
        advice=_credited(firsts(verdict.advice).values(), authors),
        suppressed=tuple(
            replace(item, finding=_with_author(item.finding, authors))
            for item in verdict.suppressed
            if id(item.finding) in kept
        ),
    )


def _place(finding: Finding, ages: Mapping[str, int]) -> tuple[int, str, int, int]:
    where = finding.location
    return ages.get(where.commit, _NEVER), where.path, where.line, where.column


def _first_of_each(findings: Iterable[Finding]) -> dict[Key, Finding]:
    first: dict[Key, Finding] = {}
    for finding in findings:
        first.setdefault((finding.rule_id, finding.location.path, finding.group), finding)
    return first


def _credited(findings: Iterable[Finding], authors: Mapping[str, Author]) -> tuple[Finding, ...]:
    """Each with its author and a fingerprint of its own."""
    ordinals: dict[tuple[str, str], int] = {}
    credited = []
    for finding in findings:
        key = (finding.rule_id, finding.location.path)
        ordinals[key] = ordinal = ordinals.get(key, 0) + 1
        known = _with_author(finding, authors)
        credited.append(replace(known, fingerprint=place_fingerprint(*key, ordinal)))
    return tuple(credited)


def _with_author(finding: Finding, authors: Mapping[str, Author]) -> Finding:
    author = authors.get(finding.location.commit)
    if author is None:
        return finding
    where = replace(finding.location, author=author.name, day=author.day)
    return replace(finding, location=where)
