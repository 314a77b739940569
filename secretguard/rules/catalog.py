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


def provider_files(folder: str = FOLDER) -> tuple[str, ...]:
    """Paths of the provider files in ``folder``, in the order of their names."""
    return tuple(
        os.path.join(folder, name) for name in sorted(os.listdir(folder)) if name.endswith(".toml")
    )


@cache
def provider_rules(provider: str) -> tuple[Rule, ...]:
    """The rules of one provider that ships with secretguard."""
    return rules_in_file(os.path.join(FOLDER, f"{provider}.toml"))


def rules_in_file(path: str) -> tuple[Rule, ...]:
    """The rules of one provider file. Raises ``RuleError`` naming the file."""
    try:
        with open(path, encoding="utf-8") as file:
            text = file.read()
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", "") or "it is not UTF-8"
        raise RuleError(f"{path}: {reason}") from error
    where = os.path.basename(path) if path.startswith(FOLDER) else path
    rules = parse_provider(text, where)
    expected = os.path.basename(path).removesuffix(".toml")
    for rule in rules:
        if rule.provider != expected:
            raise RuleError(f"{where}: the provider id must be the name of the file")
    return rules


@cache
def builtin_rules() -> tuple[Rule, ...]:
    """Every rule that ships with secretguard. Raises ``RuleError`` for ids that occur twice."""
    return all_rules(())


def all_rules(folders: tuple[str, ...]) -> tuple[Rule, ...]:
    """The rules that ship with secretguard and those of the provider files in ``folders``."""
    rules: list[Rule] = []
    seen: dict[str, str] = {}
    providers: set[str] = set()
    for path in (path for folder in (FOLDER, *folders) for path in provider_files(folder)):
        where = os.path.basename(path) if path.startswith(FOLDER) else path
        provider = os.path.basename(path).removesuffix(".toml")
        if provider in providers:
            raise RuleError(f"{where}: there is a provider {provider!r} already")
        providers.add(provider)
        for rule in rules_in_file(path):
            for name in (rule.id, *rule.aliases):
                if name in seen:
                    raise RuleError(f"{where}: {name} is already a rule of {seen[name]}")
                seen[name] = provider
            rules.append(rule)
    return tuple(rules)
