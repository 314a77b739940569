"""A credential read again from its place in a file, at the moment somebody needs the value.

Findings hold no values. The few verbs that need one (asking a provider, re-keying another tool's
baseline) scan the file once more and get it from here; it is written nowhere.
"""

from __future__ import annotations

import os

from secretguard.detectors.overlap import one_per_secret
from secretguard.errors import SourceError, UsageError
from secretguard.model.finding import Location
from secretguard.model.fragment import Fragment
from secretguard.model.frozen import frozen
from secretguard.model.secret import Secret
from secretguard.pipeline.placing import location_of
from secretguard.rules.mock import is_mock
from secretguard.runs.examine import Examination
from secretguard.sources.repository import work_tree_root
from secretguard.sources.tree import whole_file
from secretguard.text.decode import decode

TYPE_CHECKING = False
if TYPE_CHECKING:
    from secretguard.model.candidate import Candidate


@frozen
class Seen:
    """A candidate with its value and its place; ``public`` says why it is no secret."""

    rule_id: str
    title: str
    secret: Secret
    location: Location
    public: str = ""


@frozen
class Credential:
    """The one credential at a place, everything else seen in that file, and the file's text."""

    seen: Seen
    others: tuple[Seen, ...]
    text: str


def read_candidates(path: str) -> tuple[tuple[Seen, ...], tuple[Seen, ...], str]:
    """One candidate a secret, all candidates, and the text of a file. Raises ``SourceError``."""
    try:
        content = whole_file(os.fsencode(path))
    except OSError as error:
        raise SourceError(f"{path}: {error.strerror or error}") from None
    examination = Examination(work_tree_root() or ".", thorough=True)
    entry = ("F", 0, "", (), os.fsencode(path))
    found = list(examination.candidates([(entry, "", content, "")]))
    for unread in examination.verdict(path).unread:
        raise SourceError(f"{unread.what}: {unread.why}")
    for fragment, candidates in found:
        best = tuple(_seen(one, fragment) for one in one_per_secret(candidates))
        return best, tuple(_seen(one, fragment) for one in candidates), fragment.text()
    return (), (), Fragment(path, decode(content)[0]).text()


def _seen(candidate: Candidate, fragment: Fragment) -> Seen:
    return Seen(
        candidate.rule_id,
        candidate.title,
        candidate.secret,
        location_of(candidate.span, fragment, ""),
        candidate.public,
    )


def credential_at(path: str, line: int, column: int = 0) -> Credential:
    """The credential at a place; without a column, the only one on the line.

    Raises ``UsageError`` when there is none, more than one, or only a mock or a public value.
    """
    best, others, text = read_candidates(path)
    here = [one for one in best if one.location.line <= line <= one.location.end_line]
    if column:
        here = [one for one in here if _covers(one.location, line, column)]
    secret = [one for one in here if not one.public]
    place = f"{path}:{line}" + (f":{column}" if column else "")
    if not secret and here:
        raise UsageError(f"{place}: a {here[0].title} is no secret: {here[0].public}")
    if not secret:
        raise UsageError(f"{place}: no credential is seen there (did the file change?)")
    if len(secret) > 1:
        columns = ", ".join(f"{path}:{line}:{one.location.column}" for one in secret)
        raise UsageError(f"{place}: there are several; name one of {columns}")
    if is_mock(secret[0].secret.reveal()):
        raise UsageError(f"{place}: it is a mock secret; nobody issued it, so nobody can be asked")
    return Credential(secret[0], others, text)


def _covers(location: Location, line: int, column: int) -> bool:
    after_start = (location.line, location.column) <= (line, column)
    return after_start and (line, column) < (location.end_line, location.end_column)
