"""What earlier runs with the same rules, settings and code found clean, for one run to pass over."""

from __future__ import annotations

import os
from _blake2 import blake2b

from secretguard.engine import cache
from secretguard.pipeline.screen import stamp
from secretguard.sources.memory import Memory

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from secretguard.pipeline.large import LargeItem
    from secretguard.runs.examine import Examination

# A content by its own hash. The marks of contents by git's must never stand for it.
_READ = b"read\0"


def open_memory(examination: Examination, folder: str, asked_by: str = "") -> Memory | None:
    """The memory below ``folder``, which belongs to one repository.

    Runs that are ``asked_by`` somebody else share nothing: they ask for more, or for less. None
    where there is no home for the user's key, and with detectors of others' in play: when their code
    changes, nothing here can know.
    """
    secret = cache.own_key()
    if not secret or examination.runs_foreign_code:
        return None
    folders = (path for path, _, _ in os.walk(os.path.dirname(os.path.dirname(__file__))))
    code = [stamp(path) for path in folders if not path.endswith("__pycache__")]
    return Memory(folder, secret, cache.key(examination.name, code, asked_by))


def news(
    examination: Examination, items: Iterable[LargeItem], memory: Memory
) -> Iterator[LargeItem]:
    """The items that are not known to be clean; what turns out to be is learned.

    All are read, so it does not matter when and how a file was changed.
    """
    tally = examination.tally
    for item in items:
        data = item[2]
        if not isinstance(data, bytes):
            yield item
            continue
        mark = memory.mark(_READ + blake2b(data, digest_size=32).digest(), item[0][4])
        if memory.knows(mark):
            tally.remembered += 1
            continue
        told = examination.told
        yield item
        if examination.told == told:
            memory.learn([mark])
