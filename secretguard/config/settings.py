"""The settings in force, as frozen values."""

from __future__ import annotations

from secretguard.model.frozen import frozen
from secretguard.model.levels import Confidence, Severity


@frozen
class UserPattern:
    """A regular expression of the user's; see ``options.PATTERN_OPTIONS``."""

    id: str
    regex: str
    title: str = ""
    group: str = ""
    severity: Severity = Severity.HIGH
    steps: tuple[str, ...] = ()
    console_url: str = ""


@frozen
class Settings:
    """What ``[tool.secretguard]`` says, or the defaults; see ``options.OPTIONS``."""

    exclude: tuple[str, ...] = ()
    refuse_at: Confidence = Confidence.MEDIUM
    disable: tuple[str, ...] = ()
    inline_allow: bool = True
    accept_markers: tuple[str, ...] = ()
    rule_packages: tuple[str, ...] = ()
    plugins: tuple[str, ...] = ()
    detect_secrets: tuple[str, ...] = ()
    pattern_timeout: float = 2.0
    patterns: tuple[UserPattern, ...] = ()
