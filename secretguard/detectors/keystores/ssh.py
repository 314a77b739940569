"""Keys of SSH's older programs: protocol 1, and the commercial one's SSH2 armour."""

from __future__ import annotations

import binascii

from secretguard.detectors.keystores.contents import LOCKED, OPEN, Contents

TYPE_CHECKING = False
if TYPE_CHECKING:
    from secretguard.detectors.keystores.contents import Work

_RULE = "private-key"
SSH1_MAGIC = b"SSH PRIVATE KEY FILE FORMAT 1.1\n\0"
_SSH2_MAGIC = bytes.fromhex("3f6ff9eb")
SSH2_END = b"---- END SSH2 ENCRYPTED PRIVATE KEY ----"
_LONGEST = 64 * 1024


def read_ssh1(data: bytes, _work: Work) -> Contents:
    """The octet behind the magic is the cipher, 0 for none."""
    locked = data[len(SSH1_MAGIC) : len(SSH1_MAGIC) + 1] != b"\0"
    told = "it is under a passphrase" if locked else "it is not under a passphrase"
    return Contents("SSH 1 private key", LOCKED if locked else OPEN, (told,), rule_id=_RULE)


def read_armour(data: bytes, position: int) -> tuple[Contents, int] | None:
    """The key whose header line ends at ``position``, and where its footer ends.

    Every such file is labelled "encrypted"; the cipher's name inside tells whether it is. None
    when no body follows.
    """
    stop = data.find(b"---- ", position, position + _LONGEST)
    if not data.startswith(SSH2_END, stop):
        return None
    lines, continued = [], False
    for line in data[position:stop].split(b"\n"):
        header = continued or b": " in line
        continued = header and line.rstrip().endswith(b"\\")
        if not header:
            lines.append(line.strip(b" \t\r\"'\\"))
    try:
        raw = binascii.a2b_base64(b"".join(lines))
    except binascii.Error:
        return None
    if not raw.startswith(_SSH2_MAGIC):
        return None
    kind_length = int.from_bytes(raw[8:12], "big")
    at = 12 + kind_length
    cipher = raw[at + 4 : at + 4 + int.from_bytes(raw[at : at + 4], "big")]
    locked = cipher != b"none"
    told = "it is under a passphrase" if locked else "its label says encrypted; it is not"
    found = Contents("SSH2 private key", LOCKED if locked else OPEN, (told,), rule_id=_RULE)
    return found, stop + len(SSH2_END)
