"""Which detectors exist, and who answers to which name."""

from __future__ import annotations

import importlib

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from secretguard.config.settings import Settings
    from secretguard.detectors.protocol import Detector
    from secretguard.detectors.provider import RulesOf
    from secretguard.model.candidate import Candidate
    from secretguard.model.fragment import Fragment

# module: class. Each module has TRIGGER_SPECS, if it is not woken by ``runs``, and, when it can dismiss
# a hit cheaply, ``screen`` (or ``screen_of`` a trigger).
GENERIC = {
    "private_key": "PrivateKeyDetector",
    "keystore": "KeyStoreDetector",
    "url_credentials": "UrlCredentialsDetector",
    "assignment": "AssignmentDetector",
    "columns": "ColumnsDetector",
    "entropy": "EntropyDetector",
    "misplaced": "MisplacedDetector",
}


# Modules that only wake ``unwrap``: what comes out of a wrapping is judged by all the others.
WRAPPINGS = ("embedded", "escaped", "joined", "container", "carried")

# What wakes several of them, which then are asked in its place.
RUNS = "runs"

# Modules that only dismiss hits, and the module whose detector answers for what is left.
NAMED = "named_token"
ANSWERED_BY = {NAMED: "provider"}


def open_detectors(settings: Settings, rules_of: RulesOf, module: str = "") -> tuple[Detector, ...]:
    """The detectors of one module, or all that the settings call for.

    ``rules_of`` gives the provider detector its rules.
    Raises ``ConfigError`` for a plugin that is not installed.
    """
    if module == "provider":
        from secretguard.detectors.provider import ProviderDetector

        return (ProviderDetector(rules_of),)
    if module in GENERIC:
        loaded = importlib.import_module(f"secretguard.detectors.{module}")
        return (getattr(loaded, GENERIC[module])(),)
    if module == "user_patterns":
        from secretguard.detectors.user_patterns import UserPatternDetector

        return (UserPatternDetector(settings),)
    if module == "plugins":
        from secretguard.detectors.plugins import load_plugins

        loaded_plugins = zip(settings.plugins, load_plugins(settings.plugins), strict=True)
        return tuple(_Plugin(name, plugin) for name, plugin in loaded_plugins)
    if module == "detect_secrets_bridge":
        from secretguard.detectors.detect_secrets_bridge import DetectSecretsDetector

        return (DetectSecretsDetector(settings.detect_secrets),)
    modules = ["provider", *GENERIC]
    modules += ["user_patterns"] if settings.patterns else []
    modules += ["plugins"] if settings.plugins else []
    modules += ["detect_secrets_bridge"] if settings.detect_secrets else []
    return tuple(
        detector for name in modules for detector in open_detectors(settings, rules_of, name)
    )


class _Plugin:
    """A third party's detector under the name the settings give it."""

    def __init__(self, name: str, detector: Detector) -> None:
        self.name = f"plugin:{name}"
        self.guidance = getattr(detector, "guidance", {})
        self._detector = detector

    def detect(self, fragment: Fragment) -> Iterable[Candidate]:
        """What the plugin finds, each with a span inside the fragment, under its own name."""
        from secretguard.errors import DetectorError
        from secretguard.model.frozen import replace

        for candidate in self._detector.detect(fragment):
            start, end = candidate.span
            if not 0 <= start < end <= len(fragment.data):
                raise DetectorError(f"the span of a {candidate.rule_id} lies outside of the text")
            yield replace(candidate, detector=self.name)
