"""One run over any source: read all of it silently, judge only what wakes the engine.

The heavy half (``scan`` and all it imports) is loaded when the first file wakes, which at most
commits is never.
"""

from __future__ import annotations

import os
import sys

from secretguard.config.quick import settings_bytes
from secretguard.errors import EngineError
from secretguard.pipeline.screen import Tally, Woken, open_screen, opened, sift, woken_again
from secretguard.sources.index import contents, sort_entries
from secretguard.sources.repository import LEDGER, private_folder

TYPE_CHECKING = False  # importing typing costs the hook 4 ms
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from typing import Literal

    from secretguard.config.settings import Settings
    from secretguard.ledger.recall import Recall
    from secretguard.model.candidate import Candidate
    from secretguard.model.explanation import Explanation
    from secretguard.model.fragment import Fragment
    from secretguard.model.levels import Confidence
    from secretguard.model.verdict import Verdict
    from secretguard.pipeline.large import LargeItem
    from secretguard.pipeline.lineage import Lineage
    from secretguard.pipeline.scan import Judge
    from secretguard.pipeline.screen import Item, Seen
    from secretguard.sources.index import Entry, Staged
    from secretguard.sources.versions import Version


# So many passwords of one refusal are recorded; more is a repository or a table to adopt.
RECORDED_AT_ONCE = 40


def all_new(_entry: Entry) -> None:
    """The past of a file that has none: every line counts."""


def read_staged(examination: Examination, listing: Staged) -> list[Entry]:
    """Read what the coming commit adds; every entry of the change, deletions included."""
    entries = listing.entries()
    to_read, skipped, unread = sort_entries(entries, examination.judged_alike)
    tally = examination.tally
    tally.listed += len(to_read) + len(skipped) + len(unread)
    tally.skipped += skipped
    tally.unread += unread
    examination.read(
        contents(to_read), lambda entry: listing.before(entry, examination.judged_alike)
    )
    return entries


class Examination:
    """The engine, the tally and, once needed, the judge of one run.

    ``root`` is the folder with the settings file and ``.secretguard/rules``; None: no
    configuration at all but ``settings_file`` (name and content). Candidates below ``show_at`` (default: the
    level that refuses) are not reported. A ``thorough`` run also reports what passes at a glance, with the
    reason. One that ``records`` gives keys, and so many passwords, the fingerprints by which a ledger knows them.
    """

    __slots__ = (
        "_alike",
        "_judge",
        "_lineage",
        "_recall",
        "_records",
        "_root",
        "_screen",
        "_settings_file",
        "_show_at",
        "tally",
    )

    def __init__(
        self,
        root: str | None,
        show_at: Confidence | None = None,
        *,
        thorough: bool = False,
        records: int = 0,
        settings_file: tuple[str, bytes] | None = None,
    ) -> None:
        if root is not None and settings_file is None:
            settings_file = settings_bytes(root)
        self._root = root
        self._records = records
        self._settings_file = settings_file
        self._show_at = show_at
        self._alike: Callable[[str, str], bool] | None = None
        self._judge: Judge | None = None
        self._lineage: Lineage | None = None
        self._recall: Recall | Literal[False] | None = None  # False: there is nothing to recall
        self._screen = open_screen(self._settings_file, root)
        # The cheap dismissals keep what refuses at medium; a stricter project needs every look.
        self._screen.thorough = thorough or self._refuses_low()
        self.tally = Tally()
        if self._screen.notice:
            sys.stderr.write(f"secretguard: {self._screen.notice}\n")

    @property
    def woke(self) -> bool:
        """Whether anything had to be judged at all."""
        return self._judge is not None

    @property
    def told(self) -> int:
        """How much there is to tell by now; it grows with everything that is not simply clean."""
        judged = 0 if self._judge is None else self._judge.told
        return judged + len(self.tally.unread) + len(self.tally.skipped)

    @property
    def runs_foreign_code(self) -> bool:
        """Whether the settings call for detectors that come from other packages."""
        told = b"" if self._settings_file is None else self._settings_file[1]
        if b"plugins" not in told and b"detect-secrets" not in told:
            return False
        settings = self._parsed()
        return bool(settings.plugins or settings.detect_secrets)

    @property
    def name(self) -> str:
        """Changes with the rules, the settings, the version, the ledger and what is asked of this run."""
        told = "" if self._show_at is None else self._show_at.word
        return f"{self._screen.name} {self._screen.thorough} {told}{self._ledger_stamp()}"

    def judged_alike(self, old: bytes, new: bytes) -> bool:
        """Whether what is found in a file counts at its new path for what it counted for at the old one."""
        if self._alike is None:
            from secretguard.pipeline.moves import alike

            told = b"" if self._settings_file is None else self._settings_file[1]
            self._alike = alike(self._parsed().exclude if b"exclude" in told else ())
        return self._alike(os.fsdecode(old), os.fsdecode(new))

    def heed_advice(self) -> None:
        """Look for what is kept as a secret and is none; the hook does not."""
        self._screen.heed("misplaced")

    def read(
        self,
        items: Iterable[LargeItem],
        before: Callable[[Entry], list[bytes] | None] = all_new,
    ) -> None:
        """Read ``items``; ``before`` gives a file's earlier contents when that matters."""
        whole = self._whole(items, before)
        for woken in sift(self._screen, whole, self.tally, self._remembers()):
            self._open_judge().look(woken, before)

    def read_version(self, entry: Entry, commit: str, version: Version) -> bool:
        """Read a content out of a pack, quicker than ``read`` where its base was read before.

        False for one that has to be read as any other.
        """
        if self._lineage is None:
            from secretguard.pipeline.lineage import Lineage

            self._lineage = Lineage(self._screen)
        try:
            hits = self._lineage.hits(entry[4], version)
        except EngineError:
            hits = None  # ``read`` names it
        if hits is None:
            return False
        self.tally.blobs += 1
        self.tally.bytes += len(version.content)
        remembers = self._remembers()
        met = remembers is not None and remembers(version.content)
        if hits or met:
            woken = opened(
                self._screen, Woken(entry, commit, version.content, "", hits), self.tally
            )
            if met or woken.awake:
                self._open_judge().look(woken, all_new)
        return True

    def waking(self, items: Iterable[Item], tally: Tally) -> Iterator[Woken]:
        """The texts among ``items`` that deserve a closer look, which they do not get here."""
        return sift(self._screen, items, tally, self._remembers())

    def read_again(self, items: Iterable[LargeItem], seen: Seen | None) -> None:
        """Read one file in which ``waking`` has ``seen`` something; every line of it counts as new."""
        for item in items:
            woken = None if seen is None else woken_again(item, seen, self.tally)
            if woken is None:
                self.read([item])
            else:
                self._open_judge().look(woken, all_new)

    def _whole(
        self, items: Iterable[LargeItem], before: Callable[[Entry], list[bytes] | None]
    ) -> Iterator[Item]:
        """The items that fit into the memory; larger ones are looked at here, part by part."""
        for entry, commit, data, why in items:
            if data is None or isinstance(data, bytes):
                yield entry, commit, data, why
                continue
            from secretguard.pipeline.large import sift_parts, whole_container

            packed = whole_container(self._screen, entry[4], data)
            if packed is not None:
                yield entry, commit, packed, why
                continue
            asked = self._screen, entry, commit, data, self.tally, self._remembers()
            for woken in sift_parts(*asked):
                self._open_judge().look(woken, before)

    def explain(
        self, items: Iterable[Item], subject: str, lines: tuple[int, int] | None = None
    ) -> Explanation:
        """What becomes of each match in ``items``, step by step, instead of a verdict."""
        from secretguard.pipeline.explain import explain

        woken = sift(self._screen, items, self.tally, self._remembers())
        return explain(self._open_judge(), woken, subject, lines, self.tally)

    def candidates(self, items: Iterable[Item]) -> Iterator[tuple[Fragment, list[Candidate]]]:
        """What the detectors see in ``items``, unjudged and with the values.

        For the few verbs that need a value; raises what a verdict would call unread.
        """
        for woken in sift(self._screen, items, self.tally):
            for host, sightings in self._open_judge().detect(woken):
                yield host, [each.candidate for each in sightings]

    def verdict(self, subject: str, weakened: Iterable[str] = ()) -> Verdict:
        """The answer over all that was read."""
        return self._open_judge().verdict(subject, self.tally, weakened)

    def digests(self, key: bytes) -> dict[int, bytes]:
        """A keyed digest for each group of findings with the same value: equal where values are."""
        return self._open_judge().digests(key)

    def spelled_in(self, text: bytes, groups: set[int]) -> dict[int, int]:
        """Of these groups of findings, those whose value stands in a text, and where."""
        return self._open_judge().spelled_in(text, groups)

    def settings(self) -> Settings:
        """The settings in force, parsed on first use."""
        return self._open_judge().settings

    def _ledger_stamp(self) -> str:
        """What is clean today may hold a secret that is revoked tomorrow."""
        if self._root is None or not os.path.lexists(f"{self._root or '.'}/{LEDGER}"):
            return ""
        from secretguard.ledger.recall import stamp_of

        return f" {stamp_of(self._root or '.').decode()}"

    def _remembers(self) -> Callable[[bytes], bool] | None:
        """Whether a text holds a revoked secret, when the repository has a ledger at all."""
        if self._recall is None and self._root is not None:
            self._recall = False
            if os.path.lexists(f"{self._root or '.'}/{LEDGER}"):
                from secretguard.ledger.recall import open_recall

                self._recall = open_recall(self._root or ".", private_folder()) or False
        return self._recall.meets if self._recall else None

    def _refuses_low(self) -> bool:
        if self._settings_file is None or b"refuse-at" not in self._settings_file[1]:
            return False
        return self._parsed().refuse_at.word == "low"

    def _parsed(self) -> Settings:
        if self._settings_file is None:
            from secretguard.config.settings import Settings

            return Settings()
        from secretguard.config.load import settings_of

        return settings_of(self._settings_file)

    def _open_judge(self) -> Judge:
        if self._judge is None:
            from secretguard.pipeline.scan import Judge

            self._judge = Judge(
                self._parsed(),
                self._screen.table,
                self._screen.rules_of,
                self._show_at,
                self._root,
                records=self._records,
            )
        return self._judge
