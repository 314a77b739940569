"""Key stores are recognised by their first bytes, whatever the file is called."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from key_material import (
    EC,
    RSA,
    certificate,
    ed25519,
    noise,
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

from secretguard.detectors.keystore import TRIGGER_SPECS, KeyStoreDetector
from secretguard.engine.portable import Matcher
from secretguard.engine.trigger import Trigger
from secretguard.model.fragment import Fragment

TRIGGERS = [Trigger(*spec) for spec in TRIGGER_SPECS]
MATCHER = Matcher(TRIGGERS)

Found = list[tuple[str, str, str, str, tuple[int, int]]]


def found(data: bytes, path: str = "folder/file") -> Found:
    regions = {TRIGGERS[index].name: ((end, end),) for end, index in MATCHER.hits(data)}
    return [
        (each.rule_id, each.title, each.severity.word, each.confidence.word, each.span)
        for each in KeyStoreDetector().detect(Fragment(path, data, regions))
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
        pytest.param(java_store(JKS, CERTIFICATE), id="a trust store: one certificate"),
        pytest.param(java_store(JKS, CERTIFICATE, CERTIFICATE), id="a trust store: two"),
        pytest.param(java_store(JCEKS, CERTIFICATE), id="a JCEKS trust store"),
        pytest.param(java_store(JKS), id="an empty Java store"),
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


@pytest.mark.parametrize(
    ("title", "data"),
    [
        pytest.param("PKCS#12 key store", pkcs12(noise(60, 900)), id="PKCS#12"),
        pytest.param("PKCS#12 key store", pkcs12(noise(60, 40_000)), id="large PKCS#12"),
        pytest.param("Java key store", java_store(JKS, KEY), id="JKS"),
        pytest.param("Java key store", java_store(JKS, KEY, version=1), id="JKS, version 1"),
        pytest.param("Java key store", java_store(JKS, CERTIFICATE, KEY), id="a key comes second"),
        pytest.param("Java JCEKS key store", java_store(JCEKS, KEY), id="JCEKS"),
        pytest.param("Java JCEKS key store", java_store(JCEKS, 3), id="JCEKS with a secret key"),
        pytest.param("KeePass database", KEEPASS, id="KeePass 2"),
        pytest.param("KeePass database", KEEPASS.replace(b"\x67", b"\x65", 1), id="KeePass 1"),
        pytest.param("private key in DER form", pkcs8(RSA, pkcs1()), id="PKCS#8 with RSA"),
        pytest.param("RSA private key in DER form", pkcs1(2048), id="PKCS#1, 2048 bits"),
        pytest.param("RSA private key in DER form", pkcs1(3072), id="PKCS#1, 3072 bits"),
        pytest.param("RSA private key in DER form", pkcs1(1024), id="PKCS#1, 1024 bits"),
        pytest.param("RSA private key in DER form", pkcs1(4096), id="PKCS#1, 4096 bits"),
        pytest.param("private key in DER form", ed25519(), id="PKCS#8 with Ed25519"),
        pytest.param("private key in DER form", pkcs8(EC, sec1()), id="PKCS#8 with EC"),
        pytest.param("EC private key in DER form", sec1(), id="SEC 1"),
        pytest.param("private key in DER form, under a passphrase", pbes2(), id="encrypted PKCS#8"),
        pytest.param("OpenPGP secret keys", openpgp(), id="OpenPGP"),
        pytest.param("Kerberos keytab", KEYTAB, id="keytab"),
        pytest.param("git-crypt key", GIT_CRYPT_KEY, id="git-crypt key"),
    ],
)
def test_a_key_store_is_the_whole_file(title: str, data: bytes) -> None:
    assert found(data) == [("key-store", title, "high", "high", (0, len(data)))]


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
