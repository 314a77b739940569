"""The rules that ship with secretguard, found by the name of their provider's file."""

from __future__ import annotations

import os
from functools import cache

from secretguard.errors import RuleError
from secretguard.rules.schema import parse_provider

TYPE_CHECKING = False
if TYPE_CHECKING:
    from secretguard.model.rule import Rule

# importlib.resources would cost 19 ms at each refusal; the files lie beside this module.
FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "providers")


def provider_files() -> tuple[str, ...]:
    """Paths of the provider files, in the order of their names."""
    return tuple(
        os.path.join(FOLDER, name) for name in sorted(os.listdir(FOLDER)) if name.endswith(".toml")
    )


@cache
def provider_rules(provider: str) -> tuple[Rule, ...]:
    """The rules of one provider, read from ``providers/<provider>.toml``."""
    path = os.path.join(FOLDER, f"{provider}.toml")
    try:
        with open(path, encoding="utf-8") as file:
            text = file.read()
    except OSError as error:
        raise RuleError(f"{path}: {error.strerror}") from error
    rules = parse_provider(text, f"{provider}.toml")
    for rule in rules:
        if rule.provider != provider:
            raise RuleError(f"{provider}.toml: the provider id must be the name of the file")
    return rules


@cache
def builtin_rules() -> tuple[Rule, ...]:
    """Every rule of the catalogue. Raises ``RuleError`` for ids that occur twice."""
    rules: list[Rule] = []
    seen: dict[str, str] = {}
    for path in provider_files():
        provider = os.path.basename(path).removesuffix(".toml")
        for rule in provider_rules(provider):
            for name in (rule.id, *rule.aliases):
                if name in seen:
                    raise RuleError(f"{provider}.toml: {name} is already a rule of {seen[name]}")
                seen[name] = provider
            rules.append(rule)
    return tuple(rules)
