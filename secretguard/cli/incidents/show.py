"""``secretguard incidents show``: one incident with its history, its reach and its runbook."""

from __future__ import annotations

import sys

from secretguard.cli.incidents.list import complain_of_damage, damage_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse

    from secretguard.model.rule import Guidance

HELP = "show one incident: history, exposure, how to revoke or rotate it"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the arguments of ``incidents show``."""
    parser.add_argument("id", metavar="ID", help="the incident, as reports name it")
    parser.add_argument("--format", choices=("text", "json"), default="text")


def run(arguments: argparse.Namespace) -> int:
    """Show it. Raises ``UsageError`` for an incident that does not exist."""
    from secretguard.cli.incidents.exposed import exposures_of
    from secretguard.ledger.book import book_here
    from secretguard.ledger.events import now
    from secretguard.report.incidents import list_json, show_text

    book = book_here()
    today = now()[:10]
    incident = book.find(arguments.id)
    exposures = exposures_of(book, [incident])
    shared = set(book.logs()[0].fingerprints())
    if arguments.format == "json":
        text = list_json([incident], today, shared, exposures, damage_of(book))
    else:
        from secretguard.ledger.decide import words_of
        from secretguard.ledger.runbook import runbook

        exposure = exposures[incident.fingerprint]
        steps = runbook(incident.id, guidance_for(incident.rule_id), exposure, today)
        text = show_text(
            incident,
            today,
            words=words_of(incident, today),
            shared=incident.fingerprint in shared,
            exposure=exposure,
            runbook=list(steps),
        )
    sys.stdout.buffer.write(text.encode("utf-8", "backslashreplace"))
    return complain_of_damage(book)


def guidance_for(rule_id: str) -> Guidance:
    """How a credential of this rule is revoked; the general truth for a rule that is gone."""
    from secretguard.cli.rules import rules_in_force
    from secretguard.ledger.guidance import generic_guidance

    for rule in rules_in_force():
        if rule_id in (rule.id, *rule.aliases) and rule.guidance.steps:
            return rule.guidance
    return generic_guidance(rule_id)
