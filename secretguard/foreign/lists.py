"""Files of one entry a line: path expressions of trufflehog, globs of secretlint and ripsecrets."""

from __future__ import annotations

from secretguard.foreign.paths import ignored
from secretguard.foreign.plan import CONVERTED, LEFT, NOT_A_SECRET, NOTE, Known, Line, Read
from secretguard.model.secret import Secret

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator


def _entries(text: str) -> Iterator[tuple[int, str]]:
    for number, row in enumerate(text.splitlines(), 1):
        if row.strip() and not row.startswith("#"):
            yield number, row.strip()


def read_expressions(text: str, where: str) -> Read:
    """Regular expressions over paths, one a line (``trufflehog --exclude-paths``)."""
    exclude: list[str] = []
    lines = []
    for number, entry in _entries(text):
        found = ignored(entry)
        told = (
            f"exclude {', '.join(found)}" if found else "no gitignore pattern says surely the same"
        )
        lines.append(Line(f"{where}:{number}: {entry}", CONVERTED if found else LEFT, told))
        exclude += found
    return Read(exclude=tuple(exclude), lines=tuple(lines))


def read_globs(text: str, where: str) -> Read:
    """Gitignore patterns, one a line; behind ``[secrets]`` the values themselves (ripsecrets)."""
    exclude, known, lines = [], [], []
    values = False
    for number, entry in _entries(text):
        place = f"{where}:{number}"
        if entry == "[secrets]":
            values = True
            lines.append(
                Line(place, NOTE, "the values below stand in the file themselves: delete it")
            )
        elif values:
            known.append(Known(place, "", NOT_A_SECRET, secret=Secret(entry)))
        else:
            lines.append(Line(place, CONVERTED, f"exclude {entry}"))
            exclude.append(entry)
    return Read(exclude=tuple(exclude), known=tuple(known), lines=tuple(lines))
