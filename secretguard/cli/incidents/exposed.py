"""How far the secrets of incidents got: their paths' contents, read by the pipeline itself."""

from __future__ import annotations

import os
from dataclasses import dataclass, field

from secretguard.model.exposure import Exposure
from secretguard.model.frozen import replace
from secretguard.runs.examine import Examination
from secretguard.sources.exposure import Refs, staged_versions, versions
from secretguard.sources.tree import read_items

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from secretguard.ledger.book import Book
    from secretguard.model.finding import Finding
    from secretguard.model.incident import Incident
    from secretguard.pipeline.large import LargeItem


@dataclass(slots=True)
class _Seen:
    """Where one secret was met; the keys in the order of the meeting."""

    on_disk: dict[str, None] = field(default_factory=dict)
    staged: dict[str, None] = field(default_factory=dict)
    commits: dict[str, None] = field(default_factory=dict)


def exposures_of(book: Book, incidents: Iterable[Incident]) -> dict[str, Exposure]:
    """The exposure of each incident by its fingerprint, judged by the paths it was seen in.

    The ledgers hold no secret, so the contents of those paths are read and fingerprinted again.
    """
    chosen = list(incidents)
    seen = {incident.fingerprint: _Seen() for incident in chosen}
    paths = _paths(chosen)
    for finding in sights_on_disk(book.root, chosen):
        if finding.secret_fingerprint in seen:
            seen[finding.secret_fingerprint].on_disk[finding.location.path] = None
    for finding in _findings(staged_versions(paths)[0], book.root):
        if finding.secret_fingerprint in seen:
            seen[finding.secret_fingerprint].staged[finding.location.path] = None
    for finding in _findings(versions(paths)[0], book.root):
        if finding.secret_fingerprint in seen:
            seen[finding.secret_fingerprint].commits[finding.location.commit] = None
    refs = Refs()
    return {fingerprint: _exposure(found, refs) for fingerprint, found in seen.items()}


def sights_on_disk(root: str, incidents: Iterable[Incident]) -> Iterator[Finding]:
    """What the files hold now in which the incidents' secrets were ever seen."""
    files = [f"{root}/{path}" for path in _paths(incidents)]
    there = [os.fsencode(file) for file in files if os.path.lexists(file)]
    for finding in _findings(read_items(there), root):
        where = finding.location
        inside = replace(where, path=where.path.removeprefix(f"{root}/"))
        yield replace(finding, location=inside)


def _paths(incidents: Iterable[Incident]) -> list[str]:
    """Each path once; a name in brackets stands for a commit message or standard input."""
    every = dict.fromkeys(path for incident in incidents for path in incident.paths)
    return [path for path in every if not path.startswith("(")]


def _findings(items: Iterable[LargeItem], root: str) -> Iterator[Finding]:
    examination = Examination(root)
    examination.read(items)
    if examination.woke:
        verdict = examination.verdict("what the incidents' paths ever held")
        yield from verdict.findings
        yield from verdict.notes
        yield from (item.finding for item in verdict.suppressed)


def _exposure(seen: _Seen, refs: Refs) -> Exposure:
    holders = refs.holders(seen.commits)
    return Exposure(
        on_disk=tuple(seen.on_disk),
        staged=tuple(seen.staged),
        commits=tuple(seen.commits),
        branches=_below("refs/heads/", holders),
        remotes=_below("refs/remotes/", holders),
        tags=_below("refs/tags/", holders),
        stash=refs.stashed(seen.commits),
        reflog=refs.in_reflog_alone(seen.commits),
    )


def _below(prefix: str, names: list[str]) -> tuple[str, ...]:
    return tuple(name.removeprefix(prefix) for name in names if name.startswith(prefix))
