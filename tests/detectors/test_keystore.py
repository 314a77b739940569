"""Key stores are recognised by their first bytes, whatever the file is called."""

from __future__ import annotations

import json

import pytest
from detectors.keystores.store_material import OWN, bouncy, open_pfx
from hypothesis import given
from hypothesis import strategies as st
from key_material import (
    EC,
    RSA,
    certificate,
    ed25519,
    noise,
    oid,
    openpgp,
    openssh,
    pbes2,
    pkcs1,
    pkcs8,
    pkcs12,
    sec1,
    sequence,
    signing_request,
    spki,
)

from secretguard.detectors.keystore import TRIGGER_SPECS, KeyStoreDetector, screen
from secretguard.detectors.keystores.ssh import SSH1_MAGIC
from secretguard.engine.portable import Matcher
from secretguard.engine.trigger import Trigger
from secretguard.model.candidate import Candidate
from secretguard.model.fragment import Fragment

TRIGGERS = [Trigger(*spec) for spec in TRIGGER_SPECS]
MATCHER = Matcher(TRIGGERS)

Found = list[tuple[str, str, str, str, tuple[int, int]]]


def candidates(data: bytes, path: str = "folder/file") -> list[Candidate]:
    regions = {TRIGGERS[index].name: ((end, end),) for end, index in MATCHER.hits(data)}
    return list(KeyStoreDetector().detect(Fragment(path, data, regions)))


def found(data: bytes, path: str = "folder/file") -> Found:
    return [
        (each.rule_id, each.title, each.severity.word, each.confidence.word, each.span)
        for each in candidates(data, path)
        if not each.public
    ]


def java_store(magic: str, *tags: int, version: int = 2) -> bytes:
    """Magic, version, count and entries: a key and its chain, or a certificate."""
    entries = b""
    for number, tag in enumerate(tags):
        alias = f"entry{number}".encode()
        entries += tag.to_bytes(4, "big") + len(alias).to_bytes(2, "big") + alias + noise(number, 8)
        if tag == 1:
            key = noise(40 + number, 700)
            entries += len(key).to_bytes(4, "big") + key + (1).to_bytes(4, "big")
        content = certificate()
        entries += b"\0\5X.509" + len(content).to_bytes(4, "big") + content
    head = bytes.fromhex(magic) + version.to_bytes(4, "big") + len(tags).to_bytes(4, "big")
    return head + entries + noise(50, 20)


JKS, JCEKS = "feedfeed", "cececece"
KEY, CERTIFICATE = 1, 2
KEEPASS = bytes.fromhex("03d9a29a67fb4bb5") + b"\1\0\4\0" + noise(51, 200)
KEYTAB = b"\5\2" + (74).to_bytes(4, "big") + b"\0\2\0\x0bEXAMPLE.ORG" + noise(52, 59)
BITCOIN = bytes(12) + b"\x62\x31\5\0" + bytes(500) + b"\4mkey\1\0\0\0"
BITCOIN_SQLITE = b"SQLite format 3\0" + bytes(52) + bytes.fromhex("f9beb4d9") + bytes(30)
BITCOIN_SQLITE += b"\x13walletdescriptorkey\x20" + noise(63, 64)
ETHEREUM = json.dumps(
    {"crypto": {"ciphertext": noise(64, 32).hex(), "kdf": "scrypt", "kdfparams": {"n": 2}}}
).encode()
PROFILE = sequence(oid("2a864886f70d010702"), b"<key>ProvisionedDevices</key>" + bytes(300))
GIT_CRYPT_KEY = b"\0GITCRYPTKEY\0\0\0\2" + noise(53, 132)


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"", id="empty file"),
        pytest.param(b"password = 1\n", id="text"),
        pytest.param(b"\x89PNG\r\n\x1a\n" + noise(54, 400), id="an image"),
        pytest.param(certificate(), id="a certificate"),
        pytest.param(signing_request(), id="a signing request"),
        pytest.param(spki(), id="a public key"),
        pytest.param(b"\0GITCRYPT\0" + noise(55, 300), id="a file that git-crypt encrypted"),
        pytest.param(b"\0\0\0\x20\1\1\0\2KBXf" + noise(56, 300), id="GnuPG's public keybox"),
        pytest.param(b"Salted__" + noise(57, 200), id="ciphertext of openssl enc"),
        pytest.param(b"\n" + java_store(JKS, KEY), id="magic that is not at the start: JKS"),
        pytest.param(b"x\n" + pkcs1(), id="magic that is not at the start: RSA"),
        pytest.param(b"\n" + KEEPASS, id="magic that is not at the start: KeePass"),
        pytest.param(openssh(), id="an OpenSSH body without its armor"),
        pytest.param(sequence(), id="an empty DER sequence"),
    ],
)
def test_no_key_store(data: bytes) -> None:
    assert found(data) == []


STORE, KEY_FILE = "key-store", "private-key"
CASES = [
    (STORE, "PKCS#12 key store", "high", pkcs12(noise(60, 900)), "PKCS#12"),
    (STORE, "PKCS#12 key store", "high", pkcs12(noise(60, 40_000)), "large PKCS#12"),
    (STORE, "Java key store", "high", java_store(JKS, KEY), "JKS"),
    (STORE, "Java key store", "high", java_store(JKS, KEY, version=1), "JKS, version 1"),
    (STORE, "Java key store", "high", java_store(JKS, CERTIFICATE, KEY), "a key comes second"),
    (STORE, "Java JCEKS key store", "high", java_store(JCEKS, KEY), "JCEKS"),
    (STORE, "Java JCEKS key store", "high", java_store(JCEKS, 3), "JCEKS with a secret key"),
    (STORE, "Bouncy Castle key store", "high", bouncy(OWN, 4), "BKS"),
    (STORE, "Bouncy Castle key store", "critical", bouncy("changeit", 2), "BKS, famous password"),
    ("password-database", "KeePass database", "high", KEEPASS, "KeePass 2"),
    (
        "password-database",
        "KeePass database",
        "high",
        KEEPASS.replace(b"\x67", b"\x65", 1),
        "KeePass 1",
    ),
    ("password-database", "macOS keychain", "high", b"kych\0\1\0\0" + noise(61, 300), "keychain"),
    (KEY_FILE, "RSA private key in DER form", "critical", pkcs8(RSA, pkcs1()), "PKCS#8 with RSA"),
    (KEY_FILE, "RSA private key in DER form", "critical", pkcs1(1024), "PKCS#1, 1024 bits"),
    (KEY_FILE, "RSA private key in DER form", "critical", pkcs1(2048), "PKCS#1, 2048 bits"),
    (KEY_FILE, "RSA private key in DER form", "critical", pkcs1(3072), "PKCS#1, 3072 bits"),
    (KEY_FILE, "RSA private key in DER form", "critical", pkcs1(4096), "PKCS#1, 4096 bits"),
    (KEY_FILE, "Ed25519 private key in DER form", "critical", ed25519(), "PKCS#8 with Ed25519"),
    (KEY_FILE, "EC private key in DER form", "critical", pkcs8(EC, sec1()), "PKCS#8 with EC"),
    (KEY_FILE, "EC private key in DER form", "critical", sec1(), "SEC 1"),
    (
        KEY_FILE,
        "private key in DER form, under a passphrase",
        "high",
        pbes2(),
        "encrypted PKCS#8",
    ),
    (KEY_FILE, "SSH 1 private key", "critical", SSH1_MAGIC + b"\0" + noise(62, 300), "SSH 1"),
    ("private-key-pgp", "OpenPGP secret keys", "critical", openpgp(), "OpenPGP"),
    ("private-key-pgp", "OpenPGP secret keys", "high", openpgp(254), "OpenPGP, passphrase"),
    ("private-key-pgp", "GnuPG private key", "critical", b"(11:private-key(3:rsa(1:n", "GnuPG"),
    ("kerberos-keytab", "Kerberos keytab", "critical", KEYTAB, "keytab"),
    ("git-crypt-key", "git-crypt key", "critical", GIT_CRYPT_KEY, "git-crypt key"),
    ("crypto-wallet", "Bitcoin wallet", "high", BITCOIN, "wallet.dat"),
    ("crypto-wallet", "Bitcoin wallet", "critical", BITCOIN_SQLITE, "wallet.dat in SQLite"),
    ("crypto-wallet", "Ethereum key store", "high", ETHEREUM, "Ethereum"),
]


@pytest.mark.parametrize(
    ("rule", "title", "severity", "data"), [case[:4] for case in CASES], ids=[c[4] for c in CASES]
)
def test_a_key_store_is_the_whole_file(rule: str, title: str, severity: str, data: bytes) -> None:
    assert found(data) == [(rule, title, severity, "high", (0, len(data)))]


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(java_store(JKS, CERTIFICATE), id="one certificate"),
        pytest.param(java_store(JKS, CERTIFICATE, CERTIFICATE), id="two certificates"),
        pytest.param(java_store(JCEKS, CERTIFICATE), id="JCEKS"),
        pytest.param(java_store(JKS), id="an empty Java store"),
        pytest.param(bouncy(OWN, 1), id="Bouncy Castle"),
        pytest.param(open_pfx(with_key=False), id="PKCS#12"),
        pytest.param(PROFILE, id="a provisioning profile"),
    ],
)
def test_what_holds_certificates_alone_is_public_and_says_so(data: bytes) -> None:
    (candidate,) = candidates(data)
    assert "private key" in candidate.public or "no key" in candidate.public


def test_the_debug_store_of_the_android_tools_is_hardly_a_secret() -> None:
    data = java_store(JKS, KEY)
    assert found(data, "app/debug.keystore") == [
        ("key-store", "Java key store", "high", "low", (0, len(data)))
    ]
    assert [each[3] for each in found(data, "app/release.keystore")] == ["high"]


def test_a_store_that_is_cut_off_is_believed() -> None:
    data = java_store(JKS, CERTIFICATE)[:100]
    assert found(data) == [("key-store", "Java key store", "high", "high", (0, 100))]


def test_nothing_of_a_store_can_be_printed() -> None:
    regions = {"key_store:gitcrypt": ((12, 12),)}
    (candidate,) = KeyStoreDetector().detect(Fragment("k", GIT_CRYPT_KEY, regions))
    assert candidate.secret.redacted == f"*** ({len(GIT_CRYPT_KEY)} characters)"
    assert candidate.secret.reveal().encode("latin-1") == GIT_CRYPT_KEY


@given(
    st.sampled_from([bytes.fromhex(JKS), bytes.fromhex(JCEKS)]),
    st.binary(max_size=80),
)
def test_whatever_follows_a_java_magic_is_answered(magic: bytes, rest: bytes) -> None:
    data = magic + b"\0\0\0\2" + rest
    assert [each[0] for each in found(data)] in ([], ["key-store"])


@given(st.lists(st.sampled_from([KEY, CERTIFICATE]), max_size=5))
def test_a_java_store_counts_exactly_when_a_key_is_in_it(tags: list[int]) -> None:
    assert bool(found(java_store(JKS, *tags))) is (KEY in tags)


RAILS = noise(81, 16).hex()


@pytest.mark.parametrize(
    ("path", "text"),
    [
        pytest.param("README", RAILS, id="a digest in a file of another name"),
        pytest.param("tls/server.key", RAILS, id="a key of something else"),
        pytest.param("credentials/readme.md", RAILS, id="no key file"),
        pytest.param("config/master.key", "0" * 32, id="zeros"),
        pytest.param("config/master.key", RAILS[:-1], id="too short"),
        pytest.param("config/master.key", f"{RAILS}{RAILS}", id="too long"),
        pytest.param("config/master.key", f"{RAILS}\nmore\n", id="not alone"),
    ],
)
def test_no_key_of_rails(path: str, text: str) -> None:
    assert candidates(text.encode(), path) == []


@pytest.mark.parametrize("end", ["", "\n", "\r\n"], ids=["bare", "a line", "a Windows line"])
@pytest.mark.parametrize(
    "path",
    ["config/master.key", "master.key", "api/config/credentials/production.key", "secrets.yml.key"],
)
def test_a_key_of_rails_is_a_file_of_its_name(path: str, end: str) -> None:
    (one,) = candidates((RAILS + end).encode(), path)
    assert (one.rule_id, one.secret.reveal(), one.span) == ("rails-key-file", RAILS, (0, 32))
    assert screen((RAILS + end).encode(), 32, path)
    assert not screen((RAILS + end).encode(), 32, "digest.txt")
