"""A work tree of which only what changed is read: the rest was found clean before."""

from __future__ import annotations

import marshal
import os
from _blake2 import blake2b

from secretguard.runs.crew import Crew, processes
from secretguard.sources.index import SUBMODULE
from secretguard.sources.tracked import Tracked
from secretguard.sources.tree import read_items

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from secretguard.pipeline.large import LargeItem
    from secretguard.runs.examine import Examination
    from secretguard.runs.guard import Guard
    from secretguard.sources.memory import Memory

    File = tuple[bytes, bytes]  # path from the top, blob id

# A file on disk is not its blob: line ends differ. Its marks must never stand for the other's.
_ON_DISK = b"on disk\0"


class TrackedFiles:
    """The files that git tracks below one folder, looked at with what is remembered of them.

    Raises ``GitError`` when git does not answer.
    """

    def __init__(self, folder: str, memory: Memory) -> None:
        self._tracked = Tracked(folder)
        self._memory = memory
        real = os.path.realpath(os.fsencode(folder))
        self._record = "tree-" + blake2b(real, digest_size=4).hexdigest()
        self._known: list[File] | None = None  # what the last run of the very same index left
        self._clean: list[File] = []
        self._rest: list[File] = []  # what has to be looked at the next time, too
        self._settled = 0

    def read(self, examination: Examination, guard: Guard, jobs: int) -> None:
        """Look at what is not known to be clean; ``guard`` may end that early.

        ``jobs``: how many processes are asked for, 0 leaves it open.
        """
        waiting = self._waiting()
        examination.tally.remembered += self._settled
        examination.tally.listed += self._settled
        jobs = processes(jobs, len(waiting))
        if jobs == 1:
            examination.read(guard.watch(self._watched(examination, waiting), len(waiting)))
            return
        files = [self._tracked.base + path for path, _ in waiting]
        with Crew(files, examination.waking, jobs - 1) as crew:
            for share in guard.watch_shares(crew.shares(), len(waiting)):
                share.add_to(examination.tally)
                clean = [waiting[position] for position in share.clean]
                examination.tally.listed += len(clean)
                self._clean += clean
                others = [waiting[position] for position in share.woken]
                examination.read(self._watched(examination, others))

    def _waiting(self) -> list[File]:
        """The files that are not known to be clean."""
        memory, tracked = self._memory, self._tracked
        if memory.empty:
            return list(tracked.names())
        changed = tracked.changed()
        if tracked.index_changed:  # and nobody knows since when
            return list(tracked.names())
        kept = memory.record(self._record)
        if kept is not None:
            index, listing, settled, waiting = marshal.loads(kept)  # noqa: S302 - sealed by us
            same = index == tracked.index_digest(changed) != b""
            if same or listing == tracked.listing_digest(changed):
                self._settled = settled
                found = [(path, blob) for path, blob in waiting]
                self._known = found if same else None
                return found
        waiting = []
        for path, blob in tracked.names():
            mark = memory.mark(_ON_DISK + blob, path)
            if blob and path not in changed and memory.knows(mark):
                self._settled += 1
            else:
                waiting.append((path, blob))
        return waiting

    def _watched(self, examination: Examination, waiting: list[File]) -> Iterator[LargeItem]:
        base, tally = self._tracked.base, examination.tally
        told = examination.told
        items = read_items(base + path for path, _ in waiting)
        for file, item in zip(waiting, items, strict=True):
            if item[2] is None:
                why = self._tracked.not_here.get(file[0], "")
                if why == SUBMODULE or not os.path.lexists(base + file[0]):
                    self._rest.append(file)
                    if why:  # else it was deleted on disk: there is nothing to scan
                        tally.listed += 1
                        tally.skipped.append((item[0][4], why))
                        told = examination.told
                    continue
            tally.listed += 1
            yield item
            if examination.told == told:
                self._clean.append(file)
            else:
                told = examination.told
                self._rest.append(file)

    def remember(self, *, complete: bool) -> None:
        """Keep what was clean for the next run.

        What changed while it was read proves nothing about the content that the index names.
        Raises ``OSError`` and ``GitError``.
        """
        tracked, memory = self._tracked, self._memory
        if not self._clean and (not complete or self._rest == self._known):
            return
        changed = tracked.changed()
        if tracked.index_changed:
            return
        sure = [(path, blob) for path, blob in self._clean if blob and path not in changed]
        memory.learn(memory.mark(_ON_DISK + blob, path) for path, blob in sure)
        memory.save()
        if complete:
            rest = self._rest + sorted(set(self._clean).difference(sure))
            digests = tracked.index_digest(changed), tracked.listing_digest(changed)
            kept = (*digests, self._settled + len(sure), rest)
            memory.keep(self._record, marshal.dumps(kept))
