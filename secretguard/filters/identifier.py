"""Identifiers that are random only so as to be unique: UUIDs, git ids, object ids."""

from __future__ import annotations

import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from secretguard.model.candidate import Candidate
    from secretguard.model.fragment import Fragment
    from secretguard.model.suppression import Suppression

_UUID = re.compile(r"\{?[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}\}?")
_GIT_ID = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
_GIT_WORDS = re.compile(
    rb"(?i)\b(?:commit|sha|rev|revision|ref|tree|blob|merge|git|gitlink|checkout)\b"
)
_IDS = re.compile(r"[0-9A-HJKMNP-TV-Z]{26}|[0-9a-f]{24}|c[a-z0-9]{24}")


def is_identifier(candidate: Candidate, fragment: Fragment) -> Suppression | None:
    """A shape of identifiers, unless it was assigned to a name that announces a secret."""
    from secretguard.model.suppression import Suppression

    if candidate.structured:
        return None
    value = candidate.secret.reveal()
    if _GIT_ID.fullmatch(value):
        start = fragment.line_bounds(candidate.match[0])[0]
        before = fragment.data[max(start, candidate.match[0] - 80) : candidate.match[0]]
        if _GIT_WORDS.search(before):
            return Suppression("identifier", "the id of a git object")
    if candidate.name:
        return None
    if _UUID.fullmatch(value):
        return Suppression("identifier", "a UUID")
    if _GIT_ID.fullmatch(value) or _IDS.fullmatch(value):
        return Suppression("identifier", "the shape of an identifier")
    return None
