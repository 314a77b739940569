"""From a file with a secret in it to each report: the secret stays behind."""

from __future__ import annotations

import base64
import pickle
import random
import string
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secretguard.detectors.plugins import hit
from secretguard.model.fragment import Fragment
from secretguard.model.levels import Confidence
from secretguard.model.secret import Secret
from secretguard.model.verdict import Verdict
from secretguard.report import FORMATS, render
from secretguard.rules.catalog import builtin_rules
from secretguard.runs.examine import Examination
from secretguard.testing.generate import match_text, token

ALPHANUMERIC = string.ascii_letters + string.digits
LONGEST_SHARED = 6  # characters that a report may have in common with a value by chance


def mock(seed: int, length: int = 24) -> str:
    return "".join(random.Random(seed).choices(ALPHANUMERIC, k=length))


def provider_file(rule_id: str) -> tuple[str, str, str]:
    rule = next(rule for rule in builtin_rules() if rule.id == rule_id)
    return rule_id, f'key = "{match_text(rule, 5)}"\n', token(rule, 5).removeprefix(rule.shown)


def key_file() -> tuple[str, str, str]:
    body = base64.b64encode(random.Random(3).randbytes(1200)).decode()
    lines = "\n".join(body[at : at + 64] for at in range(0, len(body), 64))
    dashes = "-" * 5
    kind = "PRIVATE" + " KEY"
    return (
        "private-key",
        f"{dashes}BEGIN {kind}{dashes}\n{lines}\n{dashes}END {kind}{dashes}\n",
        lines,
    )


FILES: dict[str, Callable[[], tuple[str, str, str]]] = {
    "a token with a prefix": lambda: provider_file("github-pat"),
    "a token of letters and digits alone": lambda: provider_file("sendgrid-api-key"),
    "a password": lambda: ("generic-password", f'db_password = "{mock(1)}"\n', mock(1)),
    "a secret": lambda: ("generic-secret", f'client_secret: "{mock(2)}"\n', mock(2)),
    "a password in an address": lambda: (
        "connection-string-postgresql",
        f"url = postgres://worker:{mock(4)}@db.internal:5432/app\n",
        mock(4),
    ),
    "a private key": key_file,
}


def judged(content: str, path: bytes = b"app/settings.py") -> Verdict:
    examination = Examination(None, Confidence.LOW, thorough=True)
    examination.tally.listed = 1
    examination.read([(("F", 0, "", (), path), "", content.encode(), "")])
    return examination.verdict("one file")


def shared(value: str, report: str) -> list[str]:
    """The pieces of a value that stand in a report."""
    size = LONGEST_SHARED + 1
    pieces = {line[at : at + size] for line in value.split() for at in range(len(line) - size + 1)}
    assert pieces
    return sorted(piece for piece in pieces if piece in report)


@pytest.mark.parametrize("format_name", FORMATS)
@pytest.mark.parametrize("what", FILES)
def test_no_report_holds_a_piece_of_what_was_found(what: str, format_name: str) -> None:
    rule_id, content, value = FILES[what]()
    assert value in content
    verdict = judged(content)
    assert rule_id in {found.rule_id for found in verdict.findings}
    assert shared(value, render(format_name, verdict, verbose=True)) == []
    assert shared(value, repr(verdict)) == []


@pytest.mark.parametrize("format_name", FORMATS)
def test_no_report_holds_a_piece_of_what_was_suppressed(format_name: str) -> None:
    value = mock(6)
    verdict = judged(f'password = "{value}"  # secretguard: allow the clock of the demo\n')
    assert [found.suppression.kind for found in verdict.suppressed] == ["inline"]
    assert shared(value, render(format_name, verdict, verbose=True)) == []


# Drawn by seed: a text that hypothesis shrinks would end as a piece of the report's own words.
values = st.builds(mock, st.integers(0, 2**32), st.integers(12, 60))


@given(values)
def test_a_secret_leaves_by_no_ordinary_way(value: str) -> None:
    secret = Secret(value)
    ways = [str(secret), repr(secret), f"{secret}", f"{secret:>80}", "%s" % secret]  # noqa: UP031
    ways += [repr([secret]), pickle.dumps(secret).decode("latin-1")]
    assert [shared(value, way) for way in ways] == [[]] * len(ways)


@given(values)
def test_a_detector_that_tells_its_candidate_tells_nothing(value: str) -> None:
    text = f"x {value} y"
    found = hit(Fragment("a", text.encode()), 2, 2 + len(value), rule_id="a", title="b")
    assert found.secret.reveal() == value
    assert shared(value, repr(found)) == []
