"""From the bytes of a settings file to ``Settings``, with sentences for whoever wrote it."""

from __future__ import annotations

import re

from secretguard.config.markers import MARKERS
from secretguard.config.options import LONGEST, OPTIONS, PATTERN_OPTIONS, Option
from secretguard.config.quick import SETTINGS_NAMES
from secretguard.config.settings import Settings, UserPattern
from secretguard.errors import ConfigError
from secretguard.model.levels import Confidence, Severity

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
# A counted repeat, and the one character or class behind which it repeats no group.
_REPEAT = re.compile(r"([\w.\]]?)\{\s*([0-9]*)\s*,?\s*([0-9]*)\s*\}")
_EXPECTED = {
    "strings": "a list of strings",
    "string": "a string",
    "level": f"one of {', '.join(level.word for level in Confidence)}",
    "severity": f"one of {', '.join(level.word for level in Severity)}",
    "seconds": "a number of seconds greater than 0",
    "flag": "true or false",
}


def settings_of(settings_file: tuple[str, bytes] | None) -> Settings:
    """Settings from (name, content) as ``quick.settings_bytes`` gives it; defaults for None."""
    return (
        Settings() if settings_file is None else parse_settings(settings_file[1], settings_file[0])
    )


def parse_settings(content: bytes, where: str) -> Settings:
    """The settings in a file. Raises ``ConfigError`` naming file, key and what was expected."""
    table = _table(content, where)
    patterns = table.pop("pattern", [])
    if not isinstance(patterns, list) or not all(isinstance(item, dict) for item in patterns):
        raise ConfigError(f"{where}: pattern must be tables: [[pattern]]")
    values = _values(table, OPTIONS, where)
    settings = Settings(**values, patterns=tuple(_pattern(item, where) for item in patterns))
    _check_patterns(settings, where)
    _check_excludes(settings, where)
    for name in settings.accept_markers:
        if name not in MARKERS:
            hint = suggestion(name, MARKERS)
            raise ConfigError(f"{where}: accept-markers: no marker {name!r} is known{hint}")
    return settings


def _table(content: bytes, where: str) -> dict[str, Any]:
    import tomli

    try:
        document = tomli.loads(content.decode("utf-8"))
    except UnicodeDecodeError:
        raise ConfigError(f"{where}: the file is not UTF-8") from None
    except tomli.TOMLDecodeError as error:
        raise ConfigError(f"{where}: {error}") from None  # it names line and column
    except RecursionError:
        raise ConfigError(f"{where}: it is nested too deeply") from None
    within = ""
    for key in ("tool", "secretguard") if where.endswith(SETTINGS_NAMES[1]) else ():
        within = f"{within}.{key}".lstrip(".")
        document = document.get(key, {})
        if not isinstance(document, dict):
            raise ConfigError(f"{where}: {within} must be a table")
    return dict(document)


def _values(table: dict[str, Any], options: tuple[Option, ...], where: str) -> dict[str, Any]:
    known = {option.key: option for option in options}
    values = {}
    for key, value in table.items():
        if key == "tool":
            raise ConfigError(
                f"{where}: unknown option 'tool': in this file the options stand at the top, "
                "without [tool.secretguard]"
            )
        if key not in known:
            hint = suggestion(key, [*known, "pattern"])  # a table, no option
            raise ConfigError(f"{where}: unknown option {key!r}{hint}")
        values[known[key].field] = _value(value, known[key], where)
    return values


def suggestion(word: str, known: Iterable[str]) -> str:
    """``; did you mean 'x'?`` for a word that is close to a known one, else ""."""
    from difflib import get_close_matches

    close = get_close_matches(word, list(known), 1)
    return f"; did you mean {close[0]!r}?" if close else ""


def _value(value: Any, option: Option, where: str) -> Any:
    scale = {"level": Confidence, "severity": Severity}.get(option.kind)
    if scale is not None and isinstance(value, str) and value.upper() in scale.__members__:
        return scale[value.upper()]
    if option.kind == "strings" and isinstance(value, list):
        if all(isinstance(item, str) and item for item in value):
            return tuple(value)
    elif (option.kind == "string" and isinstance(value, str)) or (
        option.kind == "flag" and isinstance(value, bool)
    ):
        return value
    elif option.kind == "seconds" and type(value) in (int, float) and value > 0:
        return float(value)
    raise ConfigError(f"{where}: {option.key} must be {_EXPECTED[option.kind]}")


def _pattern(table: dict[str, Any], where: str) -> UserPattern:
    place = f"{where}: [[pattern]] {table.get('id', '')}".rstrip()
    values = _values(table, PATTERN_OPTIONS, place)
    for required in ("id", "regex"):
        if not values.get(required):
            raise ConfigError(f"{place}: {required} is missing")
    if not _ID.fullmatch(values["id"]):
        raise ConfigError(f"{place}: the id must be lower-case words joined by dashes")
    return UserPattern(**values)


def _check_patterns(settings: Settings, where: str) -> None:
    if not settings.patterns:
        return
    import regex

    seen: set[str] = set()
    for pattern in settings.patterns:
        if pattern.id in seen:
            raise ConfigError(f"{where}: two patterns have the id {pattern.id!r}")
        seen.add(pattern.id)
        if _written_out(pattern.regex) > LONGEST:
            raise ConfigError(
                f"{where}: pattern {pattern.id}: its counted repeats multiply to more than {LONGEST}"
            )
        try:
            compiled = regex.compile(pattern.regex)
        except regex.error as error:
            raise ConfigError(f"{where}: pattern {pattern.id}: {error}") from None
        except RecursionError:
            raise ConfigError(f"{where}: pattern {pattern.id}: it is nested too deeply") from None
        if pattern.group and pattern.group not in compiled.groupindex:
            raise ConfigError(f"{where}: pattern {pattern.id}: it has no group {pattern.group!r}")


def _written_out(pattern: str) -> float:
    """At most so many copies of a part of the pattern ``regex`` writes out when it compiles.

    A repeat within a repeat is written out as often as both say together. What stands around them is
    not parsed, so groups one behind the other count as if each were within the next.
    """
    alone = groups = 1.0
    for before, low, high in _REPEAT.findall(pattern):
        count = max(float(low or 1), float(high or 1))
        if before:
            alone = max(alone, count)
        else:
            groups *= max(count, 1)
    return alone * groups


def _check_excludes(settings: Settings, where: str) -> None:
    if not settings.exclude:
        return
    import pathspec

    for line in settings.exclude:
        try:
            pathspec.GitIgnoreSpec.from_lines([line])
        except ValueError as error:
            raise ConfigError(f"{where}: exclude: {line!r} is no gitignore pattern") from error


def check_rule_ids(settings: Settings, known: Iterable[str], where: str = "settings") -> None:
    """Raise ``ConfigError`` when ``disable`` names a rule that does not exist."""
    ids = {*known, *(pattern.id for pattern in settings.patterns)}
    for name in settings.disable:
        if name not in ids and not name.startswith("detect-secrets:"):
            raise ConfigError(f"{where}: disable: no rule {name!r}{suggestion(name, ids)}")
