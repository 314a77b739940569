"""The user's own patterns: which part is the secret, where it stands, and how long it may take."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secretguard.config.settings import Settings, UserPattern
from secretguard.detectors.user_patterns import PREFIX, UserPatternDetector, compile_pattern
from secretguard.errors import ConfigError, DetectorError
from secretguard.model.fragment import Fragment
from secretguard.model.levels import Confidence, Severity
from secretguard.model.rule import Guidance


def detector(*patterns: UserPattern, timeout: float = 5.0) -> UserPatternDetector:
    return UserPatternDetector(Settings(patterns=patterns, pattern_timeout=timeout))


def woken(data: bytes, *ids: str) -> Fragment:
    """A file in which the engine saw the patterns ``ids``."""
    return Fragment("a.txt", data, {PREFIX + id_: ((0, len(data)),) for id_ in ids})


def found(regex: str, data: bytes, group: str = "") -> list[tuple[str, tuple[int, int], str]]:
    pattern = UserPattern("acme", regex, group=group)
    return [
        (each.rule_id, each.span, each.secret.reveal())
        for each in detector(pattern).detect(woken(data, "acme"))
    ]


@pytest.mark.parametrize(
    ("regex", "data"),
    [
        pytest.param(r"acme-\d+", b"", id="empty file"),
        pytest.param(r"acme-\d+", b"acme-x", id="no match"),
        pytest.param(r"\d*", b"abc", id="empty matches are no secrets"),
        pytest.param(r"acme-(\d*)", b"acme-", id="an empty group is no secret"),
        pytest.param(r"acme(?P<secret>-\d+)?", b"acme", id="a group that took no part"),
    ],
)
def test_nothing_is_found(regex: str, data: bytes) -> None:
    assert found(regex, data) == []


def test_a_pattern_that_the_engine_did_not_see_does_not_run() -> None:
    patterns = (UserPattern("acme", r"acme-\d+"), UserPattern("other", r"other-\d+"))
    data = b"acme-1 other-2"
    assert [each.rule_id for each in detector(*patterns).detect(woken(data, "other"))] == ["other"]
    assert list(detector(*patterns).detect(Fragment("a", data))) == []


@pytest.mark.parametrize(
    ("regex", "group", "data", "span", "value"),
    [
        pytest.param(r"acme-\d+", "", b"k=acme-12;", (2, 9), "acme-12", id="no group"),
        pytest.param(r"acme-(\d+)", "", b"k=acme-12;", (7, 9), "12", id="the only group"),
        pytest.param(r"(a)cme-(\d+)", "", b"acme-12", (0, 7), "acme-12", id="two groups"),
        pytest.param(r"(a)cme-(?P<secret>\d+)", "", b"acme-12", (5, 7), "12", id="named secret"),
        pytest.param(
            r"(?P<secret>a)cme-(?P<key>\d+)", "key", b"acme-12", (5, 7), "12", id="as set"
        ),
        pytest.param(r"^acme-\d+$", "", b"x\nacme-1\ny", (2, 8), "acme-1", id="anchors: lines"),
        pytest.param(r"acme-\p{Lu}+", "", "acme-ÄÖx".encode(), (0, 9), "acme-ÄÖ", id="syntax"),
        pytest.param(r"(?<=k=)\d+", "", b"k=12", (2, 4), "12", id="look-behind"),
        pytest.param(r"acme-\d+", "", "é鍵 acme-1".encode(), (6, 12), "acme-1", id="in UTF-8"),
        pytest.param(r"acme-\d+", "", b"\xe9\xff acme-1", (3, 9), "acme-1", id="no UTF-8: Latin-1"),
        pytest.param(r"acme-\w+", "", b"\xff acme-\xe9", (2, 8), "acme-é", id="Latin-1 letters"),
    ],
)  # fmt: skip
def test_the_secret_and_its_bytes(
    regex: str, group: str, data: bytes, span: tuple[int, int], value: str
) -> None:
    assert found(regex, data, group) == [("acme", span, value)]


def test_each_match_is_found() -> None:
    assert found(r"acme-(\d)", "acme-1 é acme-2".encode()) == [
        ("acme", (5, 6), "1"),
        ("acme", (15, 16), "2"),
    ]


@given(st.text(max_size=30), st.text("0123456789", min_size=1, max_size=9), st.text(max_size=30))
def test_a_span_holds_the_bytes_of_the_value_wherever_it_stands(
    before: str, digits: str, after: str
) -> None:
    data = f"{before}<acme:{digits}>{after}".encode("utf-8", "surrogatepass")
    place = data.find(f"<acme:{digits}>".encode()) + len("<acme:")
    assert ("acme", (place, place + len(digits)), digits) in found(r"<acme:(\d+)>", data)


def test_a_candidate_carries_what_the_settings_say() -> None:
    pattern = UserPattern("acme", r"acme-\d+", title="ACME token", severity=Severity.CRITICAL)
    (candidate,) = detector(pattern).detect(woken(b"acme-1", "acme"))
    assert (candidate.title, candidate.severity, candidate.confidence, candidate.detector) == (
        "ACME token",
        Severity.CRITICAL,
        Confidence.HIGH,
        "user-pattern",
    )


def test_a_pattern_without_a_title_goes_by_its_id() -> None:
    (candidate,) = detector(UserPattern("acme", "acme")).detect(woken(b"acme", "acme"))
    assert candidate.title == "acme"


def test_guidance_is_what_the_settings_say_and_nothing_when_they_say_nothing() -> None:
    told = UserPattern(
        "acme", "a", steps=("Call the ACME desk.",), console_url="https://acme.example"
    )
    assert detector(told, UserPattern("silent", "b")).guidance == {
        "acme": Guidance(steps=("Call the ACME desk.",), console_url="https://acme.example")
    }


@pytest.mark.parametrize(
    ("regex", "sentence"),
    [
        ("(a", r"pattern acme: the regular expression is invalid: missing \) at position 2"),
        ("*", "pattern acme: the regular expression is invalid: nothing to repeat at position 0"),
    ],
)
def test_an_invalid_pattern_is_told_with_its_position(regex: str, sentence: str) -> None:
    with pytest.raises(ConfigError, match=sentence):
        compile_pattern(UserPattern("acme", regex))
    with pytest.raises(ConfigError, match=sentence):
        detector(UserPattern("acme", regex))


def test_a_pattern_that_backtracks_for_ever_is_stopped_and_named() -> None:
    slow = detector(UserPattern("acme", r"(a|aa)+$"), timeout=0.05)
    began = time.monotonic()
    with pytest.raises(DetectorError, match=r"^pattern acme ran out of time \(0\.05 s\)$"):
        list(slow.detect(woken(b"a" * 5000 + b"b", "acme")))
    assert time.monotonic() - began < 5
