"""What wakes the detectors: every trigger of the rules and settings, for the engine to compile."""

from __future__ import annotations

import importlib

from secretguard.detectors.provider import trigger_name
from secretguard.detectors.registry import GENERIC
from secretguard.detectors.user_patterns import PREFIX
from secretguard.engine.literals import required_literal
from secretguard.engine.trigger import Trigger
from secretguard.rules.boundary import trigger_pattern, width
from secretguard.rules.catalog import builtin_rules

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from secretguard.config.settings import Settings

_GENERIC_RULES = (
    "private-key", "private-key-pgp", "private-key-putty", "age-identity", "key-store",
    "url-password", "generic-password", "generic-secret", "high-entropy-string",
)  # fmt: skip
_WHOLE_FILE = 1 << 40


def rule_ids() -> tuple[str, ...]:
    """The id of every rule that ships with secretguard."""
    return (*(rule.id for rule in builtin_rules()), *_GENERIC_RULES)


def triggers(settings: Settings) -> tuple[list[Trigger], list[str]]:
    """Every trigger and the name of its detector's module; those without a pattern come last.

    A trigger without a pattern wakes its detector on every file.
    """
    rows = [*_provider_rows(), *_generic_rows(), *_foreign_rows(settings)]
    rows.sort(key=lambda row: not row[0].pattern)
    return [row[0] for row in rows], [row[1] for row in rows]


def _provider_rows() -> Iterator[tuple[Trigger, str]]:
    for rule in builtin_rules():
        name = trigger_name(rule)
        yield Trigger(name, trigger_pattern(rule), rule.keywords, width(rule)), "provider"


def _generic_rows() -> Iterator[tuple[Trigger, str]]:
    for module in GENERIC:
        specs = importlib.import_module(f"secretguard.detectors.{module}").TRIGGER_SPECS
        for name, pattern, keywords, reach, caseless in specs:
            yield Trigger(name, pattern, keywords, reach, caseless), module


def _foreign_rows(settings: Settings) -> Iterator[tuple[Trigger, str]]:
    """User patterns wake on a text that every match must contain; plugins on every file."""
    for pattern in settings.patterns:
        literal = required_literal(pattern.regex)
        yield Trigger(PREFIX + pattern.id, literal, (), _WHOLE_FILE, True), "user_patterns"
    for name in settings.plugins:
        yield Trigger(f"plugin:{name}", "", (), 0), "plugins"
    if settings.detect_secrets:
        yield Trigger("detect-secrets", "", (), 0), "detect_secrets_bridge"
