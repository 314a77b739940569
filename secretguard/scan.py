"""The pipeline, and the only module that knows its order.

    bytes --Screen.hits--> woken --detect--> Candidate --filter--> Suppression or nothing
          --attribute--> Finding --decide--> Verdict

A file reaches this module only when the silent path (``screen``) saw something in it.
"""

from __future__ import annotations

from secretguard.detectors.overlap import one_per_secret
from secretguard.detectors.registry import ANSWERED_BY, open_detectors
from secretguard.errors import SecretguardError
from secretguard.filters import all_filters
from secretguard.model.finding import Finding
from secretguard.model.frozen import replace
from secretguard.model.suppression import Suppressed
from secretguard.model.verdict import Coverage, Skipped, Unread, Verdict
from secretguard.placing import (
    Text,
    decoded_spans,
    display_path,
    is_news,
    location_of,
    place_fingerprint,
    placed,
    texts_of,
    trail_of,
)
from secretguard.text.added import added_lines
from secretguard.text.decode import decode

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from secretguard.config.settings import Settings
    from secretguard.detectors.protocol import Detector
    from secretguard.detectors.provider import RulesOf
    from secretguard.engine.cache import Table
    from secretguard.model.candidate import Candidate
    from secretguard.model.fragment import Fragment
    from secretguard.model.levels import Confidence
    from secretguard.model.rule import Guidance
    from secretguard.model.suppression import Suppression
    from secretguard.screen import Hits, Tally, Woken
    from secretguard.sources.index import Entry

    # The contents that a file had before, one a parent; None: every line counts as new.
    # A candidate placed in its file, the same as it was seen, and the text it was seen in.
    Sighting = tuple[Candidate, Candidate, Fragment]
    Before = Callable[[Entry], list[bytes] | None]


class Judge:
    """Looks closely at what woke the engine and gathers the parts of a verdict.

    Candidates below ``show_at`` are dropped; those below the settings' ``refuse_at`` are notes.
    """

    def __init__(
        self,
        settings: Settings,
        table: Table,
        rules_of: RulesOf,
        show_at: Confidence | None = None,
    ) -> None:
        self.settings = settings
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
        for texts in texts_of(woken, self._table):
            sightings = self._sightings(texts)
            candidates = [
                candidate
                for candidate in one_per_secret(sightings)
                if candidate.confidence >= self._show_at
                and candidate.rule_id not in self.settings.disable
            ]
            if candidates:
                self._judge([sightings[each] for each in candidates], texts[0].host, woken, before)

    def _sightings(self, texts: list[Text]) -> dict[Candidate, Sighting]:
        """What the detectors see in texts with one host: as placed there, and as seen."""
        found: dict[Candidate, Sighting] = {}
        meant = [span for text in texts for span in decoded_spans(text)]
        for text in texts:
            for seen in self._detect(text):
                candidate = placed(seen, text.fragment)
                replaced = text.fragment is text.host and not seen.structured
                if is_news(seen, text.fragment) and not (replaced and _within(seen.span, meant)):
                    found.setdefault(candidate, (candidate, seen, text.fragment))
        return found

    def _woken_detectors(self, hits: Hits) -> Iterator[Detector]:
        """The detectors whose triggers were hit, opened when they are first needed."""
        woken_by = (self._table[index][2] for _, index in hits)
        for module in dict.fromkeys(ANSWERED_BY.get(name, name) for name in woken_by):
            if module not in self._detectors:
                self._detectors[module] = open_detectors(self.settings, self._rules_of, module)
            yield from self._detectors[module]

    def _detect(self, text: Text) -> list[Candidate]:
        found: list[Candidate] = []
        for detector in self._woken_detectors(text.hits):
            try:
                found.extend(detector.detect(text.fragment))
            except SecretguardError as error:
                self._unread.append(Unread(text.host.path, f"{detector.name}: {error}"))
            except Exception as error:  # noqa: BLE001 - a plugin may raise anything; it is named
                # The message may quote the text that was read, so only its type is told.
                why = f"the detector {detector.name} failed with {type(error).__name__}"
                self._unread.append(Unread(text.host.path, why))
        return found

    def _judge(
        self, sightings: list[Sighting], host: Fragment, woken: Woken, before: Before
    ) -> None:
        # A container is new as a whole: which of its members changed nobody can tell cheaply.
        new_lines = None if host.file else _new_lines(woken.data, before(woken.entry))
        for candidate, seen, fragment in sightings:
            trail = trail_of(fragment, host, host.line_of(candidate.match[0]))
            finding = self._finding(candidate, host, trail, new_lines, woken.commit)
            suppression = self._suppression(seen, fragment)
            if suppression is None and fragment is not host:
                suppression = self._suppression(candidate, host)
            if suppression is not None:
                self._suppressed.append(Suppressed(finding, suppression))
                continue
            refuses = finding.introduced and finding.confidence >= self.settings.refuse_at
            if refuses:
                self._findings.append(finding)
            elif not woken.commit:  # a line that a commit leaves alone is its introducer's news
                self._notes.append(finding)
            self._guide(candidate)

    def _suppression(self, candidate: Candidate, fragment: Fragment) -> Suppression | None:
        return next((why for judge in self._filters if (why := judge(candidate, fragment))), None)

    def _finding(
        self,
        candidate: Candidate,
        host: Fragment,
        trail: tuple[str, ...],
        new_lines: frozenset[int] | None,
        commit: str,
    ) -> Finding:
        first, last = host.line_of(candidate.match[0]), host.line_of(candidate.match[1] - 1)
        touched = new_lines is None or not new_lines.isdisjoint(range(first, last + 1))
        key = (candidate.rule_id, host.path)
        self._ordinals[key] = ordinal = self._ordinals.get(key, 0) + 1
        return Finding(
            rule_id=candidate.rule_id,
            title=candidate.title,
            location=location_of(candidate.span, host, commit),
            redacted=candidate.secret.redacted,
            severity=candidate.severity,
            confidence=candidate.confidence,
            detector=candidate.detector,
            fingerprint=place_fingerprint(*key, ordinal),
            group=self._groups.setdefault(candidate.secret, len(self._groups) + 1),
            introduced=touched,
            name=candidate.name,
            evidence=candidate.evidence,
            trail=trail,
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
        unread = [Unread(display_path(path), why) for path, why in tally.unread]
        coverage = coverage_of(tally)
        if unread and self.settings.exclude:
            unread, excluded = _excluded(unread, self.settings.exclude)
            coverage = replace(coverage, skipped=(*coverage.skipped, *excluded))
        return Verdict(
            subject=subject,
            findings=tuple(self._findings),
            notes=tuple(self._notes),
            suppressed=tuple(self._suppressed),
            unread=(*unread, *self._unread),
            coverage=coverage,
            guidance=dict(self._guidance),
            weakened=tuple(weakened),
        )


def _within(span: tuple[int, int], regions: Iterable[tuple[int, int]]) -> bool:
    return any(low <= span[0] and span[1] <= high for low, high in regions)


def _generic(rule_id: str) -> Guidance:
    from secretguard.ledger.guidance import generic_guidance

    return generic_guidance(rule_id)


def _new_lines(data: bytes, past: list[bytes] | None) -> frozenset[int] | None:
    """Numbers of the lines that no earlier content has; None stands for all of them."""
    if past is None:
        return None
    return frozenset.intersection(*(added_lines(decode(old)[0], data) for old in past))


def _excluded(
    unread: list[Unread], patterns: tuple[str, ...]
) -> tuple[list[Unread], list[Skipped]]:
    """What could not be read, without what the settings exclude: nothing in it would refuse."""
    from secretguard.filters.path import excludes

    matches = excludes(patterns)
    left: list[Unread] = []
    passed: list[Skipped] = []
    for item in unread:
        if matches(item.what) or matches(item.what.partition("!")[0]):  # or the container around it
            passed.append(Skipped(item.what, item.why))
        else:
            left.append(item)
    return left, passed


def coverage_of(tally: Tally) -> Coverage:
    """The counts of the silent path as part of a verdict."""
    return Coverage(
        listed=tally.listed,
        blobs=tally.blobs,
        bytes=tally.bytes,
        decoded=tally.decoded,
        skipped=tuple(Skipped(display_path(path), why) for path, why in tally.skipped),
    )
