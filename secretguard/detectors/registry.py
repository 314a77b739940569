"""Which detectors exist, what wakes them, and who answers to which name."""

from __future__ import annotations

import importlib

from secretguard.detectors.plugins import load_plugins
from secretguard.detectors.provider import ProviderDetector, trigger_name
from secretguard.detectors.user_patterns import PREFIX, UserPatternDetector
from secretguard.engine.literals import required_literal
from secretguard.engine.trigger import Trigger
from secretguard.errors import DetectorError
from secretguard.rules.boundary import trigger_pattern, width
from secretguard.rules.catalog import builtin_rules

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from secretguard.config.settings import Settings
    from secretguard.detectors.protocol import Detector
    from secretguard.model.candidate import Candidate
    from secretguard.model.fragment import Fragment

# module: class. Each module has TRIGGER_SPECS and, when it can dismiss a hit cheaply, ``screen``.
_GENERIC = {
    "private_key": "PrivateKeyDetector",
    "keystore": "KeyStoreDetector",
    "url_credentials": "UrlCredentialsDetector",
    "assignment": "AssignmentDetector",
    "entropy": "EntropyDetector",
}
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
    for module in _GENERIC:
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


def open_detectors(settings: Settings, module: str = "") -> tuple[Detector, ...]:
    """The detectors of one module, or all that the settings call for.

    Raises ``ConfigError`` for a plugin that is not installed.
    """
    if module == "provider":
        return (ProviderDetector(),)
    if module in _GENERIC:
        loaded = importlib.import_module(f"secretguard.detectors.{module}")
        return (getattr(loaded, _GENERIC[module])(),)
    if module == "user_patterns":
        return (UserPatternDetector(settings),)
    if module == "plugins":
        loaded_plugins = zip(settings.plugins, load_plugins(settings.plugins), strict=True)
        return tuple(_Plugin(name, plugin) for name, plugin in loaded_plugins)
    if module == "detect_secrets_bridge":
        from secretguard.detectors.detect_secrets_bridge import DetectSecretsDetector

        return (DetectSecretsDetector(settings.detect_secrets),)
    modules = ["provider", *_GENERIC]
    modules += ["user_patterns"] if settings.patterns else []
    modules += ["plugins"] if settings.plugins else []
    modules += ["detect_secrets_bridge"] if settings.detect_secrets else []
    return tuple(detector for name in modules for detector in open_detectors(settings, name))


class _Plugin:
    """A third party's detector under the name the settings give it."""

    def __init__(self, name: str, detector: Detector) -> None:
        self.name = f"plugin:{name}"
        self.guidance = getattr(detector, "guidance", {})
        self._detector = detector

    def detect(self, fragment: Fragment) -> Iterable[Candidate]:
        """What the plugin finds, each with a span inside the fragment, under its own name."""
        from dataclasses import replace

        for candidate in self._detector.detect(fragment):
            start, end = candidate.span
            if not 0 <= start < end <= len(fragment.data):
                raise DetectorError(f"the span of a {candidate.rule_id} lies outside of the text")
            yield replace(candidate, detector=self.name)
