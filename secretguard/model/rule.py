"""``Rule`` and ``Guidance``: what one kind of secret looks like, and what to do when it leaks."""

from __future__ import annotations

from secretguard.model.frozen import frozen
from secretguard.model.levels import Confidence, Severity


@frozen
class Guidance:
    """How a credential of one provider is revoked, in words for somebody in a hurry.

    ``narrower`` names the credential that opens less and would have done.
    """

    steps: tuple[str, ...]
    console_url: str = ""
    cli: str = ""
    api: str = ""
    check: str = ""
    rotation: str = ""
    narrower: str = ""
    instead: str = ""


@frozen
class Rule:
    """One kind of secret.

    ``pattern`` is a Python ``re`` pattern with the group ``secret`` and, where a checksum is
    named, ``body`` and ``checksum``; it has no boundary and no assignment syntax, both of which
    the engine adds from ``boundary`` ("word", "none", "assignment"). ``keywords`` are the lower
    case texts one of which every match contains (for "assignment": the names that must
    stand before the value). ``public`` says why a match is no secret; "" means it is one.
    ``documentation`` holds SHA-256 digests of published example values. ``shown`` is the
    part of a match that may be printed. ``needs`` names a rule that has to match within
    ``within_lines`` lines. ``bare_name``: the keyword alone, without a word such as key or
    token, is name enough. ``chosen``: people choose the value, so words and placeholders are not
    believed. ``wake`` is a simpler
    pattern that every match contains, for patterns that compile to much. ``often_made_up``: in tests and documentation a match is
    hardly believed. ``expiry`` says how its end can be read offline. ``since`` is the release that
    brought the rule.
    """

    id: str
    provider: str
    name: str
    kind: str
    pattern: str
    keywords: tuple[str, ...]
    severity: Severity
    confidence: Confidence
    guidance: Guidance
    provider_name: str = ""
    boundary: str = "word"
    checksum: str = ""
    checksum_required: bool = True
    shown: str = ""
    public: str = ""
    environment: str = ""
    needs: str = ""
    within_lines: int = 0
    min_distinct: int = 0
    documentation: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    supersedes: tuple[str, ...] = ()
    bare_name: bool = False
    chosen: bool = False
    wake: str = ""
    often_made_up: bool = False
    expiry: str = ""
    since: str = "0.1.0"
