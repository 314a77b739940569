"""Of each secret under each path, the commit that brought it: one leak is told once.

A file that holds a token and changes two hundred times is two hundred contents with the same token.
"""

from __future__ import annotations

from dataclasses import replace

from secretguard.scan import place_fingerprint

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from secretguard.model.finding import Finding
    from secretguard.model.verdict import Verdict
    from secretguard.sources.reach import Author

_NEVER = 1 << 62  # seconds: behind every commit


def commits_of(verdict: Verdict) -> set[str]:
    """The commits that anything to tell is attributed to."""
    passed = (item.finding for item in verdict.suppressed)
    found = (*verdict.findings, *verdict.notes, *passed)
    return {finding.location.commit for finding in found if finding.location.commit}


def with_origins(verdict: Verdict, authors: Mapping[str, Author]) -> Verdict:
    """The verdict with each secret of a path once, under its first commit, author and day."""
    kept = _first_of_each((item.finding for item in verdict.suppressed), authors)
    first = {id(finding): finding for finding in kept.values()}
    return replace(
        verdict,
        findings=_credited(_first_of_each(verdict.findings, authors).values(), authors),
        notes=_credited(_first_of_each(verdict.notes, authors).values(), authors),
        suppressed=tuple(
            replace(item, finding=_with_author(item.finding, authors))
            for item in verdict.suppressed
            if id(item.finding) in first
        ),
    )


def _first_of_each(
    findings: Iterable[Finding], authors: Mapping[str, Author]
) -> dict[tuple[str, str, int], Finding]:
    first: dict[tuple[str, str, int], Finding] = {}
    for finding in findings:
        key = (finding.rule_id, finding.location.path, finding.group)
        known = first.get(key)
        if known is None or _age(finding, authors) < _age(known, authors):
            first[key] = finding
    return first


def _age(finding: Finding, authors: Mapping[str, Author]) -> tuple[int, int, int]:
    """Sorts by time of the commit, then by place."""
    author = authors.get(finding.location.commit)
    where = finding.location
    return (author.committed if author else _NEVER, where.line, where.column)


def _credited(findings: Iterable[Finding], authors: Mapping[str, Author]) -> tuple[Finding, ...]:
    """In the order of their commits, each with its author and a fingerprint of its own."""
    ordinals: dict[tuple[str, str], int] = {}
    credited = []
    for finding in sorted(findings, key=lambda one: (_age(one, authors), one.location.path)):
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
