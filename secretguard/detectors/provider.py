"""Known providers' tokens: the rules of ``rules/providers`` confirmed around the engine's hits."""

from __future__ import annotations

import re

from secretguard.detectors.named_token import NAME_REACH, NAMED_PREFIX, Names, plain
from secretguard.detectors.randomness import random_bits
from secretguard.errors import DetectorError
from secretguard.model.candidate import Candidate
from secretguard.model.frozen import replace
from secretguard.model.levels import Confidence, Severity
from secretguard.model.secret import Secret
from secretguard.rules.boundary import confirm_pattern, width
from secretguard.rules.checksums import checksum
from secretguard.rules.names import joined
from secretguard.text.pem import BASE64

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from secretguard.model.fragment import Fragment
    from secretguard.model.rule import Guidance, Rule

    Region = tuple[int, int]
    RulesOf = Callable[[str], tuple[Rule, ...]]  # the rules of one provider

PREFIX = "rule:"
_NEAR = 1 << 14  # bytes: lines may be long, and what is near still is not
_SIGNS = (b"+", b"/")  # of base64 that a word does not go on with
_BESIDE = 200  # characters of base64 beside a match that make it a part of them


def trigger_name(rules: Iterable[Rule]) -> str:
    """``rule:provider:id``, comma-separated, so that a hit leads to its rules.

    With names before the value it is ``named:provider:id:keyword/keyword``.
    """
    listed = list(rules)
    if listed[0].boundary != "assignment":
        return PREFIX + ",".join(f"{rule.provider}:{rule.id}" for rule in listed)
    return NAMED_PREFIX + ",".join(
        f"{rule.provider}:{rule.id}:{'/'.join(map(joined, rule.keywords))}" for rule in listed
    )


class ProviderDetector:
    """Finds the tokens whose shape a provider documents, by the rules that ``rules_of`` gives."""

    name = "provider"

    def __init__(self, rules_of: RulesOf) -> None:
        self._rules_of = rules_of
        self._patterns: dict[str, re.Pattern[bytes]] = {}
        self._names: dict[str, Names | None] = {}
        self._reaches: dict[str, int] = {}
        self._rules: dict[str, dict[str, Rule]] = {}

    @property
    def guidance(self) -> Mapping[str, Guidance]:
        """What to do about each rule met so far."""
        return {rule.id: rule.guidance for rules in self._rules.values() for rule in rules.values()}

    def detect(self, fragment: Fragment) -> Iterable[Candidate]:
        """Every confirmed match of the rules that the engine saw in ``fragment``."""
        found: dict[tuple[str, Region], Candidate] = {}
        replaced: set[tuple[str, Region]] = set()
        for name, regions in fragment.regions.items():
            if name.startswith((PREFIX, NAMED_PREFIX)):
                for rule, region in self._places(name, fragment.data, regions):
                    for candidate in self.matches(rule, fragment, region):
                        found.setdefault((rule.id, candidate.span), candidate)
                        if not candidate.lacks:
                            replaced.update((lesser, candidate.span) for lesser in rule.supersedes)
        return [item for place, item in found.items() if place not in replaced]

    def _places(
        self, trigger: str, data: bytes, regions: Iterable[Region]
    ) -> Iterator[tuple[Rule, Region]]:
        """Where to look for the rules behind a trigger; of many, those whose keywords stand there.

        A point is a name's end and a value's beginning.
        """
        names = self._names_of(trigger)
        everywhere = [] if names else [self._rule(*row) for row in _rows(trigger)]
        for low, high in regions:
            first = low if low < high else max(0, low - NAME_REACH)
            here = dict.fromkeys(names.rules_in(plain(data[first:high]))) if names else ()
            for rule in everywhere or [self._rule(*row) for row in here]:
                last = high if low < high else min(len(data), high + self._reach(rule))
                yield rule, (first, last)

    def _names_of(self, trigger: str) -> Names | None:
        """The names before the values, None for rules without any."""
        if trigger not in self._names:
            self._names[trigger] = Names(trigger) if trigger.startswith(NAMED_PREFIX) else None
        return self._names[trigger]

    def _reach(self, rule: Rule) -> int:
        """How far behind a point the rule may end."""
        if rule.id not in self._reaches:
            self._reaches[rule.id] = NAME_REACH + width(rule)
        return self._reaches[rule.id]

    def matches(self, rule: Rule, fragment: Fragment, region: Region) -> Iterator[Candidate]:
        """The matches of one rule within ``region`` of the fragment."""
        for match in self._pattern(rule).finditer(fragment.data, *region):
            candidate = self._candidate(rule, match, fragment.path)
            if candidate is not None:
                whole = self._has_partner(rule, fragment, candidate)
                yield candidate if whole else replace(candidate, lacks=rule.needs)

    def _rule(self, provider: str, rule_id: str) -> Rule:
        if provider not in self._rules:
            self._rules[provider] = {rule.id: rule for rule in self._rules_of(provider)}
        try:
            return self._rules[provider][rule_id]
        except KeyError:
            raise DetectorError(f"the rule {rule_id} of {provider} has vanished") from None

    def _pattern(self, rule: Rule) -> re.Pattern[bytes]:
        if rule.id not in self._patterns:
            self._patterns[rule.id] = re.compile(confirm_pattern(rule).encode("ascii"))
        return self._patterns[rule.id]

    def _candidate(self, rule: Rule, match: re.Match[bytes], path: str) -> Candidate | None:
        groups = match.re.groupindex
        span = match.span("secret") if "secret" in groups else match.span()
        value = match.string[span[0] : span[1]].decode("ascii", "replace")
        if len(set(value)) < rule.min_distinct or _is_chance(rule, value, match.string, span):
            return None
        confidence = rule.confidence
        evidence = [f"has the shape of: {rule.name}"]
        if rule.checksum:
            texts = {name: match[name].decode("ascii", "replace") for name in groups if match[name]}
            if checksum(rule.checksum).fits(value, texts):
                confidence = Confidence.CERTAIN
                evidence.append("its checksum fits")
            elif rule.checksum_required:
                if not _is_mock(value):
                    return None
                evidence.append("its checksum is wrong on purpose")
        refers = False
        if rule.chosen:
            refers, level = _judged(rule, value, match, path)
            if not level:
                return None
            confidence = Confidence(level)
        if rule.often_made_up and _is_test(path):
            confidence = Confidence.LOW
            evidence.append("stands in a test or in documentation")
        severity = rule.severity
        if rule.expiry and (told := _end(rule, value, match)):
            evidence.append(told[0])
            severity = Severity.LOW if told[1] else severity
        return Candidate(
            rule_id=rule.id,
            title=rule.name,
            span=span,
            match=match.span(),
            secret=Secret(value, rule.shown if value.startswith(rule.shown) else ""),
            severity=severity,
            confidence=confidence,
            detector=self.name,
            structured=not rule.chosen and (rule.boundary != "assignment" or bool(rule.shown)),
            refers=refers,
            name=_name(match) if rule.boundary == "assignment" else "",
            public=rule.public or _published(rule, value),
            evidence=tuple(evidence),
        )

    def _has_partner(self, rule: Rule, fragment: Fragment, candidate: Candidate) -> bool:
        """Half of a pair counts only near its other half (``needs``, ``within_lines``)."""
        if not rule.needs:
            return True
        low, high = _lines_around(fragment.data, candidate.match, rule.within_lines)
        partner = self._rule(rule.provider, rule.needs)
        return self._pattern(partner).search(fragment.data, low, high) is not None


def _rows(trigger: str) -> Iterator[list[str]]:
    """Provider and id of the rules behind a trigger without names."""
    return (row.split(":") for row in trigger.removeprefix(PREFIX).split(","))


def _is_chance(rule: Rule, value: str, data: bytes, span: Region) -> bool:
    """A shape of words or data that no checksum confirms; values that people choose are judged apart."""
    if rule.chosen or rule.checksum:
        return False
    return _is_camel_case(value.removeprefix(rule.shown)) or _is_piece(data, span)


def _is_camel_case(text: str) -> bool:
    """The name of a class or method: words, few digits, and capitals that begin the words."""
    digits = sum(map(str.isdigit, text))
    mixed = text.upper() != text != text.lower()
    return mixed and text.isalnum() and digits * 8 <= len(text) and random_bits(text) < 0


def _is_piece(data: bytes, span: Region) -> bool:
    """A part of a long run of base64 (WebAssembly, serialised objects): three letters stand there by chance.

    No address runs so far without a dot or a dash.
    """
    first, last = span
    before, after = data[max(0, first - _BESIDE) : first], data[last : last + _BESIDE]
    if not before.endswith(_SIGNS) and not after.startswith(_SIGNS):
        return False
    beside = len(before) - len(before.rstrip(BASE64)) + len(after) - len(after.lstrip(BASE64))
    return beside >= _BESIDE and not data[first:last].strip(BASE64)


_NAME_CHARS = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-"
_LONGEST_NAME = 80


def _name(match: re.Match[bytes]) -> str:
    """The whole name around the keyword with which the match of an assignment begins."""
    start = match.start()
    before = match.string[max(0, start - _LONGEST_NAME) : start]
    after = match.string[start : start + _LONGEST_NAME]
    head = before[len(before.rstrip(_NAME_CHARS)) :]
    tail = after[: len(after) - len(after.lstrip(_NAME_CHARS))]
    return (head + tail).decode("ascii")


def _end(rule: Rule, value: str, match: re.Match[bytes]) -> tuple[str, bool] | None:
    """What the credential says about its end, and whether that is past."""
    from datetime import UTC, datetime

    from secretguard.detectors.expiry import read_end, sentence

    end = read_end(rule.expiry, value, match.string, match.span())
    now = datetime.now(UTC)
    return None if end is None else (sentence(end, now), end < now)


def _is_mock(value: str) -> bool:
    from secretguard.rules.mock import is_mock

    return is_mock(value)


def _is_test(path: str) -> bool:
    from secretguard.detectors.paths import is_test

    return is_test(path)


def _judged(rule: Rule, value: str, match: re.Match[bytes], path: str) -> tuple[bool, int]:
    """Whether a value that people choose is a reference, and how far it is believed (0 to 3)."""
    from secretguard.detectors.assignment import value_level
    from secretguard.detectors.url_credentials import password_level
    from secretguard.detectors.values import is_reference

    if is_reference(value):
        return True, 2
    if "host" in match.re.groupindex:
        user, host = ((match[name] or b"").decode("utf-8", "replace") for name in ("user", "host"))
        return False, password_level(user, value, host, path)
    name = "password" if rule.kind in {"password", "connection-string"} else "secret"
    return False, value_level(name, value, path)


def _lines_around(data: bytes, span: tuple[int, int], lines: int) -> Region:
    low, high = span
    first, last = max(0, low - _NEAR), min(len(data), high + _NEAR)
    for _ in range(lines + 1):
        low = max(first, data.rfind(b"\n", first, max(low, first)))
        found = data.find(b"\n", high + 1, last)
        high = last if found < 0 else found
    return low, high


def _published(rule: Rule, value: str) -> str:
    if not rule.documentation:
        return ""
    from secretguard.model.digest import sha256

    if sha256(value.encode()).hexdigest() in rule.documentation:
        return "the provider publishes this value as an example"
    return ""
