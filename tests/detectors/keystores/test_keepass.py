"""KeePass databases: always locked; the header says how dear a guess is."""

from __future__ import annotations

from detectors.key_material import noise
from hypothesis import given
from hypothesis import strategies as st

from secretguard.detectors.keystores.contents import Work
from secretguard.detectors.keystores.keepass import read_database

MAGIC = bytes.fromhex("03d9a29a67fb4bb5")
ARGON2D = bytes.fromhex("ef636ddf8c29444b91f7a9a403e30a0c")
AES = bytes.fromhex("c9d9f39a628a4460bf740d08c18a4fea")


def field(kind: int, value: bytes, size: int) -> bytes:
    return bytes([kind]) + len(value).to_bytes(size, "little") + value


def version_4(parameters: bytes) -> bytes:
    fields = field(2, noise(1, 16), 4) + field(11, b"\0\1" + parameters, 4) + field(0, b"\r\n", 4)
    return MAGIC + b"\0\0\4\0" + fields + noise(2, 100)


def uuid(value: bytes) -> bytes:
    return b"\x42\5\0\0\0$UUID\x10\0\0\0" + value


def told(data: bytes) -> tuple[str, ...]:
    found = read_database(data, Work())
    assert (found.lock, found.rule_id, found.level) == ("locked", "password-database", 3)
    return found.evidence[1:]


def test_how_dear_a_guess_is() -> None:
    rounds = b"\5\1\0\0\0R\x08\0\0\0"
    cheap = "a guess is cheap: the password goes through 6,000 rounds of AES"
    dear = "a guess costs some time: the password goes through 5,000,000 rounds of AES"
    many = (5_000_000).to_bytes(8, "little")
    assert told(version_4(uuid(ARGON2D))) == ("a guess is dear: the password goes through Argon2",)
    assert told(version_4(uuid(AES) + rounds + many)) == (dear,)
    third = MAGIC + b"\1\0\3\0" + field(6, (6000).to_bytes(8, "little"), 2) + field(0, b"", 2)
    assert told(third) == (cheap,)
    first = b"\x03\xd9\xa2\x9a\x65\xfb\x4b\xb5" + noise(3, 112) + (6000).to_bytes(4, "little")
    assert told(first + noise(4, 40)) == (cheap,)


@given(st.binary(max_size=150))
def test_a_damaged_header_is_no_reason_to_be_silent(rest: bytes) -> None:
    assert len(told(MAGIC + rest)) <= 1
