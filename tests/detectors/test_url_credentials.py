"""A password in a URL counts when it is weak, and counts for nothing when it explains a syntax."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from waking import Bench, drawn

from secretguard.detectors import url_credentials
from secretguard.detectors.url_credentials import UrlCredentialsDetector

BENCH = Bench(url_credentials, UrlCredentialsDetector)
KEY = drawn(7, 32)
CHOSEN = "Tulip7" + "garden"
RULE = "url-password"


def url(
    password: str, user: str = "app", host: str = "db.corp.io", scheme: str = "postgres"
) -> str:
    return f"{scheme}://{user}:{password}@{host}"


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("https://host.io/path", id="no user"),
        pytest.param("mailto:bob@host.io", id="an address"),
        pytest.param("ssh://git@host.io/o/r.git", id="a user alone"),
        pytest.param("git@host.io:o/r.git", id="no scheme"),
        pytest.param("http://host.io:8080/@scope/pkg", id="a port and a scope"),
        pytest.param("http://host.io:8080/?mail=a@b.io", id="a port and an address"),
        pytest.param("https://cdn.host.io/npm/vue@3", id="a version"),
        pytest.param(url("password", "user", "host.io", scheme="https"), id="user:password"),
        pytest.param(url("pass", "user", host="example.com"), id="a reserved host"),
        pytest.param(url("tiger", "scott"), id="everybody's account"),
        pytest.param(url("***"), id="crossed out"),
        pytest.param(url("xxx"), id="crossed out with letters"),
        pytest.param(url("<password>", "<user>"), id="angle brackets"),
        pytest.param(url("{{ db_password }}"), id="a template with blanks"),
        pytest.param("://x:y@", id="no host"),
    ],
)
def test_no_candidate(text: str) -> None:
    assert BENCH.told("src/a.py", f'x = "{text}"') == []
    assert not BENCH.refuses("src/a.py", f'x = "{text}"')


@pytest.mark.parametrize(
    ("path", "text", "confidence", "value"),
    [
        pytest.param("a.yml", url(KEY), "high", KEY, id="random"),
        pytest.param("a.yml", url(KEY) + ":5432/x", "high", KEY, id="random, a port"),
        pytest.param("a.yml", url(CHOSEN), "medium", CHOSEN, id="a person's"),
        pytest.param("a.yml", url("tulips"), "medium", "tulips", id="a mere word"),
        pytest.param("a.yml", url(KEY, user=""), "high", KEY, id="no user, as Redis has it"),
        pytest.param(
            "a.yml", url(CHOSEN, host="mysql.prod.io"), "medium", CHOSEN, id="begins with my"
        ),
        pytest.param("a.yml", url(CHOSEN, host="server2.host.io"), "low", CHOSEN, id="a manual's"),
        pytest.param("a.yml", url("lion", host="192.168.0.9"), "low", "lion", id="a word at home"),
        pytest.param("a.yml", url(CHOSEN, host="10.1.2.3"), "medium", CHOSEN, id="an IP address"),
        pytest.param("a.yml", url(f"a:{CHOSEN}"), "medium", f"a:{CHOSEN}", id="a colon in it"),
        pytest.param("a.yml", url(KEY, scheme="https", user="oauth2"), "high", KEY, id="git"),
        pytest.param("a.yml", url(CHOSEN, scheme="mongodb+srv"), "medium", CHOSEN, id="srv"),
        pytest.param("a.yml", url(CHOSEN, scheme="AMQPS"), "medium", CHOSEN, id="capitals"),
        pytest.param("a.yml", url(KEY, host="localhost"), "medium", KEY, id="random, localhost"),
        pytest.param("a.yml", url(CHOSEN, host="localhost"), "low", CHOSEN, id="localhost"),
        pytest.param("a.yml", url(CHOSEN, host="127.0.0.1:80"), "low", CHOSEN, id="127.0.0.1"),
        pytest.param("a.yml", url(CHOSEN, host="db"), "medium", CHOSEN, id="a container's name"),
        pytest.param("a.yml", url(CHOSEN, host="example.com"), "low", CHOSEN, id="example.com"),
        pytest.param("a.yml", url(CHOSEN, host="db.test"), "low", CHOSEN, id="a reserved domain"),
        pytest.param("a.yml", url("postgres", "postgres"), "low", "postgres", id="a default"),
        pytest.param("a.yml", url("changeme"), "low", "changeme", id="a placeholder"),
        pytest.param("tests/a.py", url(KEY), "medium", KEY, id="random, in a test"),
        pytest.param("tests/a.py", url(CHOSEN), "low", CHOSEN, id="made up for a test"),
        pytest.param("README.md", url(CHOSEN), "low", CHOSEN, id="made up for a manual"),
    ],
)
def test_confidence(path: str, text: str, confidence: str, value: str) -> None:
    for line in (f'x = "{text}"', f"x: {text}\n", f"<{text}>", f"run '{text}' now"):
        assert BENCH.told(path, line) == [(RULE, confidence, "", value)]
        assert BENCH.refuses(path, line) is (confidence != "low")


@pytest.mark.parametrize("value", ["${PASS}", "{password}", "[token]", "%s", "$(cat file)", "****"])
def test_a_reference_is_for_a_filter_to_explain(value: str) -> None:
    assert [told[3] for told in BENCH.told("src/a.py", url(value))] in ([], [value])
    assert not BENCH.refuses("src/a.py", url(value))


def test_every_url_of_a_line_is_told() -> None:
    other = drawn(8, 32)
    assert BENCH.told("a.yml", f"urls: {url(CHOSEN)},{url(other, host='b.corp.io')}") == [
        (RULE, "medium", "", CHOSEN),
        (RULE, "high", "", other),
    ]


def test_each_password_is_told_once() -> None:
    text = f"{url(KEY)}\n{url(KEY)}\n"
    assert BENCH.told("a.yml", text) == [(RULE, "high", "", KEY)] * 2


PIECES = st.sampled_from(
    ["https://", "://", "a", "app", ":", "@", "/", "?", "#", "db.corp.io", "localhost", "[::1]", "%40",
     "${X}", "<", '"', "'", " ", "\n", ",", ".", "\\", KEY, CHOSEN, "password", "\u00e9"]
)  # fmt: skip


@given(st.lists(PIECES, max_size=14).map("".join))
def test_no_text_breaks_it(text: str) -> None:
    told = BENCH.told("a.yml", text)
    assert all(rule == RULE and value for rule, _, _, value in told)
    if BENCH.refuses("a.yml", text):
        assert any(confidence != "low" for _, confidence, _, _ in told)
