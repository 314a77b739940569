"""``secretguard fleet``: the whole history of many repositories, on many workers."""

from __future__ import annotations

import gc
import os
import sys
import time

from secretguard.cli.output import show
from secretguard.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse
    from collections import deque
    from collections.abc import Iterator

    from secretguard.fleet.state import State
    from secretguard.fleet.words import Order, Outcome, Question

HELP = "scan the histories of many repositories on many workers (Dask)"
_LEVELS = ("low", "medium", "high", "certain")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the arguments of ``fleet``."""
    parser.add_argument(
        "--repos",
        metavar="LIST|DIR",
        required=True,
        help="a file with the path of a repository a line, or a folder of repositories",
    )
    parser.add_argument(
        "--scheduler",
        metavar="ADDRESS",
        default="",
        help="a Dask scheduler, tls://HOST:PORT (default: worker processes on this machine)",
    )
    parser.add_argument(
        "--workers",
        metavar="N",
        type=int,
        default=0,
        help="worker processes on this machine (default: one a core)",
    )
    parser.add_argument(
        "--resume",
        metavar="FILE",
        default="",
        help="keep finished repositories in FILE, and take up a run that ended early",
    )
    parser.add_argument(
        "--slice-objects",
        metavar="N",
        type=int,
        default=1_000_000,
        help="cut larger repositories into slices of so many objects (default: %(default)s; 0: never)",
    )
    parser.add_argument(
        "--time-budget",
        metavar="SECONDS",
        type=float,
        default=0,
        help="end after so long; the rest of the fleet is named as not looked at",
    )
    parser.add_argument("--format", choices=("text", "json", "sarif"), default="text")
    parser.add_argument("--output", metavar="FILE", default="", help="write the report to FILE")
    parser.add_argument(
        "--show", choices=_LEVELS, help="report candidates from this confidence up (as notes)"
    )
    parser.add_argument("--unreachable", action="store_true", help="also what nothing reaches")
    parser.add_argument(
        "--no-memory",
        action="store_true",
        help="look again at what an earlier scan found clean, and remember nothing",
    )
    parser.add_argument("-v", "--verbose", action="store_true", help="list what passed, and why")


def run(arguments: argparse.Namespace) -> int:
    """Run ``fleet``; the exit code."""
    if arguments.scheduler and arguments.workers:
        raise UsageError("fleet: --workers is for this machine, not for --scheduler")
    if min(arguments.workers, arguments.slice_objects, arguments.time_budget) < 0:
        raise UsageError("fleet: a number is negative")
    gc.enable()  # unlike the other commands, this one may live for days
    from secretguard.cli.progress import Bar
    from secretguard.fleet.campaign import Campaign
    from secretguard.fleet.plan import plan
    from secretguard.fleet.words import INTERRUPTED

    orders, skipped = plan(arguments.repos)
    question, state = _question(arguments)
    seconds = arguments.time_budget
    until = time.monotonic() + seconds if seconds else 0
    ended = f"the time budget of {seconds:g} s was used up" if seconds else ""
    try:
        with Bar("repositories") as progress:
            campaign = Campaign(question, orders, progress, state)
            try:
                campaign.run(lambda question, left: _ask(arguments, question, left, until))
            except KeyboardInterrupt:
                ended = INTERRUPTED
    finally:
        if state is not None:
            state.close()
    return show(
        campaign.verdict(skipped, ended),
        format_name=arguments.format,
        output=arguments.output,
        verbose=arguments.verbose,
    )


def _question(arguments: argparse.Namespace) -> tuple[Question, State | None]:
    from secretguard import __version__
    from secretguard.fleet.state import State
    from secretguard.fleet.words import Question, RunKey
    from secretguard.model.levels import Confidence

    show_at = Confidence[arguments.show.upper()] if arguments.show else None
    thorough = bool(arguments.verbose or arguments.show or arguments.format != "text")
    asked = f"{__version__} {arguments.show} {thorough} {arguments.unreachable}"
    state = State(arguments.resume, asked) if arguments.resume else None
    question = Question(
        key=RunKey(os.urandom(32) if state is None else state.key),
        version=__version__,
        show_at=show_at,
        thorough=thorough,
        unreachable=arguments.unreachable,
        remember=not arguments.no_memory,
        cut_above=arguments.slice_objects,
    )
    return question, state


def _ask(
    arguments: argparse.Namespace, question: Question, left: deque[Order], until: float
) -> Iterator[tuple[Order, Outcome]]:
    """The answers of the cluster, which lives as long as there are any to come."""
    if not left:
        return
    try:
        from secretguard.fleet import cluster
    except ImportError as error:
        raise UsageError(f"fleet needs Dask: pip install 'secretguard[fleet]' ({error})") from error
    opened = (
        cluster.remote(arguments.scheduler)
        if arguments.scheduler
        else cluster.local(arguments.workers or os.cpu_count() or 1)
    )
    with opened as client:
        for sentence in cluster.about(client):
            sys.stderr.write(f"secretguard: {sentence}\n")
        yield from cluster.outcomes(client, question, left, until)
