"""Answers and what they mean: exactly one documented meaning, or unknown."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secretguard.contact.answers import meaning, value_at
from secretguard.model.call import Call, Condition, Request

CALL = Call(
    ("x",),
    Request("GET", "https://a.acme.example/"),
    dead=(
        Condition((401,)),
        Condition((200,), field="ok", equals=("false",)),
        Condition((403,), text=("bad token", "gone token")),
        Condition((200,), field="both"),
    ),
    live=(Condition((200,), field="ok", equals=("true",)), Condition((200,), field="user.0.id")),
)


@pytest.mark.parametrize(
    ("status", "body", "told"),
    [
        (200, b'{"ok": true}', "live"),
        (200, b'{"ok": "true"}', "live"),
        (200, b'{"ok": false}', "dead"),
        (200, b'{"ok": null}', "unknown"),
        (200, b'{"ok": 1}', "unknown"),
        (200, b"", "unknown"),
        (200, b"<html>", "unknown"),
        (200, b"\xff\xfe", "unknown"),
        (200, b'{"user": [{"id": 7}]}', "live"),
        (200, b'{"user": [{"id": ""}]}', "unknown"),
        (200, b'{"user": []}', "unknown"),
        (200, b'{"user": {"0": {"id": 1}}}', "live"),
        (200, b'{"ok": true, "both": 1}', "unknown"),
        (401, b"", "dead"),
        (401, b'{"ok": true}', "dead"),
        (403, b"", "unknown"),
        (403, b"this is a bad token", "dead"),
        (403, b"a gone token", "dead"),
        (500, b"bad token", "unknown"),
        (200, b"[" * 100_000, "unknown"),
    ],
)
def test_what_an_answer_means(status: int, body: bytes, told: str) -> None:
    assert meaning(CALL, status, body) == told


@given(st.integers(100, 599), st.binary(max_size=200))
def test_any_answer_has_a_meaning(status: int, body: bytes) -> None:
    told = meaning(CALL, status, body)
    assert told in {"live", "dead", "unknown"}
    assert told == "unknown" or status in {200, 401, 403}


@pytest.mark.parametrize(
    ("document", "path", "value"),
    [
        ({"a": {"b": [1, {"c": 2}]}}, "a.b.1.c", 2),
        ({"a": 1}, "a.b", None),
        ({"a": [1]}, "a.5", None),
        ({"a": [1]}, "a.x", None),
        (None, "a", None),
    ],
)
def test_a_value_at_a_path(document: object, path: str, value: object) -> None:
    assert value_at(document, path) == value
