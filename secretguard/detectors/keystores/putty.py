"""PuTTY's keys under a passphrase: how dear a guess is, and whether a famous one fits.

https://tartarus.org/~simon/putty-snapshots/htmldoc/AppendixC.html
"""

from __future__ import annotations

import binascii
import hashlib
import hmac

from secretguard.detectors.keystores import opening
from secretguard.detectors.keystores.contents import (
    KNOWN,
    LOCKED,
    MISSING_PACKAGE,
    NOT_FAMOUS,
    PASSWORDS,
    opened_with,
)

_MAC_KEY = b"putty-private-key-file-mac-key"
_MOST_LINES = 200


def try_passwords(block: bytes) -> tuple[str, tuple[str, ...]]:
    """``(lock, sentences)`` of a key file whose encryption is not "none"."""
    fields = _fields(block)
    if fields is None:
        return LOCKED, ("how it is encrypted could not be read",)
    if not block.startswith(b"PuTTY-User-Key-File-2"):
        version_3 = "Key-Derivation" in fields
        return LOCKED, ("a guess is dear: the passphrase goes through Argon2",) if version_3 else ()
    if not opening.is_available():
        return LOCKED, ("a guess is cheap: the passphrase is hashed once", MISSING_PACKAGE)
    for password in PASSWORDS[1:]:  # an empty one means that there is no encryption
        if _fits(fields, password.encode()):
            return KNOWN, (opened_with(password),)
    return LOCKED, ("a guess is cheap: the passphrase is hashed once", NOT_FAMOUS)


def _fields(block: bytes) -> dict[str, bytes] | None:
    """The header fields, the two bodies decoded; None when the file is damaged."""
    fields: dict[str, bytes] = {}
    lines = block.splitlines()
    position = 0
    while position < len(lines):
        name, colon, value = lines[position].partition(b": ")
        position += 1
        if not colon:
            return None
        label = name.decode("ascii", "replace")
        if label.endswith("-Lines"):
            if not value.isdigit() or int(value) > _MOST_LINES:
                return None
            body = b"".join(lines[position : position + int(value)])
            position += int(value)
            try:
                value = binascii.a2b_base64(body)
            except binascii.Error:
                return None
        fields["Type" if label.startswith("PuTTY") else label] = value
    needed = {"Type", "Encryption", "Comment", "Public-Lines", "Private-Lines"}
    return fields if needed <= fields.keys() else None


def _fits(fields: dict[str, bytes], password: bytes) -> bool:
    """Version 2: the integrity check over the decrypted key."""
    key = b"".join(_sha1(number.to_bytes(4, "big") + password) for number in range(2))[:32]
    private = fields["Private-Lines"]
    if len(private) % 16:
        return False
    plain = opening.aes_cbc_decrypt(key, bytes(16), private)
    told = (fields["Type"], fields["Encryption"], fields["Comment"], fields["Public-Lines"], plain)
    message = b"".join(len(part).to_bytes(4, "big") + part for part in told)
    made = hmac.digest(_sha1(_MAC_KEY + password), message, "sha1")
    return made.hex().encode() == fields.get("Private-MAC", b"").strip().lower()


def _sha1(data: bytes) -> bytes:
    return hashlib.sha1(data, usedforsecurity=False).digest()
