"""Encrypted values: whoever reads them learns nothing without the key."""

from __future__ import annotations

import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from secretguard.model.candidate import Candidate
    from secretguard.model.fragment import Fragment
    from secretguard.model.suppression import Suppression

# (what stands at or before the value, its name)
_WRAPPERS = (
    (
        re.compile(rb"ENC\[(?:AES256_GCM|PKCS7|GPG)[,:][^\]\n]{0,4000}\Z"),
        "an encrypted SOPS or eyaml value",
    ),
    (re.compile(rb"ENC\([^)\n]{0,2000}\Z"), "a Jasypt value"),
    (re.compile(rb"\{cipher\}[^\s]{0,2000}\Z"), "a Spring Cloud Config value"),
    (re.compile(rb"\bsecure:\s{0,4}[\"']?[^\s\"']{0,2000}\Z"), "an encrypted CI value"),
    (re.compile(rb"encrypted:[^\s]{0,2000}\Z"), "a dotenvx value"),
)
_STARTS = ("ENC[", "ENC(", "{cipher}", "$ANSIBLE_VAULT;", "encrypted:", "U2FsdGVkX1", "vault:v1:",
           "age1", "AQICAH")  # fmt: skip
# https://en.wikipedia.org/wiki/Crypt_(C) and the formats of web frameworks: one cannot log in
# with a hash.
_HASH = re.compile(
    r"\$(?:1|2[abxy]?|5|6|7|y|apr1|argon2\w*|pbkdf2[\w-]*|scrypt|sha1|md5)\$.{8,}"
    r"|\{(?:SSHA|SHA|SMD5|MD5|CRYPT|bcrypt|pbkdf2)\d*\}.{8,}|(?:pbkdf2_sha\d+|bcrypt_sha\d+|scrypt)\$.{8,}"
    r"|SCRAM-SHA-\d+\$.{8,}"
)
_BLOCKS = (b"-----BEGIN AGE ENCRYPTED FILE-----", b"-----BEGIN PGP MESSAGE-----")
_REACH = 64 * 1024


def is_ciphertext(candidate: Candidate, fragment: Fragment) -> Suppression | None:
    """The candidate is, or lies inside, a value that a known tool has encrypted."""
    from secretguard.model.suppression import Suppression

    if candidate.structured:
        return None
    data, start = fragment.data, candidate.span[0]
    if _HASH.fullmatch(candidate.secret.reveal()):
        return Suppression("ciphertext", "a password's hash, not the password")
    if candidate.secret.reveal().startswith(_STARTS):
        return Suppression("ciphertext", "an encrypted value")
    line = data[max(data.rfind(b"\n", 0, start) + 1, start - 4096) : start]
    for pattern, meaning in _WRAPPERS:
        if pattern.search(line):
            return Suppression("ciphertext", meaning)
    if _sealed(data, start):
        return Suppression("ciphertext", "a value of a SealedSecret")
    before = data[max(0, start - _REACH) : start]
    for block in _BLOCKS:
        if block in before and b"-----END " not in before[before.rfind(block) :]:
            return Suppression("ciphertext", "inside an encrypted file")
    vault = before.rfind(b"$ANSIBLE_VAULT;")
    if vault >= 0 and not before[vault:].partition(b"\n")[2].strip(b"0123456789abcdef \t\r\n"):
        return Suppression("ciphertext", "inside an Ansible Vault")
    return None


def _sealed(data: bytes, start: int) -> bool:
    """Below ``encryptedData:`` of the YAML document of kind SealedSecret."""
    begin = max(data.rfind(b"\n---", 0, start), 0)
    document = data[begin : begin + _REACH]
    inside = data.rfind(b"encryptedData:", begin, start)
    return inside >= 0 and b"kind: SealedSecret" in document
