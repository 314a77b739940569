"""What a refused commit leaves behind: an incident that stays open after the line is deleted."""

from __future__ import annotations

from secretguard.model.frozen import replace
from secretguard.model.incident import Event, Kind, Mention, short_id

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from secretguard.ledger.book import Book
    from secretguard.model.finding import Finding
    from secretguard.model.verdict import Verdict

# So many secrets of one refusal get an incident of their own; more is a repository to adopt.
_MOST = 200


def record_refusal(verdict: Verdict, book: Book, who: str, when: str) -> tuple[Verdict, str]:
    """Open an incident for each refused secret; the verdict with their ids, and a notice or "".

    Raises ``SourceError`` when they could not be written; the verdict stands all the same.
    """
    local = book.logs()[1]
    drafts: list[Event] = []
    for fingerprint, findings in by_secret(verdict.findings).items():
        known = findings[0].incident is not None or book.events_of(fingerprint)
        seen = {path for event in local.events_of(fingerprint) for path in event.paths}
        paths = _paths(findings)
        if not known:
            drafts.append(opening(findings, who, when, f"refused in {verdict.subject}"))
        elif not seen.issuperset(paths):
            why = f"refused in {verdict.subject}"
            drafts.append(Event(fingerprint, Kind.SEEN_AGAIN, when, who, why, paths=paths))
    notice = book.record_locally(drafts[:_MOST])
    opened = {event.fingerprint for event in drafts[:_MOST] if event.kind is Kind.OPENED}
    return replace(verdict, findings=tuple(_told(f, opened) for f in verdict.findings)), notice


def opening(findings: list[Finding], who: str, when: str, why: str) -> Event:
    """The event that begins the incident of findings with the same secret."""
    first = findings[0]
    return Event(
        first.secret_fingerprint,
        Kind.OPENED,
        when,
        who,
        why,
        rule_id=first.rule_id,
        title=first.title,
        paths=_paths(findings),
    )


def by_secret(findings: Iterable[Finding]) -> dict[str, list[Finding]]:
    """The findings of each secret that has a fingerprint."""
    groups: dict[str, list[Finding]] = {}
    for finding in findings:
        if finding.secret_fingerprint:
            groups.setdefault(finding.secret_fingerprint, []).append(finding)
    return groups


def _paths(findings: list[Finding]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(finding.location.path for finding in findings))


def _told(finding: Finding, opened: set[str]) -> Finding:
    if finding.secret_fingerprint not in opened:
        return finding
    words = "recorded on this machine, open until somebody records that it was revoked"
    return replace(finding, incident=Mention(short_id(finding.secret_fingerprint), "new", words))
