"""``Violation``: a rule about handling secrets that is broken between places, not at one."""

from __future__ import annotations

from secretguard.model.finding import Location
from secretguard.model.frozen import frozen
from secretguard.model.levels import Severity

# The rules that hold between places.
SHARED_SECRET, REUSED_KEY = "shared-secret", "reused-certificate-key"


@frozen
class Violation:
    """One secret in two homes, or a new certificate over an old key.

    ``sentence`` says what is wrong, ``places`` where, one for each home. ``group`` is that of
    the findings that hold the secret; 0: no finding does (a certificate is public).
    """

    rule_id: str
    title: str
    sentence: str
    places: tuple[Location, ...]
    severity: Severity
    group: int = 0
