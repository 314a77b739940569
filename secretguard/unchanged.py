"""A work tree of which only what changed is read: the rest was found clean before."""

from __future__ import annotations

import marshal
import os
from _blake2 import blake2b

from secretguard.sources.tracked import Tracked, base_of
from secretguard.sources.tree import read_items

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from secretguard.examine import Examination
    from secretguard.large import LargeItem
    from secretguard.sources.memory import Memory

    Guard = Callable[[Iterator[LargeItem]], Iterator[LargeItem]]

# A file on disk is not its blob: line ends differ. Its marks must never stand for the other's.
_ON_DISK = b"on disk\0"


def read_tracked(examination: Examination, folder: str, memory: Memory, guard: Guard) -> str:
    """Look at what git tracks below ``folder``; a sentence when it could not be remembered.

    ``guard`` may end the run early; what was looked at by then is remembered. Raises ``GitError``.
    """
    tracked = Tracked(folder)
    base = base_of(folder)
    name = "tree-" + blake2b(os.path.realpath(os.fsencode(folder)), digest_size=4).hexdigest()
    tally = examination.tally
    settled, waiting = _recall(memory, name, tracked)
    tally.remembered += settled
    tally.listed += settled
    learned: list[bytes] = []
    told: list[tuple[bytes, bytes]] = []
    ended = True

    def watched() -> Iterator[LargeItem]:
        nonlocal ended
        items = read_items(base + path for path, _ in waiting)
        for (path, blob), item in zip(waiting, items, strict=True):
            before = examination.told
            tally.listed += 1
            if item[2] is None and not os.path.lexists(item[0][4]):
                tally.listed -= 1  # deleted on disk: there is nothing to scan
                told.append((path, blob))
                continue
            yield item
            if blob and examination.told == before:
                learned.append(memory.mark(_ON_DISK + blob, path))
            else:
                told.append((path, blob))
        ended = False

    examination.read(guard(watched()))
    memory.learn(learned)
    try:
        memory.save()
        if not ended:
            kept = (tracked.digest, settled + len(learned), told)
            memory.keep(name, marshal.dumps(kept))
    except OSError as error:
        return f"what was clean could not be remembered ({error.strerror or error})"
    return ""


def _recall(
    memory: Memory, name: str, tracked: Tracked
) -> tuple[int, list[tuple[bytes, bytes]]]:
    """``(how many files are known to be clean, the others)``."""
    kept = memory.record(name)
    if kept is not None:
        digest, settled, waiting = marshal.loads(kept)  # noqa: S302 - sealed by us
        if digest == tracked.digest:
            return settled, waiting
    settled = 0
    waiting = []
    for path, blob in tracked.names():
        if blob and memory.knows(memory.mark(_ON_DISK + blob, path)):
            settled += 1
        else:
            waiting.append((path, blob))
    return settled, waiting
