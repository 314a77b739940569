"""What wakes the detectors: every trigger of the rules and settings, for the engine to compile."""

from __future__ import annotations

import importlib

from secretguard.detectors.provider import trigger_name
from secretguard.detectors.registry import GENERIC, NAMED, RUNS, WRAPPINGS
from secretguard.detectors.runs import OWNERS, RUN
from secretguard.detectors.user_patterns import PREFIX
from secretguard.engine.literals import required_literal
from secretguard.engine.trigger import Trigger
from secretguard.rules.boundary import literal_keywords, width
from secretguard.rules.pattern import CATEGORY, characters, parse
from secretguard.rules.trigger import (
    announced_trigger,
    assignment_trigger,
    bare_trigger,
    is_run,
    trigger_pattern,
    unsaid,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from secretguard.config.settings import Settings
    from secretguard.engine.cache import Table
    from secretguard.model.rule import Rule

# (id, name, kind, severity) of the rules that are code rather than data.
GENERIC_RULES = (
    ("private-key", "private key in PEM", "private-key", "critical"),
    ("private-key-pgp", "OpenPGP private key", "private-key", "critical"),
    ("private-key-putty", "PuTTY private key", "private-key", "critical"),
    ("age-identity", "age identity", "private-key", "critical"),
    ("apple-auth-key", "Apple authentication key", "private-key", "critical"),
    ("key-store", "key store", "private-key", "high"),
    ("password-database", "password database", "private-key", "high"),
    ("crypto-wallet", "wallet of a crypto currency", "private-key", "high"),
    ("kerberos-keytab", "Kerberos keytab", "private-key", "critical"),
    ("git-crypt-key", "git-crypt key", "private-key", "critical"),
    ("rails-key-file", "Rails key file", "private-key", "critical"),
    ("openvpn-static-key", "OpenVPN static key", "private-key", "critical"),
    ("shared-secret", "one secret for several environments or consumers", "policy", "high"),
    ("reused-certificate-key", "a new certificate over an old key", "policy", "medium"),
    ("setting-as-secret", "a setting that is kept as a secret", "policy", "low"),
    ("url-password", "password in a URL", "password", "high"),
    ("generic-password", "password in an assignment", "password", "high"),
    ("generic-secret", "secret in an assignment", "api-key", "high"),
    ("high-entropy-string", "random string that looks like a key", "api-key", "medium"),
)
_WHOLE_FILE = 1 << 40
_MOST_NAMES = 24
_LINE_ENDS = {ord("\n"), CATEGORY}


def provider_triggers(rules: Iterable[Rule]) -> tuple[list[Trigger], list[str]]:
    """The triggers of provider rules alone and their modules."""
    rows = list(_provider_rows(rules))
    return [row[0] for row in rows], [row[1] for row in rows]


def triggers(settings: Settings, rules: Iterable[Rule]) -> tuple[list[Trigger], list[str]]:
    """Every trigger and the name of its detector's module; those without a pattern come last.

    A trigger without a pattern is woken by another, or wakes its detector on every file.
    """
    rows = [*_provider_rows(rules), *_generic_rows(), *_foreign_rows(settings)]
    rows.sort(key=lambda row: not row[0].pattern)
    return [row[0] for row in rows], [row[1] for row in rows]


def table_of(found: Iterable[Trigger], modules: Iterable[str]) -> Table:
    """What a hit means, a row for each trigger: name, width, module, and how far it crosses lines.

    Width -1 stands for the whole file.
    """
    rows = zip(found, modules, strict=True)
    return tuple(
        (each.name, each.width if each.pattern or each.woken_by else -1, module, _crossing(each))
        for each, module in rows
    )


def _crossing(trigger: Trigger) -> int:
    """How many bytes a match may have that goes on behind the end of a line; 0: none does."""
    if trigger.name == RUN:
        return 0  # it ends with the line
    parsed = [parse(trigger.pattern + ending) for ending in trigger.endings or ("",)]
    crossing = [each for each in parsed if characters(each) & _LINE_ENDS]
    return max((min(int(each.getwidth()[1]), _WHOLE_FILE) for each in crossing), default=0)


def _provider_rows(rules: Iterable[Rule]) -> Iterator[tuple[Trigger, str]]:
    """One trigger for all rules that are woken by the same, each under its module."""
    alike: dict[tuple[str, bool], list[Rule]] = {}
    for rule in rules:
        named = rule.boundary == "assignment"
        alike.setdefault((trigger_pattern(rule), named), []).append(rule)
    for (pattern, named), group in alike.items():
        if not named:
            yield _trigger(group, pattern), "provider"
        elif is_run(pattern):
            yield from _run_rows(group)
        else:
            for few in _by_names(group):
                yield _trigger(few, assignment_trigger(few)), "provider"


def _run_rows(rules: list[Rule]) -> Iterator[tuple[Trigger, str]]:
    """Runs of characters behind names that say "key" and the like, then behind any others.

    Where they begin says where to look; a region would be as wide as the longest of all rules.
    """
    yield Trigger(trigger_name(rules), announced_trigger(), (), 0), NAMED
    for few in _by_names([rule for rule in rules if unsaid(rule)]):
        yield Trigger(trigger_name(few), bare_trigger(few), (), 0), NAMED


def _by_names(rules: list[Rule]) -> Iterator[list[Rule]]:
    """The rules in groups of few names: with sixty of them Vectorscan falls to a slow engine."""
    group: list[Rule] = []
    names: set[str] = set()
    for rule in rules:
        own = set(literal_keywords(rule))
        if group and len(names | own) > _MOST_NAMES:
            yield group
            group, names = [], set()
        group.append(rule)
        names |= own
    if group:
        yield group


def _trigger(rules: list[Rule], pattern: str) -> Trigger:
    keywords = dict.fromkeys(word for rule in rules for word in literal_keywords(rule))
    return Trigger(trigger_name(rules), pattern, tuple(keywords), max(map(width, rules)))


def _generic_rows() -> Iterator[tuple[Trigger, str]]:
    for module in (*GENERIC, *WRAPPINGS, RUNS):
        loaded = importlib.import_module(f"secretguard.detectors.{module}")
        for spec in getattr(loaded, "TRIGGER_SPECS", ()):
            yield Trigger(*spec), module
    for name, module in OWNERS:
        yield Trigger(name, "", (), 0, woken_by=RUN), module


def _foreign_rows(settings: Settings) -> Iterator[tuple[Trigger, str]]:
    """User patterns wake on a text that every match must contain; plugins on every file."""
    for pattern in settings.patterns:
        literal = required_literal(pattern.regex)
        yield Trigger(PREFIX + pattern.id, literal, (), _WHOLE_FILE, True), "user_patterns"
    for name in settings.plugins:
        yield Trigger(f"plugin:{name}", "", (), 0), "plugins"
    if settings.detect_secrets:
        yield Trigger("detect-secrets", "", (), 0), "detect_secrets_bridge"
