"""What a hook does once there is something to tell: the slow half of ``hook``."""

from __future__ import annotations

import os
import sys

from secretguard.cli.output import show
from secretguard.config.quick import SETTINGS_NAMES, in_force
from secretguard.errors import ConfigError, SourceError, UsageError
from secretguard.model.frozen import replace
from secretguard.pipeline.screen import REPOSITORY_RULES
from secretguard.runs.examine import RECORDED_AT_ONCE, Examination
from secretguard.sources.git import answers
from secretguard.sources.index import old_contents, staged_content
from secretguard.sources.message import MESSAGE_PATH, message_text
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
    from secretguard.ledger.weaken import fewer_salts, weakened_ledger
    from secretguard.sources.repository import LEDGER, SALT

    sentences = _weaker_settings(entries)
    for entry in entries:
        path = os.fsdecode(entry[4])
        if path in (LEDGER, SALT):
            earlier = b"\n".join(old_contents(entry[3]) or [])
            after = b"" if entry[0] == "D" else staged_content(entry)
            judge = weakened_ledger if path == LEDGER else fewer_salts
            sentences += [f"{path}: {sentence}" for sentence in judge(earlier, after)]
        elif path.startswith(f"{REPOSITORY_RULES}/") and entry[0] != "A":
            done = "deleted" if entry[0] == "D" else "changed"
            sentences.append(f"{path}: rules of this repository are {done}")
    return sentences


def _weaker_settings(entries: list[Entry]) -> list[str]:
    """What the settings in force after the change let pass, and those before it did not.

    Both files are asked: one that appears, or goes, changes which of them counts.
    """
    from secretguard.config.weaken import weakened

    paths = (os.fsdecode(entry[4]) for entry in entries)
    changed = {
        path: entry for path, entry in zip(paths, entries, strict=True) if path in SETTINGS_NAMES
    }
    if not changed:
        return []

    def before(name: str) -> bytes | None:
        if name not in changed:
            return _unchanged(name)
        found = old_contents(changed[name][3])
        return found[0] if found else None

    def after(name: str) -> bytes | None:
        if name not in changed:
            return _unchanged(name)
        return None if changed[name][0] == "D" else staged_content(changed[name])

    old, new = in_force(before), in_force(after)
    # Where the file that counts now is not part of the change, the one that counted went away.
    named = next((found[0] for found in (new, old) if found and found[0] in changed), "")
    return [f"{named}: {sentence}" for sentence in weakened(_settings(old), _settings(new))]


def _unchanged(name: str) -> bytes | None:
    return answers(["cat-file", "blob", f":{name}"])


def _settings(settings_file: tuple[str, bytes] | None) -> Settings:
    from secretguard.config.load import settings_of

    try:
        return settings_of(settings_file)
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
    examination.read([(("F", 0, "", (), MESSAGE_PATH), "", content, "")])
    return answer(examination.verdict("the commit message"), verbose)


def push(arguments: list[str], verbose: bool) -> int:
    """``pre-push``: every commit that the remote would get, whatever later ones removed again.

    And the tags, with their messages. What git says by its standard input goes before what a framework
    exports: a push inside of another hook inherits the variables of that one.
    """
    from secretguard.sources.history import published_ranges
    from secretguard.sources.pushed import published

    framework = "PRE_COMMIT" in os.environ
    lines = sys.stdin.buffer.read() if arguments or not framework else b""
    if framework and not lines:
        return exported_range(verbose)
    remote = arguments[0] if arguments else ""
    updates = published(lines)
    return _answer_push(updates, published_ranges(updates, remote), remote, verbose)


def exported_range(verbose: bool) -> int:
    """The commits that pre-commit or prek name by the environment, since they swallow git's input.

    See https://pre-commit.com/#pre-commit-during-push.
    """
    first, last = os.environ.get("PRE_COMMIT_FROM_REF", ""), os.environ.get("PRE_COMMIT_TO_REF")
    branch = os.environ.get("PRE_COMMIT_LOCAL_BRANCH", "HEAD")
    remote = os.environ.get("PRE_COMMIT_REMOTE_NAME", "")
    if last:
        ranges = [[last, f"^{first}"]] if first else [[last]]
        return _answer_push([(first, last, branch)], ranges, remote, verbose)
    # A first push: pre-commit names no range, only the branch and the remote.
    ranges = [[branch, "--not", f"--remotes={remote or '*'}"]]
    return _answer_push([("", branch, branch)], ranges, remote, verbose)


def _answer_push(
    updates: list[tuple[str, str, str]], ranges: list[list[str]], remote: str, verbose: bool
) -> int:
    from secretguard.sources.pushed import Pushed, tags_of

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
        items, skipped, unread, listed = commits.items(examination.judged_alike)
        tally.listed += listed
        tally.skipped += skipped
        tally.unread += unread
        examination.read(items, lambda entry: old_contents(entry[3]))
    verdict = examination.verdict(subject)
    return replace(verdict, coverage=replace(verdict.coverage, limits=tuple(limits)))
