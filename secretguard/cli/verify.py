"""``secretguard verify FILE:LINE|ID``: ask the provider whether a credential is still live."""

from __future__ import annotations

import sys

from secretguard.errors import EXIT_ALLOW, EXIT_COULD_NOT_LOOK, EXIT_REFUSE, ContactError

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse

    from secretguard.contact.client import Client

HELP = "ask the provider whether a leaked credential is live (sends it there, after you agree)"
_CODES = {"live": EXIT_REFUSE, "dead": EXIT_ALLOW}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the arguments of ``verify``."""
    from secretguard.cli.contacting import add_common_arguments

    parser.add_argument(
        "places", nargs="+", metavar="FILE:LINE|ID", help="where the credential is, or an incident"
    )
    add_common_arguments(parser)


def run(arguments: argparse.Namespace) -> int:
    """0 when every credential is dead, 1 when one is live, 3 when the answer is not known."""
    from secretguard.contact.client import Client

    return verify(arguments, Client())


def verify(arguments: argparse.Namespace, client: Client) -> int:
    """Ask about each place; the most urgent code: live before unknown before dead."""
    codes = [_one(arguments, place, client) for place in arguments.places]
    for code in (EXIT_REFUSE, EXIT_COULD_NOT_LOOK):
        if code in codes:
            return code
    return EXIT_ALLOW


def _one(arguments: argparse.Namespace, place: str, client: Client) -> int:
    from secretguard.cli.contacting import agreed_call
    from secretguard.contact.ask import ask
    from secretguard.rules.calls import VERIFY

    consequence = "The provider may log and alert on its use."
    agreed = agreed_call(arguments, place, VERIFY, "verify", consequence)
    if agreed is None:
        return EXIT_ALLOW
    credential, call, values = agreed
    try:
        outcome = ask(call, values, client)
    except ContactError as error:
        sys.stderr.write(f"secretguard: {place}: could not ask: {error}\n")
        return EXIT_COULD_NOT_LOOK
    told = f"{place}: {credential.seen.title}: {outcome.answer}"
    why = f", {outcome.why}" if outcome.why else ""
    print(f"{told} ({outcome.host} answered {outcome.status}{why})")
    return _CODES.get(outcome.answer, EXIT_COULD_NOT_LOOK)
