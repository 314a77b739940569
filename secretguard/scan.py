"""The pipeline, and the only module that knows its order.

    bytes --Screen.hits--> woken --detect--> Candidate --filter--> Suppression or nothing
          --attribute--> Finding --decide--> Verdict

A file reaches this module only when the silent path (``screen``) saw something in it.
"""

from __future__ import annotations

import os

from secretguard.detectors.overlap import one_per_secret
from secretguard.detectors.registry import ANSWERED_BY, open_detectors
from secretguard.errors import SecretguardError
from secretguard.filters import all_filters
from secretguard.ledger.decide import told
from secretguard.ledger.places import anything_recorded
from secretguard.model.finding import Finding, Location
from secretguard.model.fragment import Fragment
from secretguard.model.frozen import replace
from secretguard.model.suppression import Suppressed
from secretguard.model.verdict import Coverage, Skipped, Unread, Verdict
from secretguard.text.added import added_lines
from secretguard.text.decode import decode

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from secretguard.config.settings import Settings
    from secretguard.detectors.protocol import Detector
    from secretguard.detectors.provider import RulesOf
    from secretguard.engine.cache import Table
    from secretguard.ledger.memory import Memory
    from secretguard.model.candidate import Candidate
    from secretguard.model.levels import Confidence
    from secretguard.model.rule import Guidance
    from secretguard.screen import Tally, Woken
    from secretguard.sources.index import Entry

    # The contents that a file had before, one a parent; None: every line counts as new.
    Before = Callable[[Entry], list[bytes] | None]


class Judge:
    """Looks closely at what woke the engine and gathers the parts of a verdict.

    Candidates below ``show_at`` are dropped; those below the settings' ``refuse_at`` are notes.
    ``root`` is the folder with the ledger, None for a run that consults none; ``records``: what
    is refused will be recorded there.
    """

    def __init__(
        self,
        settings: Settings,
        table: Table,
        rules_of: RulesOf,
        show_at: Confidence | None = None,
        root: str | None = None,
        *,
        records: bool = False,
    ) -> None:
        self.settings = settings
        self._root = root
        self._records = records
        self._memory: Memory | None = None
        self._remembered = False
        self._rules_of = rules_of
        self._table = table
        self._show_at = settings.refuse_at if show_at is None else show_at
        self._detectors: dict[str, tuple[Detector, ...]] = {}
        self._filters = all_filters(settings)
        self._groups: dict[object, int] = {}
        self._ordinals: dict[tuple[str, str], int] = {}
        self._guidance: dict[str, Guidance] = {}
        self._findings: list[Finding] = []
        self._notes: list[Finding] = []
        self._suppressed: list[Suppressed] = []
        self._unread: list[Unread] = []

    def look(self, woken: Woken, before: Before) -> None:
        """Judge one woken file; what it holds is kept for ``verdict``.

        ``before`` is asked for the file's past only when something was found in it.
        """
        fragment = Fragment(
            display_path(woken.path),
            woken.data,
            regions_of(woken.hits, self._table, len(woken.data)),
            (woken.encoding.upper(),) if woken.encoding else (),
        )
        candidates = one_per_secret(self._detect(fragment, woken))
        memory = self._consult()
        if memory is not None and memory.knows_dead:
            from secretguard.ledger.recognise import recognised

            candidates += recognised(fragment, memory, candidates)
        if candidates:
            self._judge(candidates, fragment, woken, before)

    def _woken_detectors(self, woken: Woken) -> Iterator[Detector]:
        """The detectors whose triggers were hit, opened when they are first needed."""
        woken_by = (self._table[index][2] for _, index in woken.hits)
        for module in dict.fromkeys(ANSWERED_BY.get(name, name) for name in woken_by):
            if module not in self._detectors:
                self._detectors[module] = open_detectors(self.settings, self._rules_of, module)
            yield from self._detectors[module]

    def _detect(self, fragment: Fragment, woken: Woken) -> list[Candidate]:
        found: list[Candidate] = []
        for detector in self._woken_detectors(woken):
            try:
                found.extend(detector.detect(fragment))
            except SecretguardError as error:
                self._unread.append(Unread(fragment.path, f"{detector.name}: {error}"))
            except Exception as error:  # noqa: BLE001 - a plugin may raise anything; it is named
                # The message may quote the text that was read, so only its type is told.
                why = f"the detector {detector.name} failed with {type(error).__name__}"
                self._unread.append(Unread(fragment.path, why))
        return found

    def _judge(
        self, candidates: list[Candidate], fragment: Fragment, woken: Woken, before: Before
    ) -> None:
        believed = [candidate for candidate in candidates if self._believes(candidate)]
        memory = self._consult()
        known_dead = memory is not None and memory.knows_dead
        if not believed and not known_dead:
            return
        new_lines = _new_lines(woken.data, before(woken.entry))
        for candidate in candidates if known_dead else believed:
            known = None if memory is None else memory.meaning(candidate.secret)
            believes = self._believes(candidate)
            if not believes and not (known and known.dead):
                continue
            finding = self._finding(candidate, fragment, new_lines, woken.commit)
            suppression = next(
                (reason for judge in self._filters if (reason := judge(candidate, fragment))), None
            )
            if known is not None:
                finding = told(finding, known, standing=woken.entry[0] == "F")
                if known.dead and finding.introduced:
                    self._findings.append(finding)  # whatever else would have excused it
                    continue
                suppression = suppression or known.suppression
            if suppression is not None:
                self._suppressed.append(Suppressed(finding, suppression))
                continue
            refuses = finding.introduced and finding.confidence >= self.settings.refuse_at
            if refuses:
                self._findings.append(self._recordable(finding, candidate))
            elif not woken.commit:  # a line that a commit leaves alone is its introducer's news
                self._notes.append(finding)
            self._guide(candidate)

    def _believes(self, candidate: Candidate) -> bool:
        enabled = candidate.rule_id not in self.settings.disable
        return enabled and candidate.confidence >= self._show_at

    def _consult(self) -> Memory | None:
        """The ledgers, opened when the first candidate asks; None while they hold nothing."""
        if self._root is None or not anything_recorded(self._root):
            return None
        return self._open_memory(self._root)

    def _open_memory(self, root: str) -> Memory | None:
        """What is wrong with the ledgers is named, once."""
        if not self._remembered:
            from secretguard.ledger.memory import Memory

            self._remembered = True
            try:
                self._memory = Memory(root, records=self._records)
            except SecretguardError as error:
                self._unread.append(Unread("the ledger", str(error)))
        return self._memory

    def _recordable(self, finding: Finding, candidate: Candidate) -> Finding:
        """With the fingerprint by which a ledger will know the secret, if one will."""
        if not self._records or self._root is None or finding.secret_fingerprint:
            return finding
        memory = self._open_memory(self._root)
        if memory is None:
            return finding
        return replace(finding, secret_fingerprint=memory.fingerprint(candidate.secret))

    def _finding(
        self,
        candidate: Candidate,
        fragment: Fragment,
        new_lines: frozenset[int] | None,
        commit: str,
    ) -> Finding:
        first, last = fragment.line_of(candidate.match[0]), fragment.line_of(candidate.match[1] - 1)
        touched = new_lines is None or not new_lines.isdisjoint(range(first, last + 1))
        key = (candidate.rule_id, fragment.path)
        self._ordinals[key] = ordinal = self._ordinals.get(key, 0) + 1
        return Finding(
            rule_id=candidate.rule_id,
            title=candidate.title,
            location=location_of(candidate.span, fragment, commit),
            redacted=candidate.secret.redacted,
            severity=candidate.severity,
            confidence=candidate.confidence,
            detector=candidate.detector,
            fingerprint=place_fingerprint(*key, ordinal),
            group=self._groups.setdefault(candidate.secret, len(self._groups) + 1),
            introduced=touched,
            name=candidate.name,
            evidence=candidate.evidence,
            trail=fragment.trail,
        )

    def _guide(self, candidate: Candidate) -> None:
        if candidate.rule_id in self._guidance:
            return
        for detector in (one for opened in self._detectors.values() for one in opened):
            if detector.name == candidate.detector:
                guidance = getattr(detector, "guidance", {}).get(candidate.rule_id)
                self._guidance[candidate.rule_id] = guidance or _generic(candidate.rule_id)

    def verdict(self, subject: str, tally: Tally, weakened: Iterable[str] = ()) -> Verdict:
        """The answer over everything that was looked at."""
        unread = [*(Unread(display_path(path), why) for path, why in tally.unread), *self._unread]
        if self._memory is not None:
            unread += [Unread(what, why) for what, why in self._memory.problems()]
        return Verdict(
            subject=subject,
            findings=tuple(self._findings),
            notes=tuple(self._notes),
            suppressed=tuple(self._suppressed),
            unread=tuple(unread),
            coverage=coverage_of(tally),
            guidance=dict(self._guidance),
            weakened=tuple(weakened),
        )


def _generic(rule_id: str) -> Guidance:
    from secretguard.ledger.guidance import generic_guidance

    return generic_guidance(rule_id)


def _new_lines(data: bytes, past: list[bytes] | None) -> frozenset[int] | None:
    """Numbers of the lines that no earlier content has; None stands for all of them."""
    if past is None:
        return None
    return frozenset.intersection(*(added_lines(decode(old)[0], data) for old in past))


def coverage_of(tally: Tally) -> Coverage:
    """The counts of the silent path as part of a verdict."""
    return Coverage(
        listed=tally.listed,
        blobs=tally.blobs,
        bytes=tally.bytes,
        decoded=tally.decoded,
        skipped=tuple(Skipped(display_path(path), why) for path, why in tally.skipped),
    )


def display_path(path: bytes) -> str:
    """A path for people and path rules; bytes that are no UTF-8 become surrogates."""
    return os.fsdecode(path) if os.sep == "/" else os.fsdecode(path).replace(os.sep, "/")


def regions_of(
    hits: Iterable[tuple[int, int]], table: Table, length: int
) -> dict[str, tuple[tuple[int, int], ...]]:
    """Engine hits as regions per trigger: clipped, merged; points stay points."""
    regions: dict[str, list[tuple[int, int]]] = {}
    for end, index in hits:
        name, width, _ = table[index]
        found = regions.setdefault(name, [])
        low, high = (0, length) if end < 0 else (max(0, end - width), min(length, end + width))
        if width and found and low <= found[-1][1]:
            low, high = min(low, found[-1][0]), max(high, found.pop()[1])
        found.append((low, high))
    return {name: tuple(found) for name, found in regions.items()}


def location_of(span: tuple[int, int], fragment: Fragment, commit: str) -> Location:
    """Lines from 1 at LF alone, columns from 1 in characters, the end exclusive."""
    start, end = span
    line_start, end_line_start = fragment.line_bounds(start)[0], fragment.line_bounds(end - 1)[0]
    return Location(
        path=fragment.path,
        line=fragment.line_of(start),
        column=_characters(fragment.data[line_start:start]) + 1,
        end_line=fragment.line_of(end - 1),
        end_column=_characters(fragment.data[end_line_start:end]) + 1,
        commit=commit,
    )


def _characters(data: bytes) -> int:
    return len(data.decode("utf-8", "replace"))


def place_fingerprint(rule_id: str, path: str, ordinal: int) -> str:
    """Names a place, not a secret: it stays when lines move and tells nothing about the value."""
    from _blake2 import blake2b  # hashlib's own import costs OpenSSL's start

    told = "\0".join((rule_id, path, str(ordinal))).encode("utf-8", "surrogateescape")
    return blake2b(told, digest_size=16).hexdigest()
