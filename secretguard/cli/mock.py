"""``secretguard mock TYPE``: secrets for tests, made up and marked as such."""

from __future__ import annotations

import os

from secretguard.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse

HELP = "make up secrets of a type, marked so that nobody takes them for real ones"
_MOST = 1000


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the arguments of ``mock``."""
    parser.add_argument(
        "type",
        metavar="TYPE",
        help="a rule's id, as `rules list` has them; the generic ones at its end have no shape to mock",
    )
    parser.add_argument("-n", type=int, default=1, metavar="N", help="how many (default: 1)")
    parser.add_argument("--seed", type=int, help="the same number gives the same mocks")


def run(arguments: argparse.Namespace) -> int:
    """Print one mock a line."""
    from secretguard.cli.rules import rules_in_force
    from secretguard.testing.mock import mock_by

    if not 1 <= arguments.n <= _MOST:
        raise UsageError(f"mock: -n takes a number from 1 to {_MOST}")
    seed = arguments.seed
    first = int.from_bytes(os.urandom(4), "big") if seed is None else seed * _MOST
    rules = rules_in_force()
    for number in range(arguments.n):
        print(mock_by(rules, arguments.type, first + number))
    return 0
