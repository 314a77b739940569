"""``secretguard incidents list``: what leaked and what became of it."""

from __future__ import annotations

import sys

from secretguard.cli.incidents.decision import number_of_days
from secretguard.errors import EXIT_ALLOW, EXIT_COULD_NOT_LOOK

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable

    from secretguard.ledger.book import Book
    from secretguard.model.incident import Incident

HELP = "list the incidents: state, age, owner, where"
STATES = ("open", "compromised", "rotated", "revoked", "dismissed", "expired")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the arguments of ``incidents list``."""
    parser.add_argument(
        "--state",
        action="append",
        choices=STATES,
        help="only these; open: whatever still needs somebody (may be repeated)",
    )
    parser.add_argument("--rule", default="", metavar="ID", help="only what this rule saw")
    parser.add_argument("--path", default="", metavar="START", help="only paths that begin so")
    parser.add_argument("--owner", default="", metavar="TEXT", help="only owners with this in them")
    parser.add_argument(
        "--older-than", default="", metavar="DAYS", help="only those opened longer ago (14d)"
    )
    parser.add_argument(
        "--exposure",
        action="store_true",
        help="find out how far each one got: staged, local commits, pushed (reads the history)",
    )
    parser.add_argument("--format", choices=("text", "json"), default="text")


def run(arguments: argparse.Namespace) -> int:
    """List them; damage in a ledger is named and makes the list incomplete (exit 3)."""
    from secretguard.ledger.book import book_here
    from secretguard.ledger.events import now
    from secretguard.report.incidents import list_json, list_text

    older = arguments.older_than
    days = number_of_days(older, "incidents list: --older-than") if older else None
    book = book_here()
    today = now()[:10]
    every = book.incidents()
    found = [incident for incident in every if _wanted(incident, arguments, days, today)]
    exposures = {}
    if arguments.exposure and found:
        from secretguard.cli.incidents.exposed import exposures_of

        exposures = exposures_of(book, found)
    shared = set(book.logs()[0].fingerprints())
    if arguments.format == "json":
        text = list_json(found, today, shared, exposures, damage_of(book))
    else:
        text = list_text(found, today, shared, exposures, len(every))
    sys.stdout.buffer.write(text.encode("utf-8", "backslashreplace"))
    return complain_of_damage(book)


def damage_of(book: Book) -> list[tuple[str, int, str]]:
    """(ledger, line, why) of everything that could not be read."""
    return [(name, damage.line, damage.why) for name, damage in book.damage()]


def complain_of_damage(book: Book) -> int:
    """Name damaged lines on standard error; the exit code that says whether all was read."""
    for name, line, why in damage_of(book):
        sys.stderr.write(f"secretguard: {name} line {line} does not count: {why}\n")
    return EXIT_COULD_NOT_LOOK if book.damage() else EXIT_ALLOW


def _wanted(
    incident: Incident, arguments: argparse.Namespace, days: int | None, today: str
) -> bool:
    from secretguard.ledger.decide import age_in_days, states_of

    if arguments.state and not set(arguments.state) & states_of(incident, today):
        return False
    if arguments.rule and incident.rule_id != arguments.rule:
        return False
    if arguments.path and not _begins(incident.paths, arguments.path):
        return False
    if arguments.owner.lower() not in incident.owner.lower():
        return False
    return days is None or age_in_days(incident.opened.when, today) > days


def _begins(paths: Iterable[str], start: str) -> bool:
    return any(path.startswith(start) for path in paths)
