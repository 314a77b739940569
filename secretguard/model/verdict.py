"""``Verdict``: the answer, with what was looked at and what was not."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from secretguard.errors import EXIT_ALLOW, EXIT_COULD_NOT_LOOK, EXIT_INTERRUPTED, EXIT_REFUSE
from secretguard.model.finding import Finding
from secretguard.model.frozen import frozen
from secretguard.model.rule import Guidance
from secretguard.model.suppression import Suppressed
from secretguard.model.violation import Violation


@frozen
class Unread:
    """Something that had to be looked at and could not be; it makes the verdict incomplete."""

    what: str
    why: str


@frozen
class Skipped:
    """Something that was deliberately not read (a submodule, an LFS pointer, a pure move)."""

    what: str
    why: str


@frozen
class Coverage:
    """What the scan looked at. ``listed`` is the number of entries git (or the tree) named.

    ``remembered`` are unchanged since an earlier scan that found nothing in them. ``limits`` are
    sentences on what the source cannot show. ``listed == blobs + remembered + len(skipped) + unread``
    holds, or the verdict says that it does not.
    """

    listed: int = 0
    blobs: int = 0
    bytes: int = 0
    decoded: int = 0
    skipped: tuple[Skipped, ...] = ()
    remembered: int = 0
    limits: tuple[str, ...] = ()


@frozen
class Verdict:
    """Allow, refuse or could not look.

    ``findings`` refuse. ``notes`` are believed too but do not refuse: they sit on lines that the
    change does not touch, or are below the level that refuses. ``guidance`` maps the rule
    ids of findings and notes to what to do. ``weakened`` names staged changes of the settings
    that let more pass. ``violations`` are broken between places and change no answer: what is in
    several homes refuses at each of them, and a certificate is public. ``advice`` names settings
    that are kept as if they were secrets; nothing in it is compromised. ``interrupted``: a person
    ended the scan before it was done. ``markers``: the settings heed those in comments.
    """

    subject: str
    findings: tuple[Finding, ...] = ()
    notes: tuple[Finding, ...] = ()
    suppressed: tuple[Suppressed, ...] = ()
    unread: tuple[Unread, ...] = ()
    coverage: Coverage = Coverage()
    guidance: Mapping[str, Guidance] = MappingProxyType({})
    weakened: tuple[str, ...] = ()
    violations: tuple[Violation, ...] = ()
    advice: tuple[Finding, ...] = ()
    interrupted: bool = False
    markers: bool = True

    @property
    def exit_code(self) -> int:
        """A finding outranks an unread file: it is the more urgent news."""
        if self.interrupted:
            return EXIT_INTERRUPTED
        if self.findings:
            return EXIT_REFUSE
        return EXIT_COULD_NOT_LOOK if self.unread else EXIT_ALLOW
