"""``secretguard hook STAGE``: what git, pre-commit and prek run. Silent unless it matters."""

from __future__ import annotations

import os

from secretguard.errors import EXIT_ALLOW, UsageError
from secretguard.runs.examine import RECORDED_AT_ONCE, Examination, read_staged
from secretguard.sources.amend import amending
from secretguard.sources.index import Staged
from secretguard.sources.repository import work_tree_root

TYPE_CHECKING = False  # importing typing costs the hook 4 ms
if TYPE_CHECKING:
    import argparse

HELP = "run as a git hook: pre-commit, pre-merge-commit, commit-msg, pre-push, pre-receive, update"
SETTINGS_PATHS = (b".secretguard.toml", b"pyproject.toml", b".secretguard/")
STAGES = ("pre-commit", "pre-merge-commit", "commit-msg", "pre-push", "pre-receive", "update")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the arguments; the hook itself never goes through argparse."""
    parser.add_argument("stage", choices=STAGES, help="the git hook that is running")
    parser.add_argument("-v", "--verbose", action="store_true", help="report clean commits, too")
    parser.add_argument("arguments", nargs="*", help="what git or the framework hands to the hook")


def run(arguments: argparse.Namespace) -> int:
    """Run a stage from parsed arguments."""
    verbose = ["--verbose"] if arguments.verbose else []
    return run_stage([arguments.stage, *verbose, *arguments.arguments])


def run_stage(argv: list[str]) -> int:
    """Run the hook of one stage; the exit code.

    ``PRE_COMMIT_TO_REF`` is set where pre-commit or prek run over a range of commits
    (https://pre-commit.com/#pre-commit-during-push), and in all that such a run starts: a commit, too.
    So the staged change is looked at besides.
    """
    words = [arg for arg in argv if arg not in ("-v", "--verbose")]
    verbose = len(words) < len(argv)
    stage, rest = words[0] if words else "", words[1:]
    if stage not in STAGES:
        raise UsageError(f"hook: the stage must be one of {', '.join(STAGES)}")
    if stage == "commit-msg":
        from secretguard.cli.stages import commit_message

        return commit_message(rest, verbose)
    if stage in ("pre-receive", "update"):
        from secretguard.cli.server import receive

        return receive(stage, rest, verbose)
    if stage == "pre-push":
        from secretguard.cli.stages import push

        return push(rest, verbose)
    if "PRE_COMMIT_TO_REF" in os.environ:
        from secretguard.cli.stages import exported_range

        # The names are those of the range.
        return exported_range(verbose) or staged([], verbose)
    return staged(rest, verbose)


def staged(names: list[str], verbose: bool) -> int:
    """Look at what the coming commit adds. ``names`` are the files a framework passes.

    At a commit these are staged; with ``--all-files`` or ``--files`` others are among them, and those
    are scanned whole, as they lie on disk.

    Git is started before the rules are loaded, so that both happen at once. When nothing wakes
    the engine and all was read, this returns without importing anything more.
    """
    listing = Staged(amending())
    examination = Examination(work_tree_root(), thorough=verbose, records=RECORDED_AT_ONCE)
    entries = read_staged(examination, listing)
    changed = {entry[4] for entry in entries}
    unasked = all(os.fsencode(name) in changed for name in names)
    configured = any(path.startswith(SETTINGS_PATHS) for path in changed)
    quiet = not (examination.woke or verbose or configured)
    if quiet and unasked and examination.tally.clean:
        return EXIT_ALLOW
    others = [name for name in names if os.fsencode(name) not in changed]
    if others:
        from secretguard.cli.named import read_named

        read_named(examination, others)
        if not (examination.woke or verbose or configured) and examination.tally.clean:
            return EXIT_ALLOW
    from secretguard.cli.stages import finish_staged

    return finish_staged(examination, entries, bool(others), verbose)
