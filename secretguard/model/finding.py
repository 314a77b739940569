"""``Finding``: a believed candidate at a place, already redacted."""

from __future__ import annotations

from secretguard.model.frozen import frozen
from secretguard.model.incident import Mention
from secretguard.model.levels import Confidence, Severity


@frozen
class Location:
    """A place in a file. Lines and columns count from 1; columns in characters; ends exclusive.

    ``path`` is ``/``-separated with undecodable bytes as surrogates. ``commit`` is "" for what
    is staged or on disk, else the full object id; ``author`` and ``day`` (``2026-03-31``) say whose
    it is, where that was asked for.
    """

    path: str
    line: int
    column: int
    end_line: int
    end_column: int
    commit: str = ""
    author: str = ""
    day: str = ""


@frozen
class Finding:
    """A leaked credential at one place. It never holds the value: redaction happens at birth.

    ``introduced`` is true when the scanned change adds it. ``fingerprint`` tells places apart
    (rule, path and which match of the rule in the file it is) and is derived from nothing
    secret. ``group`` is equal for findings with the same value within one verdict.
    ``secret_fingerprint`` is equal for the same value anywhere in the repository (keyed; ""
    where no key exists), and ``incident`` what its ledger says about it.
    """

    rule_id: str
    title: str
    location: Location
    redacted: str
    severity: Severity
    confidence: Confidence
    detector: str
    fingerprint: str
    group: int
    introduced: bool = True
    name: str = ""
    evidence: tuple[str, ...] = ()
    trail: tuple[str, ...] = ()
    secret_fingerprint: str = ""
    incident: Mention | None = None
