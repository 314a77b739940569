"""Public halves: certificates, requests, public keys, signatures, host keys."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from secretguard.model.candidate import Candidate
    from secretguard.model.fragment import Fragment
    from secretguard.model.suppression import Suppression

_PUBLIC_LABELS = (b"CERTIFICATE", b"PUBLIC KEY", b"X509 CRL", b"PARAMETERS", b"SIGNATURE", b"PKCS7",
                  b"CMS", b"PGP PUBLIC KEY", b"PGP SIGNATURE", b"SSH SIGNATURE")  # fmt: skip
_SSH_TYPES = (b"ssh-rsa ", b"ssh-ed25519 ", b"ssh-dss ", b"ecdsa-sha2-", b"sk-ssh-ed25519")
_REACH = 64 * 1024


def is_certificate(candidate: Candidate, fragment: Fragment) -> Suppression | None:
    """The candidate lies inside a public PEM block or an SSH public key line."""
    from secretguard.model.suppression import Suppression

    if candidate.structured and candidate.detector != "provider":
        return None
    data, start = fragment.data, candidate.span[0]
    begin = data.rfind(b"-----BEGIN ", max(0, start - _REACH), start)
    if begin >= 0 and data.find(b"-----END ", begin, start) < 0:
        label = data[begin + 11 : begin + 60].partition(b"-----")[0]
        if b"PRIVATE" not in label and any(word in label for word in _PUBLIC_LABELS):
            return Suppression(
                "certificate", f"inside a {label.decode('ascii', 'replace').lower()}"
            )
    line = data[max(data.rfind(b"\n", 0, start), start - 400, 0) : start]
    if any(kind in line for kind in _SSH_TYPES):
        return Suppression("certificate", "an SSH public key")
    if (
        not candidate.structured
        and candidate.secret.reveal().startswith(("MIIC", "MIID", "MIIE", "MIIF"))
        and (candidate.detector == "entropy" or "cert" in candidate.name.lower())
    ):
        return Suppression("certificate", "base64 of a certificate")
    return None
