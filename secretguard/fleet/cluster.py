"""The workers: Dask distributed, and the only module that knows it.

https://distributed.dask.org. A worker that dies under a task is the scheduler's business: it starts the
task elsewhere, and gives up after ``distributed.scheduler.allowed-failures`` (3) deaths.
"""

from __future__ import annotations

import os
import sys
import time
from contextlib import contextmanager

from distributed import Client, KilledWorker, LocalCluster, Security, as_completed

from secretguard.errors import SourceError
from secretguard.fleet.look import look
from secretguard.fleet.words import Failed
from secretguard.report.words import harmless

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections import deque
    from collections.abc import Iterator
    from typing import Any

    from distributed import Future

    from secretguard.fleet.words import Order, Outcome, Question

# Ctrl-C reaches every process of the terminal; it is this one that ends the workers.
_DEAF = "import signal; signal.signal(signal.SIGINT, signal.SIG_IGN)"
_AHEAD = 1000  # orders that the scheduler knows of at a time


@contextmanager
def local(workers: int) -> Iterator[Client]:
    """A cluster of this machine's own processes; nobody else on it has the certificate to join."""
    with (
        LocalCluster(
            n_workers=workers,
            threads_per_worker=1,
            processes=True,
            security=Security.temporary(),
            dashboard_address="127.0.0.1:0",
            worker_dashboard_address=None,
            preload=_DEAF,
        ) as cluster,
        Client(cluster) as client,
    ):
        yield client


@contextmanager
def remote(address: str) -> Iterator[Client]:
    """A cluster that runs already, with the certificates that Dask's configuration names."""
    try:
        client = Client(address)
    except (OSError, ValueError, TypeError) as error:
        raise SourceError(f"no scheduler answers at {address}") from error
    with client:
        yield client


def about(client: Client) -> Iterator[str]:
    """What somebody who waits should know."""
    if not client.scheduler_info()["workers"]:
        yield "the scheduler has no workers yet; waiting for them"
    if sys.stderr.isatty():
        yield f"progress, with the package bokeh installed: {client.dashboard_link}"


def outcomes(
    client: Client, question: Question, orders: deque[Order], until: float = 0
) -> Iterator[tuple[Order, Outcome]]:
    """The answers as they come, ``until`` that time (of ``time.monotonic``; 0: until all are there).

    ``orders`` is emptied and may grow meanwhile.
    """
    run = os.urandom(4).hex()  # two runs at once must not share a key
    waiting: dict[Future[Any], Order] = {}
    done = as_completed(timeout=max(until - time.monotonic(), 0.01) if until else None)
    number = 0
    while orders or waiting:
        while orders and len(waiting) < _AHEAD:
            order = orders.popleft()
            number += 1
            key = ("look at", harmless(order.name), order.part[0] + 1, order.part[1], number, run)
            future = client.submit(look, question, order, key=key, pure=False)
            waiting[future] = order
            done.add(future)
        try:
            future = next(done)
        except TimeoutError:
            return
        yield waiting.pop(future), _outcome(future)


def _outcome(future: Future[Any]) -> Outcome:
    if future.status == "finished":
        outcome: Outcome = future.result()
        return outcome
    if future.status == "cancelled":
        return Failed("the scheduler was lost")
    error = future.exception()
    if isinstance(error, KilledWorker):
        return Failed("every worker that looked at it died")
    return Failed(f"the task failed with {type(error).__name__}")
