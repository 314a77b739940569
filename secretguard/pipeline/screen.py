"""The silent path: does anything in these bytes deserve a closer look?

Nearly every commit is clean, so this module and what it imports is all that runs at nearly
every commit. It imports no ``re``, no dataclasses, no catalogue: the rules come as one compiled
database from the cache, and the generic detectors reject their own obvious non-secrets
through their cheap ``screen`` functions.
"""

from __future__ import annotations

import os
import sys

from secretguard import __version__
from secretguard.engine import cache, vectorscan
from secretguard.errors import EngineError
from secretguard.text.decode import decode, is_binary, last_run

TYPE_CHECKING = False  # importing typing costs the hook 4 ms
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from typing import Any

    from secretguard.engine import portable
    from secretguard.model.rule import Rule
    from secretguard.pipeline.large import LargeItem, Part
    from secretguard.pipeline.unwrap import Inner
    from secretguard.sources.index import Entry

    Matcher = vectorscan.Matcher | portable.Matcher

    # screen(data, end offset, path): False when the hit can never become a refusal
    Judge = Callable[[bytes, int, str], bool]
    # (status, mode, blob, blobs of the path in the parents, path), commit, content or why not
    Item = tuple["Entry", str, bytes | None, str]

# (end offset, index into Screen.table); end -1 stands for the whole file.
Hit = tuple[int, int]
Hits = list[Hit]
# What woke in a text, and the text's hash, which this process and its copies (``fork``) agree on.
Seen = tuple[int, Hits]

# Provider files of the project's own, committed with it.
REPOSITORY_RULES = ".secretguard/rules"

# What ``os.fsdecode`` does, without what it asks each time.
_NAMES, _NAME_ERRORS = sys.getfilesystemencoding(), sys.getfilesystemencodeerrors()
_HERE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
# https://github.com/git-lfs/git-lfs/blob/main/docs/spec.md
_LFS_POINTER = b"version https://git-lfs.github.com/spec/v1\n"
_LFS_LONGEST = 1024
# Passing these over needs no word to the person who commits: there is nothing new in them.
_UNTOLD = ("moved", "only its mode", "submodule")
# What these detectors look for is typed by people: in a binary file they would see ghosts.
_TYPED = (
    "assignment", "columns", "entropy", "url_credentials", "named_token", "misplaced", "escaped",
    "joined",
)  # fmt: skip
# What these see is a text in another notation, in pieces or in a container: ``unwrap`` opens it.
_WRAPPED = ("embedded", "escaped", "joined", "container", "carried")
_ENCODED = "embedded:base64"
# A hit of its trigger is one of each of its owners that takes it.
_SHARED = "runs"
# What these dismiss is nothing that a report could speak of, however thorough.
_ALWAYS_ASKED = (*_WRAPPED, "named_token")
# The files whose change makes the compiled rules stale; a test holds the list complete. Of the
# hundreds of provider files only the folder is asked: files that come, go or are replaced are
# noticed, and after an edit in place ``rules check`` forgets the cache.
COMPILED_FROM = (
    "rules/providers", "rules/boundary.py", "rules/names.py", "rules/pattern.py",
    "rules/trigger.py", "rules/schema.py", "rules/pack.py", "model/rule.py",
    "detectors/waking.py", "detectors/assignment.py", "detectors/carried.py", "detectors/columns.py",
    "detectors/container.py",
    "detectors/embedded.py", "detectors/escaped.py", "detectors/joined.py",
    "detectors/keystore.py", "detectors/misplaced.py", "detectors/private_key.py",
    "detectors/runs.py", "detectors/url_credentials.py",
    "engine/cache.py", "engine/portable.py", "engine/vectorscan.py",
)  # fmt: skip


class Screen:
    """The engine together with the table of what its hits mean.

    ``table`` holds a row per trigger index (``engine.cache``). A ``thorough``
    screen dismisses nothing by itself, so that a report can say of each reference and
    placeholder why it passes; what refuses is the same either way.
    ``read_rules`` gives the packed rules when something was found. ``name`` changes with the rules,
    the settings and the version. ``notice`` is a sentence for the user about a cache that could not
    be written, or "".
    """

    __slots__ = (
        "_always", "_judges", "_opened", "_owners", "_packed", "_read_rules", "matcher", "name",
        "notice", "table", "thorough",
    )  # fmt: skip

    def __init__(
        self,
        matcher: Matcher,
        table: cache.Table,
        read_rules: Callable[[], bytes | None],
        name: str,
        notice: str = "",
    ) -> None:
        self.matcher = matcher
        self._read_rules = read_rules
        self._packed: dict[str, bytes] | None = None
        self._opened: dict[str, Callable[[str], Judge]] = {}
        self._judges: list[Judge | None] = [None] * len(table)
        self._owners: dict[int, list[int]] = {}
        self._always = [(-1, index) for index, row in enumerate(table) if row[1] < 0]
        self.table = table
        self.thorough = False
        self.name = name
        self.notice = notice

    def hits(self, path: bytes, data: bytes, head: bytes | None = None) -> Hits:
        """The hits in ``data`` that survive a cheap look, in order of their ends.

        ``head`` is the beginning of the whole file when ``data`` is a later part of it.

        Raises ``EngineError`` when the text cannot be judged (too many hits).
        """
        found = self.matcher.hits(data)
        if found:
            found = self.surviving(found, path, data, not is_binary(data if head is None else head))
        found += self.at_the_end(data)
        return found + self._always if self._always else found

    def at_the_end(self, data: bytes) -> Hits:
        """Encoded text at the end of ``data``, where nothing closes it, as the engine would hit it."""
        end = last_run(data) + 1
        if end == 1:
            return []
        index = next(at for at, row in enumerate(self.table) if row[0] == _ENCODED)
        judge = self._judges[index] or self._judge(index)
        return [(end, index)] if judge(data, end, "") else []

    def surviving(self, found: Hits, path: bytes, data: bytes, typed: bool) -> Hits:
        """Those of the engine's hits that a cheap look does not dismiss; ``typed``: it is a text."""
        name = path.decode(_NAMES, _NAME_ERRORS)
        if not typed:
            found = [hit for hit in found if self.table[hit[1]][2] not in _TYPED]
        judges = self._judges
        found = [
            hit for hit in found if (judges[hit[1]] or self._judge(hit[1]))(data, hit[0], name)
        ]
        if found and self._owners:
            found = list(self._shared_out(found, data, name, typed))
        found.sort()  # the engine leaves open which of two that end together comes first
        return found

    def _shared_out(self, found: Hits, data: bytes, path: str, typed: bool) -> Iterator[Hit]:
        """``found`` with each hit of several owners as one of each owner that takes it."""
        for end, index in found:
            if index not in self._owners:
                yield end, index
                continue
            for owner in self._owners[index]:
                if typed or self.table[owner][2] not in _TYPED:
                    judge = self._judges[owner] or self._judge(owner)
                    if judge(data, end, path):
                        yield end, owner

    def heed(self, module: str) -> None:
        """Dismiss nothing that wakes the detector of ``module``."""
        for index, row in enumerate(self.table):
            if row[2] == module:
                self._judges[index] = _survives

    def parted(self, hits: Hits) -> tuple[Hits, Hits]:
        """``hits`` without those of wrapped texts, and these."""
        wrapped = [hit for hit in hits if self.table[hit[1]][2] in _WRAPPED]
        return (
            [hit for hit in hits if self.table[hit[1]][2] not in _WRAPPED] if wrapped else hits
        ), wrapped

    def rules_of(self, provider: str) -> tuple[Rule, ...]:
        """The rules of one provider. Raises ``EngineError`` when the cache has lost them."""
        from secretguard.rules.pack import unpack

        return unpack(self.hold_rules()[provider])

    def hold_rules(self) -> dict[str, bytes]:
        """Read the packed rules now: a process that lives long may find them gone later.

        Raises ``EngineError`` when the cache has lost them.
        """
        if self._packed is None:
            from secretguard.rules.pack import providers_in

            packed = self._read_rules()
            if packed is None:
                raise EngineError("the cache of compiled rules was damaged meanwhile; run again")
            self._packed = providers_in(packed)
        return self._packed

    def _judge(self, index: int) -> Judge:
        """The cheap dismissal of a trigger's detector, imported when it is first needed."""
        module = self.table[index][2]
        if module == _SHARED:
            owners = _load(module).OWNERS
            rows = enumerate(self.table)
            self._owners[index] = [at for at, row in rows if (row[0], row[2]) in owners]
        if self.thorough and module not in _ALWAYS_ASKED:
            self._judges[index] = _survives
            return _survives
        if module not in self._opened:
            loaded = _load(module)
            self._opened[module] = getattr(loaded, "screen_of", None) or _same(loaded)
        judge = self._judges[index] = self._opened[module](self.table[index][0])
        return judge


def _load(module: str) -> Any:
    __import__(f"secretguard.detectors.{module}")
    return sys.modules[f"secretguard.detectors.{module}"]


def _same(detector: object) -> Callable[[str], Judge]:
    """For most detectors all triggers are alike."""
    judge: Judge = getattr(detector, "screen", _survives)
    return lambda _trigger: judge


def _survives(_data: bytes, _end: int, _path: str) -> bool:
    return True  # the detector cannot tell without a closer look


class Woken:
    """A file that deserves a closer look, with its text as UTF-8 and what woke the engine.

    ``inner`` are the texts inside of it that woke the engine, too.
    """

    __slots__ = (
        "commit", "data", "encoding", "entry", "hits", "inner", "judged_as", "part", "path",
    )  # fmt: skip

    def __init__(
        self,
        entry: Entry,
        commit: str,
        data: bytes,
        encoding: str,
        hits: Hits,
        part: Part | None = None,
    ) -> None:
        self.entry = entry
        self.path = self.judged_as = entry[4]
        self.commit = commit
        self.data = data
        self.encoding = encoding
        self.hits = hits
        self.part = part  # None: ``data`` is the whole file
        self.inner: list[Inner] = []

    @property
    def awake(self) -> bool:
        """Whether anything is left to judge, in the text or inside of it."""
        return bool(self.hits) or any(inner.hits for inner in self.inner)


class Tally:
    """What was looked at and what was not: the raw material of a verdict's coverage."""

    __slots__ = ("blobs", "bytes", "decoded", "listed", "remembered", "skipped", "unread")

    def __init__(self) -> None:
        self.listed = self.blobs = self.bytes = self.decoded = self.remembered = 0
        self.skipped: list[tuple[bytes, str]] = []
        self.unread: list[tuple[bytes, str]] = []

    @property
    def missing(self) -> int:
        """How many listed entries were neither read nor named: 0, or the scan is not to be trusted."""
        looked_at = self.blobs + self.remembered
        return self.listed - looked_at - len(self.skipped) - len(self.unread)

    @property
    def clean(self) -> bool:
        """Everything that was listed was read, and nothing has to be told about the rest."""
        told = any(not why.startswith(_UNTOLD) for _, why in self.skipped)
        return not (self.unread or self.missing or told)


def sift(
    screen: Screen,
    items: Iterable[Item],
    tally: Tally,
    remembers: Callable[[bytes], bool] | None = None,
) -> Iterator[Woken]:
    """Read everything, count it in ``tally``, and give what woke the engine.

    ``remembers`` says whether a text holds a secret that the ledger knows, without any rule.
    """
    for entry, commit, data, why in items:
        path = entry[4]
        if data is None:
            tally.unread.append((path, why))
        elif is_pointer(data):
            tally.skipped.append((path, "Git LFS pointer: the content is not in git"))
        else:
            tally.blobs += 1
            tally.bytes += len(data)
            text, encoding = decode(data)
            if encoding:
                tally.decoded += 1
            try:
                hits = screen.hits(path, text)
            except EngineError as error:
                tally.unread.append((path, str(error)))
                tally.blobs -= 1
                continue
            met = remembers is not None and remembers(text)
            if hits or met:
                woken = opened(screen, Woken(entry, commit, text, encoding, hits), tally)
                if met or woken.awake:
                    yield woken


def is_pointer(data: bytes) -> bool:
    """Whether it stands for a content that Git LFS keeps elsewhere."""
    return len(data) < _LFS_LONGEST and data.startswith(_LFS_POINTER)


def woken_again(item: LargeItem, seen: Seen, tally: Tally) -> Woken | None:
    """What ``sift`` gave for this item once, when its text still has the same hash."""
    entry, commit, data, _ = item
    if not isinstance(data, bytes):
        return None
    text, encoding = decode(data)
    if hash(text) != seen[0]:
        return None
    tally.blobs += 1
    tally.bytes += len(data)
    tally.decoded += bool(encoding)
    return Woken(entry, commit, text, encoding, seen[1])


def opened(screen: Screen, woken: Woken, tally: Tally) -> Woken:
    """``woken`` with the texts inside of it, where a trigger of the wrapped kinds was hit."""
    woken.hits, wrapped = screen.parted(woken.hits)
    if wrapped:
        from secretguard.pipeline.unwrap import unwrap

        woken.inner = unwrap(screen, woken, wrapped, tally)
    return woken


def open_screen(settings: tuple[str, bytes] | None, root: str | None = None) -> Screen:
    """The compiled rules, from the cache when it holds them.

    ``settings`` is the path and content of the file that may configure secretguard, ``root`` the
    folder whose ``.secretguard/rules`` may add rules. Raises ``ConfigError`` or ``RuleError``
    when rules or settings are wrong.
    """
    portable = os.environ.get("SECRETGUARD_ENGINE") == "portable"
    extension = "" if portable else vectorscan.extension_path()
    folders = rule_folders(settings, root)
    name = cache.key(
        __version__,
        extension and stamp(os.path.dirname(extension)),
        [os.stat(f"{_HERE}/{name}").st_mtime_ns for name in COMPILED_FROM],
        settings,
        [(folder, stamp(folder)) for folder in folders],
    )
    cached = cache.read(name)
    if cached is not None:
        try:
            matcher = _matcher(extension, cached[1])
            return Screen(matcher, cached[0], lambda: cache.read_rules(name), name)
        except EngineError:
            cached = None  # another machine's or a damaged one: built anew below
    from secretguard.pipeline.compilation import compile_into_cache

    table, compiled, rules, notice = compile_into_cache(extension, name, settings, folders)
    return Screen(_matcher(extension, compiled), table, lambda: rules, name, notice)


def rule_folders(settings: tuple[str, bytes] | None, root: str | None) -> list[str]:
    """The folders with rules of the user's: the repository's own and those of packages."""
    own = f"{root or '.'}/{REPOSITORY_RULES}"
    folders = [own] if root is not None and os.path.isdir(own) else []
    if settings is not None and b"rule-packages" in settings[1]:
        from secretguard.pipeline.compilation import package_folders

        folders += package_folders(settings)
    return folders


def _matcher(extension: str, compiled: bytes) -> Matcher:
    if extension:
        return vectorscan.load_database(vectorscan.load_extension(extension), compiled)
    from secretguard.engine.portable import load_matcher

    return load_matcher(compiled)


def stamp(folder: str) -> tuple[int, int, int]:
    """Changes whenever a file in ``folder`` does: count, total size, newest change (ns)."""
    count = size = newest = 0
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name != "__pycache__":
                found = entry.stat()
                count += 1
                size += found.st_size
                newest = max(newest, found.st_mtime_ns)
    return count, size, newest
