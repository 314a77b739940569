"""``secretguard incidents reopen``: a decision was wrong, or does not hold any more."""

from __future__ import annotations

from secretguard.cli.incidents.decision import add_ids, decide
from secretguard.errors import UsageError
from secretguard.model.incident import Kind

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse

HELP = "take a decision back: the incident is open again"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the arguments of ``incidents reopen``."""
    add_ids(parser)
    parser.add_argument("--reason", required=True, metavar="TEXT", help="why it is open again")


def run(arguments: argparse.Namespace) -> int:
    """Record it. Raises ``UsageError`` when the reason is empty."""
    reason = arguments.reason.strip()
    if not reason:
        raise UsageError("incidents reopen: --reason: say why it is open again")
    return decide(arguments.ids, Kind.REOPENED, texts={"why": reason})
