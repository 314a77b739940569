"""Placeholders: escaped for their place, and nothing in a value can change where a request goes."""

from __future__ import annotations

import base64
import json
import re
from urllib.parse import parse_qs, unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secretguard.contact.fill import fill, host_of
from secretguard.errors import ContactError
from secretguard.model.call import Request

ANY = st.text(min_size=1, max_size=60)


@given(ANY)
def test_a_value_stays_one_part_of_the_path_and_one_of_the_query(value: str) -> None:
    request = Request("GET", "https://api.acme.example/a/{secret}/b?x={secret}&y=1")
    filled = fill(request, {"secret": value})
    path, _, query = filled.target.partition("?")
    assert (path.count("/"), query.count("&"), filled.host) == (3, 1, "api.acme.example")
    assert unquote(path.split("/")[2]) == value
    assert unquote(query[2:-4]) == value
    assert filled.target.isascii()
    assert not set(filled.target) & set(" \r\n\t#")


@given(ANY)
def test_a_value_in_a_header_cannot_add_another(value: str) -> None:
    request = Request("GET", "https://api.acme.example/", (("Authorization", "Bearer {secret}"),))
    if value.isascii() and value.isprintable():
        headers = dict(fill(request, {"secret": value}).headers)
        assert headers["Authorization"] == f"Bearer {value}"
    else:
        with pytest.raises(ContactError, match=r"^api\.acme\.example: the credential cannot stand"):
            fill(request, {"secret": value})


@given(ANY, ANY)
def test_a_body_says_what_was_meant(one: str, two: str) -> None:
    values = {"secret": one, "other": two}
    form = fill(
        Request("POST", "https://a.acme.example/", form=(("token", "{secret}"), ("x", "1"))), values
    )
    assert parse_qs(form.body.decode(), keep_blank_values=True) == {"token": [one], "x": ["1"]}
    template = json.dumps({"a": ["{secret}", "{other}"], "n": 1, "q": "{ viewer { id } }"})
    made = fill(Request("POST", "https://a.acme.example/", json=template), values)
    assert json.loads(made.body) == {"a": [one, two], "n": 1, "q": "{ viewer { id } }"}


def test_basic_authentication() -> None:
    request = Request("GET", "https://a.acme.example/", basic="{sid}:{secret}")
    filled = fill(request, {"sid": "me", "secret": "made up"})
    packed = base64.b64encode(b"me:made up").decode()
    assert dict(filled.headers)["Authorization"] == f"Basic {packed}"


@pytest.mark.parametrize(
    ("host", "told"),
    [
        pytest.param("git.acme.example", "git.acme.example", id="no-op: a name"),
        pytest.param("GIT.acme.example", "git.acme.example", id="no-op: capitals"),
        pytest.param("git.acme.example:8443", "git.acme.example:8443", id="no-op: a port"),
        pytest.param("git.acme.example:443", "git.acme.example", id="no-op: the usual port"),
    ],
)
def test_a_host_of_the_users(host: str, told: str) -> None:
    assert host_of(Request("GET", "https://{host}/api"), {"host": host}) == told


@pytest.mark.parametrize(
    "host",
    [
        "",
        "a/b",
        "a@b",
        "a b",
        "a?b",
        "a#b",
        "-a",
        "a..b",
        "[::1]",
        "a:port",
        "a:1:2",
        "é.example",
        "a\n",
    ],
)
def test_a_host_that_is_none_is_refused(host: str) -> None:
    with pytest.raises(ContactError, match="no host name"):
        fill(Request("GET", "https://{host}/api"), {"host": host})


@given(ANY | st.from_regex(r"[a-z0-9-]{1,9}", fullmatch=True))
def test_a_part_of_a_host_is_one_label(value: str) -> None:
    request = Request("GET", "https://{dc}.api.acme.example/")
    if re.fullmatch(r"[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?", value):
        assert fill(request, {"dc": value}).host == f"{value.lower()}.api.acme.example"
    else:
        with pytest.raises(ContactError, match="the dc found is no part of a host name"):
            fill(request, {"dc": value})


def test_a_filled_request_shows_nothing() -> None:
    request = Request("GET", "https://a.acme.example/", (("X-Key", "{secret}"),))
    assert "made up" not in repr(fill(request, {"secret": "made up"}))
