"""gitleaks and betterleaks: ``.gitleaks.toml``, ``.gitleaksignore``, JSON baselines.

https://github.com/gitleaks/gitleaks#configuration
"""

from __future__ import annotations

import json
import re

from secretguard.config.settings import UserPattern
from secretguard.errors import ConfigError
from secretguard.foreign.paths import ignored
from secretguard.foreign.plan import CONVERTED, LEFT, NOTE, UNREVIEWED, Known, Line, Read
from secretguard.foreign.re2 import UntranslatableError, translate
from secretguard.model.secret import Secret

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

_WORD = re.compile(r"[^a-z0-9]+")
_UNDERSTOOD = {"title", "description", "extend", "rules", "allowlist", "allowlists"}
_CRITERIA = ("paths", "regexes", "stopwords", "commits")
_NO_COUNTERPART = {
    "entropy": "the pattern finds more than before: there is no threshold",
    "path": "the pattern looks into every file",
    "skipreport": "the pattern reports by itself",
    "required": "the pattern reports without its partners",
    "validate": "nothing asks the network by itself; see secretguard verify",
    "filter": "expressions have no counterpart",
    "prefilter": "expressions have no counterpart",
    "tokenefficiency": "the pattern finds more than before",
}


def read_config(text: str, where: str, known_rules: frozenset[str]) -> Read:
    """A gitleaks configuration. Raises ``ConfigError`` when it is no TOML."""
    import tomli

    try:
        document = _lowered(tomli.loads(text))
    except tomli.TOMLDecodeError as error:
        raise ConfigError(f"{where}: {error}") from None
    lines: list[Line] = []
    disable = tuple(_disabled(document.get("extend", {}), where, known_rules, lines))
    patterns = []
    for rule in document.get("rules", []):
        pattern = _pattern(rule, f"{where}: rule {rule.get('id', '')}", known_rules, lines)
        patterns += [pattern] if pattern else []
        for allowlist in _allowlists(rule):
            _left(allowlist, f"{where}: rule {rule.get('id', '')}", "of one rule", lines)
    exclude = [
        text
        for allowlist in _allowlists(document)
        for text in _global_allowlist(allowlist, where, lines)
    ]
    lines += [
        Line(f"{where}: {key}", LEFT, _NO_COUNTERPART.get(key, "it has no counterpart"))
        for key in sorted(set(document) - _UNDERSTOOD)
    ]
    return Read(tuple(exclude), disable, tuple(patterns), lines=tuple(lines))


def _lowered(value: Any) -> Any:
    """Gitleaks reads keys in any case."""
    if isinstance(value, dict):
        return {key.lower(): _lowered(item) for key, item in value.items()}
    return [_lowered(item) for item in value] if isinstance(value, list) else value


def _disabled(
    extend: dict[str, Any], where: str, known_rules: frozenset[str], lines: list[Line]
) -> Iterator[str]:
    for key in ("path", "url"):
        if extend.get(key):
            told = f"{extend[key]} is not read; give it to secretguard migrate by itself"
            lines.append(Line(f"{where}: extend.{key}", LEFT, told))
    if extend.get("usedefault"):
        lines.append(Line(f"{where}: extend.useDefault", NOTE, "the rules that ship are always on"))
    for name in extend.get("disabledrules", []):
        if name in known_rules:
            lines.append(Line(f"{where}: disabledRules", CONVERTED, f"disable {name}"))
            yield name
        else:
            lines.append(Line(f"{where}: disabledRules", LEFT, f"no rule here is called {name}"))


def _pattern(
    rule: dict[str, Any], where: str, known_rules: frozenset[str], lines: list[Line]
) -> UserPattern | None:
    if not rule.get("regex"):
        told = "a rule about file names alone has no counterpart"
        lines.append(Line(where, LEFT, told if rule.get("path") else "it has no regex"))
        return None
    group = int(rule.get("secretgroup") or 0)
    try:
        text, groups = translate(rule["regex"], group)
        if group == 0 and groups > 1:
            # gitleaks takes the first group that holds something; mostly that is the first.
            text, _ = translate(rule["regex"], 1)
            lines.append(Line(where, NOTE, "of its groups the first one is taken as the secret"))
    except UntranslatableError as error:
        lines.append(Line(where, LEFT, f"the pattern cannot be said here: {error}"))
        return None
    name = _WORD.sub("-", str(rule.get("id", "")).lower()).strip("-") or "imported"
    name = f"gitleaks-{name}" if name in known_rules else name
    lines.append(Line(where, CONVERTED, f"becomes the pattern {name}"))
    lines += [
        Line(f"{where}: {key}", NOTE, told)
        for key, told in _NO_COUNTERPART.items()
        if rule.get(key)
    ]
    return UserPattern(name, text, title=str(rule.get("description", "")))


def _allowlists(table: dict[str, Any]) -> list[dict[str, Any]]:
    single = table.get("allowlist")
    return [*([single] if isinstance(single, dict) else []), *table.get("allowlists", [])]


def _global_allowlist(allowlist: dict[str, Any], where: str, lines: list[Line]) -> Iterator[str]:
    condition = str(allowlist.get("condition", "OR")).upper()
    narrowed = condition in {"AND", "&&"} or bool(allowlist.get("targetrules"))
    if narrowed:
        _left(allowlist, where, "that holds under further conditions", lines)
        return
    for path in allowlist.get("paths", []):
        found = ignored(path)
        told = (
            f"exclude {', '.join(found)}" if found else "no gitignore pattern says surely the same"
        )
        lines.append(Line(f"{where}: allowlist path {path}", CONVERTED if found else LEFT, told))
        yield from found
    _left({key: value for key, value in allowlist.items() if key != "paths"}, where, "", lines)


def _left(allowlist: dict[str, Any], where: str, which: str, lines: list[Line]) -> None:
    told = f"an allowlist {which}".rstrip() + " has no counterpart; mark the lines it is for"
    # They may spell out a secret, so they are counted and not repeated.
    counts = {key: len(allowlist.get(key, [])) for key in _CRITERIA}
    lines += [
        Line(f"{where}: allowlist {key} ({number})", LEFT, told)
        for key, number in counts.items()
        if number
    ]


def read_ignore(text: str, where: str) -> Read:
    """``.gitleaksignore``: fingerprints that name places."""
    known, lines = [], []
    for number, row in enumerate(text.splitlines(), 1):
        entry = row.strip()
        if not entry or entry.startswith("#"):
            continue
        parts = entry.replace("\\", "/").split(":")
        place = f"{where}:{number}"
        if len(parts) not in {3, 4} or not parts[-1].isdigit():
            lines.append(Line(place, LEFT, "it is no fingerprint (gitleaks skips it, too)"))
            continue
        path, rule, line = parts[-3:]
        known.append(Known(place, path, UNREVIEWED, rule, int(line)))
    return Read(known=tuple(known), lines=tuple(lines))


def read_baseline(text: str, where: str) -> Read:
    """A JSON report of gitleaks that served as baseline. It holds the values themselves."""
    try:
        findings = json.loads(text)
        rows = [(f["File"], f["RuleID"], f["StartLine"], f.get("Secret", "")) for f in findings]
    except (ValueError, KeyError, TypeError) as error:
        raise ConfigError(f"{where}: it is no gitleaks report ({type(error).__name__})") from None
    known = [
        Known(
            f"{where}: {number}",
            str(path),
            UNREVIEWED,
            str(rule),
            line if isinstance(line, int) else 0,
            secret=None if not secret or "REDACTED" in secret else Secret(str(secret)),
        )
        for number, (path, rule, line, secret) in enumerate(rows, 1)
    ]
    lines = []
    if any(one.secret for one in known):
        lines.append(
            Line(where, NOTE, "it holds the secrets themselves: delete it, and its history")
        )
    return Read(known=tuple(known), lines=tuple(lines))
