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
from secretguard.text.decode import decode, is_binary

TYPE_CHECKING = False  # importing typing costs the hook 4 ms
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from secretguard.engine import portable
    from secretguard.engine.trigger import Trigger
    from secretguard.model.rule import Rule
    from secretguard.sources.index import Entry

    Matcher = vectorscan.Matcher | portable.Matcher

    # screen(data, end offset, path): False when the hit can never become a refusal
    Judge = Callable[[bytes, int, str], bool]
    # (status, mode, blob, blobs of the path in the parents, path), commit, content or why not
    Item = tuple["Entry", str, bytes | None, str]

# (end offset, index into Screen.table); end -1 stands for the whole file.
Hits = list[tuple[int, int]]

_HERE = os.path.dirname(os.path.abspath(__file__))
# https://github.com/git-lfs/git-lfs/blob/main/docs/spec.md
_LFS_POINTER = b"version https://git-lfs.github.com/spec/v1\n"
_LFS_LONGEST = 1024
# Passing these over needs no word to the person who commits: there is nothing new in them.
_UNTOLD = ("moved", "only its mode", "submodule")
# What these detectors look for is typed by people: in a binary file they would see ghosts.
_TYPED = ("assignment", "entropy", "url_credentials")
_COMPILED_FROM = ("rules", "rules/providers", "detectors", "engine")


class Screen:
    """The engine together with the table of what its hits mean.

    ``table`` holds (trigger name, width, detector module) per trigger index. A ``thorough``
    screen dismisses nothing by itself, so that a report can say of each reference and
    placeholder why it passes; what refuses is the same either way.
    ``cached`` is the name under which the compiled rules lie in the cache, or "". ``notice`` is
    a sentence for the user about a cache that could not be written, or "".
    """

    __slots__ = (
        "_always", "_cached", "_judges", "_matcher", "_opened", "_packed", "notice", "table",
        "thorough",
    )  # fmt: skip

    def __init__(
        self, matcher: Matcher, table: cache.Table, cached: str = "", notice: str = ""
    ) -> None:
        self._matcher = matcher
        self._cached = cached
        self._packed: bytes | None = None
        self._opened: dict[str, Judge] = {}
        self._judges: list[Judge | None] = [None] * len(table)
        self._always = [(-1, index) for index, row in enumerate(table) if row[1] < 0]
        self.table = table
        self.thorough = False
        self.notice = notice

    def hits(self, path: bytes, data: bytes) -> Hits:
        """The hits in ``data`` that survive a cheap look, in order of their ends.

        Raises ``EngineError`` when the text cannot be judged (too many hits).
        """
        found = self._matcher.hits(data)
        if found:
            name = os.fsdecode(path)
            if is_binary(data):
                found = [hit for hit in found if self.table[hit[1]][2] not in _TYPED]
            if self.thorough:
                return found + self._always
            judges = self._judges
            found = [
                hit for hit in found if (judges[hit[1]] or self._judge(hit[1]))(data, hit[0], name)
            ]
        return found + self._always if self._always else found

    def rules_of(self, provider: str) -> tuple[Rule, ...]:
        """The rules of one provider, from the cache where it holds them."""
        if self._packed is None and self._cached:
            self._packed = cache.read_rules(self._cached)
        if not self._packed:
            from secretguard.rules.catalog import provider_rules

            return provider_rules(provider)
        from secretguard.rules.pack import unpack

        return unpack(self._packed, provider)

    def _judge(self, index: int) -> Judge:
        """The cheap dismissal of a trigger's detector, imported when it is first needed."""
        module = self.table[index][2]
        if module not in self._opened:
            __import__(f"secretguard.detectors.{module}")
            loaded = sys.modules[f"secretguard.detectors.{module}"]
            self._opened[module] = getattr(loaded, "screen", _survives)
        judge = self._judges[index] = self._opened[module]
        return judge


def _survives(_data: bytes, _end: int, _path: str) -> bool:
    return True  # the detector cannot tell without a closer look


class Woken:
    """A file that deserves a closer look, with its text as UTF-8 and what woke the engine."""

    __slots__ = ("commit", "data", "encoding", "entry", "hits", "path")

    def __init__(self, entry: Entry, commit: str, data: bytes, encoding: str, hits: Hits) -> None:
        self.entry = entry
        self.path = entry[4]
        self.commit = commit
        self.data = data
        self.encoding = encoding
        self.hits = hits


class Tally:
    """What was looked at and what was not: the raw material of a verdict's coverage."""

    __slots__ = ("blobs", "bytes", "decoded", "listed", "skipped", "unread")

    def __init__(self) -> None:
        self.listed = self.blobs = self.bytes = self.decoded = 0
        self.skipped: list[tuple[bytes, str]] = []
        self.unread: list[tuple[bytes, str]] = []

    @property
    def missing(self) -> int:
        """How many listed entries were neither read nor named: 0, or the scan is not to be trusted."""
        return self.listed - self.blobs - len(self.skipped) - len(self.unread)

    @property
    def clean(self) -> bool:
        """Everything that was listed was read, and nothing has to be told about the rest."""
        told = any(not why.startswith(_UNTOLD) for _, why in self.skipped)
        return not (self.unread or self.missing or told)


def sift(screen: Screen, items: Iterable[Item], tally: Tally) -> Iterator[Woken]:
    """Read everything, count it in ``tally``, and give what woke the engine."""
    for entry, commit, data, why in items:
        path = entry[4]
        if data is None:
            tally.unread.append((path, why))
        elif len(data) < _LFS_LONGEST and data.startswith(_LFS_POINTER):
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
            if hits:
                yield Woken(entry, commit, text, encoding, hits)


def open_screen(settings: tuple[str, bytes] | None) -> Screen:
    """The compiled rules, from the cache when it holds them.

    ``settings`` is the path and content of the file that may configure secretguard. Raises
    ``ConfigError`` or ``RuleError`` when rules or settings are wrong.
    """
    path = "" if os.environ.get("SECRETGUARD_ENGINE") == "portable" else vectorscan.extension_path()
    if not path:
        return _portable_screen(settings)
    extension = vectorscan.load_extension(path)
    name = cache.key(__version__, _stamp(os.path.dirname(path)), *_stamps(), settings)
    cached = cache.read(name)
    if cached is not None:
        try:
            return Screen(vectorscan.load_database(extension, cached[1]), cached[0], name)
        except EngineError:
            cached = None  # another machine's or a damaged one: built anew below
    return _build(extension, name, settings)


def _stamps() -> list[object]:
    return [_stamp(f"{_HERE}/{folder}") for folder in _COMPILED_FROM]


def _stamp(folder: str) -> tuple[int, int, int]:
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


def _triggers(settings: tuple[str, bytes] | None) -> tuple[list[Trigger], list[str]]:
    from secretguard.config.load import check_rule_ids, parse_settings
    from secretguard.config.settings import Settings
    from secretguard.detectors.waking import rule_ids, triggers

    parsed = Settings() if settings is None else parse_settings(settings[1], settings[0])
    if settings is not None:
        check_rule_ids(parsed, rule_ids(), settings[0])
    return triggers(parsed)


def _table(triggers: list[Trigger], modules: list[str]) -> cache.Table:
    return tuple(
        (trigger.name, trigger.width if trigger.pattern else -1, module)
        for trigger, module in zip(triggers, modules, strict=True)
    )


def _portable_screen(settings: tuple[str, bytes] | None) -> Screen:
    from secretguard.engine.portable import Matcher

    triggers, modules = _triggers(settings)
    matcher = Matcher([trigger for trigger in triggers if trigger.pattern])
    return Screen(matcher, _table(triggers, modules))


def _build(extension: object, name: str, settings: tuple[str, bytes] | None) -> Screen:
    from secretguard.rules.catalog import builtin_rules
    from secretguard.rules.pack import pack

    triggers, modules = _triggers(settings)
    database = vectorscan.compile_triggers(
        extension, [trigger for trigger in triggers if trigger.pattern]
    )
    table = _table(triggers, modules)
    notice = ""
    try:
        cache.write(name, table, database, pack(builtin_rules()))
    except OSError as error:
        reason = error.strerror or str(error)
        notice = f"the compiled rules could not be cached ({reason}); the next run compiles again"
        name = ""
    return Screen(vectorscan.load_database(extension, database), table, name, notice)
