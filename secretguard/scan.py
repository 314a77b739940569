"""The pipeline, and the only module that knows its order.

    bytes --Screen.hits--> woken --detect--> Candidate --filter--> Suppression or nothing
          --attribute--> Finding --decide--> Verdict

A file reaches this module only when the silent path (``screen``) saw something in it.
"""

from __future__ import annotations

import os

from secretguard.detectors.overlap import one_per_secret
from secretguard.detectors.paths import is_test
from secretguard.detectors.registry import ANSWERED_BY, open_detectors
from secretguard.errors import SecretguardError
from secretguard.filters import all_filters
from secretguard.ledger.consultation import Ledgers
from secretguard.ledger.decide import told
from secretguard.ledger.guidance import generic_guidance
from secretguard.model.finding import Finding, Location
from secretguard.model.fragment import Fragment
from secretguard.model.suppression import Suppressed, Suppression
from secretguard.model.verdict import Coverage, Skipped, Unread, Verdict
from secretguard.policy.oversight import CERTIFICATE, Oversight
from secretguard.text.added import added_lines
from secretguard.text.decode import decode

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from secretguard.config.settings import Settings
    from secretguard.detectors.protocol import Detector
    from secretguard.detectors.provider import RulesOf
    from secretguard.engine.cache import Table
    from secretguard.filters import Filter
    from secretguard.large import Part
    from secretguard.model.candidate import Candidate
    from secretguard.model.levels import Confidence
    from secretguard.model.rule import Guidance
    from secretguard.screen import Hits, Tally, Woken
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
        self._ledgers = Ledgers(root, records=records)
        self._rules_of = rules_of
        self._table = table
        self._show_at = settings.refuse_at if show_at is None else show_at
        self._detectors: dict[str, tuple[Detector, ...]] = {}
        self._filters = all_filters(settings)
        self._groups: dict[object, int] = {}
        self._ordinals: dict[tuple[str, str], int] = {}
        self._guidance: dict[str, Guidance] = {}
        self._oversight = Oversight(settings.disable)
        self._findings: list[Finding] = []
        self._notes: list[Finding] = []
        self._advice: list[Finding] = []
        self._suppressed: list[Suppressed] = []
        self._unread: list[Unread] = []
        self._certificates = 0  # files that are compared with others

    @property
    def told(self) -> int:
        """How many things there are to tell by now; it grows with each file that is not clean."""
        refused, noted, advice = len(self._findings), len(self._notes), len(self._advice)
        excused, unread = len(self._suppressed), len(self._unread)
        return refused + noted + advice + excused + unread + self._certificates

    def look(self, woken: Woken, before: Before) -> None:
        """Judge one woken file; what it holds is kept for ``verdict``.

        ``before`` is asked for the file's past only when something was found in it.
        """
        fragment, detected = self.detect(woken)
        # Numbered before the level is asked, so that fingerprints are the same at every level.
        part = woken.part
        winners = [each for each in one_per_secret(detected) if _within(each, part)]
        numbered = [
            (candidate, self._ordinal(candidate.rule_id, fragment.path))
            for candidate in winners
            if candidate.rule_id not in self.settings.disable
        ]
        candidates = [each for each in numbered if each[0].confidence >= self._show_at]
        candidates += self._comebacks(fragment, winners, candidates, part)
        if candidates:
            self._judge(candidates, fragment, woken, before)
        if CERTIFICATE in fragment.regions:
            past = (decode(old)[0] for old in before(woken.entry) or ())
            self._oversight.look(fragment, past, self._placer(fragment, woken))
            self._certificates += 1

    def believable(self, woken: Woken) -> tuple[Fragment, list[Candidate]]:
        """Like ``detect``: each secret once, of rules in force, in the part that is woken."""
        fragment, found = self.detect(woken)
        return fragment, [
            candidate
            for candidate in one_per_secret(found)
            if candidate.rule_id not in self.settings.disable and _within(candidate, woken.part)
        ]

    def excuse(self, candidate: Candidate, fragment: Fragment) -> Suppression | None:
        """The reason why a candidate does not count, if there is one."""
        excuses = (judge(candidate, fragment) for judge in self._filters)
        return next((reason for reason in excuses if reason is not None), None)

    def _comebacks(
        self,
        fragment: Fragment,
        winners: list[Candidate],
        chosen: list[tuple[Candidate, int]],
        part: Part | None,
    ) -> list[tuple[Candidate, int]]:
        """What is not ``chosen``, yet a secret that the ledger knows as revoked."""
        memory = self._ledgers.consult()
        if memory is None or not memory.knows_dead:
            return []
        from secretguard.ledger.recognise import comebacks

        found = comebacks(fragment, memory, winners, [candidate for candidate, _ in chosen])
        return [
            (each, self._ordinal(each.rule_id, fragment.path))
            for each in found
            if _within(each, part)
        ]

    def detect(self, woken: Woken) -> tuple[Fragment, list[Candidate]]:
        """The text of a woken file and all that its detectors see in it, before any judgement."""
        fragment = Fragment(
            display_path(woken.path),
            woken.data,
            regions_of(woken.hits, self._table, len(woken.data)),
            (woken.encoding.upper(),) if woken.encoding else (),
        )
        return fragment, self._detect(fragment, woken)

    @property
    def filters(self) -> tuple[Filter, ...]:
        """The filters in force, in the order in which they are asked."""
        return self._filters

    def unread_in(self, tally: Tally) -> tuple[Unread, ...]:
        """What could not be read or judged so far."""
        return (
            *(Unread(display_path(path), why) for path, why in tally.unread),
            *self._unread,
            *(Unread(what, why) for what, why in self._ledgers.problems()),
        )

    def woken_by(self, hits: Hits) -> Iterator[Detector]:
        """The detectors whose triggers were hit, opened when they are first needed."""
        woken_by = (self._table[index][2] for _, index in hits)
        for module in dict.fromkeys(ANSWERED_BY.get(name, name) for name in woken_by):
            if module not in self._detectors:
                self._detectors[module] = open_detectors(self.settings, self._rules_of, module)
            yield from self._detectors[module]

    def _detect(self, fragment: Fragment, woken: Woken) -> list[Candidate]:
        found: list[Candidate] = []
        for detector in self.woken_by(woken.hits):
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
        self,
        candidates: list[tuple[Candidate, int]],
        fragment: Fragment,
        woken: Woken,
        before: Before,
    ) -> None:
        new_lines = _new_lines(woken.data, before(woken.entry))
        memory = self._ledgers.consult()
        for candidate, ordinal in candidates:
            finding = finding_of(
                candidate,
                fragment,
                ordinal,
                self._groups.setdefault(candidate.secret, len(self._groups) + 1),
                introduced=_touched(candidate, fragment, new_lines),
                commit=woken.commit,
                part=woken.part,
            )
            suppression = self.excuse(candidate, fragment)
            known = None if memory is None else memory.meaning(candidate.secret)
            if known is not None:
                finding = told(finding, known, standing=woken.entry[0] == "F")
                if known.dead and finding.introduced:
                    self._findings.append(finding)  # whatever else would have excused it
                    continue
                suppression = suppression or known.suppression
            if suppression is not None:
                self._suppressed.append(Suppressed(finding, _noted(suppression, finding)))
                continue
            if candidate.advice:
                self._advice.append(finding)
                continue
            refuses = finding.introduced and finding.confidence >= self.settings.refuse_at
            if refuses:
                self._findings.append(self._ledgers.recordable(finding, candidate.secret))
            elif (
                finding.introduced or not woken.commit
            ):  # a line that a commit leaves alone is its introducer's news
                self._notes.append(finding)
            self._guide(candidate)

    def _placer(self, fragment: Fragment, woken: Woken) -> Callable[[Candidate], Location | None]:
        """Gives the place of a candidate, None when a filter passes it."""

        def place(candidate: Candidate) -> Location | None:
            if self.excuse(candidate, fragment):
                return None
            return location_of(candidate.span, fragment, woken.commit, woken.part)

        return place

    def _ordinal(self, rule_id: str, path: str) -> int:
        number = self._ordinals[rule_id, path] = self._ordinals.get((rule_id, path), 0) + 1
        return number

    def _guide(self, candidate: Candidate) -> None:
        if candidate.rule_id not in self._guidance:
            self._guidance[candidate.rule_id] = self.guidance_of(candidate)

    def guidance_of(self, candidate: Candidate) -> Guidance:
        """What to do about it: as its detector knows, or what holds for any of its kind."""
        for detector in (one for opened in self._detectors.values() for one in opened):
            known: Guidance | None = getattr(detector, "guidance", {}).get(candidate.rule_id)
            if detector.name == candidate.detector and known:
                return known
        return generic_guidance(candidate.rule_id)

    def verdict(self, subject: str, tally: Tally, weakened: Iterable[str] = ()) -> Verdict:
        """The answer over everything that was looked at."""
        violations = self._oversight.violations([*self._findings, *self._notes])
        return Verdict(
            subject=subject,
            findings=tuple(self._findings),
            notes=tuple(self._notes),
            suppressed=tuple(self._suppressed),
            unread=self.unread_in(tally),
            coverage=coverage_of(tally),
            guidance={
                **self._guidance,
                **{each.rule_id: generic_guidance(each.rule_id) for each in violations},
            },
            violations=violations,
            advice=tuple(self._advice),
            weakened=tuple(weakened),
        )


def _within(candidate: Candidate, part: Part | None) -> bool:
    """Whether it begins in the part of a large file that is being looked at."""
    return part is None or part.low <= candidate.span[0] < part.high


def finding_of(
    candidate: Candidate,
    fragment: Fragment,
    ordinal: int,
    group: int,
    *,
    introduced: bool = True,
    commit: str = "",
    part: Part | None = None,
) -> Finding:
    """A candidate at its place, redacted. ``ordinal``: which match of its rule in the file it is."""
    return Finding(
        rule_id=candidate.rule_id,
        title=candidate.title,
        location=location_of(candidate.span, fragment, commit, part),
        redacted=candidate.secret.redacted,
        severity=candidate.severity,
        confidence=candidate.confidence,
        detector=candidate.detector,
        fingerprint=place_fingerprint(candidate.rule_id, fragment.path, ordinal),
        group=group,
        introduced=introduced,
        name=candidate.name,
        evidence=candidate.evidence,
        trail=fragment.trail,
    )


def _touched(candidate: Candidate, fragment: Fragment, new_lines: frozenset[int] | None) -> bool:
    first, last = fragment.line_of(candidate.match[0]), fragment.line_of(candidate.match[1] - 1)
    return new_lines is None or not new_lines.isdisjoint(range(first, last + 1))


def _noted(suppression: Suppression, finding: Finding) -> Suppression:
    """A mock belongs into tests; new in other code it is told, since that code will not work."""
    if suppression.kind != "mock" or not finding.introduced or is_test(finding.location.path):
        return suppression
    return Suppression("mock", f"{suppression.reason}, yet this is no test", note=True)


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
        remembered=tally.remembered,
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


def location_of(
    span: tuple[int, int], fragment: Fragment, commit: str, part: Part | None = None
) -> Location:
    """Lines from 1 at LF alone, columns from 1 in characters, the end exclusive.

    ``part`` says which part of a larger text the fragment is.
    """
    start, end = span
    lines, characters = (part.line, part.column) if part else (0, 0)
    line_start, end_line_start = fragment.line_bounds(start)[0], fragment.line_bounds(end - 1)[0]
    return Location(
        path=fragment.path,
        line=fragment.line_of(start) + lines,
        column=_characters(fragment.data[line_start:start]) + 1 + (0 if line_start else characters),
        end_line=fragment.line_of(end - 1) + lines,
        end_column=_characters(fragment.data[end_line_start:end])
        + 1
        + (0 if end_line_start else characters),
        commit=commit,
    )


def _characters(data: bytes) -> int:
    return len(data.decode("utf-8", "replace"))


def place_fingerprint(rule_id: str, path: str, ordinal: int) -> str:
    """Names a place, not a secret: it stays when lines move and tells nothing about the value."""
    from _blake2 import blake2b  # hashlib's own import costs OpenSSL's start

    told = "\0".join((rule_id, path, str(ordinal))).encode("utf-8", "surrogateescape")
    return blake2b(told, digest_size=16).hexdigest()
