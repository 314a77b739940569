"""Encrypted values: whoever reads them learns nothing without the key."""

from __future__ import annotations

import re

from secretguard.filters.armour import block_around

TYPE_CHECKING = False
if TYPE_CHECKING:
    from secretguard.model.candidate import Candidate
    from secretguard.model.fragment import Fragment
    from secretguard.model.suppression import Suppression

# (what stands at or before the value, its name). Between the wrapper and the value stands nothing
# but more ciphertext: a comma or a blank would be somebody's code.
_WRAPPERS = (
    (
        rb"ENC\[(?:AES256_GCM|PKCS7|GPG)[,:][^\]\n]{0,4000}\Z",
        "an encrypted SOPS or eyaml value",
    ),
    (rb"ENC\([\w+/=-]{0,2000}\Z", "a Jasypt value"),
    (rb"\{cipher\}[\w{}:+/=.-]{0,2000}\Z", "a Spring Cloud Config value"),
    (rb"\bsecure:\s{0,4}[\"']?[\w+/=]{0,2000}\Z", "an encrypted CI value"),
    (rb"encrypted:[\w+/=]{0,2000}\Z", "a dotenvx value"),
)
_STARTS = ("ENC[", "ENC(", "{cipher}", "$ANSIBLE_VAULT;", "encrypted:", "U2FsdGVkX1", "vault:v1:",
           "age1", "AQICAH", "!encrypted/")  # fmt: skip
# https://en.wikipedia.org/wiki/Crypt_(C) and the formats of web frameworks: one cannot log in
# with a hash.
_HASH = (
    r"\$(?:1|2[abxy]?|5|6|7|y|apr1|argon2\w*|pbkdf2[\w-]*|scrypt|sha1|md5)\$.{8,}"
    r"|\{(?:SSHA|SHA|SMD5|MD5|CRYPT|bcrypt|pbkdf2)\d*\}.{8,}|(?:pbkdf2_sha\d+|bcrypt_sha\d+|scrypt)\$.{8,}"
    r"|SCRAM-SHA-\d+\$.{8,}"
)
_ARMOURED = ("AGE ENCRYPTED FILE", "PGP MESSAGE")
# https://docs.ansible.com/ansible/latest/vault_guide/vault_using_encrypted_content.html
_VAULT = rb"\$ANSIBLE_VAULT;[\w.;-]{1,80}\s{1,80}[0-9a-f\s]*"
_REACH = 64 * 1024


def is_ciphertext(candidate: Candidate, fragment: Fragment) -> Suppression | None:
    """The candidate is, or lies inside, a value that a known tool has encrypted."""
    from secretguard.model.suppression import Suppression

    if candidate.structured:
        return None
    data, start = fragment.data, candidate.span[0]
    if re.fullmatch(_HASH, candidate.secret.reveal()):
        return Suppression("ciphertext", "a password's hash, not the password")
    if candidate.secret.reveal().startswith(_STARTS):
        return Suppression("ciphertext", "an encrypted value")
    low = max(0, start - 4096)
    line = data[max(data.rfind(b"\n", low, start) + 1, low) : start]
    for pattern, meaning in _WRAPPERS:
        if re.search(pattern, line):
            return Suppression("ciphertext", meaning)
    if _sealed(data, start):
        return Suppression("ciphertext", "a value of a SealedSecret")
    if block_around(data, start) in _ARMOURED:
        return Suppression("ciphertext", "inside an encrypted file")
    vault = data.rfind(b"$ANSIBLE_VAULT;", max(0, start - _REACH), start)
    if vault >= 0 and re.compile(_VAULT).fullmatch(data, vault, start):
        return Suppression("ciphertext", "inside an Ansible Vault")
    return None


def _sealed(data: bytes, start: int) -> bool:
    """Below ``encryptedData:`` of a YAML document of kind SealedSecret, and indented deeper."""
    low = max(0, start - _REACH)
    inside = data.rfind(b"encryptedData:\n", low, start)
    if inside < 0:
        return False
    begin = max(data.rfind(b"\n---", low, inside), low)
    if b"kind: SealedSecret" not in data[begin : begin + _REACH]:
        return False
    lines = data[data.rfind(b"\n", 0, inside) + 1 : start].split(b"\n")
    outer, *inner = [len(line) - len(line.lstrip(b" ")) for line in lines if line.strip()]
    return bool(inner) and min(inner) > outer
