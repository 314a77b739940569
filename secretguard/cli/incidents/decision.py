"""What all decisions about an incident share: who, free text without secrets, one step."""

from __future__ import annotations

import os
import re
import sys

from secretguard.errors import UsageError
from secretguard.model.incident import Event, Incident, Kind
from secretguard.sources.identity import identity
from secretguard.sources.repository import work_tree_root

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse

    from secretguard.ledger.book import Book

_EXCUSES = {"ledger", "path", "inline"}
_DAYS = re.compile(r"([0-9]{1,4})d")


def add_ids(parser: argparse.ArgumentParser) -> None:
    """The incidents that a decision is about."""
    parser.add_argument(
        "ids", nargs="+", metavar="ID", help="the incident, as reports name it; several are fine"
    )


def decide(ids: list[str], kind: Kind, *, texts: dict[str, str]) -> int:
    """Record one decision about each incident, all in one step; the exit code.

    ``texts`` are the event's why, evidence, owner and until, as far as they are given. Raises ``UsageError`` for an incident that
    does not exist or that cannot be decided so; nothing is recorded then.
    """
    from secretguard.ledger.book import book_here
    from secretguard.ledger.events import now

    refuse_secrets(texts)
    book = book_here()
    found = {incident.fingerprint: incident for incident in map(book.find, ids)}
    drafts: list[Event] = []
    who, when = identity(), now()
    for incident in found.values():
        _check(incident, kind)
        draft = Event(
            incident.fingerprint,
            kind,
            when,
            who,
            why=texts.get("why", ""),
            evidence=texts.get("evidence", ""),
            owner=texts.get("owner", ""),
            until=texts.get("until", ""),
        )
        if _says_nothing_new(incident, draft):
            print(f"{incident.id}  {incident.state.value} already, with the same words.")
        else:
            drafts.append(draft)
    if drafts:
        record(book, drafts)
        for draft in drafts:
            print(f"{found[draft.fingerprint].id}  {kind.value}: {found[draft.fingerprint].title}")
        tell_to_commit()
    return 0


def record(book: Book, drafts: list[Event]) -> None:
    """Write events to the committed ledger, and tell what had to be repaired."""
    if notice := book.record(drafts):
        sys.stderr.write(f"secretguard: {notice}\n")


def tell_to_commit() -> None:
    """A decision counts for others once it is committed."""
    from secretguard.ledger.places import FOLDER

    print(f"Written to {FOLDER}/; it counts for everybody once that folder is committed.")


def refuse_secrets(texts: dict[str, str]) -> None:
    """Raise ``UsageError`` when free text that will be committed holds a secret, or nobody can tell."""
    from secretguard.runs.examine import Examination

    examination = Examination(work_tree_root() or ".")
    items = [
        (("F", 0, "", (), f"({name})".encode()), "", os.fsencode(text), "")
        for name, text in texts.items()
        if text
    ]
    examination.tally.listed = len(items)
    examination.read(items)
    if not examination.woke and examination.tally.clean:
        return
    verdict = examination.verdict("the text")
    # What somebody excused is still a value that does not belong into a ledger.
    excused = [item for item in verdict.suppressed if item.suppression.kind in _EXCUSES]
    if verdict.findings or verdict.notes or excused:
        raise UsageError("the text holds what looks like a secret; it would be committed")
    # The settings may exclude a text by its name; what is unread besides is the ledger's own damage.
    unread = [why for _, why in examination.tally.unread]
    unread += [item.why for item in verdict.unread if item.what.startswith("(")]
    if unread:
        raise UsageError(f"the text could not be judged ({unread[0]}); it would be committed")


def day(text: str, option: str) -> str:
    """``2026-01-31``, or ``14d`` for that many days from today, as a day; "" stays "".

    Raises ``UsageError`` for anything else, and for a day that is past: the ledgers count in UTC.
    """
    from datetime import UTC, date, datetime, timedelta

    if not text:
        return ""
    today = datetime.now(UTC).date()
    if found := _DAYS.fullmatch(text):
        return (today + timedelta(days=int(found[1]))).isoformat()
    try:
        last = date.fromisoformat(text)
    except ValueError:
        raise UsageError(
            f"{option}: expected a day (2026-01-31) or a number of days (14d)"
        ) from None
    if last < today:
        raise UsageError(f"{option}: {last.isoformat()} is past")
    return last.isoformat()


def number_of_days(text: str, option: str) -> int:
    """The number in ``14d`` (or ``14``). Raises ``UsageError``."""
    found = _DAYS.fullmatch(text if text.endswith("d") else f"{text}d")
    if found is None:
        raise UsageError(f"{option}: expected a number of days, such as 14d")
    return int(found[1])


def _check(incident: Incident, kind: Kind) -> None:
    decision = incident.decision
    if kind is Kind.DISMISSED and decision and decision.kind in {Kind.REVOKED, Kind.ROTATED}:
        raise UsageError(
            f"{incident.id} was {decision.kind.value}, so it was a secret; reopen it first if it was not"
        )
    if kind is Kind.REOPENED and (decision is None or decision.kind is Kind.REOPENED):
        raise UsageError(f"{incident.id} is open already")


def _says_nothing_new(incident: Incident, draft: Event) -> bool:
    last = incident.decision
    return last is not None and (last.kind, last.why, last.evidence, last.until, last.owner) == (
        draft.kind, draft.why, draft.evidence, draft.until, draft.owner,
    )  # fmt: skip
