"""The values of Kubernetes Secrets, in every form in which kubectl writes them."""

from __future__ import annotations

import base64
import json

import pytest

from secretguard.text.embedded.kubernetes import document_around, secret_values

PLAIN = "tulips & 7 garden"


def b64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def decoded(text: str) -> list[str]:
    """The values that are read as text; each of them stands where it is said to stand."""
    data = text.encode()
    low, high = document_around(data, data.index(b"Secret"))
    found = []
    for start, stop, value, *_ in secret_values(data, low, high):
        assert base64.b64decode(data[start:stop]).rstrip(b"\r\n") == value
        found.append(value.decode())
    return found


SECRET = {"kind": "Secret", "data": {"user": b64("admin"), "password": b64(PLAIN)}}
COMPACT = json.dumps(SECRET, separators=(",", ":"))


@pytest.mark.parametrize(
    "text",
    [
        pytest.param('{"kind":"Secret"}', id="no data"),
        pytest.param('{"kind":"Secret","data":{}}', id="empty"),
        pytest.param('{"kind":"Secret","data":{"a":"////"}}', id="no text"),
        pytest.param('{"kind":"Secret","data":{"a":"YWJ"}}', id="no base64"),
        pytest.param(
            f'{{"kind":"Secret","stringData":{{"a":"{b64(PLAIN)}"}}}}', id="plain already"
        ),
        pytest.param(
            f'{{"kind":"Secret","metadata":{{"a":"{b64(PLAIN)}"}}}}', id="another section"
        ),
        pytest.param(
            f'{{"kind":"Secret","f:data":{{".":{{}},"f:a":"{b64(PLAIN)}"}}}}', id="managed fields"
        ),
    ],
)
def test_nothing_is_decoded(text: str) -> None:
    assert decoded(text) == []


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(COMPACT, id="one line"),
        pytest.param(json.dumps(SECRET), id="one line with blanks"),
        pytest.param(json.dumps(SECRET, indent=4), id="indented, as kubectl get -o json"),
        pytest.param(json.dumps(SECRET, sort_keys=True), id="its kind behind its data"),
        pytest.param(json.dumps({"was": COMPACT}), id="in a string, as last applied"),
        pytest.param(
            f"kind: Secret\ndata: {{user: {b64('admin')}, password: {b64(PLAIN)}}}\n",
            id="flow style of YAML",
        ),
        pytest.param(
            f"kind: Secret\ndata:\n  user: {b64('admin')}\n  password: {b64(PLAIN)}\n", id="YAML"
        ),
    ],
)
def test_each_value_is_decoded_once(text: str) -> None:
    assert sorted(decoded(text)) == ["admin", PLAIN]


def test_a_value_that_is_no_base64_ends_nothing() -> None:
    text = f'{{"kind":"Secret","data":{{"a":"not base64!","password":"{b64(PLAIN)}"}}}}'
    assert decoded(text) == [PLAIN]
