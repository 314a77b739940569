"""``secretguard rules list``: which credentials are known, for people and for machines."""

from __future__ import annotations

import json
import sys

from secretguard.cli.rules.catalogue_page import page
from secretguard.detectors.waking import GENERIC_RULES
from secretguard.errors import UsageError
from secretguard.report.words import count
from secretguard.rules.schema import KINDS

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse
    from typing import Any

    from secretguard.model.rule import Rule

HELP = "list the rules"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the arguments of ``rules list``."""
    parser.add_argument("--provider", metavar="WORD", help="only providers with WORD in their name")
    parser.add_argument(
        "--kind",
        choices=sorted(KINDS),
        metavar="KIND",
        help="only this kind, such as api-key or webhook",
    )
    parser.add_argument("--severity", choices=("low", "medium", "high", "critical"))
    parser.add_argument("--format", choices=("text", "json", "markdown"), default="text")


def run(arguments: argparse.Namespace) -> int:
    """Print the rules that fit; exit code 0."""
    from secretguard.cli.rules import rules_in_force

    every = rules_in_force()
    rules = [rule for rule in every if _fits(rule, arguments)]
    if not rules and arguments.provider:
        from secretguard.config.load import suggestion

        close = suggestion(arguments.provider.lower(), {rule.provider for rule in every})
        raise UsageError(f"rules list: no such rule of {arguments.provider!r}{close}")
    if arguments.format == "markdown":
        sys.stdout.write(page(rules))
        return 0
    rows = [_row(rule) for rule in rules]
    rows += [row for row in _generic_rows() if _row_fits(row, arguments)]
    providers = len({rule.provider for rule in rules})
    if arguments.format == "json":
        document = {"schema": "secretguard/rules/1", "providers": providers, "rules": rows}
        print(json.dumps(document, indent=1, ensure_ascii=False))
        return 0
    width = max((len(row["id"]) for row in rows), default=0)
    for row in rows:
        level = "public" if row["public"] else row["severity"]
        print(f"{row['id']:<{width}}  {level:<8}  {row['name']}")
    told = f", {count(providers, 'provider')}" if providers else ""
    generic = len(rows) - len(rules)
    told += f", {generic} of the rules generic" if generic else ""
    print(f"{count(len(rows), 'rule')}{told}")
    return 0


def _fits(rule: Rule, arguments: argparse.Namespace) -> bool:
    names = f"{rule.provider} {rule.provider_name}".lower()
    return (
        (not arguments.provider or arguments.provider.lower() in names)
        and (not arguments.kind or arguments.kind == rule.kind)
        and (not arguments.severity or arguments.severity == rule.severity.word)
    )


def _row(rule: Rule) -> dict[str, Any]:
    return {
        "id": rule.id,
        "provider": rule.provider,
        "provider_name": rule.provider_name,
        "name": rule.name,
        "kind": rule.kind,
        "severity": rule.severity.word,
        "confidence": rule.confidence.word,
        "boundary": rule.boundary,
        "checksum": rule.checksum,
        "environment": rule.environment,
        "needs": rule.needs,
        "public": rule.public,
        "aliases": list(rule.aliases),
        "since": rule.since,
        "references": list(rule.references),
    }


def _generic_rows() -> list[dict[str, Any]]:
    return [
        {"id": rule_id, "provider": "", "provider_name": "", "name": name, "kind": kind,
         "severity": severity, "confidence": "", "boundary": "", "checksum": "", "environment": "",
         "needs": "", "public": "", "aliases": [], "since": "0.1.0", "references": []}
        for rule_id, name, kind, severity in GENERIC_RULES
    ]  # fmt: skip


def _row_fits(row: dict[str, Any], arguments: argparse.Namespace) -> bool:
    return (
        not arguments.provider
        and (not arguments.kind or arguments.kind == row["kind"])
        and (not arguments.severity or arguments.severity == row["severity"])
    )
