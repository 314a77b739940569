"""``secretguard incidents``: what leaked, what became of it, and what is still open."""

from __future__ import annotations

import importlib

from secretguard.cli.incidents import list as listing

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse

HELP = "list, decide and audit leaked secrets until they are revoked"
VERBS = (
    "list", "show", "revoke", "rotate", "dismiss", "reopen", "adopt", "triage", "audit",
)  # fmt: skip


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the subcommands of ``incidents``; without one they are listed."""
    listing.add_arguments(parser)
    parser.set_defaults(run_incidents=listing.run)
    verbs = parser.add_subparsers(dest="incidents_verb", metavar="COMMAND")
    for name in VERBS:
        module = importlib.import_module(f"secretguard.cli.incidents.{name}")
        verb = verbs.add_parser(name, help=module.HELP, description=module.HELP)
        module.add_arguments(verb)
        verb.set_defaults(run_incidents=module.run)


def run(arguments: argparse.Namespace) -> int:
    """Run the subcommand; the exit code."""
    code: int = arguments.run_incidents(arguments)
    return code
