"""SHA-256 and HMAC without OpenSSL are those of the standard library."""

from __future__ import annotations

import hashlib
import hmac

from hypothesis import given
from hypothesis import strategies as st

from secretguard.model.digest import hmac_sha256, sha256


@given(st.binary())
def test_sha256_is_the_one_of_hashlib(data: bytes) -> None:
    assert sha256(data).hexdigest() == hashlib.sha256(data).hexdigest()


@given(st.binary(min_size=1, max_size=64), st.binary())
def test_hmac_is_the_one_of_rfc_2104(key: bytes, data: bytes) -> None:
    assert hmac_sha256(key, data) == hmac.digest(key, data, "sha256")
