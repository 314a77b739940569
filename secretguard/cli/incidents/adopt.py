"""``secretguard incidents adopt``: take over a repository's past, so that it cannot be forgotten."""

from __future__ import annotations

import sys

from secretguard.cli.incidents.decision import record, tell_to_commit
from secretguard.errors import EXIT_ALLOW, EXIT_COULD_NOT_LOOK
from secretguard.report.words import count

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse

    from secretguard.model.verdict import Verdict

HELP = "scan the whole history and open an incident for each secret in it"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the arguments of ``incidents adopt``."""
    parser.add_argument(
        "--dry-run", action="store_true", help="say what would be opened, write nothing"
    )


def run(arguments: argparse.Namespace) -> int:
    """Open them in one step. Running it again opens what came since.

    What could not be read is named, and the exit code is 3; the rest is recorded all the same.
    """
    from secretguard.ledger.book import book_here
    from secretguard.ledger.events import now
    from secretguard.ledger.record import by_secret, opening
    from secretguard.model.incident import short_id
    from secretguard.sources.identity import identity

    book = book_here()
    who = identity()
    verdict = _history(book.root)
    known = set(book.logs()[0].fingerprints())
    secrets = by_secret([*verdict.findings, *verdict.notes])
    drafts = [
        opening(findings, who, now(), "found in the history when it was adopted")
        for fingerprint, findings in secrets.items()
        if fingerprint not in known
    ]
    for draft in drafts:
        print(f"{short_id(draft.fingerprint)}  {draft.title}: {_first(draft.paths)}")
    commits = len({f.location.commit for f in verdict.findings if f.location.commit})
    known_already = len(secrets) - len(drafts)
    print(f"{len(drafts)} opened, {known_already} known already, in {count(commits, 'commit')}.")
    for limit in verdict.coverage.limits:
        print(f"Note: {limit}.")
    if drafts and not arguments.dry_run:
        record(book, drafts)
        tell_to_commit()
    for item in verdict.unread:
        sys.stderr.write(f"secretguard: not looked at: {item.what}: {item.why}\n")
    return EXIT_COULD_NOT_LOOK if verdict.unread else EXIT_ALLOW


def _history(root: str) -> Verdict:
    """Every secret that any ref, stash, reflog or note reaches, fingerprinted."""
    from secretguard.cli.history import examine_history
    from secretguard.runs.examine import Examination
    from secretguard.runs.guard import Budget

    return examine_history(Examination(root, records=sys.maxsize), Budget())


def _first(paths: tuple[str, ...]) -> str:
    more = f" and {len(paths) - 1} more" if len(paths) > 1 else ""
    return f"{paths[0]}{more}"
