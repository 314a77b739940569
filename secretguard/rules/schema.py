"""Provider files: what may stand in them, and sentences for the author when something is wrong."""

from __future__ import annotations

import re

from secretguard.errors import RuleError
from secretguard.model.levels import Confidence, Severity
from secretguard.model.rule import Guidance, Rule
from secretguard.rules.checksums import NAMES as CHECKSUMS
from secretguard.rules.pattern import is_bounded
from secretguard.rules.trigger import trigger_pattern

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

KINDS = frozenset({
    "api-key", "access-token", "refresh-token", "session-token", "oauth-client-secret", "webhook",
    "signing-key", "password", "connection-string", "private-key", "identifier",
})  # fmt: skip
EXPIRIES = frozenset({"", "jwt", "sas", "signed-url"})
BOUNDARIES = frozenset({"word", "none", "assignment"})
_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")

_TOP: dict[str, type] = {
    "provider": dict, "revocation": dict, "token": list, "verify": list, "revoke_call": list,
}  # fmt: skip
_PROVIDER: dict[str, type] = {"id": str, "name": str, "homepage": str, "references": list}
_REVOCATION: dict[str, type] = {
    "steps": list, "console_url": str, "cli": str, "api": str, "check": str, "rotation": str,
    "instead": str,
}  # fmt: skip
_TOKEN: dict[str, type] = {
    "id": str, "name": str, "kind": str, "pattern": str, "keywords": list, "boundary": str,
    "checksum": str, "checksum_required": bool, "severity": str, "confidence": str, "shown": str,
    "environment": str, "public": str, "needs": str, "within_lines": int, "min_distinct": int,
    "documentation": list, "references": list, "aliases": list, "supersedes": list,
    "bare_name": bool, "chosen": bool, "wake": str, "often_made_up": bool, "expiry": str, "narrower": str, "since": str, "revocation": dict, "example": list, "counterexample": list,
}  # fmt: skip
_TYPES = {
    dict: "a table", list: "a list", str: "a text in quotes", int: "a number", bool: "true or false",
}  # fmt: skip
_TABLES = frozenset({
    "token", "example", "counterexample", "verify", "revoke_call", "live", "dead", "accepted",
})  # fmt: skip
_ENTRIES = {dict: "tables", str: "texts in quotes"}
_REQUIRED = ("id", "name", "kind", "pattern", "keywords", "severity", "confidence", "example")


def parse_provider(text: str, where: str) -> tuple[Rule, ...]:
    """The rules of one provider file. Raises ``RuleError`` naming file, line, token and field."""
    try:
        return _parse(text, where)
    except RuleError as error:
        reason = str(error).removeprefix(f"{where}: ")
        raise RuleError(f"{where}:{_line_of(text, reason)}: {reason}") from None


def _line_of(text: str, reason: str) -> int:
    """The line (from 1) that ``reason`` is about: TOML's own, else the field's, else the token's."""
    said = re.search(r"\(at line (\d+)", reason)
    if said:
        return int(said[1])
    unknown = re.search(r"unknown key '([^']+)'", reason)
    token = re.match(r"\[\[token\]\] (.+?): (\w*)", reason)
    starts = [match.end() for match in re.finditer(r"^\[\[token\]\]", text, re.MULTILINE)]
    start = 0
    if token and token[1].isdigit():
        start = starts[int(token[1]) - 1]
    elif token:
        named = re.search(rf"^id *= *[\"']{re.escape(token[1])}[\"']", text, re.MULTILINE)
        start = named.start() if named else 0
    end = next((place for place in starts if place > start), len(text)) if token else len(text)
    field = unknown[1] if unknown else token[2] if token else ""
    found = field and re.compile(rf"^{re.escape(field)} *=", re.MULTILINE).search(text, start, end)
    return text.count("\n", 0, found.start() if found else start) + 1


def _parse(text: str, where: str) -> tuple[Rule, ...]:
    document = load_document(text, where)
    provider = document["provider"]
    check_keys(provider, _PROVIDER, f"{where}: [provider]")
    for field in ("id", "name"):
        if not provider.get(field):
            raise RuleError(f"{where}: [provider] needs {field}")
    guidance = document.get("revocation", {})
    if not document.get("token"):
        raise RuleError(f"{where}: it has no [[token]]")
    rules = tuple(
        _rule(token, provider, guidance, f"{where}: [[token]] {token.get('id', number)}")
        for number, token in enumerate(document["token"], 1)
    )
    for rule in rules:
        if rule.needs and rule.needs not in {other.id for other in rules}:
            raise RuleError(
                f"{where}: [[token]] {rule.id}: needs names no rule of this file: {rule.needs!r}"
            )
    return rules


def load_document(text: str, where: str) -> dict[str, Any]:
    """The TOML document with its top-level tables checked."""
    import tomli

    try:
        document = tomli.loads(text)
    except tomli.TOMLDecodeError as error:
        raise RuleError(f"{where}: {error}") from None
    check_keys(document, _TOP, where)
    if "provider" not in document:
        raise RuleError(f"{where}: a [provider] table is missing")
    return document


def check_keys(table: dict[str, Any], allowed: dict[str, type], where: str) -> None:
    """Raise ``RuleError`` for a key that is unknown or has a value of another type."""
    for key, value in table.items():
        if key not in allowed:
            raise RuleError(f"{where}: unknown key {key!r}{_suggestion(key, allowed)}")
        if not isinstance(value, allowed[key]):
            raise RuleError(f"{where}: {key} must be {_TYPES[allowed[key]]}")
        entries = dict if key in _TABLES else str
        if isinstance(value, list) and not all(isinstance(entry, entries) for entry in value):
            raise RuleError(f"{where}: {key} must be a list of {_ENTRIES[entries]}")


def _suggestion(word: str, known: Any) -> str:
    from difflib import get_close_matches

    close = get_close_matches(word, list(known), 1)
    return f"; did you mean {close[0]!r}?" if close else ""


def _rule(
    token: dict[str, Any], provider: dict[str, Any], revocation: dict[str, Any], where: str
) -> Rule:
    check_keys(token, _TOKEN, where)
    for field in _REQUIRED:
        if not token.get(field):
            raise RuleError(f"{where}: {field} is missing")
    _choice(token, "kind", KINDS, where)
    boundary = token.get("boundary", "word")
    _choice({"boundary": boundary}, "boundary", BOUNDARIES, where)
    _choice({"expiry": token.get("expiry", "")}, "expiry", EXPIRIES, where)
    _choice({"checksum": token.get("checksum", "")}, "checksum", CHECKSUMS | {""}, where)
    if not _ID.fullmatch(token["id"]):
        raise RuleError(f"{where}: the id must be lower-case words joined by dashes")
    rule = Rule(
        id=token["id"],
        provider=provider["id"],
        provider_name=provider["name"],
        name=token["name"],
        kind=token["kind"],
        pattern=token["pattern"],
        keywords=tuple(keyword.lower() for keyword in token["keywords"]),
        severity=_level(Severity, token["severity"], "severity", where),
        confidence=_level(Confidence, token["confidence"], "confidence", where),
        guidance=_guidance(
            {**revocation, **token.get("revocation", {})}, token.get("narrower", ""), where
        ),
        boundary=boundary,
        checksum=token.get("checksum", ""),
        checksum_required=token.get("checksum_required", True),
        shown=token.get("shown", ""),
        public=token.get("public", ""),
        environment=token.get("environment", ""),
        needs=token.get("needs", ""),
        within_lines=token.get("within_lines", 0),
        min_distinct=token.get("min_distinct", 0),
        documentation=tuple(token.get("documentation", ())),
        references=(*provider.get("references", ()), *token.get("references", ())),
        aliases=tuple(token.get("aliases", ())),
        supersedes=tuple(token.get("supersedes", ())),
        bare_name=token.get("bare_name", False),
        chosen=token.get("chosen", False),
        wake=token.get("wake", ""),
        often_made_up=token.get("often_made_up", False),
        expiry=token.get("expiry", ""),
        since=token.get("since", "0.1.0"),
    )
    _check_pattern(rule, where)
    return rule


def _choice(table: dict[str, Any], key: str, allowed: frozenset[str], where: str) -> None:
    if table[key] not in allowed:
        hint = _suggestion(table[key], allowed)
        raise RuleError(
            f"{where}: {key} must be one of {', '.join(sorted(filter(None, allowed)))}{hint}"
        )


def _level(scale: Any, word: str, field: str, where: str) -> Any:
    try:
        return scale[word.upper()]
    except KeyError:
        words = ", ".join(level.word for level in scale)
        raise RuleError(f"{where}: {field} must be one of {words}") from None


def _guidance(revocation: dict[str, Any], narrower: str, where: str) -> Guidance:
    check_keys(revocation, _REVOCATION, f"{where}: revocation")
    if not revocation.get("steps"):
        raise RuleError(f"{where}: [revocation] needs at least one step")
    return Guidance(**{**revocation, "steps": tuple(revocation["steps"]), "narrower": narrower})


def _check_pattern(rule: Rule, where: str) -> None:
    try:
        compiled = re.compile(rule.pattern)
        trigger_pattern(rule)
    except re.error as error:
        raise RuleError(f"{where}: pattern: {error}") from None
    except RuleError as error:
        raise RuleError(f"{where}: {error}") from None
    if not is_bounded(rule.pattern) or not is_bounded(rule.wake):
        raise RuleError(f"{where}: pattern: repeats need an upper bound of 1000 at most ({{m,n}})")
    if compiled.match(""):
        raise RuleError(
            f"{where}: pattern: it fits an empty text, and so would be found everywhere"
        )
    if rule.checksum and "checksum" not in compiled.groupindex and "body" in compiled.groupindex:
        raise RuleError(f"{where}: a pattern with a body and a checksum name needs both groups")
