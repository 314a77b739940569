"""Candidates become findings: redacted at birth, at their place, with what is new and what was read."""

from __future__ import annotations

from secretguard.detectors.paths import is_test
from secretguard.model.finding import Finding
from secretguard.model.frozen import replace
from secretguard.model.suppression import Suppression
from secretguard.model.verdict import Coverage, Skipped, Unread
from secretguard.pipeline.placing import (
    Sighting,
    display_path,
    location_of,
    place_fingerprint,
    trail_of,
)
from secretguard.text.added import added_lines
from secretguard.text.decode import decode
from secretguard.text.lines import line_number

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from secretguard.model.candidate import Candidate
    from secretguard.model.fragment import Fragment
    from secretguard.model.secret import Secret
    from secretguard.pipeline.large import Part
    from secretguard.pipeline.screen import Tally


_TELLING = 8  # bytes; anything shorter stands somewhere in any text


class Groups:
    """Numbers from 1 for equal secrets, in the order in which they are met."""

    def __init__(self) -> None:
        self._numbers: dict[Secret, int] = {}

    def number_of(self, secret: Secret) -> int:
        """The same number for the same value."""
        return self._numbers.setdefault(secret, len(self._numbers) + 1)

    def digests(self, key: bytes) -> dict[int, bytes]:
        """For each number a keyed digest of its value."""
        from _blake2 import blake2b

        return {
            number: blake2b(_spelled(secret), key=key, digest_size=16).digest()
            for secret, number in self._numbers.items()
        }

    def spelled_in(self, text: bytes, numbers: set[int]) -> dict[int, int]:
        """Of these ``numbers``, those whose value stands in a text, and its first offset."""
        found: dict[int, int] = {}
        for secret, number in self._numbers.items():
            if number in numbers:
                value = _spelled(secret)
                offset = text.find(value) if len(value) >= _TELLING else -1
                if offset >= 0:
                    found[number] = offset
        return found


def _spelled(secret: Secret) -> bytes:
    return secret.reveal().encode("utf-8", "surrogateescape")


def in_part(sightings: list[Sighting], part: Part | None) -> list[Sighting]:
    """Those that begin in the part of a large text that is being looked at."""
    if part is None:
        return sightings
    return [each for each in sightings if part.low <= each.candidate.span[0] < part.high]


def finding_of(
    sighting: Sighting,
    host: Fragment,
    ordinal: int,
    group: int,
    *,
    introduced: bool = True,
    commit: str = "",
    part: Part | None = None,
) -> Finding:
    """A candidate at its place, redacted. ``ordinal``: which match of its rule in the file it is."""
    candidate = sighting.candidate
    location = location_of(candidate.span, host, commit, part)
    return Finding(
        rule_id=candidate.rule_id,
        title=candidate.title,
        location=location,
        redacted=candidate.secret.redacted,
        severity=candidate.severity,
        confidence=candidate.confidence,
        detector=candidate.detector,
        fingerprint=place_fingerprint(candidate.rule_id, host.path, ordinal),
        group=group,
        introduced=introduced,
        name=candidate.name,
        evidence=candidate.evidence,
        trail=trail_of(sighting.fragment, host, location.line),
    )


def touched(candidate: Candidate, host: Fragment, new_lines: frozenset[int] | None) -> bool:
    """Whether any line of the match is new."""
    first, last = (
        line_number(host.data, at) for at in (candidate.match[0], candidate.match[1] - 1)
    )
    return new_lines is None or not new_lines.isdisjoint(range(first, last + 1))


def masked(suppression: Suppression | None, secrets: Mapping[str, Secret]) -> Suppression | None:
    """A written reason is a piece of the file, and another secret (by its value) may stand in it."""
    if suppression is None or suppression.kind != "inline":
        return suppression
    reason = suppression.reason
    for value, secret in secrets.items():
        if value in reason:
            reason = reason.replace(value, str(secret))
    return replace(suppression, reason=reason)


def noted(suppression: Suppression, finding: Finding) -> Suppression:
    """A mock belongs into tests; new in other code it is told, since that code will not work."""
    if suppression.kind != "mock" or not finding.introduced or is_test(finding.location.path):
        return suppression
    return Suppression("mock", f"{suppression.reason}, yet this is no test", note=True)


def new_lines_of(data: bytes, past: list[bytes] | None) -> frozenset[int] | None:
    """Numbers of the lines that no earlier content has; None stands for all of them."""
    if past is None:
        return None
    return frozenset.intersection(*(added_lines(decode(old)[0], data) for old in past))


def without_excluded(
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
        remembered=tally.remembered,
        skipped=tuple(Skipped(display_path(path), why) for path, why in tally.skipped),
    )
