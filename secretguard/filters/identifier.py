"""Identifiers that are random only so as to be unique: UUIDs, git ids, object ids."""

from __future__ import annotations

import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from secretguard.model.candidate import Candidate
    from secretguard.model.fragment import Fragment
    from secretguard.model.suppression import Suppression

_UUID = r"\{?[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}\}?"
_GIT_ID = r"[0-9a-f]{40}|[0-9a-f]{64}"
_GIT_WORDS = rb"(?i)\b(?:commit|sha|rev|revision|ref|tree|blob|merge|git|gitlink|checkout)\b"
_GIT_NAMES = ("commit", "sha", "rev", "revision", "ref", "tree", "blob")
# Detectors that know nothing of a value but its randomness.
_GUESSES = ("entropy", "detect-secrets")
_IDS = r"[0-9A-HJKMNP-TV-Z]{26}|[0-9a-f]{24}|c[a-z0-9]{24}"


def is_identifier(candidate: Candidate, fragment: Fragment) -> Suppression | None:
    """A shape of identifiers that was noticed for its randomness alone.

    A provider's name, a URL, a pattern or a name that announces a secret say what it is: they speak
    louder than the shape.
    """
    from secretguard.model.suppression import Suppression

    value = candidate.secret.reveal()
    git_id = re.fullmatch(_GIT_ID, value)
    if git_id and candidate.name.lower().endswith(_GIT_NAMES):
        return Suppression("identifier", "the id of a git object")
    if candidate.detector not in _GUESSES:
        return None
    if re.fullmatch(_UUID, value):
        return Suppression("identifier", "a UUID")
    start = fragment.line_bounds(candidate.match[0])[0]
    before = fragment.data[max(start, candidate.match[0] - 80) : candidate.match[0]]
    if git_id and re.search(_GIT_WORDS, before):
        return Suppression("identifier", "the id of a git object")
    if git_id or re.fullmatch(_IDS, value):
        return Suppression("identifier", "the shape of an identifier")
    return None
