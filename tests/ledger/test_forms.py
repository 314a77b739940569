from __future__ import annotations

import base64
import json
import urllib.parse

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mocks import mock_token

from secretguard.ledger.forms import forms

TOKEN = mock_token()
RAW = TOKEN.encode()


@pytest.mark.parametrize(
    "encoded",
    [
        pytest.param(base64.b64encode(RAW).decode(), id="base64"),
        pytest.param(base64.b64encode(RAW).decode().rstrip("="), id="base64 without padding"),
        pytest.param(
            base64.urlsafe_b64encode(RAW + b"?>").decode(), id="URL-safe base64, in a text"
        ),
        pytest.param(base64.b64encode(base64.b64encode(RAW)).decode(), id="base64 twice"),
        pytest.param(RAW.hex(), id="hex"),
        pytest.param("0x" + RAW.hex().upper(), id="hex in upper case"),
        pytest.param("".join(f"%{byte:02X}" for byte in RAW), id="percent"),
        pytest.param("".join(f"\\x{byte:02x}" for byte in RAW), id="hex escapes"),
        pytest.param("".join(f"\\u{byte:04x}" for byte in RAW), id="Unicode escapes"),
        pytest.param(json.dumps(TOKEN), id="quoted"),
        pytest.param(json.dumps(json.dumps(TOKEN)), id="quoted twice"),
        pytest.param(base64.b64encode(b"user:" + RAW).decode(), id="basic authentication"),
        pytest.param(base64.b64encode(b"TOKEN=" + RAW + b"\n").decode(), id="an environment file"),
        pytest.param(base64.b64encode(TOKEN.encode("utf-16-le")).decode(), id="base64 of UTF-16"),
        pytest.param(
            urllib.parse.quote(base64.b64encode(RAW + b"~~").decode(), safe=""),
            id="percent around base64",
        ),
    ],
)
def test_an_encoding_is_seen_through(encoded: str) -> None:
    found = list(forms(encoded))
    assert any(form.strip("?>~ ") == TOKEN for form in found)


@given(st.text(max_size=300))
def test_any_text_has_few_forms_and_none_is_itself(text: str) -> None:
    found = list(forms(text))
    assert text not in found
    assert len(found) == len(set(found)) <= 400


def test_a_plain_token_has_no_other_form() -> None:
    assert list(forms(TOKEN)) == []
