"""Key stores on disk beside the code: PKCS#12, JKS, KeePass and raw DER keys, by their first bytes.

A store is a finding of its own, whatever its password: it is copied with the repository and
guessed at leisure. Stores that hold only certificates are none.
"""

from __future__ import annotations

TYPE_CHECKING = False  # importing typing costs the hook 4 ms
if TYPE_CHECKING:
    from collections.abc import Iterator

    from secretguard.model.candidate import Candidate
    from secretguard.model.fragment import Fragment

# A DER sequence and its length: https://www.itu.int/rec/T-REC-X.690
_SIZE = r"^\x30(?:[\x20-\x7f]|\x81.|\x82..)"
# A secret-key packet: its length, version, time and algorithm (https://www.rfc-editor.org/rfc/rfc9580)
_OPENPGP = (
    r"^(?:\x94.|\x95[\x00-\x20].|\xc5(?:[\x00-\xbf]|[\xc0-\xdf].))[\x04\x06]"
    r"[\x30-\x7f].{3}[\x01-\x03\x10-\x13\x16\x19-\x1c]"
)
# (trigger, pattern anchored at the start of the file, what it is)
_KINDS = (
    ("key_store:pkcs12", r"^\x30[\x80-\x84].{0,4}\x02\x01\x03\x30", "PKCS#12 key store"),
    ("key_store:jks", r"^\xfe\xed\xfe\xed\x00\x00\x00[\x01\x02]", "Java key store"),
    ("key_store:jceks", r"^\xce\xce\xce\xce\x00\x00\x00[\x01\x02]", "Java JCEKS key store"),
    ("key_store:keepass", r"^\x03\xd9\xa2\x9a[\x65-\x67]\xfb\x4b\xb5", "KeePass database"),
    ("key_store:pkcs8", _SIZE + r"\x02\x01[\x00\x01]\x30.\x06", "private key in DER form"),
    (
        "key_store:pkcs1",
        _SIZE + r"\x02\x01\x00\x02(?:\x81[\x40-\xff]|\x82[\x01-\x08])",
        "RSA private key in DER form",
    ),
    ("key_store:sec1", _SIZE + r"\x02\x01\x01\x04[\x14-\x42]", "EC private key in DER form"),
    (
        "key_store:pbe",
        _SIZE + r"\x30.\x06[\x09\x0a]\x2a\x86\x48\x86\xf7\x0d\x01(?:\x05|\x0c\x01)",
        "private key in DER form, under a passphrase",
    ),
    (
        "key_store:openpgp",
        _OPENPGP,
        "OpenPGP secret keys",
    ),
    ("key_store:keytab", r"^\x05\x02\x00\x00\x00.\x00", "Kerberos keytab"),
    ("key_store:gitcrypt", r"^\x00GITCRYPTKEY", "git-crypt key"),
)
TRIGGER_SPECS = tuple((name, f"(?s){pattern}", (), 0, False) for name, pattern, _ in _KINDS)
_TITLES = {name: title for name, _, title in _KINDS}


class KeyStoreDetector:
    """Believes a file whose first bytes are those of a key store."""

    name = "key-store"

    def detect(self, fragment: Fragment) -> Iterator[Candidate]:
        """At most one candidate: the file itself."""
        from secretguard.model.candidate import Candidate
        from secretguard.model.levels import Confidence, Severity
        from secretguard.model.secret import Secret

        for name, title in _TITLES.items():
            if name in fragment.regions and not _only_certificates(name, fragment.data):
                debug = fragment.path.endswith("debug.keystore")  # every Android SDK has it
                yield Candidate(
                    rule_id="key-store",
                    title=title,
                    span=(0, len(fragment.data)),
                    match=(0, len(fragment.data)),
                    secret=Secret(fragment.data.decode("latin-1")),
                    severity=Severity.HIGH,
                    confidence=Confidence.LOW if debug else Confidence.HIGH,
                    detector=self.name,
                    structured=True,
                    evidence=("the file begins like one",),
                )
                return


def _only_certificates(name: str, data: bytes) -> bool:
    """A Java trust store: every entry's tag is 2, a certificate.

    https://docs.oracle.com/en/java/javase/17/security/ describes the types; the layout is
    magic, version, count, then entries that begin with their tag.
    """
    if name not in {"key_store:jks", "key_store:jceks"}:
        return False
    position, count = 12, int.from_bytes(data[8:12], "big")
    for _ in range(min(count, 10_000)):
        if data[position : position + 4] != b"\0\0\0\2":
            return False
        position += 4
        position += 2 + int.from_bytes(data[position : position + 2], "big") + 8  # alias, date
        position += 2 + int.from_bytes(data[position : position + 2], "big")  # certificate type
        position += 4 + int.from_bytes(data[position : position + 4], "big")
    return position <= len(data)
