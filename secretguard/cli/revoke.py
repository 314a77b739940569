"""``secretguard revoke FILE:LINE|ID``: let the provider end a leaked credential, by its own power."""

from __future__ import annotations

import sys

from secretguard.errors import EXIT_ALLOW, EXIT_COULD_NOT_LOOK, EXIT_REFUSE, ContactError

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

    from secretguard.contact.ask import Outcome
    from secretguard.contact.client import Client
    from secretguard.runs.retrieve import Credential

    # What is told of a confirmed revocation: the credential, and the evidence in a sentence.
    Record = Callable[[Credential, str], None]

HELP = "let the provider end a leaked credential (sends it there, after you agree)"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the arguments of ``revoke``."""
    from secretguard.cli.contacting import add_common_arguments

    parser.add_argument(
        "place", metavar="FILE:LINE|ID", help="where the credential is, or an incident"
    )
    add_common_arguments(parser)


def run(arguments: argparse.Namespace) -> int:
    """0 when it is dead by the provider's word, 1 when it lives on, 3 when that is not known."""
    from secretguard.cli.incidents.recording import record_revocation
    from secretguard.contact.client import Client

    return revoke(arguments, Client(), record_revocation)


def revoke(arguments: argparse.Namespace, client: Client, record: Record) -> int:
    """Give the order, then ask whether it worked; ``record`` gets what a provider confirmed."""
    from secretguard.cli.contacting import agreed_call
    from secretguard.contact.ask import ask
    from secretguard.rules.calls import REVOKE

    consequence = "It stops working for everybody who uses it."
    agreed = agreed_call(arguments, arguments.place, REVOKE, "revoke", consequence)
    if agreed is None:
        return EXIT_ALLOW
    credential, call, values = agreed
    try:
        outcome = ask(call, values, client)
    except ContactError as error:
        sys.stderr.write(f"secretguard: {arguments.place}: could not ask: {error}\n")
        return EXIT_COULD_NOT_LOOK
    _tell(arguments.place, "revoke", outcome)
    if outcome.answer not in {"dead", "accepted"}:
        return EXIT_REFUSE if outcome.answer == "live" else EXIT_COULD_NOT_LOOK
    return _confirm(arguments, credential, outcome, client, record)


def _confirm(
    arguments: argparse.Namespace,
    credential: Credential,
    ordered: Outcome,
    client: Client,
    record: Record,
) -> int:
    """Ask whether the credential is dead now, where the provider can be asked."""
    checked = _check(arguments, credential, client)
    if checked is not None:
        _tell(arguments.place, "verify", checked)
        if checked.answer == "live":
            sys.stderr.write("secretguard: it still works; verify again in a few minutes\n")
            return EXIT_REFUSE
    confirmed = checked is not None and checked.answer == "dead"
    if not confirmed and ordered.answer != "dead":
        sys.stderr.write("secretguard: the order was taken, its effect is not confirmed\n")
        return EXIT_COULD_NOT_LOOK
    evidence = f"{ordered.host} took the order to revoke it (HTTP {ordered.status})"
    if checked is not None and confirmed:
        evidence += f"; {checked.host} no longer accepts it (HTTP {checked.status})"
    record(credential, evidence)
    return EXIT_ALLOW


def _check(arguments: argparse.Namespace, credential: Credential, client: Client) -> Outcome | None:
    from secretguard.cli.contacting import choose_call
    from secretguard.contact.ask import ask
    from secretguard.errors import UsageError
    from secretguard.rules.calls import VERIFY, calls_for

    calls = calls_for(credential.seen.rule_id, VERIFY, arguments.rules)
    if not calls:
        return None
    try:
        call, values = choose_call(calls, credential, arguments.host)
        return ask(call, values, client)
    except (ContactError, UsageError) as error:
        sys.stderr.write(f"secretguard: {arguments.place}: could not check: {error}\n")
        return None


def _tell(place: str, verb: str, outcome: Outcome) -> None:
    why = f", {outcome.why}" if outcome.why else ""
    print(f"{place}: {verb}: {outcome.answer} ({outcome.host} answered {outcome.status}{why})")
