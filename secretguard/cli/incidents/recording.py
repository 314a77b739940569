"""What other verbs put on record: a revocation that a provider confirmed, another tool's baseline."""

from __future__ import annotations

import os

from secretguard.cli.incidents.decision import record, refuse_secrets, tell_to_commit
from secretguard.errors import UsageError
from secretguard.ledger.book import book_here
from secretguard.model.frozen import replace
from secretguard.model.incident import Event, Kind, short_id
from secretguard.sources.identity import identity
from secretguard.sources.repository import work_tree_root

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from secretguard.ledger.book import Book
    from secretguard.runs.migration import Decision
    from secretguard.runs.retrieve import Credential, Seen


def record_revocation(credential: Credential, evidence: str) -> None:
    """Put on record that the provider confirmed the end of a credential, and tell the evidence."""
    print(f"evidence: {evidence}")
    if not work_tree_root():
        return
    refuse_secrets({"evidence": evidence})
    book = book_here()
    where = credential.seen.location
    path = os.path.relpath(where.path, book.root).replace(os.sep, "/")
    seen = replace(credential.seen, location=replace(where, path=path))
    fingerprint = _fingerprint(book, seen)
    drafts = _opened(book, [seen], "found when it was revoked")
    drafts.append(_event(fingerprint, Kind.REVOKED, "revoked at the provider", evidence=evidence))
    record(book, drafts)
    print(f"{short_id(fingerprint)}  revoked: {credential.seen.title}")
    tell_to_commit()


def record_takeover(decisions: Iterable[Decision]) -> None:
    """Open what another tool's baseline calls real, dismiss what it calls no secret."""
    book = book_here()
    drafts: list[Event] = []
    for wanted in ("open", "dismiss"):
        chosen = [decision for decision in decisions if decision.wanted == wanted]
        for place in dict.fromkeys(decision.where for decision in chosen):
            seen = [decision.seen for decision in chosen if decision.where == place]
            drafts += _opened(book, seen, f"taken over from {place}", drafts)
            if wanted == "dismiss":
                every = dict.fromkeys(_fingerprint(book, one) for one in seen)
                why = f"called no secret in {place}"
                drafts += [_event(one, Kind.DISMISSED, why) for one in every if _open(book, one)]
    if not drafts:
        return
    record(book, drafts)
    for draft in drafts:
        print(f"{short_id(draft.fingerprint)}  {draft.kind.value}: {draft.why}")
    tell_to_commit()


def place_of(name: str) -> str:
    """``FILE:LINE:COLUMN`` where the secret of an incident stands now.

    Raises ``UsageError`` when it stands in none of the files in which it was seen.
    """
    from secretguard.cli.incidents.exposed import sights_on_disk

    book = book_here()
    incident = book.find(name)
    for finding in sights_on_disk(book.root, [incident]):
        if finding.secret_fingerprint == incident.fingerprint:
            where = finding.location
            path = os.path.relpath(os.path.join(book.root, where.path))
            return f"{path}:{where.line}:{where.column}"
    raise UsageError(
        f"{incident.id}: its secret stands in no file any more, and no ledger holds it; "
        "check out a commit that has it (`secretguard incidents show` names them)"
    )


def _fingerprint(book: Book, seen: Seen) -> str:
    """The one under which a ledger knows the secret already, or a new one."""
    value = seen.secret.reveal()
    for key in book.keys().known:
        fingerprint = key.fingerprint(value)
        if book.events_of(fingerprint):
            return fingerprint
    return book.ensure_key().fingerprint(value)


def _open(book: Book, fingerprint: str) -> bool:
    """Nobody has decided anything about it yet."""
    undecided = {Kind.OPENED, Kind.SEEN_AGAIN}
    return all(event.kind in undecided for event in book.events_of(fingerprint))


def _opened(
    book: Book, seen: Iterable[Seen], why: str, before: Iterable[Event] = ()
) -> list[Event]:
    """An opening for each secret that neither the ledgers nor the events ``before`` know.

    The places are paths from the top of the repository.
    """
    paths: dict[str, dict[str, None]] = {}
    named: dict[str, Seen] = {}
    for one in seen:
        fingerprint = _fingerprint(book, one)
        named.setdefault(fingerprint, one)
        paths.setdefault(fingerprint, {})[one.location.path] = None
    known = {event.fingerprint for event in before}
    return [
        _event(
            fingerprint,
            Kind.OPENED,
            why,
            rule_id=one.rule_id,
            title=one.title,
            paths=tuple(paths[fingerprint]),
        )
        for fingerprint, one in named.items()
        if fingerprint not in known and not book.events_of(fingerprint)
    ]


def _event(
    fingerprint: str,
    kind: Kind,
    why: str,
    *,
    evidence: str = "",
    rule_id: str = "",
    title: str = "",
    paths: tuple[str, ...] = (),
) -> Event:
    from secretguard.ledger.events import now

    return Event(
        fingerprint, kind, now(), identity(), why, rule_id, title, paths, evidence=evidence
    )
