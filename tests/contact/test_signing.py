"""AWS's own published examples of its signature, and the account inside a key id."""

from __future__ import annotations

import base64
from datetime import UTC, datetime

import pytest

from secretguard.contact.signing import account_of, sign_aws

# https://docs.aws.amazon.com/general/latest/gr/signature-v4-test-suite.html: the key that AWS
# prints everywhere, put together here.
KEY = "/".join(("wJalrXUtnFEMI", "K7MDENG+bPxRfiCY" + "EXAMPLEKEY"))
MOMENT = datetime(2015, 8, 30, 12, 36, tzinfo=UTC)
SIGNING = {"key": "AKID" + "EXAMPLE", "secret": KEY, "service": "service", "region": "us-east-1"}


@pytest.mark.parametrize(
    ("method", "signature"),
    [
        ("GET", "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"),
        ("POST", "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b"),
    ],
)
def test_the_signature_is_the_published_one(method: str, signature: str) -> None:
    headers = sign_aws(method, "example.amazonaws.com", "/", b"", {}, SIGNING, MOMENT)
    assert headers["Authorization"].endswith(
        f"SignedHeaders=host;x-amz-date, Signature={signature}"
    )
    assert headers["X-Amz-Date"] == "20150830T123600Z"


def test_a_session_is_signed_along() -> None:
    signing = {**SIGNING, "session": "made up"}
    headers = sign_aws("POST", "example.amazonaws.com", "/", b"", {}, signing, MOMENT)
    assert headers["X-Amz-Security-Token"] == "made up"
    assert "SignedHeaders=host;x-amz-date;x-amz-security-token," in headers["Authorization"]


@pytest.mark.parametrize(
    ("key_id", "account"),
    [
        pytest.param("", "", id="no-op: nothing"),
        pytest.param("AKIA" + "I" * 16, "", id="no-op: older than the scheme"),
        pytest.param("AKIA" + "0" * 16, "", id="no-op: not base32"),
        pytest.param("short", "", id="no-op: too short"),
    ],
)
def test_an_id_without_an_account_has_none(key_id: str, account: str) -> None:
    assert account_of(key_id) == account


@pytest.mark.parametrize("account", ["000000000001", "123456789012", "549755813887"])
def test_the_account_is_inside_the_id(account: str) -> None:
    number = (int(account) << 7) | 1 << 47
    body = base64.b32encode(number.to_bytes(6, "big") + b"\0" * 4).decode()
    assert account_of("AKIA" + body) == account
