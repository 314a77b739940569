"""``secretguard incidents revoke``: put on record that a credential is dead."""

from __future__ import annotations

from secretguard.cli.incidents.decision import add_ids, decide
from secretguard.errors import UsageError
from secretguard.model.incident import Kind

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse

HELP = "record that a secret was revoked, with the evidence"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the arguments of ``incidents revoke``."""
    add_ids(parser)
    parser.add_argument(
        "--evidence",
        required=True,
        metavar="TEXT|URL",
        help="how anybody can see that it is dead: a ticket, an audit log entry, the answer of the API",
    )
    parser.add_argument("--reason", default="", metavar="TEXT", help="anything else worth knowing")


def run(arguments: argparse.Namespace) -> int:
    """Record it. Raises ``UsageError`` when the evidence is empty."""
    evidence = arguments.evidence.strip()
    if not evidence:
        raise UsageError("incidents revoke: --evidence: say how anybody can see that it is dead")
    return decide(
        arguments.ids, Kind.REVOKED, texts={"evidence": evidence, "why": arguments.reason.strip()}
    )
