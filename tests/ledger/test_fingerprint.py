from __future__ import annotations

import hashlib
import hmac

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mocks import mock_token

from secretguard.ledger.fingerprint import FINGERPRINT, Key, is_strong, new_salt
from secretguard.rules.catalog import builtin_rules

SALT = "ab" * 32
KEY = Key(SALT)
PEM = (
    "-----BEGIN X-----\n"
    + "\n".join(mock_token("github-pat", n)[4:] for n in range(9))
    + "\n-----END X-----"
)


def test_the_format_of_a_strong_secret() -> None:
    value = mock_token()
    digest = hmac.digest(bytes.fromhex(SALT), value.encode(), "sha256")[:16].hex()
    key_id = hashlib.sha256(bytes.fromhex(SALT)).hexdigest()[:8]
    assert KEY.fingerprint(value) == f"h1:{key_id}:{digest}"


def test_the_format_of_a_weak_secret() -> None:
    digest = hashlib.scrypt(
        b"summer", salt=bytes.fromhex(SALT), n=32768, r=8, p=1, maxmem=1 << 26, dklen=16
    ).hex()
    assert KEY.fingerprint("summer") == f"s1:{KEY.id}:{digest}"


@pytest.mark.parametrize(
    "value",
    [
        pytest.param("summer2026!", id="a password"),
        pytest.param("correct-horse-battery-staple", id="four words"),
        pytest.param("CorrectHorseBatteryStaple1", id="four words, a digit"),
        pytest.param("abababababababababababab", id="two symbols"),
        pytest.param("0123456789" * 3, id="digits alone"),
        pytest.param("", id="nothing"),
        pytest.param("correct horse battery staple\n" * 3, id="words on lines"),
        pytest.param("thequickbrownfoxjumpsoverthelazydog0123456789", id="a sentence"),
        pytest.param("Tr0ub4dor&3", id="short"),
    ],
)
def test_what_somebody_could_guess_is_weak(value: str) -> None:
    assert not is_strong(value)


def test_tokens_of_providers_are_strong() -> None:
    """A wrong no costs only time, but it must stay an exception."""
    values = [mock_token("github-pat", seed) for seed in range(200)]
    assert sum(map(is_strong, values)) > 180


@pytest.mark.parametrize(
    "same",
    [
        pytest.param(PEM.replace("\n", "\r\n"), id="CR LF"),
        pytest.param(PEM.replace("\n", "\n    "), id="indented"),
        pytest.param(PEM.replace("\n", "\\n"), id="one JSON string"),
        pytest.param(f"\n{PEM}\n", id="with line feeds around"),
    ],
)
def test_how_a_key_is_broken_into_lines_does_not_count(same: str) -> None:
    assert KEY.fingerprint(same) == KEY.fingerprint(PEM)


@given(st.integers(0, 99), st.integers(0, 99), st.sampled_from(["", " ", "\n", "\t "]))
@settings(deadline=None)
def test_fingerprints_are_equal_for_equal_values_alone(one: int, other: int, blank: str) -> None:
    first, second = (mock_token("npm-access-token", seed) for seed in (one, other))
    found = KEY.fingerprint(first), KEY.fingerprint(f"{blank}{second}{blank}")
    assert FINGERPRINT.fullmatch(found[0])
    assert (found[0] == found[1]) is (first == second)


def test_another_salt_gives_another_fingerprint() -> None:
    other = Key(new_salt())
    assert other.id != KEY.id
    assert (
        other.fingerprint(mock_token()).split(":")[2] != KEY.fingerprint(mock_token()).split(":")[2]
    )


@pytest.mark.parametrize("line", ["", "ab", "AB" * 32, "zz" * 32, "<<<<<<< ours"])
def test_what_is_no_salt_is_refused(line: str) -> None:
    with pytest.raises(ValueError, match="64 hexadecimal digits"):
        Key(line)


def test_nothing_of_a_value_is_in_its_fingerprint() -> None:
    rules = [rule for rule in builtin_rules() if not rule.public][:40]
    for rule in rules:
        value = mock_token(rule.id, 7)
        if len(value) >= 12 and is_strong(value):
            assert value[-6:] not in KEY.fingerprint(value)
