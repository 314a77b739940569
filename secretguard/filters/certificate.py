"""Public halves: certificates, requests, public keys, signatures, host keys."""

from __future__ import annotations

import re

from secretguard.filters.armour import block_around

TYPE_CHECKING = False
if TYPE_CHECKING:
    from secretguard.model.candidate import Candidate
    from secretguard.model.fragment import Fragment
    from secretguard.model.suppression import Suppression

_PUBLIC_LABELS = (
    "CERTIFICATE",
    "PUBLIC KEY",
    "X509 CRL",
    "PARAMETERS",
    "SIGNATURE",
    "PKCS7",
    "CMS",
)
_BASE64 = r"[A-Za-z0-9+/]+={0,2}"
# https://www.rfc-editor.org/rfc/rfc4253#section-6.6: the blob begins with the length of its type's name.
_SSH_KEY = rb"(?:ssh-[a-z0-9]+|ecdsa-sha2-[a-z0-9]+|sk-[a-z0-9@.-]+)[ \t]+AAAA[\w+/]*"
# DER as base64: a certificate begins with two long sequences, a public key with that of its
# algorithm. A private key begins with one sequence and an integer.
_CERTIFICATE = rb"(?s)\x30\x82..\x30\x82..(?:\xa0\x03\x02\x01|\x02)"
_PUBLIC_KEY = rb"(?s)\x30(?:\x82.|\x81)?.\x30.\x06(?:\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01|\x07\x2a\x86\x48\xce\x3d\x02\x01)"


def is_certificate(candidate: Candidate, fragment: Fragment) -> Suppression | None:
    """The candidate lies inside a public PEM block or is a public key or a certificate itself."""
    from secretguard.model.suppression import Suppression

    value = candidate.secret.reveal()
    data, start = fragment.data, candidate.span[0]
    if not re.fullmatch(_BASE64, value) or (
        candidate.structured and candidate.detector != "provider"
    ):
        return None
    label = block_around(data, start)
    if "PRIVATE" not in label and any(word in label for word in _PUBLIC_LABELS):
        return Suppression("certificate", f"inside a {label.lower()}")
    if candidate.structured:
        return None
    low = max(0, start - 1000)
    line = data[max(data.rfind(b"\n", low, start) + 1, low) : start]
    # The key's type stands before the value; the value may begin in the middle of the blob.
    if any(key.end() > len(line) for key in re.finditer(_SSH_KEY, line + value.encode())):
        return Suppression("certificate", "an SSH public key")
    der = _beginning(value)
    if re.match(_CERTIFICATE, der):
        return Suppression("certificate", "base64 of a certificate")
    if re.match(_PUBLIC_KEY, der):
        return Suppression("certificate", "base64 of a public key")
    return None


def _beginning(value: str) -> bytes:
    """The first bytes that ``value`` encodes; its alphabet has been checked."""
    from binascii import a2b_base64

    return a2b_base64(value[: min(len(value) // 4 * 4, 40)])
