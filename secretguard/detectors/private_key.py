r"""Private keys: PEM in all its disguises, OpenPGP and SSH2 blocks, PuTTY files, age identities.

A header alone is prose or code that builds a key. Only a body that decodes counts: PEM's
base64 is read until the footer, with the quotes, ``\\n`` escapes, indentation and concatenation
that source code and JSON put around its lines, and its first bytes tell a key under a
passphrase from a plain one.
"""

from __future__ import annotations

from secretguard.text.pem import BEGIN, LONGEST, SHORTEST_BODY, body_after

TYPE_CHECKING = False  # importing typing costs the hook 4 ms
if TYPE_CHECKING:
    from collections.abc import Iterator

    from secretguard.detectors.keystores.contents import Work
    from secretguard.model.candidate import Candidate
    from secretguard.model.fragment import Fragment

TRIGGER_SPECS = (
    ("private_key:pem", r"PRIVATE KEY(?: BLOCK)?-----", ("private key",), 0, False),
    ("private_key:putty", r"PuTTY-User-Key-File-[123]:", ("putty-user-key-file",), 0, False),
    (
        "private_key:ssh2",
        r"---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----",
        ("ssh2 encrypted private key",),
        0,
        False,
    ),
    ("private_key:openvpn", r"BEGIN OpenVPN Static key V1-----", ("openvpn static key",), 0, False),
    # Nobody believes a certificate; the policy asks for a new key under each.
    ("private_key:certificate", r"BEGIN CERTIFICATE-----", ("begin certificate",), 0, False),
    ("private_key:age", r"AGE-SECRET-KEY-1[A-Z0-9]{58}", ("age-secret-key-1",), 0, False),
)

_PUTTY = b"PuTTY-User-Key-File-"
# The lines may be those of a string in a program; the shortest key's is longer.
_PRIVATE_LINES = rb"Private-Lines: ?\d{1,4}(?:\\{1,2}[nr]|[^A-Za-z0-9\\]){1,60}[A-Za-z0-9+/]{24}"
_SHORTEST_CERTIFICATE = 200  # characters: even a small key and its signature take more
_FEWEST_DISTINCT = 24  # of 64 possible characters; random text of this length has some 37
# The manuals of AWS write it over the beginning of a key; by chance it stands in none.
_EXAMPLE = b"EXAMPLE"
_VERDICTS = {  # by (decodes to a key, is filler)
    (True, False): "its body decodes to a key",
    (False, False): "its body is cut off or does not decode",
    (False, True): "its body is filler",
}
# The names that Apple gives its keys for notifications, sign-in and the App Store.
_APPLE = ("AuthKey_", "SubscriptionKey_", "ApiKey_")
_BECH32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"

# DER object identifiers (https://www.rfc-editor.org/rfc/rfc8018): PBES2 and the PBES1 family.
_ENCRYPTED_OIDS = (b"\x2a\x86\x48\x86\xf7\x0d\x01\x05", b"\x2a\x86\x48\x86\xf7\x0d\x01\x0c\x01")
# https://github.com/openssh/openssh-portable/blob/master/PROTOCOL.key
_OPENSSH_MAGIC = b"openssh-key-v1\0"
# The JSON around what NaCl encrypted: https://github.com/sigstore/cosign/blob/main/pkg/cosign/keys.go
_SIGSTORE = b'{"kdf":{"name":"scrypt"'


def screen(data: bytes, end: int, _path: str) -> bool:
    """Whether something like a key's body follows the words that end at ``end``."""
    if data[end - 5 : end] != b"-----":
        return True  # PuTTY, SSH2 and age name themselves
    if data[end - 16 : end - 5] == b"CERTIFICATE":
        body = data[end : end + _SHORTEST_CERTIFICATE]
        return len(body) == _SHORTEST_CERTIFICATE and b"-----" not in body
    low = data.rfind(BEGIN, max(0, end - 64), end)  # an OpenVPN key is in hexadecimal
    return low >= 0 and len(body_after(data, end)[0]) >= SHORTEST_BODY


class PrivateKeyDetector:
    """Believes key material that decodes."""

    name = "private-key"

    def __init__(self) -> None:
        from secretguard.detectors.keystores.contents import Work

        self._work = Work()

    def detect(self, fragment: Fragment) -> Iterator[Candidate]:
        """Candidates at the engine's points."""
        for _, end in fragment.regions.get("private_key:pem", ()):
            yield from _pem(fragment, end, self._work)
        for _, end in fragment.regions.get("private_key:putty", ()):
            yield from _putty(fragment.data, end)
        for _, end in fragment.regions.get("private_key:ssh2", ()):
            yield from _ssh2(fragment, end)
        for _, end in fragment.regions.get("private_key:openvpn", ()):
            yield from _openvpn(fragment, end)
        for _, end in fragment.regions.get("private_key:age", ()):
            yield from _age(fragment.data, end)


def _pem(fragment: Fragment, end: int, work: Work) -> Iterator[Candidate]:
    data = fragment.data
    start = data.rfind(BEGIN, max(0, end - 64), end)
    if start < 0:
        return
    label = data[start + len(BEGIN) : end - 5].decode("ascii", "replace")
    body, stop, headers = body_after(data, end)
    if len(body) < SHORTEST_BODY:
        return
    raw = _decoded(body)
    locked = is_locked(label, raw, headers)
    whole = b"-----END" in data[stop : stop + 8] or label.startswith("PGP")
    if whole:
        footer_end = data.find(b"-----", stop + 5, stop + 80)
        stop = footer_end + 5 if footer_end > 0 else stop
    known = whole and (
        raw.startswith((b"\x30", b"\x28", _SIGSTORE))
        or (b"ENCRYPTED" in headers and len(raw) % 8 == 0)
        or _OPENSSH_MAGIC in raw[:16]
        or "PGP" in label
    )
    filler = len(set(body)) < _FEWEST_DISTINCT or (_EXAMPLE in body and not known)
    known = known and not filler
    evidence = [_VERDICTS[known, filler], *(["it is under a passphrase"] if locked else [])]
    opened, told = _tried(label, raw, headers, data[start:stop], work) if locked else (False, ())
    evidence += [*told, *_certificate_words(fragment)]
    level = 3 if known else 1 if filler else 2
    rule = _rule(label, fragment.path)
    yield _candidate(
        rule,
        "Apple authentication key" if rule == "apple-auth-key" else _title(label, raw),
        (start, stop),
        data,
        level,
        locked,
        evidence,
        opened=opened,
        public=_stub(label, raw) if known else "",
    )


def _tried(
    label: str, raw: bytes, headers: bytes, block: bytes, work: Work
) -> tuple[bool, tuple[str, ...]]:
    """Whether a famous passphrase opens the key, and what to tell; OpenSSH's and PGP's are not tried."""
    from secretguard.detectors.keystores.contents import KNOWN
    from secretguard.detectors.keystores.keyfiles import try_old_pem, try_passwords

    if label.startswith("ENCRYPTED") and not raw.startswith(_SIGSTORE):
        lock, told = try_passwords(raw, work)
    elif b"ENCRYPTED" in headers:
        lock, told = try_old_pem(block)
    else:
        return False, ()
    return lock == KNOWN, told


def _stub(label: str, raw: bytes) -> str:
    """Why an OpenPGP block holds no secret, or ""."""
    if not label.startswith("PGP"):
        return ""
    from secretguard.detectors.keystores.openpgp import ABSENT, STUBS, protections

    found = set(protections(raw))
    return STUBS if found == {ABSENT} else ""


def _rule(label: str, path: str) -> str:
    if label.startswith("PGP"):
        return "private-key-pgp"
    name = path.rpartition("/")[2]
    return "apple-auth-key" if name.endswith(".p8") and name.startswith(_APPLE) else "private-key"


def _certificate_words(fragment: Fragment) -> list[str]:
    """What the certificate beside the key, if there is one, says about its end."""
    if "private_key:certificate" not in fragment.regions:
        return []
    from secretguard.detectors.expiry import certificate_end

    end = certificate_end(fragment.data)
    if end is None:
        return []
    return [
        f"the certificate beside it runs until {end.date().isoformat()}; a new one needs a new key"
    ]


def _title(label: str, raw: bytes) -> str:
    if label.startswith("PGP"):
        return "OpenPGP private key"
    if label.startswith("OPENSSH") or _OPENSSH_MAGIC in raw[:16]:
        return "OpenSSH private key"
    if raw.startswith(_SIGSTORE):
        return "Sigstore (cosign) private key"
    kind = label.removesuffix("PRIVATE KEY").replace("ENCRYPTED", "").strip()
    return f"{kind} private key" if kind else "private key"


def _decoded(body: bytes) -> bytes:
    from binascii import Error, a2b_base64

    usable = body[:-1] if len(body) % 4 == 1 else body  # one character alone holds no byte
    try:
        return a2b_base64(usable + b"=" * (-len(usable) % 4))
    except Error:
        return b""


def is_locked(label: str, raw: bytes, headers: bytes) -> bool:
    """Whether the key is under a passphrase, as far as its first bytes tell."""
    if label.startswith("ENCRYPTED") or b"ENCRYPTED" in headers:
        return True
    if raw.startswith(_OPENSSH_MAGIC):
        length = int.from_bytes(raw[15:19], "big")
        return raw[19 : 19 + length] != b"none"
    if label.startswith("PGP"):
        from secretguard.detectors.keystores.openpgp import GUARDED, protections

        return GUARDED in protections(raw)
    return any(oid in raw[:64] for oid in _ENCRYPTED_OIDS)


def _putty(data: bytes, end: int) -> Iterator[Candidate]:
    start = data.rfind(_PUTTY, 0, end)
    following = data.find(_PUTTY, end, end + LONGEST)
    limit = end + LONGEST if following < 0 else following
    private = data.find(b"Private-Lines:", end, limit)
    if private < 0 or not _has_lines(data, private):
        return
    locked = b"Encryption: none" not in data[end:private]
    mac = data.find(b"Private-MAC:", private, limit)
    stop = data.find(b"\n", mac, mac + 200) if mac > 0 else -1
    stop = min(len(data), private + 2000) if stop < 0 else stop
    evidence = ["it holds its private lines", *(["it is under a passphrase"] if locked else [])]
    opened = False
    if locked:
        from secretguard.detectors.keystores.contents import KNOWN
        from secretguard.detectors.keystores.putty import try_passwords

        lock, told = try_passwords(data[start:stop])
        opened = lock == KNOWN
        evidence += told
    yield _candidate(
        "private-key-putty",
        "PuTTY private key",
        (start, stop),
        data,
        3,
        locked,
        evidence,
        opened=opened,
    )


def _has_lines(data: bytes, private: int) -> bool:
    """A number and base64 follow ``Private-Lines:``; code that writes or reads such a file has neither."""
    import re

    return re.compile(_PRIVATE_LINES).match(data, private) is not None


def _ssh2(fragment: Fragment, end: int) -> Iterator[Candidate]:
    from secretguard.detectors.keystore import candidate_of
    from secretguard.detectors.keystores.ssh import read_armour

    start = fragment.data.rfind(b"---- BEGIN", 0, end)
    found = read_armour(fragment.data, end)
    if found is not None:
        yield candidate_of(found[0], fragment, (start, found[1]), PrivateKeyDetector.name)


def _openvpn(fragment: Fragment, end: int) -> Iterator[Candidate]:
    from secretguard.detectors.keystore import candidate_of
    from secretguard.detectors.keystores.openvpn import read_static_key

    start = fragment.data.rfind(BEGIN, max(0, end - 64), end)
    found = read_static_key(fragment.data, end)
    if start >= 0 and found is not None:
        yield candidate_of(found[0], fragment, (start, found[1]), PrivateKeyDetector.name)


def _age(data: bytes, end: int) -> Iterator[Candidate]:
    start = data.rfind(b"AGE-SECRET-KEY-1", 0, end)
    text = data[start:end].decode("ascii")
    if bech32_fits(text.lower()):
        yield _candidate(
            "age-identity", "age identity", (start, end), data, 3, False, ["its checksum fits"]
        )


def bech32_fits(text: str) -> bool:
    """The six checksum characters of Bech32 (BIP-173) fit the lower-case ``text``."""
    from secretguard.rules.checksums import checksum

    prefix, _, values = text.rpartition("1")
    if not prefix or len(values) < 6 or not set(values) <= set(_BECH32):
        return False
    return checksum("bech32").fits(text, {})


def _candidate(
    rule_id: str,
    title: str,
    span: tuple[int, int],
    data: bytes,
    level: int,
    locked: bool,
    evidence: list[str],
    *,
    opened: bool = False,
    public: str = "",
) -> Candidate:
    """``opened``: a famous passphrase fits, so that it is as good as none."""
    from secretguard.model.candidate import Candidate
    from secretguard.model.levels import Confidence, Severity
    from secretguard.model.secret import Secret

    return Candidate(
        rule_id=rule_id,
        title=f"{title} (under a passphrase)" if locked else title,
        span=span,
        match=span,
        secret=Secret(data[span[0] : span[1]].decode("utf-8", "surrogateescape")),
        severity=Severity.MEDIUM if locked and not opened else Severity.CRITICAL,
        confidence=Confidence(level),
        detector=PrivateKeyDetector.name,
        structured=True,
        public=public,
        evidence=tuple(evidence),
    )
