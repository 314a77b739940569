"""One event, one line: JSON with its keys in a fixed order, so that each event has one spelling."""

from __future__ import annotations

import json
import re
from time import gmtime, strftime

from secretguard.ledger.fingerprint import FINGERPRINT
from secretguard.model.incident import Event, Kind

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

VERSION = 1
# What stands before and behind the fingerprint in every line: it lets a reader find the lines of one
# secret without parsing the others.
HEAD, TAIL = b'{"fingerprint":"', b'","v":%d,' % VERSION
_WHEN = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z")
_KINDS = {kind.value: kind for kind in Kind}
_DIGEST = re.compile(r"[0-9a-f]{32}")
_REQUIRED = ("fingerprint", "v", "event", "seq", "prev", "when", "who", "why")
_OPTIONAL = ("rule", "title", "paths", "evidence", "owner", "until")
_NEEDS = {Kind.REVOKED: "evidence", Kind.DISMISSED: "why"}


class DamagedEventError(ValueError):
    """A line that is no event of this version; the text says why, without quoting the line."""


def serialise(event: Event) -> bytes:
    """The line of an event, without its line feed. Optional fields appear only when filled."""
    document: dict[str, Any] = {
        "fingerprint": event.fingerprint,
        "v": VERSION,
        "event": event.kind.value,
        "seq": event.sequence,
        "prev": list(event.previous),
        "when": event.when,
        "who": event.who,
        "why": event.why,
    }
    optional = {
        "rule": event.rule_id,
        "title": event.title,
        "paths": list(event.paths),
        "evidence": event.evidence,
        "owner": event.owner,
        "until": event.until,
    }
    document.update((key, value) for key, value in optional.items() if value)
    return json.dumps(document, separators=(",", ":")).encode("ascii")


def parse(line: bytes) -> Event:
    """The event of a line. Raises ``DamagedEventError`` for anything that we would not have written."""
    try:
        document = json.loads(line)
    except ValueError:
        raise DamagedEventError("it is not JSON") from None
    if not isinstance(document, dict):
        raise DamagedEventError("it is not a JSON object")
    if type(document.get("v")) is int and document["v"] > VERSION:
        raise DamagedEventError(f"it has version {document['v']}; a newer secretguard reads it")
    event = _event(document)
    if serialise(event) != line:
        raise DamagedEventError("it is not spelled as secretguard writes it: edited by hand?")
    return event


def _event(document: dict[str, Any]) -> Event:
    _check_keys(document)
    if not FINGERPRINT.fullmatch(_text(document, "fingerprint")):
        raise DamagedEventError("its fingerprint is malformed")
    kind = _text(document, "event")
    if kind not in _KINDS:
        raise DamagedEventError("its event is of an unknown kind")
    if type(document["seq"]) is not int or document["seq"] < 1:
        raise DamagedEventError("its seq is no number from 1")
    previous = _texts(document, "prev")
    if not all(_DIGEST.fullmatch(digest) for digest in previous):
        raise DamagedEventError("its prev holds something that is no digest")
    event = Event(
        fingerprint=_text(document, "fingerprint"),
        kind=_KINDS[kind],
        when=_moment(document),
        who=_text(document, "who"),
        why=_text(document, "why"),
        rule_id=_text(document, "rule"),
        title=_text(document, "title"),
        paths=_texts(document, "paths"),
        evidence=_text(document, "evidence"),
        owner=_text(document, "owner"),
        until=_day(document),
        sequence=document["seq"],
        previous=previous,
    )
    needed = _NEEDS.get(event.kind)
    if needed and not getattr(event, needed):
        raise DamagedEventError(f"a {kind} event needs {needed!r}")
    return event


def _check_keys(document: dict[str, Any]) -> None:
    for key in _REQUIRED:
        if key not in document:
            raise DamagedEventError(f"it has no {key!r}")
    for key in document:
        if key not in _REQUIRED and key not in _OPTIONAL:
            raise DamagedEventError("it has a key that no event of this version has")
    if document["v"] != VERSION:
        raise DamagedEventError("it has an unknown version")


def _text(document: dict[str, Any], key: str) -> str:
    value = document.get(key, "")
    if not isinstance(value, str):
        raise DamagedEventError(f"its {key!r} is no text")
    return value


def _texts(document: dict[str, Any], key: str) -> tuple[str, ...]:
    value = document.get(key, [])
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise DamagedEventError(f"its {key!r} is no list of texts")
    return tuple(value)


def _moment(document: dict[str, Any]) -> str:
    text = _text(document, "when")
    if not (_WHEN.fullmatch(text) and _exists(text[:-1])):
        raise DamagedEventError("its 'when' is no moment in UTC")
    return text


def _day(document: dict[str, Any]) -> str:
    text = _text(document, "until")
    if text and not (len(text) == len("2026-01-31") and _exists(text)):
        raise DamagedEventError("its 'until' is no day")
    return text


def _exists(moment: str) -> bool:
    from datetime import datetime

    try:
        datetime.fromisoformat(moment)
    except ValueError:
        return False
    return True


def now() -> str:
    """The present moment as events name it."""
    return strftime("%Y-%m-%dT%H:%M:%SZ", gmtime())
