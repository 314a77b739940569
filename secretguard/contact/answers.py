"""An answer to what it means: live, dead, accepted or unknown."""

from __future__ import annotations

import json

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from secretguard.model.call import Call, Condition

LIVE, DEAD, ACCEPTED, UNKNOWN = "live", "dead", "accepted", "unknown"
_NOTHING = object()


def meaning(call: Call, status: int, body: bytes) -> str:
    """The one outcome whose conditions fit; ``unknown`` when none or several do."""
    document = _json(body)
    found = [
        outcome
        for outcome, conditions in ((LIVE, call.live), (DEAD, call.dead), (ACCEPTED, call.accepted))
        if any(_fits(condition, status, body, document) for condition in conditions)
    ]
    return found[0] if len(found) == 1 else UNKNOWN


def why_unknown(status: int) -> str:
    """What a status that no condition knows says about the credential: nothing."""
    if status == 429:
        return "it says that it was asked too often; ask again later"
    if status >= 500:
        return "it has a fault of its own (not the credential's); ask again later"
    if status == 403:
        return "403 is no proof: a live credential may lack the right, or the caller is blocked"
    if 300 <= status < 400:
        return "it points to another address, which was not followed"
    return "that answer is not among those that tell"


def value_at(document: Any, path: str) -> Any:
    """The value at a dotted path (numbers for places in lists), or ``None``."""
    found = _at(document, path)
    return None if found is _NOTHING else found


def parsed(body: bytes) -> Any:
    """The JSON document in ``body``; ``None`` for what is none."""
    document = _json(body)
    return None if document is _NOTHING else document


def _fits(condition: Condition, status: int, body: bytes, document: Any) -> bool:
    if status not in condition.status:
        return False
    if condition.text and not any(text.encode() in body for text in condition.text):
        return False
    if not condition.field:
        return True
    value = _at(document, condition.field)
    if condition.equals:
        told = value if isinstance(value, str) else _written(value)
        return value is not _NOTHING and told in condition.equals
    return value is not _NOTHING and bool(value)


def _written(value: Any) -> str:
    return "" if value is _NOTHING else json.dumps(value)


def _json(body: bytes) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return _NOTHING


def _at(document: Any, path: str) -> Any:
    for name in path.split("."):
        if isinstance(document, dict):
            document = document.get(name, _NOTHING)
        elif isinstance(document, list) and name.isdigit() and int(name) < len(document):
            document = document[int(name)]
        else:
            return _NOTHING
    return document
