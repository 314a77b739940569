"""``secretguard rules show ID``: what one kind of credential looks like and how it is revoked."""

from __future__ import annotations

import os

from secretguard.detectors.waking import GENERIC_RULES
from secretguard.errors import UsageError
from secretguard.report.words import paragraph
from secretguard.rules.describe import describe
from secretguard.testing.generate import match_text
from secretguard.testing.rule_checks import name_for

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from secretguard.model.rule import Guidance, Rule

HELP = "explain one rule: shape, example, revocation"
_WIDTH = 80
# In a call: a product that runs on many hosts.
_OWN = "{host}"
_NEARBY = "the host that the file names beside it (or --host)"
_BOUNDARIES = {
    "word": "standing alone: no letter, digit, _ or - next to it",
    "none": "anywhere",
    "assignment": "as the value of",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the arguments of ``rules show``."""
    parser.add_argument("id", metavar="ID", help="the rule, as reports name it")


def run(arguments: argparse.Namespace) -> int:
    """Print the rule. Raises ``UsageError`` for an id that does not exist."""
    from secretguard.cli.rules import rules_in_force

    rules = {name: rule for rule in rules_in_force() for name in (rule.id, *rule.aliases)}
    generic = {row[0]: row for row in GENERIC_RULES}
    if arguments.id in rules:
        print("\n".join(_lines(rules[arguments.id])))
    elif arguments.id in generic:
        print("\n".join(_generic_lines(*generic[arguments.id])))
    else:
        from secretguard.config.load import suggestion

        close = suggestion(arguments.id, {**rules, **generic})
        raise UsageError(f"rules show: no rule {arguments.id!r}{close}")
    return 0


def _generic_lines(rule_id: str, name: str, kind: str, severity: str) -> Iterator[str]:
    """A rule that is code rather than data, so it has no pattern to tell."""
    from secretguard.ledger.guidance import generic_guidance

    yield f"{rule_id}: {name}"
    yield from _row("shape", "judged by the program: the name, the value and what surrounds it")
    yield f"  kind       {kind}"
    yield f"  severity   {severity}"
    yield from _guidance(generic_guidance(rule_id))


def _lines(rule: Rule) -> Iterator[str]:
    yield f"{rule.id}: {rule.name} ({rule.provider_name})"
    yield from _row("shape", describe(rule.pattern))
    yield from _row("where", _where(rule))
    if rule.checksum:
        proof = "has to fit" if rule.checksum_required else "raises the confidence when it fits"
        yield f"  checksum   {rule.checksum}, {proof}"
    if rule.needs:
        yield f"  needs      {rule.needs} within {rule.within_lines} lines"
    if rule.environment:
        yield f"  opens      the {rule.environment} environment"
    if rule.public:
        yield from _row("public", rule.public)
    else:
        yield f"  severity   {rule.severity.word}, confidence {rule.confidence.word}"
    yield f"  example    {_example(rule)}   (made up now)"
    yield f"  since      {rule.since}"
    if not rule.public:
        yield from _guidance(rule.guidance)
        yield from _calls(rule)
    for reference in rule.references:
        yield f"  see        {reference}"


def _row(name: str, text: str) -> list[str]:
    return paragraph(f"{name:<11}{text}", _WIDTH, "  ", " " * 13)


def _where(rule: Rule) -> str:
    if rule.boundary != "assignment":
        return _BOUNDARIES[rule.boundary]
    word = "" if rule.bare_name else ", with a word such as key or token in the name"
    return f"{_BOUNDARIES['assignment']} {' or '.join(rule.keywords)}{word}"


def _example(rule: Rule) -> str:
    mock = match_text(rule, int.from_bytes(os.urandom(4), "big"))
    return f"{name_for(rule)} = {mock!r}" if rule.boundary == "assignment" else mock


def _calls(rule: Rule) -> Iterator[str]:
    """Whom ``verify`` and ``revoke`` would ask."""
    from secretguard.rules.calls import REVOKE, URL, VERIFY, calls_for

    for verb, table in (("verify", VERIFY), ("revoke", REVOKE)):
        urls = (URL.fullmatch(call.request.url) for call in calls_for(rule.id, table))
        hosts = dict.fromkeys(url["host"] for url in urls if url)
        named = (_NEARBY if host == _OWN else host for host in hosts)
        if hosts:
            yield from paragraph(
                f"secretguard {verb} asks {', '.join(named)}", _WIDTH, "  ", "    "
            )


def _guidance(guidance: Guidance) -> Iterator[str]:
    yield "  revoke"
    for number, step in enumerate(guidance.steps, 1):
        yield from paragraph(f"{number}. {step}", _WIDTH, "    ", "       ")
    for title, text in (
        ("console", guidance.console_url),
        ("command", guidance.cli),
        ("API", guidance.api),
        ("then check", guidance.check),
        ("rotation", guidance.rotation),
        ("narrower", guidance.narrower),
        ("instead", guidance.instead),
    ):
        if text:
            yield from paragraph(f"{title}: {text}", _WIDTH, "    ", "      ")
