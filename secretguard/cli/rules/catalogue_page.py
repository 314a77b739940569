"""The page ``docs/rules.md``: every provider with its token types and where it is revoked."""

from __future__ import annotations

from itertools import groupby

from secretguard.report.words import count

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from secretguard.model.rule import Rule


def page(rules: Iterable[Rule]) -> str:
    """Markdown of all ``rules``, a section a provider."""
    ordered = sorted(rules, key=lambda rule: (rule.provider_name.lower(), rule.provider))
    sections = [
        "\n".join(_section(list(group)))
        for _, group in groupby(ordered, key=lambda rule: rule.provider)
    ]
    head = (
        "# Rules\n\n"
        "Written by `secretguard rules list --format markdown`; do not edit.\n\n"
        f"{count(len(ordered), 'token type')} of {count(len(sections), 'provider')}. `secretguard rules show ID` tells "
        "the shape of one, an example and how it is revoked. Types marked *public* are no secrets:\n"
        "their rules explain why a match passes.\n"
    )
    return "\n".join([head, *sections])


def _section(rules: list[Rule]) -> Iterator[str]:
    guidance = rules[0].guidance
    where = f"[revoke]({guidance.console_url})" if guidance.console_url else guidance.steps[0]
    yield f"## {rules[0].provider_name}\n"
    yield f"{where}\n"
    yield "| rule | what | severity |"
    yield "| --- | --- | --- |"
    for rule in rules:
        yield f"| `{rule.id}` | {rule.name} | {'public' if rule.public else rule.severity.word} |"
    yield ""
