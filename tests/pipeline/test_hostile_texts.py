"""Texts made to cost much: what looks at them looks at each byte a bounded number of times.

Time is not asserted, work is: bytes that were searched or copied, and how much a verdict holds
before it says that the rest was not judged.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, SupportsIndex

import pytest
from detectors.waking import screens, triggers_of
from mocks import mock_token

from secretguard.detectors import assignment, columns, embedded, entropy, joined, private_key, seeds
from secretguard.engine.portable import Matcher
from secretguard.engine.trigger import Trigger
from secretguard.filters.inline import is_allowed, shortcoming
from secretguard.model.candidate import Candidate
from secretguard.model.fragment import Fragment
from secretguard.model.levels import Confidence, Severity
from secretguard.model.secret import Secret
from secretguard.pipeline.placing import MOST_HITS, location_of
from secretguard.pipeline.scan import MOST_CANDIDATES
from secretguard.runs.examine import Examination

if TYPE_CHECKING:
    from types import ModuleType

    from secretguard.model.verdict import Verdict


class Counted(bytes):
    """Bytes that count how many of them were looked at."""

    seen = 0

    def find(self, what: bytes, start: int = 0, end: int | None = None) -> int:  # type: ignore[override]
        stop = len(self) if end is None else min(end, len(self))
        found = super().find(what, start, stop)
        self.seen += max(0, (stop if found < 0 else found) - start)
        return found

    def rfind(self, what: bytes, start: int = 0, end: int | None = None) -> int:  # type: ignore[override]
        stop = len(self) if end is None else min(end, len(self))
        found = super().rfind(what, start, stop)
        self.seen += max(0, stop - (start if found < 0 else found))
        return found

    def __contains__(self, what: SupportsIndex | bytes) -> bool:  # type: ignore[override]
        self.seen += len(self)
        return super().__contains__(what)

    def __getitem__(self, key: SupportsIndex | slice) -> int | bytes:  # type: ignore[override]
        found: int | bytes = super().__getitem__(key)
        self.seen += len(found) if isinstance(found, bytes) else 1
        return found


def glanced(module: ModuleType, unit: str, times: int) -> int:
    """How many bytes the silent path looks at in ``times`` units."""
    data = Counted(unit.encode() * times)
    matcher = Matcher(triggers_of(module))
    asked = screens(module)
    for end, index in matcher.hits(bytes(data)):
        asked[index](data, end, "notes.md" if module is columns else "notes.yaml")
    return data.seen


@pytest.mark.parametrize(
    ("module", "unit"),
    [
        pytest.param(assignment, "x = f(y); ", id="no-hit-no-work"),
        pytest.param(assignment, 'password="', id="quotes-in-one-line"),
        pytest.param(assignment, "password value: ", id="a-name-behind-a-name-in-one-line"),
        pytest.param(assignment, "ConvertTo-SecureString '", id="secure-strings-in-one-line"),
        pytest.param(assignment, "--password ", id="flags-in-one-line"),
        pytest.param(assignment, "password: |\n  abcdef\n", id="yaml-blocks"),
        pytest.param(entropy, f'k="{"a1B2c3D4e5F6" * 2}",', id="random-strings-in-one-line"),
        pytest.param(columns, "(a, password) values (", id="inserts-without-values"),
        pytest.param(
            columns, "(a, password) values ('b', ''),\n('c', ''),", id="inserts-of-nothing"
        ),
        pytest.param(columns, "| a | password |\n|---|---|\n| b | |\n", id="tables-of-nothing"),
        pytest.param(columns, "|---|---|\n", id="lines-of-dashes"),
        pytest.param(embedded, "kind: Secret\n" + "x" * 60, id="kubernetes-kinds-without-data"),
        pytest.param(joined, '"abcdefg1H" +\n', id="concatenation"),
        pytest.param(private_key, "-----BEGIN PRIVATE KEY-----", id="pem-headers-in-one-line"),
        pytest.param(private_key, "-----BEGIN PGP PRIVATE KEY BLOCK-----\n", id="pgp-headers"),
    ],
)
def test_the_silent_path_is_linear_in(module: ModuleType, unit: str) -> None:
    once, twice = glanced(module, unit, 500), glanced(module, unit, 1000)
    assert twice <= 2.2 * once
    assert twice <= 6000 * 1000


@pytest.mark.parametrize(
    "unit",
    [
        pytest.param("PuTTY-User-Key-File-3: x\n", id="putty-headers"),
        pytest.param("---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----\n", id="ssh2-labels"),
        pytest.param(f"-----BEGIN PRIVATE KEY-----\n{'A' * 64}\n", id="pem-keys-without-end"),
    ],
)
def test_a_key_detector_is_linear_in(unit: str) -> None:
    def looked(times: int) -> int:
        data = Counted(unit.encode() * times)
        triggers = [Trigger(*spec) for spec in private_key.TRIGGER_SPECS]
        regions: dict[str, tuple[tuple[int, int], ...]] = {}
        for end, index in Matcher(triggers).hits(bytes(data)):
            name = triggers[index].name
            regions[name] = (*regions.get(name, ()), (end, end))
        list(private_key.PrivateKeyDetector().detect(Fragment("a", data, regions)))
        return data.seen

    assert looked(1000) <= 2.2 * looked(500)


def test_one_document_with_many_kubernetes_secrets_is_read_once() -> None:
    unit = b"kind: Secret\ndata:\n  port: ODA4MA==\n" + b"# as it was\n" * 20
    data = unit * 3000
    ends = [data.index(b"\n", at) for at in range(0, len(data), len(unit))]
    found = [entry.span for entry in seeds.kubernetes(data, ends)]
    assert found == sorted(set(found))
    assert len(found) == 3000


def verdict_of(path: str, data: bytes, *, thorough: bool = False) -> Verdict:
    """What a run says about one file."""
    examination = Examination(None, thorough=thorough)
    examination.tally.listed = 1
    examination.read([(("F", 0, "", (), path.encode()), "", data, "")])
    return examination.verdict("a test")


def test_a_file_that_is_nothing_but_tokens_is_cut_off_and_said_so() -> None:
    token = mock_token("github-pat", 3)
    verdict = verdict_of("tokens.txt", f"{token}\n".encode() * (MOST_CANDIDATES + 5))
    assert len(verdict.findings) + len(verdict.suppressed) == MOST_CANDIDATES
    assert [each.what for each in verdict.unread] == ["tokens.txt"]
    assert verdict.unread[0].why.startswith(f"more than {MOST_CANDIDATES} places look like secrets")


def test_as_many_as_are_judged_are_no_reason_to_complain() -> None:
    token = mock_token("github-pat", 3)
    verdict = verdict_of("tokens.txt", f"{token}\n".encode() * MOST_CANDIDATES)
    assert len(verdict.findings) + len(verdict.suppressed) == MOST_CANDIDATES
    assert verdict.unread == ()


def test_a_file_of_hits_that_hold_nothing_is_cut_off_and_said_so() -> None:
    line = b"---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----\n"
    verdict = verdict_of("labels.txt", line * (MOST_HITS + 5))
    assert verdict.findings == ()
    assert [each.what for each in verdict.unread] == ["labels.txt"]
    assert verdict.unread[0].why.startswith(f"more than {MOST_HITS} places to judge")


def candidate_at(start: int, end: int) -> Candidate:
    return Candidate(
        rule_id="generic-secret",
        title="a secret",
        span=(start, end),
        match=(start, end),
        secret=Secret("x" * (end - start)),
        severity=Severity.HIGH,
        confidence=Confidence.HIGH,
        detector="assignment",
    )


def test_many_places_in_one_line_cost_one_pass() -> None:
    data = Counted("käse=abcdefgh ".encode() * 4000)
    fragment = Fragment("min.js", data)
    unit = len("käse=abcdefgh ".encode())
    for at in range(0, len(data), unit):
        place = location_of((at + 6, at + 14), fragment, "")
        assert (place.line, place.column) == (1, at // unit * 14 + 6)
        assert place.end_column == place.column + 8
        candidate = candidate_at(at + 6, at + 14)
        assert is_allowed(candidate, fragment) is None
        assert not shortcoming(candidate, fragment)
    assert data.seen <= 4000 * 25_000  # three looks at eight thousand bytes, whatever the line


def test_columns_of_places_in_any_order() -> None:
    text = "eins\nzwei ü drei\nvier"
    fragment = Fragment("a.txt", text.encode())
    for word, line, column in [("vier", 3, 1), ("drei", 2, 8), ("eins", 1, 1), ("zwei", 2, 1)]:
        start = text.encode().index(word.encode())
        place = location_of((start, start + 4), fragment, "")
        assert (place.line, place.column, place.end_column) == (line, column, column + 4)
