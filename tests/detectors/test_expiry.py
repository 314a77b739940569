"""Ends that can be read offline: tokens, signed addresses, certificates."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime

import pytest

from secretguard.detectors.expiry import certificate_end, read_end, sentence


def jwt(claims: object) -> str:
    parts = (json.dumps({"alg": "none"}).encode(), json.dumps(claims).encode(), b"s" * 24)
    return ".".join(base64.urlsafe_b64encode(part).decode().rstrip("=") for part in parts)


def certificate(*times: bytes) -> bytes:
    """A PEM block whose DER holds the two times of a validity, and enough around them."""
    content = b"".join(times)
    der = b"\x30" * 90 + bytes([0x30, len(content)]) + content + b"\x02" * 90
    body = base64.encodebytes(der)
    return b"-----BEGIN CERTIFICATE-----\n" + body + b"-----END CERTIFICATE-----\n"


def utc_time(text: bytes) -> bytes:
    return b"\x17\x0d" + text + b"Z"


def general_time(text: bytes) -> bytes:
    return b"\x18\x0f" + text + b"Z"


DAY = datetime(2030, 2, 3, tzinfo=UTC)


@pytest.mark.parametrize(
    ("kind", "value", "data", "end"),
    [
        pytest.param("jwt", jwt({"sub": "me"}), b"", None, id="a token that never ends"),
        pytest.param("jwt", jwt([1]), b"", None, id="claims that are no object"),
        pytest.param("jwt", jwt({"exp": "soon"}), b"", None, id="an end that is no number"),
        pytest.param("jwt", jwt({"exp": 1e40}), b"", None, id="an end that no calendar has"),
        pytest.param("jwt", "eyJhbGciOiJub25lIn0", b"", None, id="one part"),
        pytest.param("jwt", jwt({"exp": int(DAY.timestamp())}), b"", DAY, id="a token"),
        pytest.param("sas", "", b"https://a/b?sp=r&sig=x", None, id="a SAS without an end"),
        pytest.param("sas", "", b"https://a/b?sp=r&se=2030-02-03T00%3A00Z&sig=x", DAY, id="a SAS"),
        pytest.param("sas", "", b"?se=2030-13-40&sig=x", None, id="a month that does not exist"),
        pytest.param("signed-url", "", b"X-Amz-Date=20300203T000000Z", None, id="half of it"),
        pytest.param(
            "signed-url", "", b"?X-Amz-Date=20300202T000000Z&X-Amz-Expires=86400", DAY, id="S3"
        ),
        pytest.param(
            "signed-url", "", b"?X-Goog-Date=20300202T230000Z&X-Goog-Expires=3600", DAY, id="GCS"
        ),
    ],
)
def test_the_end_is_read(kind: str, value: str, data: bytes, end: datetime | None) -> None:
    assert read_end(kind, value, data, (0, len(data))) == end


def test_the_end_is_told() -> None:
    assert (
        sentence(DAY, datetime(2029, 1, 1, tzinfo=UTC))
        == "it says that it is good until 2030-02-03"
    )
    assert sentence(DAY, datetime(2031, 1, 1, tzinfo=UTC)) == (
        "it says that it ran out on 2030-02-03, which makes it less urgent, not harmless"
    )


@pytest.mark.parametrize(
    ("data", "end"),
    [
        pytest.param(b"no certificate", None, id="none"),
        pytest.param(certificate(b"\x05\0" * 16), None, id="no times in it"),
        pytest.param(
            certificate(utc_time(b"250101000000"), utc_time(b"300203000000")), DAY, id="UTCTime"
        ),
        pytest.param(
            certificate(utc_time(b"250101000000"), general_time(b"20620203000000")),
            datetime(2062, 2, 3, tzinfo=UTC),
            id="GeneralizedTime after 2049",
        ),
        pytest.param(
            certificate(utc_time(b"950101000000"), utc_time(b"970203000000")),
            datetime(1997, 2, 3, tzinfo=UTC),
            id="the last century",
        ),
    ],
)
def test_the_end_of_a_certificate(data: bytes, end: datetime | None) -> None:
    assert certificate_end(data) == end
