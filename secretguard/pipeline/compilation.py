"""Compiles all rules for the engine: what happens once per machine and change of the rules."""

from __future__ import annotations

import os
import sys

from secretguard.config.load import check_rule_ids, settings_of
from secretguard.detectors.waking import GENERIC_RULES, table_of, triggers
from secretguard.engine import cache, portable, vectorscan
from secretguard.errors import ConfigError
from secretguard.rules.catalog import all_rules
from secretguard.rules.pack import pack

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from secretguard.engine.cache import Table


def compile_rules(
    extension: str, settings_file: tuple[str, bytes] | None, folders: Iterable[str]
) -> tuple[Table, bytes, bytes]:
    """``(table, compiled triggers, packed rules)`` of the catalogue, the settings and ``folders``.

    ``extension`` is the path of Vectorscan's module, "" for the portable engine. Raises
    ``ConfigError`` or ``RuleError`` when settings or rules are wrong.
    """
    settings = settings_of(settings_file)
    rules = all_rules(tuple(folders))
    if settings_file is not None:
        known = (*(rule.id for rule in rules), *(row[0] for row in GENERIC_RULES))
        check_rule_ids(settings, known, settings_file[0])
    found, modules = triggers(settings, rules)
    table = table_of(found, modules)
    with_pattern = [trigger for trigger in found if trigger.pattern]
    if extension:
        module = vectorscan.load_extension(extension)
        return table, vectorscan.compile_triggers(module, with_pattern), pack(rules)
    return table, portable.pack_triggers(with_pattern), pack(rules)


def compile_into_cache(
    extension: str, name: str, settings_file: tuple[str, bytes] | None, folders: Iterable[str]
) -> tuple[Table, bytes, bytes, str]:
    """Like ``compile_rules``, kept as ``name``, with a sentence for the user when that failed, or ""."""
    table, compiled, rules = compile_rules(extension, settings_file, folders)
    notice = ""
    try:
        cache.write(name, table, compiled, rules)
    except OSError as error:
        reason = error.strerror or str(error)
        notice = f"the compiled rules could not be cached ({reason}); the next run compiles again"
    return table, compiled, rules, notice


def package_folders(settings_file: tuple[str, bytes]) -> list[str]:
    """The folders of the data packages that the settings name.

    They are looked up on ``sys.path`` and never imported: a package of rules brings no code.
    Raises ``ConfigError`` for one that is not installed, or whose name is a path that leads elsewhere.
    """
    return [_package_folder(name) for name in settings_of(settings_file).rule_packages]


def _package_folder(name: str) -> str:
    parts = name.split(".")
    if not all(part.isidentifier() for part in parts):
        raise ConfigError(f"rule-packages: {name!r} is no name of a package")
    for place in sys.path:
        folder = os.path.join(place, *parts)
        if os.path.isdir(folder):
            return folder
    raise ConfigError(f"rule-packages: no package {name!r} is installed")
