"""``secretguard incidents audit``: fails a build over what nobody has revoked in time."""

from __future__ import annotations

import sys

from secretguard.cli.incidents.decision import number_of_days
from secretguard.cli.incidents.list import complain_of_damage
from secretguard.errors import EXIT_COULD_NOT_LOOK, EXIT_REFUSE

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse

    from secretguard.ledger.book import Book
    from secretguard.model.finding import Finding
    from secretguard.model.verdict import Unread

HELP = "check the ledger in CI: overdue and unrecorded secrets fail, exceptions are listed"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the arguments of ``incidents audit``."""
    parser.add_argument(
        "--max-age",
        default="14d",
        metavar="DAYS",
        help="how long an incident may stay open (default: 14d)",
    )
    parser.add_argument(
        "--ledger-only", action="store_true", help="do not scan the files for unrecorded secrets"
    )
    parser.add_argument("--format", choices=("text", "json"), default="text")


def run(arguments: argparse.Namespace) -> int:
    """Audit; 1 for overdue or unrecorded secrets, 3 when something could not be read."""
    from secretguard.ledger.audit import audit
    from secretguard.ledger.book import book_here
    from secretguard.ledger.events import now
    from secretguard.ledger.fold import incidents
    from secretguard.report.audit import audit_json, audit_text

    max_age = number_of_days(arguments.max_age, "incidents audit: --max-age")
    book = book_here()
    log = book.logs()[0]
    shared = incidents((link.event for link in log.links()), log.had_seen)
    present: set[str] | None = None
    unrecorded: list[Finding] = []
    unread: tuple[Unread, ...] = ()
    if not arguments.ledger_only:
        recorded = {incident.fingerprint for incident in shared}
        present, unrecorded, unread = _files(book, recorded)
    today = now()[:10]
    found = audit(shared, max_age, today, present, unrecorded)
    render = audit_json if arguments.format == "json" else audit_text
    text = render(found, today, max_age)
    sys.stdout.buffer.write(text.encode("utf-8", "backslashreplace"))
    for item in unread:
        sys.stderr.write(f"secretguard: not looked at: {item.what}: {item.why}\n")
    damaged = complain_of_damage(book)
    if not found.passed:
        return EXIT_REFUSE
    return EXIT_COULD_NOT_LOOK if unread else damaged


def _files(book: Book, recorded: set[str]) -> tuple[set[str], list[Finding], tuple[Unread, ...]]:
    """(fingerprints met, findings that the committed ledger does not know, unread)."""
    from secretguard.runs.examine import Examination
    from secretguard.sources.tree import list_files, read_items

    examination = Examination(book.root, records=sys.maxsize, thorough=True)
    files = list(list_files([book.root]))
    examination.tally.listed += len(files)
    examination.read(read_items(files))
    verdict = examination.verdict("the files")
    believed = [*verdict.findings, *verdict.notes]
    passed = [item.finding for item in verdict.suppressed]
    met = {finding.secret_fingerprint for finding in [*believed, *passed]}
    unrecorded = [f for f in believed if f.secret_fingerprint not in recorded]
    # The ledger's own damage is named with its lines besides.
    named = {f"{name} line {damage.line}" for name, damage in book.damage()}
    return met, unrecorded, tuple(u for u in verdict.unread if u.what not in named)
