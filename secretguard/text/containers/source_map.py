"""Source maps: the original sources that they carry along, each under the path that it was built from.

https://tc39.es/ecma426/
"""

from __future__ import annotations

import json
from typing import Any

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    Source = tuple[str, bytes]  # its path, its text

_SOURCES, _CONTENTS = "sources", "sourcesContent"
_REST = "(the map itself)"


def sources_in(data: bytes) -> list[Source]:
    """Each source, and what is left of the map without them; nothing when it is no map after all."""
    try:
        document = json.loads(data, object_pairs_hook=_unambiguous)
    except (ValueError, RecursionError):
        return []
    maps = [document]
    sections = document.get("sections")
    maps += [
        section["map"]
        for section in (sections if isinstance(sections, list) else [])
        if isinstance(section, dict) and isinstance(section.get("map"), dict)
    ]
    found = [source for one in maps for source in _sources(one)]
    rest = json.dumps(document, indent=0, ensure_ascii=False)
    return [*found, (_REST, rest.encode("utf-8", "surrogatepass"))]


def _sources(document: dict[str, Any]) -> Iterator[Source]:
    """The sources of one map, which are taken out of it."""
    contents, names = document.get(_CONTENTS), document.get(_SOURCES)
    if not isinstance(contents, list):
        return
    names = names if isinstance(names, list) else []
    kept = []
    for place, content in enumerate(contents):
        name = names[place] if place < len(names) else None
        if isinstance(content, str):
            told = name if isinstance(name, str) and name else f"source {place + 1}"
            told = told.encode("utf-8", "replace").decode()  # JSON can spell half a character
            yield told, content.encode("utf-8", "surrogatepass")
        else:
            kept.append(content)
    document[_CONTENTS] = kept


def _unambiguous(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Of two values under one name a parser drops one, and it would stay unseen."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands twice in one object")
    return found
