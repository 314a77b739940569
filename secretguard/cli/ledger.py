"""``secretguard ledger verify``: was anything in the ledger edited or removed?"""

from __future__ import annotations

import sys

from secretguard.errors import EXIT_ALLOW, EXIT_COULD_NOT_LOOK, EXIT_REFUSE, GitError

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse

HELP = "prove that the committed ledger of incidents was not edited"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the subcommands of ``ledger``."""
    verbs = parser.add_subparsers(dest="ledger_verb", metavar="COMMAND", required=True)
    verify = verbs.add_parser(
        "verify", help=HELP, description=f"{HELP}: its chain of events, and git's history of it"
    )
    verify.add_argument("--format", choices=("text", "json"), default="text")


def run(arguments: argparse.Namespace) -> int:
    """Verify; 1 when something was edited or removed, 3 when the history cannot be read."""
    from secretguard.ledger.book import book_here
    from secretguard.ledger.events import now
    from secretguard.ledger.verify import verify
    from secretguard.report.ledger import verification_json, verification_text
    from secretguard.sources.ledger_history import lost_lines, other_lines
    from secretguard.sources.repository import LEDGER

    book = book_here()
    log = book.logs()[0]
    complaint = ""
    lost: dict[bytes, str] = {}
    try:
        lost = lost_lines(LEDGER, set(log.lines()))
    except GitError as error:
        complaint = str(error)
    found = verify(log, lost, lambda: other_lines(LEDGER))
    render = verification_json if arguments.format == "json" else verification_text
    sys.stdout.buffer.write(render(found, now()[:10]).encode("utf-8", "backslashreplace"))
    if complaint:
        sys.stderr.write(f"secretguard: git's history of the ledger was not read: {complaint}\n")
    if not found.intact:
        return EXIT_REFUSE
    return EXIT_COULD_NOT_LOOK if complaint else EXIT_ALLOW
