"""One sweep over a whole history: every content under every path that it ever had, each once.

The places come in a stream and are looked at in rounds, so that a history of any size fits into the
memory. What was clean is remembered after each round: a sweep that was interrupted goes on from
there, and the next one looks at new commits alone. A history can also be cut in slices, for as many
sweeps on as many machines: each walks all of it and reads its share of the contents.
"""

from __future__ import annotations

import marshal
from itertools import islice

from secretguard.errors import GitError
from secretguard.runs.guard import Budget, Guard, Progress
from secretguard.sources import reach, refs
from secretguard.sources.repository import objects_dir
from secretguard.sources.versions import read_versions

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from secretguard.pipeline.large import LargeItem, Readable
    from secretguard.runs.examine import Examination
    from secretguard.sources.index import Entry
    from secretguard.sources.memory import Memory
    from secretguard.sources.reach import Place

    Where = tuple[bytes, bytes, int]  # path, commit, its place in the order of places
    Fresh = tuple[bytes, bytes, bytes, int]  # object id, path, commit, order
    Slice = tuple[int, int]  # which one, from 0, of how many

_ROUND = 200_000  # places: 50 MB
_RECORD = "history"


class Sweep:
    """Looks at a history through an examination, with what is remembered of earlier sweeps.

    ``part`` is the slice to read; all of them together read everything, each object once.
    """

    def __init__(
        self,
        examination: Examination,
        memory: Memory | None = None,
        guard: Guard | None = None,
        part: Slice = (0, 1),
    ) -> None:
        self._part = part
        self._examination = examination
        self._tally = examination.tally
        self._memory = memory
        self._guard = guard or Guard(examination.tally, Budget(), Progress())
        self._store = ""  # the folder of the objects
        self._known: list[bytes] = []  # commits whose places need no second look
        self._dirty: dict[
            tuple[bytes, bytes], tuple[bytes, int]
        ] = {}  # (id, path): commit and order
        self._named = 0  # places that refs name beside the commits; they are asked for each time
        self._settled = 0  # places that were found clean by earlier sweeps
        self._clean: list[bytes] = []
        self._done = self._round = 0  # places
        self._order = 0  # of places, from the oldest commit on
        self.broken = False  # some paths and commits are not known
        self.notice = ""
        self.limits: list[str] = []

    def run(self, *, unreachable: bool = False) -> None:
        """Look at everything that refs, stash, reflogs and notes reach, or at all there is."""
        tips = self._tips()
        shared = reach.shared_folder()
        self._store = objects_dir(shared)
        hidden = list(refs.unreadable(shared))
        for path, why in hidden:
            self._unread(path, why)
        self._recall(shared, tips)
        self.limits = reach.limits(shared)
        with self._guard.interruptible():
            self._look_at(self._places(unreachable))
        self._guard.tell(b"(the rest of the history)")
        complete = not (unreachable or self.broken or self._guard.left or self._sliced)
        self._remember(shared, tips if complete and not hidden else None)

    @property
    def _sliced(self) -> bool:
        return self._part[1] > 1

    def _tips(self) -> list[bytes]:
        """Up to where history goes; what a damaged one cannot tell is named."""
        try:
            return reach.tips()
        except GitError as error:
            self._unread(b"(the history)", str(error))
            self.broken = True
            return []

    @property
    def ages(self) -> dict[str, int]:
        """The commits of what was not clean, numbered from the oldest on."""
        numbered = sorted((order, commit) for commit, order in self._dirty.values())
        return {commit.decode("ascii"): order for order, commit in reversed(numbered) if commit}

    def _places(self, unreachable: bool) -> Iterator[Place]:
        for key, (commit, _) in list(self._dirty.items()):
            yield *key, commit, b""
        try:
            named = list(reach.named_objects())
            self._named = len(named)
            yield from named
            if not self.broken:
                yield from reach.walk(self._known)
            if unreachable:
                yield from reach.unreachable()
        except GitError as error:
            # Without a path for each, everything that can still be read is looked at.
            self._unread(b"(the history)", str(error))
            self.broken = True
        if self.broken:
            yield from reach.all_objects()

    def _look_at(self, places: Iterable[Place]) -> None:
        fresh = self._fresh(places)
        while found := self._gather(fresh):
            self._round += sum(map(len, found.values()))
            self._examination.read(self._items(found))
            if self._memory is not None:
                self._memory.learn(self._clean)
            self._clean.clear()
            if self._guard.ended:
                self._guard.left |= next(fresh, None) is not None
                return

    def _fresh(self, places: Iterable[Place]) -> Iterator[Fresh]:
        """Places of this slice that were not found clean before, numbered among all there are."""
        memory = self._memory
        number, of = self._part
        for identity, path, commit, _ in places:
            self._order += 1
            # By the id, which is a hash: the shares are even, and stay when git packs anew.
            if of > 1 and int(identity[:8], 16) % of != number:
                continue
            if memory is not None and memory.knows(memory.mark(identity, path)):
                self._settled += 1
            else:
                yield identity, path, commit, self._order

    def _gather(self, places: Iterator[Fresh]) -> dict[bytes, list[Where]]:
        """A round of places by their object ids; the first commit of each is kept."""
        found: dict[bytes, list[Where]] = {}
        names: dict[bytes, bytes] = {}  # one object for each path and commit, however often named
        for identity, path, commit, order in islice(places, _ROUND):
            known = found.setdefault(identity, [])
            if not any(place[0] == path for place in known):
                where = (names.setdefault(path, path), names.setdefault(commit, commit))
                known.append((*where, order))
        return found

    def _items(self, found: dict[bytes, list[Where]]) -> Iterator[LargeItem]:
        """Each object under each of its paths, watched: what leaves nothing to tell was clean."""
        examination, tally, memory = self._examination, self._tally, self._memory
        later: dict[bytes, list[Where]] = {}
        told = examination.told
        for identity, kind, content, why, version in read_versions(self._store, found):
            if self._guard.ended:
                self._guard.left = True
                return
            blob = identity.decode("ascii")
            places = found[identity]
            data: bytes | Readable | None = content
            if not isinstance(content, bytes | None) and len(places) > 1:
                later[identity] = places[1:]  # it can be read only once at a time
                places = places[:1]
            elif kind != "blob" and isinstance(content, bytes):
                data, version = content.partition(b"\n\n")[2], None
            for path, commit, order in places:
                tally.listed += 1
                entry: Entry = ("F", 0, blob, (), path)
                since = commit.decode("ascii")
                if version is None or not examination.read_version(entry, since, version):
                    yield entry, since, data, why
                if examination.told > told:
                    told = examination.told
                    self._dirty.setdefault((identity, path), (commit, order))
                else:
                    self._dirty.pop((identity, path), None)  # it came back to life meanwhile
                    if memory is not None:
                        self._clean.append(memory.mark(identity, path))
            self._done += len(places)
            self._guard.moved(self._done, self._round)
        if later:
            yield from self._items(later)

    def _recall(self, shared: str, tips: list[bytes]) -> None:
        """Take up what the last complete sweep of the same boundary knew of the whole.

        What was not clean counts as long as something reaches it. Another commit may bring the same, and
        it was passed over then, so all of history is walked again when that is in doubt.
        """
        kept = self._memory.record(_RECORD) if self._memory and not self._sliced else None
        if kept is None:
            return
        boundary, known, settled, order, dirty = marshal.loads(kept)  # noqa: S302 - sealed by us
        lost = set(known).difference(tips) if dirty else set()
        if boundary == reach.boundary(shared) and not (lost and reach.left_behind(lost)):
            self._known, self._settled, self._order, self._dirty = known, settled, order, dirty

    def _remember(self, shared: str, tips: list[bytes] | None) -> None:
        """Save what was clean, and after a complete sweep also up to where it went."""
        self._tally.listed += self._settled
        self._tally.remembered += self._settled
        if self._memory is None:
            return
        self._memory.learn(self._clean)
        try:
            self._memory.save()
            if tips is not None:
                # What refs name beside the commits is asked for each time, and has no commit.
                dirty = {place: since for place, since in self._dirty.items() if since[0]}
                settled = self._tally.listed - len(dirty) - self._named
                kept = (reach.boundary(shared), tips, settled, self._order, dirty)
                self._memory.keep(_RECORD, marshal.dumps(kept))
        except OSError as error:
            self.notice = f"what was clean could not be remembered ({error.strerror or error})"

    def _unread(self, what: bytes, why: str) -> None:
        self._tally.listed += 1
        self._tally.unread.append((what, why))
