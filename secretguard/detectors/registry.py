"""Which detectors exist, and what wakes them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from secretguard.engine.trigger import Trigger

if TYPE_CHECKING:
    from secretguard.config.settings import Settings
    from secretguard.detectors.protocol import Detector

# Modules with TRIGGER_SPECS, ``screen`` and a class ``Detector_``; see each for its method.
GENERIC = ("private_key", "keystore", "url_credentials", "assignment", "entropy")


def triggers(settings: Settings) -> tuple[list[Trigger], list[str]]:
    """Every trigger, with the name of its detector's module; those without a pattern come last.

    A trigger without a pattern wakes its detector on every file.
    """
    rows = [*_provider_triggers(settings), *_generic_triggers(), *_foreign_triggers(settings)]
    rows.sort(key=lambda row: not row[0].pattern)
    return [row[0] for row in rows], [row[1] for row in rows]
