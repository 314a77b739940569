"""Severity (what a credential opens) and confidence (how sure we are), as ordered scales."""

from __future__ import annotations

from enum import IntEnum


class Severity(IntEnum):
    """What a live credential of this kind lets somebody do."""

    LOW = 1
    MEDIUM = 2
    HIGH = 3
    CRITICAL = 4

    @property
    def word(self) -> str:
        """The level as it is written in settings and reports."""
        return self.name.lower()


class Confidence(IntEnum):
    """How sure we are that the value is a credential at all."""

    LOW = 1
    MEDIUM = 2
    HIGH = 3
    CERTAIN = 4

    @property
    def word(self) -> str:
        """The level as it is written in settings and reports."""
        return self.name.lower()
