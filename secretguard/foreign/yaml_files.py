"""trufflehog, ggshield, talisman: settings in YAML, read with the safe loader."""

from __future__ import annotations

import re

from secretguard.config.settings import UserPattern
from secretguard.errors import ConfigError
from secretguard.foreign.plan import (
    CONVERTED,
    LEFT,
    NOT_A_SECRET,
    NOTE,
    UNREVIEWED,
    Known,
    Line,
    Read,
)
from secretguard.foreign.re2 import UntranslatableError, translate
from secretguard.model.secret import Secret

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

_WORD = re.compile(r"[^a-z0-9]+")
_DIGEST = re.compile(r"[0-9a-fA-F]{64}")


def _document(text: str, where: str) -> dict[str, Any]:
    import yaml

    try:
        document = yaml.safe_load(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f" (line {mark.line + 1})" if mark is not None else ""
        raise ConfigError(f"{where}: it is no YAML{line}") from None
    if not isinstance(document, dict):
        raise ConfigError(f"{where}: a table was expected")
    return document


def _rows(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _converted(name: str, regex: str, where: str, lines: list[Line]) -> Iterator[UserPattern]:
    try:
        text, groups = translate(regex)
        if groups > 1:
            text, _ = translate(regex, 1)
    except UntranslatableError as error:
        lines.append(Line(where, LEFT, f"the pattern cannot be said here: {error}"))
        return
    id_ = _WORD.sub("-", name.lower()).strip("-") or "imported"
    lines.append(Line(where, CONVERTED, f"becomes the pattern {id_}"))
    yield UserPattern(id_, text, title=name)


def read_ggshield(text: str, where: str) -> Read:
    """``.gitguardian.yaml``, version 2.

    https://docs.gitguardian.com/ggshield-docs/configuration
    """
    document = _document(text, where)
    secret = document.get("secret")
    if not isinstance(secret, dict):
        return Read(lines=(Line(where, LEFT, "only version 2 of the file is known"),))
    lines: list[Line] = []
    exclude = []
    for glob in _rows(secret.get("ignored_paths")):
        lines.append(Line(f"{where}: ignored_paths", CONVERTED, f"exclude {glob}"))
        exclude.append(str(glob))
    known = []
    for number, entry in enumerate(_rows(secret.get("ignored_matches")), 1):
        value = str(entry.get("match", "")) if isinstance(entry, dict) else str(entry)
        place = f"{where}: ignored_matches {number}"
        digest = value.lower() if _DIGEST.fullmatch(value) else ""
        known.append(
            Known(place, "", NOT_A_SECRET, digest=digest, secret=None if digest else Secret(value))
        )
        if not digest:
            lines.append(Line(place, NOTE, "the file holds this value itself: delete it"))
    for name in _rows(secret.get("ignored_detectors")):
        told = "rules have other names here; switch one off with disable"
        lines.append(Line(f"{where}: ignored_detectors {name}", LEFT, told))
    rest = set(secret) - {"ignored_paths", "ignored_matches", "ignored_detectors"}
    lines += [
        Line(f"{where}: {key}", LEFT, "it has no counterpart")
        for key in [*sorted(rest), *sorted(set(document) - {"version", "secret"})]
    ]
    return Read(exclude=tuple(exclude), known=tuple(known), lines=tuple(lines))


def read_talisman(text: str, where: str) -> Read:
    """``.talismanrc``.

    https://thoughtworks.github.io/talisman/docs
    """
    document = _document(text, where)
    lines: list[Line] = []
    known = []
    for number, entry in enumerate(_rows(document.get("fileignoreconfig")), 1):
        name = str(entry.get("filename", "")) if isinstance(entry, dict) else ""
        place = f"{where}: fileignoreconfig {name or number}"
        if not name:
            lines.append(Line(place, LEFT, "it names no file"))
            continue
        # Talisman ignores the file as long as it stays as it is, so what it holds was looked at once.
        told = "a file that may hold anything until it changes has no counterpart; its values are listed"
        lines.append(Line(place, LEFT, told))
        known.append(Known(place, name, UNREVIEWED))
    patterns = [
        pattern
        for number, regex in enumerate(_rows(document.get("custom_patterns")), 1)
        for pattern in _converted(
            f"talisman {number}", str(regex), f"{where}: custom_patterns {number}", lines
        )
    ]
    lines += [
        Line(f"{where}: {key}", LEFT, "it has no counterpart")
        for key in sorted(set(document) - {"fileignoreconfig", "custom_patterns", "version"})
    ]
    return Read(patterns=tuple(patterns), known=tuple(known), lines=tuple(lines))


def read_trufflehog(text: str, where: str) -> Read:
    """A trufflehog configuration with custom detectors.

    https://docs.trufflesecurity.com/custom-detectors
    """
    lines: list[Line] = []
    patterns: list[UserPattern] = []
    for entry in _rows(_document(text, where).get("detectors")):
        name = str(entry.get("name", "")) if isinstance(entry, dict) else ""
        named = entry.get("regex") if isinstance(entry, dict) else None
        for label, regex in (named if isinstance(named, dict) else {}).items():
            place = f"{where}: detector {name}.{label}"
            patterns += _converted(f"{name} {label}", str(regex), place, lines)
        for key in ("verify", "exclude_words", "exclude_regexes_match", "exclude_regexes_capture",
                    "entropy", "validations", "primary_regex_name"):  # fmt: skip
            if isinstance(entry, dict) and entry.get(key):
                told = "nothing asks the network by itself" if key == "verify" else "no counterpart"
                lines.append(Line(f"{where}: detector {name}: {key}", LEFT, told))
    return Read(patterns=tuple(patterns), lines=tuple(lines))
