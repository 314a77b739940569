"""Certificates that stand over one key."""

from __future__ import annotations

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from detectors.keystores.store_material import certificate
from hypothesis import given
from hypothesis import strategies as st

from secretguard.model.candidate import Candidate
from secretguard.model.finding import Location
from secretguard.model.fragment import Fragment
from secretguard.policy.certificates import KeyReuse, read_certificates


def pem(made: x509.Certificate) -> bytes:
    return made.public_bytes(Encoding.PEM)


FIRST, SECOND = certificate(30, 1000), certificate(400, 1001)
BUNDLE = [certificate(days, 2000 + days) for days in range(30, 40)]


def sentences(files: list[tuple[str, bytes, list[bytes]]], excused: str = "") -> list[str]:
    reuse = KeyReuse()
    for path, data, past in files:

        def place(candidate: Candidate, path: str = path) -> Location | None:
            return None if path == excused else Location(path, 1, 1, 1, 1)

        reuse.look(Fragment(path, data), past, place)
    return [violation.sentence for violation in reuse.violations]


def test_what_a_certificate_says() -> None:
    data = b"# the server\n" + pem(FIRST) + pem(certificate(30, 7, authority=True)) + pem(SECOND)
    found = read_certificates(data)
    assert [(each.serial, each.start, each.end) for each in found] == [
        (1000, "2030-01-01", "2030-01-31"),
        (1001, "2030-01-01", "2031-02-05"),
    ]
    assert found[0].key == found[1].key
    assert data[slice(*found[0].span)] == pem(FIRST).strip()


@pytest.mark.parametrize(
    "files",
    [
        pytest.param([("a.pem", pem(FIRST), [])], id="one certificate"),
        pytest.param([("a", pem(FIRST), []), ("b", pem(FIRST), [])], id="a copy of it"),
        pytest.param([("a", pem(FIRST), [pem(FIRST)])], id="an unchanged file"),
        pytest.param(
            [("a", pem(certificate(30, n, authority=True)), []) for n in (1, 2)],
            id="an authority, which keeps its key",
        ),
        pytest.param(
            [(name, b"".join(map(pem, BUNDLE)), []) for name in ("a", "b")],
            id="roots that say nothing of it, in a bundle",
        ),
        pytest.param([("a", pem(FIRST)[:300] + pem(SECOND)[300:], [])], id="mixed up"),
    ],
)
def test_no_violation(files: list[tuple[str, bytes, list[bytes]]]) -> None:
    assert sentences(files) == []


def test_renewed_in_place() -> None:
    told = (
        "the certificate in tls.crt was renewed over its old key: good until 2030-01-31, now good "
        "until 2031-02-05"
    )
    assert sentences([("tls.crt", pem(SECOND), [pem(FIRST)])]) == [told]


def test_two_files() -> None:
    told = (
        "two certificates share one key: old.pem (good until 2030-01-31) and new.pem (good until "
        "2031-02-05)"
    )
    files = [("old.pem", pem(FIRST), []), ("new.pem", pem(SECOND), [])]
    assert sentences(files) == [told]
    assert sentences(files, excused="new.pem") == []
    assert sentences(files, excused="old.pem") == []


def test_a_bundle_with_a_key_or_of_a_few_is_somebody_s_own() -> None:
    told = "two certificates share one key: a (good until 2030-01-31) and a (good until 2030-02-01)"
    beside = b"-----BEGIN " + b"PRIVATE KEY-----"
    for data in (b"".join(map(pem, BUNDLE)) + beside, b"".join(map(pem, BUNDLE[:2]))):
        assert sentences([("a", data, [])])[0] == told


@given(st.integers(0, 700), st.binary(max_size=20))
def test_damaged_certificates_are_passed_over(at: int, rest: bytes) -> None:
    data = pem(FIRST)
    assert len(read_certificates(data[:at] + rest + data[at + len(rest) :])) <= 1
