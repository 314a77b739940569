"""``secretguard incidents triage``: a hundred findings, one key each."""

from __future__ import annotations

import os
import sys
from typing import ClassVar

from secretguard.cli.incidents.decision import record, refuse_secrets, tell_to_commit
from secretguard.cli.incidents.terminal import ask, keys
from secretguard.errors import UsageError
from secretguard.ledger.triage import KEEP, Session
from secretguard.model.incident import Kind

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

    from secretguard.ledger.book import Book
    from secretguard.model.finding import Finding
    from secretguard.model.incident import Incident

HELP = "decide open incidents one by one on a terminal: one key each, undo, resume"
_KEYS = """\
  f false alarm   m a mock     d dismiss, with your own reason
  r revoked       o open: it is real and still has to be revoked
  s skip for now  u undo       q record and leave     Ctrl-C leave, resume later
"""
_DISMISSALS = {"f": "a false alarm: this is no credential", "m": "a mock: it opens nothing"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the arguments of ``incidents triage``."""
    parser.add_argument(
        "--again", action="store_true", help="ask about those that were kept open before, too"
    )


def run(arguments: argparse.Namespace) -> int:
    """Ask, then record all decisions in one step. An interrupted session is resumed."""
    from secretguard.ledger.book import book_here
    from secretguard.ledger.decide import states_of
    from secretguard.ledger.events import now
    from secretguard.ledger.files import read_file
    from secretguard.sources.identity import identity

    book = book_here()
    who, today = identity(), now()[:10]
    session = Session([i for i in book.incidents() if "open" in states_of(i, today)])
    saved = f"{book.private}/triage.jsonl"
    session.load(read_file(saved))
    if arguments.again:
        session.choices = [choice for choice in session.choices if choice.kind != KEEP]
    with keys() as key:
        try:
            _Desk(session, key, saved).work(_sights(book, session.incidents), today)
        except KeyboardInterrupt:
            print(
                f"\n{len(session.choices)} decisions are kept for the next time; none is recorded."
            )
            return 0
    drafts = [event for choice in session.choices if (event := choice.event(who, now()))]
    if drafts:
        record(book, drafts)
    session.choices = [choice for choice in session.choices if choice.kind == KEEP]
    _save(saved, session)
    print(f"{len(drafts)} recorded, {len(session.choices)} open and looked at.")
    if drafts:
        tell_to_commit()
    return 0


class _Desk:
    """The session at a terminal: what a key does."""

    def __init__(self, session: Session, key: Callable[[], str], saved: str) -> None:
        self._session = session
        self._key = key
        self._saved = saved
        self._evidence = ""

    def work(self, sights: dict[str, Finding], today: str) -> None:
        """Ask until everything is decided or put off, or until q."""
        print(_KEYS, end="")
        shown = ""
        while (incident := self._session.current) is not None:
            if shown != incident.fingerprint:
                _show(self._session, incident, sights.get(incident.fingerprint), today)
                shown = incident.fingerprint
            pressed = self._key()
            if pressed in ("q", "", "\x04"):
                return
            if pressed in self._ACTIONS:
                self._ACTIONS[pressed](self, pressed)
                _save(self._saved, self._session)
            else:
                print(_KEYS, end="")

    def _undo(self, _: str) -> None:
        print("undone" if self._session.undo() else "nothing to undo")

    def _skip(self, _: str) -> None:
        self._session.put_off()
        print("skipped")

    def _keep(self, _: str) -> None:
        self._session.decide(KEEP)
        print("open")

    def _dismiss(self, pressed: str) -> None:
        reason = _DISMISSALS.get(pressed) or _text("reason: ", self._key)
        if reason:
            self._session.decide(Kind.DISMISSED, reason)
            print(f"dismissed: {reason}")

    def _revoke(self, _: str) -> None:
        again = f" [{self._evidence}]" if self._evidence else ""
        self._evidence = _text(f"evidence{again}: ", self._key) or self._evidence
        if self._evidence:
            self._session.decide(Kind.REVOKED, self._evidence)
            print("revoked")

    _ACTIONS: ClassVar[dict[str, Callable[[_Desk, str], None]]] = {
        "f": _dismiss, "m": _dismiss, "d": _dismiss, "r": _revoke, "o": _keep, "s": _skip, "u": _undo,
    }  # fmt: skip


def _text(prompt: str, key: Callable[[], str]) -> str:
    """A typed line; what looks like a secret is thrown away, since it would be committed."""
    text = ask(prompt, key)
    try:
        refuse_secrets({"text": text})
    except UsageError as error:
        print(error)
        return ""
    return text


def _show(session: Session, incident: Incident, sight: Finding | None, today: str) -> None:
    from secretguard.ledger.decide import words_of
    from secretguard.report.text import place
    from secretguard.report.words import harmless, paragraph

    left = len(session.incidents) - len(session.choices)
    lines = [f"\n{incident.id}  {harmless(incident.title)}   ({left} left)"]
    lines += paragraph(words_of(incident, today), 80, "  ")
    if sight is not None:
        named = f"  {sight.name} =" if sight.name else ""
        lines += paragraph(f"{place(sight)}{named}  {sight.redacted}", 80, "  ")
        lines += paragraph(f"why: {'; '.join(sight.evidence)}", 80, "  ")
    else:
        lines += paragraph(f"in {', '.join(incident.paths)} (not on disk any more)", 80, "  ")
    print("\n".join(lines))


def _sights(book: Book, incidents: list[Incident]) -> dict[str, Finding]:
    """Where each secret stands on disk now, by fingerprint."""
    from secretguard.cli.incidents.exposed import sights_on_disk

    found: dict[str, Finding] = {}
    for finding in sights_on_disk(book.root, incidents):
        found.setdefault(finding.secret_fingerprint, finding)
    return found


def _save(path: str, session: Session) -> None:
    """Replace the file of pending decisions, so that a crash leaves the old one or the new one."""
    os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)
    fresh = f"{path}.new"
    with open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(session.dump())
        file.flush()
        os.fsync(file.fileno())
    os.replace(fresh, path)
    sys.stdout.flush()
