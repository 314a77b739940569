"""What a person reads on a bad day: calm, exact, at most eighty columns, plain in a plain box."""

from __future__ import annotations

from secretguard.errors import EXIT_COULD_NOT_LOOK, EXIT_INTERRUPTED, EXIT_REFUSE
from secretguard.report.colour import paint
from secretguard.report.totals import totals
from secretguard.report.words import count, harmless, paragraph, size

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from secretguard.model.finding import Finding
    from secretguard.model.rule import Guidance
    from secretguard.model.suppression import Suppressed
    from secretguard.model.verdict import Skipped, Verdict

_WIDTH = 80
_UNOPENED = ("LFS", "cannot be opened")  # in why something was passed over
_REST = "(the rest of "  # what a run that ended early names: nobody knows how much that is
_FEW = 5  # notes, unread and skipped files that are listed one by one before a count takes over


def render(verdict: Verdict, *, colour: bool, hook: bool = False, verbose: bool = False) -> str:
    """The whole report; "" for a hook that has nothing to tell."""
    if hook and not verbose and _nothing_to_tell(verdict):
        return ""
    lines: list[str] = []
    if verdict.findings:
        lines += _refusal(verdict, colour)
    lines += _unread(verdict, colour)
    lines += _weakened(verdict, colour)
    lines += _notes(verdict, verbose)
    lines += _violations(verdict, colour)
    if verbose or not hook:
        lines += _advice(verdict, verbose)
    lines += _mocks(verdict)
    if verbose:
        lines += [f"  passed: {_passed(item)}" for item in verdict.suppressed]
    lines += totals(verdict.findings)
    lines += _coverage(verdict, verbose)
    lines.append(last_line(verdict, hook=hook, colour=colour))
    return "\n".join(lines) + "\n"


def _nothing_to_tell(verdict: Verdict) -> bool:
    told = (
        verdict.findings
        or verdict.notes
        or verdict.unread
        or verdict.weakened
        or verdict.violations
        or verdict.coverage.limits
        or any(item.suppression.note for item in verdict.suppressed)
    )
    return not told and not any(_is_news(item) for item in verdict.coverage.skipped)


def _is_news(item: Skipped) -> bool:
    """Something new is in it, and nobody looked."""
    return any(word in item.why for word in _UNOPENED)


def groups_of(findings: Iterable[Finding]) -> list[list[Finding]]:
    """Findings with the same value belong together: one credential, many places."""
    groups: dict[int, list[Finding]] = {}
    for finding in findings:
        groups.setdefault(finding.group, []).append(finding)
    return list(groups.values())


def _refusal(verdict: Verdict, colour: bool) -> Iterator[str]:
    groups = groups_of(verdict.findings)
    head = "COMPROMISED" if len(groups) == 1 else f"COMPROMISED: {len(groups)} secrets"
    yield paint(f"secretguard: {head}", "red", colour)
    yield ""
    told: set[str] = set()
    for group in groups:
        yield from _places(group, verdict, colour)
        if not (group[0].incident and group[0].incident.dead):
            yield from _what_to_do(group[0].rule_id, verdict.guidance.get(group[0].rule_id), told)
        yield ""
    yield from paragraph(
        "A secret that was written into a file counts as compromised, and deleting the line changes "
        "nothing: copies live on in the repository's objects, in editors, backups and logs. Revoke "
        "it first; then commit without it.",
        _WIDTH,
    )
    yield ""
    yield from _closing(verdict.findings, verdict.markers)
    yield ""


def _closing(findings: Iterable[Finding], markers: bool) -> Iterator[str]:
    """How it ends; with an id to copy when there is only one. No excuse helps the dead."""
    alive = [f.incident for f in findings if f.incident is None or not f.incident.dead]
    if not alive:
        yield "Not revoked after all? Say so:"
        yield f"    secretguard incidents reopen {_named(findings)} --reason <reason>"
        return
    if markers:
        yield "Not a secret? Say why in a comment, on its line or alone on the one above:"
        yield "    secretguard: allow <reason>"
    if any(alive):
        name = _named(f for f in findings if f.incident in alive)
        begin = "or" if markers else "Not a secret? Say why"
        yield f"{begin}, for everybody and everywhere in this repository:"
        yield f"    secretguard incidents dismiss {name} --reason <reason>"
        yield "Revoked it? Put it on record; until then the incident stays open:"
        yield f"    secretguard incidents revoke {name} --evidence <text or URL>"


def _named(findings: Iterable[Finding]) -> str:
    names = {finding.incident.id for finding in findings if finding.incident}
    return names.pop() if len(names) == 1 else "<incident>"


def _places(group: list[Finding], verdict: Verdict, colour: bool) -> Iterator[str]:
    first = group[0]
    yield paint(harmless(first.title), "bold", colour) + f"  {harmless(first.redacted)}"
    for finding in group:
        yield f"  {place(finding)}{_context(finding)}"
        if author := finding.location.author:
            yield f"    by {harmless(author)}, {finding.location.day}"
    if first.evidence:  # a plugin need not give any
        yield from paragraph(f"why: {'; '.join(first.evidence)}", _WIDTH, "  ", "       ")
    if first.incident:
        known = f"incident {first.incident.id}: {first.incident.words}"
        yield from paragraph(known, _WIDTH, "  ", "       ")
    for violation in verdict.violations:
        if violation.group == first.group:
            told = f"shared: {violation.sentence}; issue one for each"
            yield from paragraph(told, _WIDTH, "  ", "       ")


def _what_to_do(rule_id: str, guidance: Guidance | None, told: set[str]) -> Iterator[str]:
    if guidance is None:
        return
    if rule_id in told:
        yield "  Compromised: revoke it as told above."
        return
    told.add(rule_id)
    yield "  Compromised: revoke it."
    yield from _guided(guidance)


def _guided(guidance: Guidance) -> Iterator[str]:
    for number, step in enumerate(guidance.steps, 1):
        yield from paragraph(f"{number}. {step}", _WIDTH, "    ", "       ")
    details = (
        ("console", guidance.console_url),
        ("command", guidance.cli),
        ("API", guidance.api),
        ("then check", guidance.check),
        ("rotation", guidance.rotation),
        ("narrower", guidance.narrower),
        ("instead", guidance.instead),
    )
    for label, text in details:
        if text:
            yield from paragraph(f"{label}: {text}", _WIDTH, "    ", "      ")


def place(finding: Finding) -> str:
    """``path:line:column``, with the commit in front when there is one."""
    where = finding.location
    commit = f"{where.commit[:12]} " if where.commit else ""
    return f"{commit}{harmless(where.path)}:{where.line}:{where.column}"


def _context(finding: Finding) -> str:
    parts = [f"decoded from {harmless(', '.join(finding.trail))}"] if finding.trail else []
    if finding.name:
        parts.append(harmless(finding.name[:40]))
    return f"  ({'; '.join(parts)})" if parts else ""


def _unread(verdict: Verdict, colour: bool) -> Iterator[str]:
    if not verdict.unread:
        return
    yield paint("Could not look at:", "yellow", colour)
    for item in verdict.unread[: _FEW * 4]:
        yield from paragraph(f"{item.what}: {item.why}", _WIDTH, "  ", "    ")
    if len(verdict.unread) > _FEW * 4:
        yield f"  and {len(verdict.unread) - _FEW * 4} more"
    yield ""


def _weakened(verdict: Verdict, colour: bool) -> Iterator[str]:
    if verdict.weakened:
        yield paint("This change lets more pass than before:", "yellow", colour)
        for sentence in verdict.weakened:
            yield from paragraph(sentence, _WIDTH, "  ", "    ")
        yield ""


def _notes(verdict: Verdict, verbose: bool) -> Iterator[str]:
    """Believed, but not refused: on lines that the change leaves alone, or not sure enough."""
    if not verdict.notes:
        return
    yield "Noted, not refused (compromised all the same; revoke):"
    shown = verdict.notes if verbose else verdict.notes[:_FEW]
    for finding in shown:
        why = f"{finding.confidence.word} confidence" if finding.introduced else "untouched line"
        known = f", incident {finding.incident.id}" if finding.incident else ""
        yield f"  {place(finding)}  {harmless(finding.title)}, {why}{known}"
    if len(verdict.notes) > len(shown):
        yield f"  and {len(verdict.notes) - len(shown)} more (--verbose lists them)"
    yield ""


def _violations(verdict: Verdict, colour: bool) -> Iterator[str]:
    """Those that stand in no block of a finding that refuses."""
    joined = {finding.group for finding in verdict.findings}
    alone = [each for each in verdict.violations if not each.group or each.group not in joined]
    told: set[str] = set()
    for violation in alone:
        yield paint(f"Violation: {harmless(violation.title)}", "yellow", colour)
        yield from paragraph(violation.sentence, _WIDTH, "  ")
        guidance = verdict.guidance.get(violation.rule_id)
        if guidance is not None and violation.rule_id not in told:
            told.add(violation.rule_id)
            yield from _guided(guidance)
        yield ""


def _advice(verdict: Verdict, verbose: bool) -> Iterator[str]:
    if not verdict.advice:
        return
    yield "Kept as secrets and none (advice; nothing to revoke):"
    shown = verdict.advice if verbose else verdict.advice[:_FEW]
    for finding in shown:
        told = f"{place(finding)}  {finding.name}: {'; '.join(finding.evidence)}"
        yield from paragraph(told, _WIDTH, "  ", "    ")
    if len(verdict.advice) > len(shown):
        yield f"  and {len(verdict.advice) - len(shown)} more (--verbose lists them)"
    yield ""


def _mocks(verdict: Verdict) -> Iterator[str]:
    """Mock secrets where none are expected: no leak, but hardly what was meant."""
    noted = [item for item in verdict.suppressed if item.suppression.note]
    if not noted:
        return
    yield "Noted (made-up values, nothing to revoke):"
    for item in noted[:_FEW]:
        yield harmless(f"  {place(item.finding)}  {item.suppression.reason}")
    if len(noted) > _FEW:
        yield f"  and {len(noted) - _FEW} more (--verbose lists them)"
    yield ""


def _passed(item: Suppressed) -> str:
    return harmless(
        f"{place(item.finding)}  {item.finding.title}: {item.suppression.kind}, "
        f"{item.suppression.reason}"
    )


def _coverage(verdict: Verdict, verbose: bool) -> Iterator[str]:
    coverage = verdict.coverage
    parts = [f"{count(coverage.blobs, 'file')} ({size(coverage.bytes)})"]
    if coverage.decoded:
        parts.append(f"{coverage.decoded} decoded")
    if coverage.remembered:
        parts.append(f"{coverage.remembered} unchanged since they were found clean")
    if coverage.skipped:
        parts.append(f"{len(coverage.skipped)} not read")
    seen = ", ".join(parts)
    if any(item.what.startswith(_REST) for item in verdict.unread):
        told = f"Looked at {seen} in {verdict.subject}, and not at the rest."
    else:
        told = f"Looked at {seen} of {coverage.listed} in {verdict.subject}."
    if coverage.listed:
        yield from paragraph(told, _WIDTH, "", "  ")
    for limit in coverage.limits:
        yield from paragraph(f"Note: {limit}.", _WIDTH, "  ", "    ")
    skipped = coverage.skipped
    shown = skipped if verbose else [item for item in skipped if _is_news(item)][:_FEW]
    for item in shown:
        yield from paragraph(f"not read: {item.what}: {item.why}", _WIDTH, "  ", "    ")


def last_line(verdict: Verdict, *, hook: bool = False, colour: bool = False) -> str:
    """What came of it, in one sentence with the counts and the exit code."""
    code = verdict.exit_code
    passed = _suppressed_counts(verdict)
    if code == EXIT_INTERRUPTED:
        found = count(len(groups_of(verdict.findings)), "secret")
        text = f"secretguard: interrupted, {found} compromised so far{passed}. Exit 130."
        return paint(text, "yellow", colour)
    if code == EXIT_REFUSE:
        secrets = count(len(groups_of(verdict.findings)), "secret")
        answer = "refused" if hook else "found"
        text = f"secretguard: {answer}, {secrets} compromised{passed}. Exit 1: revoke, then retry."
        return paint(text, "red", colour)
    if code == EXIT_COULD_NOT_LOOK:
        missed = f"{len(verdict.unread)} not looked at{passed}"
        text = f"secretguard: this is no all-clear, {missed}. Exit 3: mend it, then retry."
        return paint(text, "yellow", colour)
    if not (verdict.coverage.listed or verdict.suppressed or verdict.violations or verdict.advice):
        return "secretguard: there was nothing to look at. Exit 0."
    noted = f", {len(verdict.notes)} noted" if verdict.notes else ""
    noted += f", {len(verdict.advice)} in the wrong place" if verdict.advice else ""
    noted += f", {count(len(verdict.violations), 'violation')}" if verdict.violations else ""
    return paint(f"secretguard: nothing refused{noted}{passed}. Exit 0.", "green", colour)


def _suppressed_counts(verdict: Verdict) -> str:
    if not verdict.suppressed:
        return ""
    kinds: dict[str, int] = {}
    for item in verdict.suppressed:
        kinds[item.suppression.kind] = kinds.get(item.suppression.kind, 0) + 1
    told = ", ".join(f"{number} {kind}" for kind, number in sorted(kinds.items()))
    return f", {len(verdict.suppressed)} passed ({told})"
