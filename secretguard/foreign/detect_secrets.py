"""detect-secrets: ``.secrets.baseline``.

https://github.com/Yelp/detect-secrets#configuration. Custom plugins and filters named in it are
code of the repository: they are reported and never loaded.
"""

from __future__ import annotations

import json

from secretguard.errors import ConfigError
from secretguard.foreign.paths import ignored
from secretguard.foreign.plan import (
    CONVERTED,
    LEFT,
    NOT_A_SECRET,
    NOTE,
    REAL,
    UNREVIEWED,
    Known,
    Line,
    Read,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

PRIVATE_KEY = "Private Key"  # its digest is that of the header line, the same for every key
_LABELS = {True: REAL, False: NOT_A_SECRET, None: UNREVIEWED}
_HEURISTICS = ("detect_secrets.filters.heuristic.", "detect_secrets.filters.common.",
               "detect_secrets.filters.allowlist.")  # fmt: skip


def read_baseline(text: str, where: str) -> Read:
    """A baseline. Raises ``ConfigError`` when it is none."""
    try:
        document = json.loads(text)
        results = document["results"]
        known = tuple(_known(results, where))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ConfigError(f"{where}: it is no baseline ({type(error).__name__})") from None
    lines: list[Line] = list(_plugins(document, where))
    exclude = tuple(
        pattern
        for entry in document.get("filters_used", [])
        for pattern in _filter(entry, where, lines)
    )
    older = document.get("exclude") or {}
    if isinstance(older, dict):
        exclude += tuple(_files(_listed(older.get("files")), f"{where}: exclude.files", lines))
        if older.get("lines"):
            lines.append(Line(f"{where}: exclude.lines", LEFT, "lines cannot be excluded"))
    lines.append(
        Line(where, NOTE, "it holds unsalted SHA-1 digests of secrets: delete it after the move")
    )
    return Read(exclude=exclude, known=known, lines=tuple(lines))


def _known(results: dict[str, Any], where: str) -> Iterator[Known]:
    for path, entries in results.items():
        for entry in entries:
            yield Known(
                f"{where}: {path}",
                path.replace("\\", "/"),
                _LABELS[entry.get("is_secret")],
                str(entry["type"]),
                int(entry.get("line_number") or 0),
                digest=str(entry["hashed_secret"]).lower(),
            )


def _plugins(document: dict[str, Any], where: str) -> Iterator[Line]:
    plugins = document.get("plugins_used", [])
    for plugin in plugins:
        name = plugin.get("name", "")
        settings = ", ".join(key for key in plugin if key not in {"name", "path"})
        if plugin.get("path"):
            told = f"{plugin['path']} is code of the repository and is not loaded"
            yield Line(f"{where}: plugin {name}", LEFT, f"{told}; write a pattern or a plugin")
        elif settings:
            yield Line(f"{where}: plugin {name}", LEFT, f"{settings}: no counterpart")
    if plugins:
        told = (
            "the rules and detectors that ship are always on; `detect-secrets` runs more of theirs"
        )
        yield Line(f"{where}: plugins_used", NOTE, told)


def _filter(entry: dict[str, Any], where: str, lines: list[Line]) -> Iterator[str]:
    path = str(entry.get("path", ""))
    place = f"{where}: filter {path.rpartition('.')[2]}"
    if path.startswith("file://"):
        lines.append(
            Line(f"{where}: filter {path}", LEFT, "it is code of the repository; not loaded")
        )
    elif path.endswith("regex.should_exclude_file"):
        yield from _files(_listed(entry.get("pattern")), place, lines)
    elif not path.startswith(_HEURISTICS):
        # Its expressions may spell out a secret, so they are not repeated.
        lines.append(Line(place, LEFT, "it has no counterpart; mark the lines it is for"))


def _files(patterns: list[str], place: str, lines: list[Line]) -> Iterator[str]:
    for text in patterns:
        found = ignored(text)
        told = (
            f"exclude {', '.join(found)}" if found else "no gitignore pattern says surely the same"
        )
        lines.append(Line(f"{place} {text}", CONVERTED if found else LEFT, told))
        yield from found


def _listed(value: Any) -> list[str]:
    return [value] if isinstance(value, str) and value else value if isinstance(value, list) else []
