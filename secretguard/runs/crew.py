"""Files sifted by several processes at once.

Reading a file and finding nothing in it, which is nearly all there is to do, is shared between
copies of this process (``fork``). What wakes the engine they only name: this process reads it again
and judges it, in the order of the files, so that the answer is the same as that of one process.
Work is taken from a common pipe, a share of some hundred files at a time; the shares of a process
that dies are done again by this one.
"""

from __future__ import annotations

import marshal
import os
import select
import signal
import struct

from secretguard.pipeline.screen import Tally
from secretguard.sources.tree import read_items

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import TracebackType
    from typing import Self

    from secretguard.pipeline.large import LargeItem
    from secretguard.pipeline.screen import Item, Seen, Woken

    # The texts among the items that deserve a closer look; everything is counted in the tally.
    Sift = Callable[[Iterator[Item], Tally], Iterator[Woken]]

_SHARE = 256  # files
_MANY = 4_000  # files; for fewer it takes longer to share the work than to do it
_MOST = 8  # the disk is no faster for more, and a container may own fewer cores than it sees
_NUMBER = struct.Struct("=I")
_LENGTH = struct.Struct("=Q")
_SLICE = 1 << 16


def cores() -> int:
    """How many processes may work at once."""
    known = hasattr(os, "sched_getaffinity")
    return min(len(os.sched_getaffinity(0)) if known else os.cpu_count() or 1, _MOST)


def processes(asked: int, files: int) -> int:
    """How many are to read so many files, when ``asked`` for that many; 0 leaves it open."""
    if not hasattr(os, "fork"):
        return 1  # here processes cannot be copied
    return asked or (cores() if files >= _MANY else 1)


class Share:
    """What came of some hundred files: what is clean is counted, the others are named.

    What is ``listed`` are contents found inside of clean files; the files are the caller's to list.
    """

    __slots__ = ("files", "first", "tally", "woken")

    def __init__(self, first: int, files: int, tally: Tally, woken: dict[int, Seen | None]) -> None:
        self.first = first
        self.files = files
        self.tally = tally
        # By their positions in the list of all files; None where all has to be looked at again.
        self.woken = woken

    @property
    def clean(self) -> list[int]:
        """The positions of the files in which nothing has to be looked at or told."""
        return [at for at in range(self.first, self.first + self.files) if at not in self.woken]

    def packed(self, number: int) -> bytes:
        """As bytes for the pipe."""
        counts = _counts(self.tally)
        return marshal.dumps((number, self.first, self.files, counts, self.woken))

    def add_to(self, whole: Tally) -> None:
        """Count what is clean."""
        whole.listed += self.tally.listed
        whole.blobs += self.tally.blobs
        whole.bytes += self.tally.bytes
        whole.decoded += self.tally.decoded


def unpacked(told: bytes) -> tuple[int, Share]:
    """The number of a share and the share, as a process of our own packed it."""
    number, first, files, counts, woken = marshal.loads(told)  # noqa: S302 - see above
    tally = Tally()
    _set_back(tally, counts)
    return number, Share(first, files, tally, woken)


class Crew:
    """``workers`` copies of this process that sift ``files`` together with it.

    A context manager: when it is left, however, no copy is left behind. If this process is killed,
    its copies end with the share they are at.
    """

    def __init__(self, files: list[bytes], sift: Sift, workers: int) -> None:
        self._files = files
        self._sift = sift
        self._number = -(-len(files) // _SHARE)
        self._workers = workers
        self._pipes: dict[int, bytearray] = {}  # what a process has sent so far
        self._pids: list[int] = []
        self._work = -1

    def __enter__(self) -> Self:
        self._work, giving = os.pipe()
        os.set_blocking(giving, False)
        # All that there is to do fits into the pipe, or the rest of it is done at the end.
        for number in range(self._number):
            try:
                os.write(giving, _NUMBER.pack(number))
            except BlockingIOError:
                break
        for _ in range(self._workers):
            try:
                self._start(giving)
            except OSError:
                break  # the machine has no room for another
        os.close(giving)
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        os.close(self._work)
        for pipe in self._pipes:
            os.close(pipe)
        for pid in self._pids:
            os.kill(pid, signal.SIGKILL)  # they hold nothing, and may be in the middle of a file
            os.waitpid(pid, 0)

    def shares(self) -> Iterator[Share]:
        """Each share, in the order of the files; this process works while it waits."""
        done: dict[int, Share] = {}
        left = True
        for number in range(self._number):
            while number not in done:
                done.update(self._received(wait=not left))
                if number in done:
                    break
                taken = os.read(self._work, _NUMBER.size) if left else b""
                left = bool(taken)
                if taken:
                    mine = _NUMBER.unpack(taken)[0]
                    done[mine] = self._done(mine)
                elif not self._pipes:
                    done[number] = self._done(number)  # whoever took it has died
            yield done.pop(number)

    def _start(self, giving: int) -> None:
        reading, writing = os.pipe()
        pid = os.fork()
        if pid:
            os.close(writing)
            self._pids.append(pid)
            self._pipes[reading] = bytearray()
            return
        status = 1
        try:
            signal.signal(signal.SIGINT, signal.SIG_IGN)  # the one that was asked answers
            os.close(giving)  # or nobody would ever see that nothing is left
            for end in (reading, *self._pipes):
                os.close(end)  # or a process would not see that the one it answers has died
            self._serve(writing)
            status = 0
        finally:
            os._exit(status)

    def _serve(self, writing: int) -> None:
        while taken := os.read(self._work, _NUMBER.size):
            number = _NUMBER.unpack(taken)[0]
            told = self._done(number).packed(number)
            _write(writing, _LENGTH.pack(len(told)) + told)

    def _done(self, number: int) -> Share:
        """One share, sifted."""
        first = number * _SHARE
        files = self._files[first : first + _SHARE]
        tally = Tally()
        before = _counts(tally)
        woken: dict[int, Seen | None] = {}
        position = first - 1

        def settle() -> None:
            # It will be looked at again; nothing of it counts here.
            if tally.skipped or tally.unread:
                woken[position] = None
            if position in woken:
                _set_back(tally, before)

        def small(items: Iterator[LargeItem]) -> Iterator[Item]:
            nonlocal before, position
            for entry, commit, data, why in items:
                settle()
                position += 1
                before = _counts(tally)
                if data is None or isinstance(data, bytes):
                    yield entry, commit, data, why
                else:
                    woken[position] = None

        for found in self._sift(small(read_items(files)), tally):
            alone = (
                tally.listed == before[0] and not found.inner
            )  # with nothing counted inside of it
            woken[position] = (hash(found.data), found.hits) if alone else None
        settle()
        return Share(first, len(files), tally, woken)

    def _received(self, *, wait: bool) -> dict[int, Share]:
        """What has arrived by now, or at least something if there is to be any."""
        found: dict[int, Share] = {}
        while self._pipes:
            ready, _, _ = select.select(
                list(self._pipes), [], [], None if wait and not found else 0
            )
            if not ready:
                break
            for pipe in ready:
                part = os.read(pipe, _SLICE)
                if not part:
                    os.close(pipe)
                    del self._pipes[pipe]
                    continue
                self._pipes[pipe] += part
                found.update(_whole_messages(self._pipes[pipe]))
        return found


def _whole_messages(waiting: bytearray) -> Iterator[tuple[int, Share]]:
    while len(waiting) >= _LENGTH.size:
        end = _LENGTH.size + _LENGTH.unpack_from(waiting)[0]
        if len(waiting) < end:
            return
        told = bytes(waiting[_LENGTH.size : end])
        del waiting[:end]
        yield unpacked(told)


def _write(pipe: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(pipe, view) :]


def _counts(tally: Tally) -> tuple[int, int, int, int]:
    return tally.listed, tally.blobs, tally.bytes, tally.decoded


def _set_back(tally: Tally, before: tuple[int, int, int, int]) -> None:
    tally.listed, tally.blobs, tally.bytes, tally.decoded = before
    tally.skipped.clear()
    tally.unread.clear()
