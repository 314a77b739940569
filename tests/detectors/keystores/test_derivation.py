"""The rounds that a password costs are read before one is tried."""

from __future__ import annotations

import pytest
from detectors.key_material import der, integer, oid, sequence

from secretguard.detectors.keystores.derivation import rounds_of
from secretguard.text.der import DerError, read

PBKDF2 = sequence(oid("2a864886f70d01050c"), sequence(der(4, b"salt"), integer(600_000)))
SCRYPT = sequence(
    oid("2b06010401da47040b"), sequence(der(4, b"salt"), integer(16384), integer(8), integer(1))
)


@pytest.mark.parametrize(
    ("algorithm", "rounds"),
    [
        (sequence(oid("2a864886f70d01050d"), sequence(PBKDF2, sequence())), 600_000),
        (sequence(oid("2a864886f70d01050d"), sequence(SCRYPT, sequence())), 131_072),
        (sequence(oid("2a864886f70d010c0103"), sequence(der(4, b"salt"), integer(2048))), 2048),
    ],
    ids=["PBKDF2", "scrypt", "PKCS#12"],
)
def test_rounds(algorithm: bytes, rounds: int) -> None:
    assert rounds_of(read(algorithm)) == rounds


def test_an_algorithm_without_rounds() -> None:
    with pytest.raises(DerError):
        rounds_of(read(sequence(oid("2a864886f70d010101"), b"\5\0")))
