"""``secretguard incidents dismiss``: it is not a secret, or one that everybody may know."""

from __future__ import annotations

from secretguard.cli.incidents.decision import add_ids, day, decide
from secretguard.errors import UsageError
from secretguard.model.incident import Kind

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse

HELP = "record that it is no secret (a mock, a false alarm), with the reason"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the arguments of ``incidents dismiss``."""
    add_ids(parser)
    parser.add_argument("--reason", required=True, metavar="TEXT", help="why it is no secret")
    parser.add_argument(
        "--until",
        default="",
        metavar="DAY",
        help="the last day on which this holds (2026-01-31, or 90d); afterwards it refuses again",
    )
    parser.add_argument("--owner", default="", metavar="WHO", help="who answers for it")


def run(arguments: argparse.Namespace) -> int:
    """Record it. Raises ``UsageError`` when the reason is empty."""
    reason = arguments.reason.strip()
    if not reason:
        raise UsageError("incidents dismiss: --reason: say why it is no secret")
    texts = {
        "why": reason,
        "until": day(arguments.until, "incidents dismiss: --until"),
        "owner": arguments.owner.strip(),
    }
    return decide(arguments.ids, Kind.DISMISSED, texts=texts)
