"""``secretguard migrate``: take over from another scanner; tells first, writes only when told to."""

from __future__ import annotations

import os

from secretguard.errors import EXIT_ALLOW, EXIT_COULD_NOT_LOOK, ConfigError, SourceError, UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterator

    from secretguard.runs.migration import Decision, Migration

    # What is told of the incidents that follow, when everything is written.
    Record = Callable[[tuple[Decision, ...]], None]

HELP = "take over settings, baselines and comments of gitleaks, detect-secrets and others"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the arguments of ``migrate``."""
    parser.add_argument(
        "--from",
        dest="given",
        action="append",
        default=[],
        metavar="FORMAT=FILE",
        help="also read FILE (well-known names in the root are found by themselves)",
    )
    parser.add_argument("--write", action="store_true", help="make the changes that are told")


def run(arguments: argparse.Namespace) -> int:
    """0 when everything was read, 3 when something could not be."""
    from secretguard.cli.incidents.recording import record_takeover

    return migrate(arguments, record_takeover)


def migrate(arguments: argparse.Namespace, record: Record) -> int:
    """Tell the plan; with ``--write`` follow it, and hand the incidents to ``record``."""
    from secretguard.cli.rules import rules_in_force
    from secretguard.ledger.book import book_here
    from secretguard.runs.migration import plan

    root = book_here().root
    known_rules = frozenset(rule.id for rule in rules_in_force())
    migration = plan(root, [_pair(text) for text in arguments.given], known_rules)
    for line in _report(migration):
        print(line)
    if arguments.write:
        for line in _write(migration, root):
            print(line)
        record(migration.decisions)
    elif _has_changes(migration):
        print("Nothing was written: --write makes these changes.")
    return EXIT_COULD_NOT_LOOK if migration.unread else EXIT_ALLOW


def _pair(text: str) -> tuple[str, str]:
    from secretguard.runs.migration import FORMATS

    format_, mark, path = text.partition("=")
    if not mark or format_ not in FORMATS:
        raise UsageError(f"migrate: --from takes FORMAT=FILE; formats: {', '.join(FORMATS)}")
    return format_, path


def _report(migration: Migration) -> Iterator[str]:
    from secretguard.foreign.plan import CONVERTED, LEFT, NOTE
    from secretguard.report.words import harmless

    headings = {
        CONVERTED: "Taken over:",
        LEFT: "Not taken over (no counterpart, or not surely the same):",
        NOTE: "Notes:",
    }
    for outcome, heading in headings.items():
        lines = [line for line in migration.read.lines if line.outcome == outcome]
        yield from [heading] if lines else []
        for line in lines:
            yield harmless(f"  {line.where}: {line.text}")
    yield from map(harmless, _values(migration))
    yield from map(harmless, _comments(migration))
    for error in migration.unread:
        yield harmless(f"Could not read {error}")
    if not (migration.read.lines or migration.read.known or migration.comments or migration.unread):
        yield "Nothing of another tool was found here."


def _values(migration: Migration) -> Iterator[str]:
    headings = {
        "open": "Incidents to open: called real elsewhere, so compromised; revoke them:",
        "review": "To be looked at: on a list elsewhere, nobody said whether it is real:",
        "dismiss": "Called no secret elsewhere:",
    }
    for wanted, heading in headings.items():
        found = [one for one in migration.decisions if one.wanted == wanted]
        yield from [heading] if found else []
        for one in found:
            place = one.seen.location
            told = f"{one.seen.title}, {one.seen.secret.redacted} ({one.where})"
            yield f"  {place.path}:{place.line}:{place.column}: {told}"
    yield from ["Stale: nothing here fits the entry any more:"] if migration.stale else []
    for known in migration.stale:
        yield f"  {known.where}{f': {known.kind}' if known.kind else ''}"


def _comments(migration: Migration) -> Iterator[str]:
    from secretguard.foreign.comments import KEPT

    with_reason = [one for one in migration.comments if one.reason and one.marker not in KEPT]
    without = [one for one in migration.comments if one not in with_reason]
    yield from ["Comments with a reason, to become `secretguard: allow`:"] if with_reason else []
    for one in with_reason:
        yield f"  {one.path}:{one.line}: {one.marker}: {one.reason}"
    if not without:
        return
    yield "Comments without a reason (add one, or accept them with accept-markers):"
    for one in without:
        yield f"  {one.path}:{one.line}: {one.marker}"
    names = ", ".join(f'"{name}"' for name in dict.fromkeys(one.marker for one in without))
    yield f"  accept-markers = [{names}]"


def _has_changes(migration: Migration) -> bool:
    read = migration.read
    comments = any(one.reason for one in migration.comments)
    return bool(read.exclude or read.disable or read.patterns or comments or migration.decisions)


def _write(migration: Migration, root: str) -> Iterator[str]:
    from secretguard.foreign.comments import rewritten
    from secretguard.sources.tree import whole_file

    name, text = _settings(migration, root)
    if text:
        _replace(os.path.join(root, name), text.encode())
        yield f"wrote {name}"
    for path in dict.fromkeys(one.path for one in migration.comments if one.reason):
        full = os.path.join(root, path)
        before = whole_file(os.fsencode(full))
        after = rewritten(before)
        if after != before:
            _replace(full, after)
            yield f"wrote {path}"


def _settings(migration: Migration, root: str) -> tuple[str, str]:
    """Name and new text of the settings file; no text when nothing changes."""
    from secretguard.config.edit import with_additions
    from secretguard.config.load import parse_settings
    from secretguard.config.quick import SETTINGS_NAMES, settings_bytes

    name, content = settings_bytes(root) or (SETTINGS_NAMES[0], b"")
    if name == SETTINGS_NAMES[1] and b"[tool.secretguard" not in content:
        name, content = SETTINGS_NAMES[0], b""
    before = content.decode("utf-8")
    read = migration.read
    lists = {"exclude": read.exclude, "disable": read.disable}
    after = with_additions(before, name, lists, read.patterns)
    try:
        parse_settings(after.encode(), name)
    except ConfigError as error:
        raise ConfigError(f"nothing was written: {error}") from error
    return name, "" if after == before else after


def _replace(path: str, content: bytes) -> None:
    """Write beside the file and rename, so that a crash leaves the old or the new one."""
    beside = f"{path}.secretguard-new"
    try:
        with open(beside, "xb") as file:
            file.write(content)
        if os.path.exists(path):
            os.chmod(beside, os.stat(path).st_mode & 0o7777)
        os.replace(beside, path)
    except OSError as error:
        raise SourceError(f"{path}: {error.strerror}") from error
