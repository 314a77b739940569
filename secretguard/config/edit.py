"""Additions to a settings file that leave everything else in it as it was written."""

from __future__ import annotations

from secretguard.config.quick import SETTINGS_NAMES

_FEW = 2  # entries that stand on one line

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any

    from secretguard.config.settings import UserPattern


def with_additions(
    text: str,
    name: str,
    lists: Mapping[str, Iterable[str]],
    patterns: Iterable[UserPattern],
) -> str:
    """``text`` of the settings file ``name`` with entries added to its lists and patterns.

    What is there already is not added again; a pattern's id is what tells.
    """
    import tomlkit

    document = tomlkit.parse(text)
    table: Any = document
    if name == SETTINGS_NAMES[1]:
        for key in ("tool", "secretguard"):
            table = table.setdefault(key, tomlkit.table())
    for key, entries in lists.items():
        missing = [entry for entry in entries if entry not in table.get(key, [])]
        if missing and key in table:
            table[key].extend(missing)
        elif missing:
            table[key] = array = tomlkit.array()
            array.extend(missing)
            array.multiline(len(missing) > _FEW)
    known = {row["id"] for row in table.get("pattern", [])}
    added = [pattern for pattern in patterns if pattern.id not in known]
    if added and "pattern" not in table:
        table["pattern"] = tomlkit.aot()
    for pattern in added:
        row = tomlkit.table()
        row["id"] = pattern.id
        row["regex"] = _literal(pattern.regex)
        if pattern.title:
            row["title"] = pattern.title
        table["pattern"].append(row)
    return tomlkit.dumps(document)


def _literal(text: str) -> Any:
    """A regular expression reads best without doubled backslashes."""
    import tomlkit

    plain = "'" not in text and "\n" not in text and text.isprintable()
    return tomlkit.string(text, literal=True) if plain else tomlkit.string(text)
