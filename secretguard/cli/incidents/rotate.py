"""``secretguard incidents rotate``: a new credential is in use, the old one lives a while longer."""

from __future__ import annotations

from secretguard.cli.incidents.decision import add_ids, day, decide
from secretguard.model.incident import Kind

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse

HELP = "record that a secret was replaced; it stays open until the old one is revoked"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the arguments of ``incidents rotate``."""
    add_ids(parser)
    parser.add_argument(
        "--until",
        default="",
        metavar="DAY",
        help="the last day of the overlap (2026-01-31, or 7d): revoke the old one by then",
    )
    parser.add_argument("--reason", default="", metavar="TEXT", help="what replaced it, and where")
    parser.add_argument("--owner", default="", metavar="WHO", help="who ends the overlap")


def run(arguments: argparse.Namespace) -> int:
    """Record it."""
    texts = {
        "why": arguments.reason.strip(),
        "until": day(arguments.until, "incidents rotate: --until"),
        "owner": arguments.owner.strip(),
    }
    return decide(arguments.ids, Kind.ROTATED, texts=texts)
