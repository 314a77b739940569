"""``secretguard rules``: look at the rules, check them, write new ones. One file a subcommand."""

from __future__ import annotations

import importlib

from secretguard.config.quick import settings_bytes
from secretguard.pipeline.screen import rule_folders
from secretguard.rules.catalog import all_rules
from secretguard.sources.repository import work_tree_root

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse

    from secretguard.model.rule import Rule

HELP = "list, show, check and begin rules"
VERBS = ("list", "show", "check", "new")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the subcommands of ``rules``."""
    verbs = parser.add_subparsers(dest="rules_verb", metavar="COMMAND", required=True)
    for name in VERBS:
        module = importlib.import_module(f"secretguard.cli.rules.{name}")
        verb = verbs.add_parser(name, help=module.HELP, description=module.HELP)
        module.add_arguments(verb)
        verb.set_defaults(run_rules=module.run)


def run(arguments: argparse.Namespace) -> int:
    """Run the subcommand; the exit code."""
    code: int = arguments.run_rules(arguments)
    return code


def user_folders() -> tuple[str, ...]:
    """The folders with rules of the user's, as far as this folder has any."""
    root = work_tree_root() or "."
    return tuple(rule_folders(settings_bytes(root), root))


def rules_in_force() -> tuple[Rule, ...]:
    """The rules that ship with secretguard and those of this repository's settings."""
    return all_rules(user_folders())
