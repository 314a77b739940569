"""The pipeline, and the only module that knows its order.

    bytes --Screen.hits--> woken --detect--> Candidate --filter--> Suppression or nothing
          --attribute--> Finding --decide--> Verdict

A file reaches this module only when the silent path (``screen``) saw something in it.
"""

from __future__ import annotations

from itertools import islice

from secretguard.detectors.registry import ANSWERED_BY, open_detectors
from secretguard.errors import SecretguardError
from secretguard.filters import all_filters
from secretguard.filters.inline import shortcoming
from secretguard.ledger.consultation import Ledgers
from secretguard.ledger.decide import told
from secretguard.ledger.guidance import generic_guidance
from secretguard.model.finding import Finding
from secretguard.model.frozen import replace
from secretguard.model.suppression import Suppressed, Suppression
from secretguard.model.verdict import Skipped, Unread, Verdict
from secretguard.pipeline.findings import (
    Groups,
    coverage_of,
    finding_of,
    in_part,
    masked,
    new_lines_of,
    noted,
    touched,
    without_excluded,
)
from secretguard.pipeline.placing import (
    MOST_HITS,
    Sighting,
    Text,
    display_path,
    is_news,
    lies_in,
    location_of,
    meant_by,
    placed,
    texts_of,
    thinned,
    winners_of,
)
from secretguard.policy.oversight import CERTIFICATE, Oversight
from secretguard.policy.pairs import Half, Pairs
from secretguard.text.decode import decode

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from secretguard.config.settings import Settings
    from secretguard.detectors.protocol import Detector
    from secretguard.detectors.provider import RulesOf
    from secretguard.engine.cache import Table
    from secretguard.filters import Filter
    from secretguard.ledger.decide import Meaning
    from secretguard.model.candidate import Candidate
    from secretguard.model.finding import Location
    from secretguard.model.fragment import Fragment
    from secretguard.model.levels import Confidence
    from secretguard.model.rule import Guidance
    from secretguard.pipeline.large import Part
    from secretguard.pipeline.screen import Hits, Tally, Woken
    from secretguard.sources.index import Entry

    # The contents that a file had before, one a parent; None: every line counts as new.
    Before = Callable[[Entry], list[bytes] | None]

# So many candidates of one file are judged: a report with more of them helps nobody.
MOST_CANDIDATES = 4_000


class Judge:
    """Looks closely at what woke the engine and gathers the parts of a verdict.

    Candidates below ``show_at`` are dropped; those below the settings' ``refuse_at`` are notes.
    ``root`` is the folder with the ledger, None for a run that consults none; ``records``: how many
    of the passwords that are refused will be recorded there (see ``Ledgers``).
    """

    def __init__(
        self,
        settings: Settings,
        table: Table,
        rules_of: RulesOf,
        show_at: Confidence | None = None,
        root: str | None = None,
        *,
        records: int = 0,
    ) -> None:
        self.settings = settings
        self._ledgers = Ledgers(root, records=records)
        self._rules_of = rules_of
        self._table = table
        self._show_at = settings.refuse_at if show_at is None else show_at
        self._detectors: dict[str, tuple[Detector, ...]] = {}
        self._filters = all_filters(settings)
        self._groups = Groups()
        self._ordinals: dict[tuple[str, str], int] = {}
        self._guidance: dict[str, Guidance] = {}
        self._oversight = Oversight(settings.disable)
        self._pairs = Pairs()
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
        waiting = self._certificates + len(self._pairs)
        return refused + noted + advice + excused + unread + waiting

    def look(self, woken: Woken, before: Before) -> None:
        """Judge one woken file; what it holds is kept for ``verdict``.

        ``before`` is asked for the file's past only when something was found in it.
        """
        for texts in self._texts(woken):
            self._look_at(texts, woken, before)

    def _look_at(self, texts: list[Text], woken: Woken, before: Before) -> None:
        """Judge what is placed in one file or member: its own text and those made from it."""
        host = texts[0].host
        sightings = []
        for each in self._sightings(texts):
            if each.candidate.lacks:
                self._pairs.keep(Half(each, host, woken, before))
            else:
                sightings.append(each)
        # Numbered before the level is asked, so that fingerprints are the same at every level.
        winners = in_part(winners_of(sightings), woken.part)
        numbered = [
            (each, self._ordinal(each.candidate.rule_id, host.path))
            for each in self._in_force(winners)
        ]
        chosen = [each for each in numbered if each[0].candidate.confidence >= self._show_at]
        chosen += [
            (each, self._ordinal(each.candidate.rule_id, host.path))
            for each in self.comebacks(host, winners, [each for each, _ in chosen], woken.part)
        ]
        if chosen:
            self._judge(chosen, host, woken, before)
        if CERTIFICATE in host.regions:
            past = (decode(old)[0] for old in before(woken.entry) or ())
            self._oversight.look(host, past, self._placer(host, woken))
            self._certificates += 1

    def believable(self, woken: Woken) -> list[Sighting]:
        """Of the file itself: each secret once, of rules in force, in the part that is woken."""
        found: list[Sighting] = []
        for host, sightings in self.detect(woken):
            if not host.file:
                found += self._in_force(in_part(winners_of(sightings), woken.part))
        return found

    def _in_force(self, sightings: list[Sighting]) -> list[Sighting]:
        disabled = self.settings.disable
        return [each for each in sightings if each.candidate.rule_id not in disabled]

    def excuse(self, sighting: Sighting) -> Suppression | None:
        """The reason why a candidate does not count, if there is one: where it was seen or placed."""
        excuses = (
            judge(candidate, fragment)
            for candidate, fragment in sighting.views()
            for judge in self._filters
        )
        return next((reason for reason in excuses if reason is not None), None)

    def known(self, candidate: Candidate) -> Meaning | None:
        """What the ledgers say about its secret."""
        memory = self._ledgers.consult()
        return None if memory is None else memory.meaning(candidate.secret)

    def comebacks(
        self,
        host: Fragment,
        winners: list[Sighting],
        chosen: list[Sighting],
        part: Part | None = None,
    ) -> list[Sighting]:
        """What is not ``chosen``, yet a secret that the ledger knows as revoked."""
        memory = self._ledgers.consult()
        if memory is None or not memory.knows_dead:
            return []
        from secretguard.ledger.recognise import comebacks

        seen = [each.candidate for each in winners]
        found = comebacks(host, memory, seen, [each.candidate for each in chosen])
        return in_part([Sighting(each, each, host) for each in found], part)

    def detect(self, woken: Woken) -> Iterator[tuple[Fragment, list[Sighting]]]:
        """Each file or member, and all that the detectors see in it, before any judgement."""
        for texts in self._texts(woken):
            whole = [each for each in self._sightings(texts) if not each.candidate.lacks]
            yield texts[0].host, whole

    def _texts(self, woken: Woken) -> list[list[Text]]:
        if thinned(woken):
            why = f"more than {MOST_HITS} places to judge; those behind them were not judged"
            self._unread.append(Unread(display_path(woken.path), why))
        return texts_of(woken, self._table)

    def _sightings(self, texts: list[Text]) -> list[Sighting]:
        """What the detectors see in texts with one host, each as it is placed there."""
        found: dict[Candidate, Sighting] = {}
        meant = meant_by(texts)
        for text in texts:
            spans = meant.get(id(text.fragment), [])
            for seen in self._detect(text, MOST_CANDIDATES - len(found)):
                candidate = placed(seen, text.fragment)
                guessed = not seen.structured and lies_in(seen.span, spans)
                if (text.meant or is_news(seen, text.fragment)) and not guessed:
                    found.setdefault(candidate, Sighting(candidate, seen, text.fragment))
        return list(found.values())

    @property
    def filters(self) -> tuple[Filter, ...]:
        """The filters in force, in the order in which they are asked."""
        return self._filters

    def unread_in(self, tally: Tally) -> tuple[Unread, ...]:
        """What could not be read or judged so far."""
        return self._unread_and_excluded(tally)[0]

    def _unread_and_excluded(self, tally: Tally) -> tuple[tuple[Unread, ...], list[Skipped]]:
        """Nothing in a file that the settings exclude would refuse, so it need not be readable."""
        unread = [Unread(display_path(path), why) for path, why in tally.unread]
        excluded: list[Skipped] = []
        if unread and self.settings.exclude:
            unread, excluded = without_excluded(unread, self.settings.exclude)
        trouble = (Unread(what, why) for what, why in self._ledgers.problems())
        return (*unread, *self._unread, *trouble), excluded

    def woken_by(self, hits: Hits) -> Iterator[Detector]:
        """The detectors whose triggers were hit, opened when they are first needed."""
        woken_by = (self._table[index][2] for _, index in hits)
        for module in dict.fromkeys(ANSWERED_BY.get(name, name) for name in woken_by):
            if module not in self._detectors:
                self._detectors[module] = open_detectors(self.settings, self._rules_of, module)
            yield from self._detectors[module]

    def _detect(self, text: Text, most: int) -> list[Candidate]:
        """What the detectors see, ``most`` at most: nobody reads more, and that there is more is told."""
        found: list[Candidate] = []
        for detector in self.woken_by(text.hits):
            try:
                found.extend(islice(detector.detect(text.fragment), most + 1 - len(found)))
            except SecretguardError as error:
                self._unread.append(Unread(text.host.path, f"{detector.name}: {error}"))
            except Exception as error:  # noqa: BLE001 - a plugin may raise anything; it is named
                # The message may quote the text that was read, so only its type is told.
                why = f"the detector {detector.name} failed with {type(error).__name__}"
                self._unread.append(Unread(text.host.path, why))
        if len(found) > most:
            why = f"more than {MOST_CANDIDATES} places look like secrets; the rest was not judged"
            self._unread.append(Unread(text.host.path, why))
        return found[:most]

    def _judge(
        self,
        chosen: list[tuple[Sighting, int]],
        host: Fragment,
        woken: Woken,
        before: Before,
    ) -> None:
        # A container is new as a whole: which of its members changed nobody can tell cheaply.
        new_lines = None if host.file else new_lines_of(woken.data, before(woken.entry))
        secrets = {(one := each.candidate.secret).reveal(): one for each, _ in chosen}
        for sighting, ordinal in chosen:
            candidate = sighting.candidate
            finding = finding_of(
                sighting,
                host,
                ordinal,
                self._groups.number_of(candidate.secret),
                introduced=touched(candidate, host, new_lines),
                commit=woken.commit,
                part=woken.part,
            )
            suppression = masked(self.excuse(sighting), secrets)
            known = self.known(candidate)
            if known is not None:
                finding = told(finding, known, standing=woken.entry[0] == "F")
                if known.dead and finding.introduced:
                    self._findings.append(finding)  # whatever else would have excused it
                    continue
                suppression = suppression or known.suppression
            if suppression is not None:
                self._suppressed.append(Suppressed(finding, noted(suppression, finding)))
                continue
            if candidate.advice:
                self._advice.append(finding)
                continue
            if self.settings.inline_allow and (lacking := shortcoming(candidate, host)):
                finding = replace(finding, evidence=(*finding.evidence, lacking))
            refuses = finding.introduced and finding.confidence >= self.settings.refuse_at
            if refuses:
                self._findings.append(self._ledgers.recordable(finding, candidate.secret))
            elif finding.introduced or not woken.commit:
                # A line that a commit leaves alone is its introducer's news.
                self._notes.append(finding)
            self._guide(candidate)

    def _placer(self, host: Fragment, woken: Woken) -> Callable[[Candidate], Location | None]:
        """Gives the place of a candidate, None when a filter passes it."""

        def place(candidate: Candidate) -> Location | None:
            if self.excuse(Sighting(candidate, candidate, host)):
                return None
            return location_of(candidate.span, host, woken.commit, woken.part)

        return place

    def _join_halves(self) -> None:
        """Judge the halves whose other halves were found elsewhere; they know their place best."""
        believed = [*self._findings, *self._notes]
        for half, other in self._pairs.joined(believed):
            candidate = half.sighting.candidate
            words = f"its other half, {other.title}, stands in {other.location.path}"
            whole = replace(candidate, lacks="", evidence=(*candidate.evidence, words))
            sighting = Sighting(whole, half.sighting.seen, half.sighting.fragment)
            if not self._in_force([sighting]) or whole.confidence < self._show_at:
                continue
            place = location_of(whole.span, half.host, half.woken.commit, half.woken.part)
            if any(
                each.location == place and each.detector == candidate.detector for each in believed
            ):
                continue  # another rule knows whose it is
            self._findings = [each for each in self._findings if each.location != place]
            self._notes = [each for each in self._notes if each.location != place]
            self._suppressed = [one for one in self._suppressed if one.finding.location != place]
            ordinal = self._ordinal(whole.rule_id, half.host.path)
            self._judge([(sighting, ordinal)], half.host, half.woken, half.before)

    def _ordinal(self, rule_id: str, path: str) -> int:
        number = self._ordinals[rule_id, path] = self._ordinals.get((rule_id, path), 0) + 1
        return number

    def digests(self, key: bytes) -> dict[int, bytes]:
        """For each group of findings a keyed digest of its value, to find equal ones elsewhere."""
        return self._groups.digests(key)

    def spelled_in(self, text: bytes, groups: set[int]) -> dict[int, int]:
        """Of these groups of findings, those whose value stands in a text, and its first offset."""
        return self._groups.spelled_in(text, groups)

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
        self._join_halves()
        violations = self._oversight.violations([*self._findings, *self._notes])
        unread, excluded = self._unread_and_excluded(tally)
        coverage = coverage_of(tally)
        return Verdict(
            subject=subject,
            findings=tuple(self._findings),
            notes=tuple(self._notes),
            suppressed=tuple(self._suppressed),
            unread=unread,
            coverage=replace(coverage, skipped=(*coverage.skipped, *excluded)),
            guidance={
                **self._guidance,
                **{each.rule_id: generic_guidance(each.rule_id) for each in violations},
            },
            violations=violations,
            advice=tuple(self._advice),
            weakened=tuple(weakened),
            markers=self.settings.inline_allow,
        )
