"""Key stores on disk beside the code, by their first bytes: the file itself is the finding.

A store is a finding whatever its password: it is copied with the repository and guessed at
leisure. ``keystores`` holds a reader for each format, which tells what is inside; stores of
certificates alone are passed, with the reason.
"""

from __future__ import annotations

TYPE_CHECKING = False  # importing typing costs the hook 4 ms
if TYPE_CHECKING:
    from collections.abc import Iterator

    from secretguard.detectors.keystores.contents import Contents
    from secretguard.model.candidate import Candidate
    from secretguard.model.fragment import Fragment

# A DER sequence and its length: https://www.itu.int/rec/T-REC-X.690
_SIZE = r"^\x30(?:[\x20-\x7f]|\x81.|\x82..)"
# A secret-key packet: its length, version, time and algorithm (https://www.rfc-editor.org/rfc/rfc9580)
_OPENPGP = (
    r"^(?:\x94.|\x95[\x00-\x20].|\xc5(?:[\x00-\xbf]|[\xc0-\xdf].))[\x04\x06]"
    r"[\x30-\x7f].{3}[\x01-\x03\x10-\x13\x16\x19-\x1c]"
)
# What Bitcoin Core writes as SQLite's application id: the magic of its four networks.
_NETWORKS = r"(?:\xf9\xbe\xb4\xd9|\x0b\x11\x09\x07|\x0a\x03\xcf\x40|\xfa\xbf\xb5\xda)"
# (trigger, pattern anchored at the start of the file, keywords, module and function that read it)
_KINDS = (
    ("pkcs12", r"^\x30[\x80-\x84].{0,4}\x02\x01\x03\x30", (), "pkcs12.read_store"),
    ("jks", r"^\xfe\xed\xfe\xed\x00\x00\x00[\x01\x02]", (), "java.read_store"),
    ("jceks", r"^\xce\xce\xce\xce\x00\x00\x00[\x01\x02]", (), "java.read_store"),
    ("bks", r"^\x00{3}[\x01\x02]\x00{3}[\x08-\x40]", (), "bouncy.read_store"),
    (
        "bcfks",
        r"^\x30\x82..\x30\x82..\x30\x81?.\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x05\x0d",
        (),
        "bouncy.read_fips",
    ),
    ("keepass", r"^\x03\xd9\xa2\x9a[\x65-\x67]\xfb\x4b\xb5", (), "keepass.read_database"),
    ("pkcs8", _SIZE + r"\x02\x01[\x00\x01]\x30.\x06", (), "keyfiles.read_pkcs8"),
    (
        "pkcs1",
        _SIZE + r"\x02\x01\x00\x02(?:\x81[\x40-\xff]|\x82[\x01-\x08])",
        (),
        "keyfiles.read_pkcs1",
    ),
    ("sec1", _SIZE + r"\x02\x01\x01\x04[\x14-\x42]", (), "keyfiles.read_sec1"),
    (
        "pbe",
        _SIZE + r"\x30.\x06[\x09\x0a]\x2a\x86\x48\x86\xf7\x0d\x01(?:\x05|\x0c\x01)",
        (),
        "keyfiles.read_encrypted",
    ),
    (
        "signed",
        r"^\x30(?:\x80|\x82..|\x83...)\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02",
        (),
        "signed.read_message",
    ),
    ("openpgp", _OPENPGP, (), "openpgp.read_ring"),
    (
        "gnupg",
        r"(?:^\((?:11|20|21):|Key: \()(?:protected-|shadowed-)?private-key",
        ("private-key",),
        "openpgp.read_key_file",
    ),
    ("ssh1", r"^SSH PRIVATE KEY FILE FORMAT 1\.1\n\x00", ("ssh private key",), "ssh.read_ssh1"),
    ("keytab", r"^\x05\x02\x00\x00\x00.\x00", (), "others.read_keytab"),
    ("gitcrypt", r"^\x00GITCRYPTKEY", (), "others.read_git_crypt"),
    ("keychain", r"^kych\x00\x01", (), "others.read_keychain"),
    ("berkeley", r"^.{12}\x62\x31\x05\x00", (), "wallets.read_bitcoin"),
    ("sqlite", r"^SQLite format 3\x00.{52}" + _NETWORKS, (), "wallets.read_bitcoin"),
    ("rails", r"^[0-9a-f]{32}\r?\n?$", (), "others.read_rails_key"),
    ("wallet", r'"(?:kdfparams|seed_version)"', ("kdfparams", "seed_version"), "wallets.read_json"),
)
_PREFIX = "key_store:"
TRIGGER_SPECS = tuple(
    (_PREFIX + name, f"(?s){pattern}", keywords, 0, False) for name, pattern, keywords, _ in _KINDS
)
_READERS = {_PREFIX + name: reader for name, _, _, reader in _KINDS}


# Where Rails keeps its keys, bare: config/master.key, config/credentials/production.key.
_RAILS_KEYS = ("master.key", "secrets.yml.key")
_RAILS_FOLDER = "credentials"
_RAILS_SIZES = (32, 33, 34)  # with the end of the line
_HEX = b"0123456789abcdef\r\n"


def screen(data: bytes, _end: int, path: str) -> bool:
    """32 hexadecimal digits are a key in one of Rails' files alone; all else says what it is."""
    return len(data) not in _RAILS_SIZES or bool(data.strip(_HEX)) or is_rails_key(path)


def is_rails_key(path: str) -> bool:
    """Whether Rails keeps a key in a file of this name."""
    folder, _, base = path.rpartition("/")
    return base in _RAILS_KEYS or (
        base.endswith(".key") and folder.rpartition("/")[2] == _RAILS_FOLDER
    )


class KeyStoreDetector:
    """Believes a file whose first bytes are those of a key store, and says what it holds."""

    name = "key-store"

    def __init__(self) -> None:
        from secretguard.detectors.keystores.contents import Work

        self._work = Work()

    def detect(self, fragment: Fragment) -> Iterator[Candidate]:
        """At most one candidate: the file itself."""
        import importlib

        for trigger, reader in _READERS.items():
            if trigger in fragment.regions and screen(fragment.data, 0, fragment.path):
                module, _, function = reader.partition(".")
                loaded = importlib.import_module(f"secretguard.detectors.keystores.{module}")
                contents = getattr(loaded, function)(fragment.data, self._work)
                if contents is not None:
                    span = (0, contents.size or len(fragment.data))
                    yield candidate_of(contents, fragment, span, self.name)
                    return


def candidate_of(
    contents: Contents, fragment: Fragment, span: tuple[int, int], detector: str
) -> Candidate:
    """A store at a place. What lies open, or as good as open, is worse than what is locked."""
    from secretguard.detectors.keystores.contents import KNOWN, OPEN
    from secretguard.model.candidate import Candidate
    from secretguard.model.levels import Confidence, Severity
    from secretguard.model.secret import Secret

    debug = fragment.path.endswith("debug.keystore")  # every Android SDK makes one like it
    return Candidate(
        rule_id=contents.rule_id,
        title=contents.title,
        span=span,
        match=span,
        secret=Secret(fragment.data[span[0] : span[1]].decode("latin-1")),
        severity=Severity.CRITICAL if contents.lock in (OPEN, KNOWN) else Severity.HIGH,
        confidence=Confidence(1 if debug else contents.level),
        detector=detector,
        structured=True,
        public=contents.public,
        evidence=contents.evidence,
    )
