"""What a hook does once there is something to tell: the slow half of ``hook``."""

from __future__ import annotations

import os
import sys

from secretguard.cli.output import show
from secretguard.config.quick import SETTINGS_NAMES
from secretguard.errors import ConfigError, SourceError, UsageError
from secretguard.model.frozen import replace
from secretguard.pipeline.screen import REPOSITORY_RULES
from secretguard.runs.examine import RECORDED_AT_ONCE, Examination
from secretguard.sources.index import old_contents, staged_content
from secretguard.sources.message import message_text
from secretguard.sources.repository import work_tree_root

TYPE_CHECKING = False
if TYPE_CHECKING:
    from secretguard.config.settings import Settings
    from secretguard.model.verdict import Verdict
    from secretguard.sources.index import Entry
    from secretguard.sources.pushed import Pushed


def finish_staged(
    examination: Examination, entries: list[Entry], others: bool, verbose: bool
) -> int:
    """Tell what the silent path saw; ``others``: in more files than those of the change."""
    subject = "the files named" if others else "the staged change"
    return answer(examination.verdict(subject, weakening(entries)), verbose)


def answer(verdict: Verdict, verbose: bool) -> int:
    """Tell the verdict of a hook; what it refuses becomes an incident of this machine."""
    if verdict.findings:
        from secretguard.ledger.book import Book
        from secretguard.ledger.events import now
        from secretguard.ledger.record import record_refusal
        from secretguard.sources.identity import known_identity

        try:
            book = Book(work_tree_root())
            verdict, notice = record_refusal(verdict, book, known_identity(), now())
        except SourceError as error:
            notice = f"the incident could not be recorded: {error}"
        if notice:
            sys.stderr.write(f"secretguard: {notice}\n")
    return show(verdict, hook=True, verbose=verbose)


def weakening(entries: list[Entry]) -> list[str]:
    """Sentences for each staged change of the settings that lets more pass."""
    from secretguard.config.weaken import weakened
    from secretguard.ledger.weaken import fewer_salts, weakened_ledger
    from secretguard.sources.repository import LEDGER, SALT

    sentences: list[str] = []
    for entry in entries:
        path = os.fsdecode(entry[4])
        if path in SETTINGS_NAMES:
            before = old_contents(entry[3]) or [b""]
            after = b"" if entry[0] == "D" else staged_content(entry)
            old, new = _settings(path, before[0]), _settings(path, after)
            sentences += [f"{path}: {sentence}" for sentence in weakened(old, new)]
        elif path in (LEDGER, SALT):
            earlier = b"\n".join(old_contents(entry[3]) or [])
            after = b"" if entry[0] == "D" else staged_content(entry)
            judge = weakened_ledger if path == LEDGER else fewer_salts
            sentences += [f"{path}: {sentence}" for sentence in judge(earlier, after)]
        elif path.startswith(f"{REPOSITORY_RULES}/") and entry[0] != "A":
            done = "deleted" if entry[0] == "D" else "changed"
            sentences.append(f"{path}: rules of this repository are {done}")
    return sentences


def _settings(path: str, content: bytes) -> Settings:
    from secretguard.config.load import settings_of

    try:
        return settings_of((path, content) if b"secretguard" in content or path[0] == "." else None)
    except ConfigError:
        return settings_of(None)  # what does not parse protects as much as no settings do


def commit_message(arguments: list[str], verbose: bool) -> int:
    """``commit-msg``: the one argument is the file that holds the message."""
    if len(arguments) != 1:
        raise UsageError("hook commit-msg: expected the name of the message file")
    try:
        with open(arguments[0], "rb") as file:
            content = message_text(file.read())
    except OSError as error:
        raise SourceError(f"{arguments[0]}: {error.strerror}") from error
    examination = Examination(work_tree_root(), thorough=verbose, records=RECORDED_AT_ONCE)
    examination.tally.listed = 1
    examination.read([(("F", 0, "", (), b"(commit message)"), "", content, "")])
    return answer(examination.verdict("the commit message"), verbose)


def push(arguments: list[str], verbose: bool) -> int:
    """``pre-push``: every commit that the remote would get, whatever later ones removed again.

    And the tags, with their messages. Frameworks swallow git's standard input and export the range instead.
    """
    from secretguard.sources.history import published_ranges
    from secretguard.sources.pushed import Pushed, published, tags_of

    first, last = os.environ.get("PRE_COMMIT_FROM_REF", ""), os.environ.get("PRE_COMMIT_TO_REF")
    branch = os.environ.get("PRE_COMMIT_LOCAL_BRANCH", "HEAD")
    remote = os.environ.get("PRE_COMMIT_REMOTE_NAME", "")
    if last:
        updates = [(first, last, branch)]
        ranges = [[last, f"^{first}"]] if first else [[last]]
    elif "PRE_COMMIT" in os.environ:
        # A first push: pre-commit names no range, only the branch and the remote.
        updates = [("", branch, branch)]
        ranges = [[branch, "--not", f"--remotes={remote or '*'}"]]
    else:
        remote = arguments[0] if arguments else ""
        updates = published(sys.stdin.buffer.read())
        ranges = published_ranges(updates, remote)
    pushed = Pushed(updates)
    if len(pushed):
        pushed.leave_out(tags_of(updates, remote))
    examination = Examination(work_tree_root(), records=RECORDED_AT_ONCE)
    read_pushed(pushed, examination)
    return answer(examine_commits(ranges, "the commits to be pushed", examination), verbose)


def read_pushed(pushed: Pushed, examination: Examination) -> None:
    """Read what a push brings beside commits into an examination."""
    examination.tally.listed += len(pushed)
    examination.read(pushed.items())


def examine_commits(ranges: list[list[str]], subject: str, examination: Examination) -> Verdict:
    """Every commit of the ranges, each held against its own parents."""
    from secretguard.sources.history import Commits

    tally = examination.tally
    limits: dict[str, None] = {}
    for revisions in ranges:
        commits = Commits(revisions)
        limits |= dict.fromkeys(commits.limits)
        items, skipped, unread, listed = commits.items()
        tally.listed += listed
        tally.skipped += skipped
        tally.unread += unread
        examination.read(items, lambda entry: old_contents(entry[3]))
    verdict = examination.verdict(subject)
    return replace(verdict, coverage=replace(verdict.coverage, limits=tuple(limits)))
