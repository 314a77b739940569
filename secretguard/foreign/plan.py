"""What a reader of another tool's file found, in our words."""

from __future__ import annotations

from dataclasses import dataclass

from secretguard.config.settings import UserPattern
from secretguard.model.secret import Secret

CONVERTED, LEFT, NOTE = "converted", "left", "note"
REAL, NOT_A_SECRET, UNREVIEWED = "real", "not a secret", "unreviewed"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the report: which entry, what becomes of it, and why.

    ``outcome`` is "converted" (it has a meaning here), "left" (it has none, a person has to
    decide) or "note".
    """

    where: str
    outcome: str
    text: str


@dataclass(frozen=True, slots=True)
class Known:
    """A value that another tool has on its list, and how it can be found again.

    ``path`` is relative to the folder of the list, "" for anywhere. ``line`` counts from 1, 0 is
    unknown. ``digests`` are hexadecimal SHA-1 or SHA-256 of the value; ``secret`` is the value
    itself where the list holds it. Without any of these, everything in the file is meant. ``kind`` is the other tool's name for it; ``label`` is
    "real", "not a secret" or "unreviewed".
    """

    where: str
    path: str
    label: str
    kind: str = ""
    line: int = 0
    digest: str = ""
    secret: Secret | None = None


@dataclass(frozen=True, slots=True)
class Read:
    """Everything that one file of another tool says."""

    exclude: tuple[str, ...] = ()
    disable: tuple[str, ...] = ()
    patterns: tuple[UserPattern, ...] = ()
    known: tuple[Known, ...] = ()
    lines: tuple[Line, ...] = ()


def together(parts: list[Read]) -> Read:
    """Several as one, each setting once, in order."""
    return Read(
        exclude=tuple(dict.fromkeys(text for part in parts for text in part.exclude)),
        disable=tuple(dict.fromkeys(name for part in parts for name in part.disable)),
        patterns=tuple({one.id: one for part in parts for one in part.patterns}.values()),
        known=tuple(one for part in parts for one in part.known),
        lines=tuple(line for part in parts for line in part.lines),
    )
