"""OpenPGP secret keys: binary packets (exports, secret rings) and GnuPG's own key files.

The packets are those of RFC 9580; stubs and smart cards are GnuPG's extension of S2K
(https://git.gnupg.org/cgi-bin/gitweb.cgi?p=gnupg.git;a=blob_plain;f=doc/DETAILS).
"""

from __future__ import annotations

import re

from secretguard.detectors.keystores.contents import LOCKED, OPEN, Contents, counted

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from secretguard.detectors.keystores.contents import Work

# How many numbers a public key has by algorithm; -1 marks those that begin with a curve's id
# (https://www.rfc-editor.org/rfc/rfc9580#section-5.5.5).
_NUMBERS = {1: 2, 2: 2, 3: 2, 16: 3, 17: 4, 18: -1, 19: -1, 22: -1}
_ECDH = 18
_SECRET_KEY, _SECRET_SUBKEY = 5, 7
_GNU_S2K = 101
_MOST = 1000
_RULE = "private-key-pgp"

STUBS = "stubs alone: the secret parts are on a card or were taken out"
# Canonical ("(11:private-key(3:rsa") and extended ("Key: (private-key (rsa") form.
_KEY_FILE = re.compile(
    rb"^(?:Key: )?\((?:\d\d:)?(protected-|shadowed-)?private-key\s?\((?:\d:)?(?:rsa|ecc|dsa|elg)",
    re.MULTILINE,
)

PLAIN, GUARDED, ABSENT, UNKNOWN = "plain", "guarded", "absent", "unknown"


def read_ring(data: bytes, _work: Work) -> Contents:
    """What the packets of a binary file hold."""
    title = "OpenPGP secret keys"
    found = list(protections(data))
    if found and all(each == ABSENT for each in found):
        return Contents(
            title,
            LOCKED,
            public=STUBS,
            rule_id=_RULE,
        )
    told = ["the file begins like one"]
    if found:
        told = [f"it holds {counted(len(found), 'secret key')}"]
    plain = PLAIN in found
    if plain:
        told.append("not under a passphrase")
    elif GUARDED in found:
        told.append("under a passphrase")
    return Contents(title, OPEN if plain else LOCKED, tuple(told), rule_id=_RULE)


def read_key_file(data: bytes, _work: Work) -> Contents | None:
    """A file of ``private-keys-v1.d``: an S-expression that names its protection.

    None for a text that only speaks of one.
    """
    found = _KEY_FILE.search(data, 0, 4096)
    if found is None:
        return None
    if found[1] == b"shadowed-":
        return Contents(
            "GnuPG key file",
            LOCKED,
            public="a stub: the secret part is on a smart card",
            rule_id=_RULE,
        )
    guarded = found[1] == b"protected-"
    told = "it is under a passphrase" if guarded else "it is not under a passphrase"
    return Contents("GnuPG private key", LOCKED if guarded else OPEN, (told,), rule_id=_RULE)


def protections(data: bytes) -> Iterator[str]:
    """For each secret key and subkey: plain, guarded by a passphrase, absent or unknown."""
    position = 0
    for _ in range(_MOST):
        packet = _packet(data, position)
        if packet is None:
            return
        tag, start, end = packet
        if tag in (_SECRET_KEY, _SECRET_SUBKEY):
            yield _protection(data[start:end])
        position = end


def _packet(data: bytes, position: int) -> tuple[int, int, int] | None:
    """``(tag, start, end)`` by section 4.2; None at the end and where lengths are left open."""
    head = data[position : position + 6]
    if len(head) < 3 or not head[0] & 0x80:
        return None
    if head[0] & 0x40:
        tag, first = head[0] & 0x3F, head[1]
        if first < 192:
            start, length = 2, first
        elif first < 224:
            start, length = 3, ((first - 192) << 8) + head[2] + 192
        elif first == 255:
            start, length = 6, int.from_bytes(head[2:6], "big")
        else:
            return None
    else:
        tag, size = head[0] >> 2 & 0xF, (1, 2, 4, 0)[head[0] & 3]
        if not size:
            return None
        start, length = 1 + size, int.from_bytes(head[1 : 1 + size], "big")
    return tag, position + start, min(position + start + length, len(data))


def _protection(body: bytes) -> str:
    """The octet behind the public half of a version 4 key says how the rest is kept."""
    if len(body) < 8 or body[0] != 4:
        return UNKNOWN
    numbers = _NUMBERS.get(body[5], 0)
    if not numbers:
        return UNKNOWN
    at = 6
    if numbers < 0:
        at += 1 + body[at]
        numbers = 1
    for _ in range(numbers):
        at += 2 + (int.from_bytes(body[at : at + 2], "big") + 7) // 8
    if body[5] == _ECDH and at < len(body):
        at += 1 + body[at]  # the parameters of its key derivation
    if at >= len(body):
        return UNKNOWN
    if body[at] == 0:
        return PLAIN
    return ABSENT if body[at] >= 253 and body[at + 2 : at + 3] == bytes([_GNU_S2K]) else GUARDED
