"""SSH's older programs: protocol 1 and the SSH2 armour, whose label lies about encryption."""

from __future__ import annotations

import pytest
from detectors.key_material import noise
from detectors.keystores.store_material import SSH2_LABEL, armour

from secretguard.detectors.keystores.contents import Work
from secretguard.detectors.keystores.ssh import SSH1_MAGIC, read_armour, read_ssh1


@pytest.mark.parametrize(("cipher", "lock"), [(b"none", "open"), (b"3des-cbc", "locked")])
@pytest.mark.parametrize("headers", ["", 'Comment: "a"\n', 'Comment: "a\\\nlonger one"\nX: y\n'])
def test_the_cipher_inside_tells(cipher: bytes, lock: str, headers: str) -> None:
    text = armour(cipher, headers)
    found = read_armour(text, text.index(b"\n"))
    assert found is not None
    assert (found[0].title, found[0].lock, found[1]) == ("SSH2 private key", lock, len(text) - 1)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(armour(b"none")[:300], id="cut off"),
        pytest.param(
            f"---- BEGIN {SSH2_LABEL} ----\n\n---- END {SSH2_LABEL} ----".encode(), id="empty"
        ),
        pytest.param(armour(b"none").replace(b"P2/56", b"AAAAA"), id="another body"),
        pytest.param(armour(b"none").replace(b"P2/56", b"P2/5"), id="no base64"),
    ],
)
def test_a_label_without_a_key(text: bytes) -> None:
    assert read_armour(text, text.index(b"\n")) is None


@pytest.mark.parametrize(("cipher", "lock"), [(0, "open"), (3, "locked")])
def test_protocol_1(cipher: int, lock: str) -> None:
    found = read_ssh1(SSH1_MAGIC + bytes([cipher]) + noise(2, 300), Work())
    assert (found.title, found.lock, found.rule_id) == ("SSH 1 private key", lock, "private-key")
