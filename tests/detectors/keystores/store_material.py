"""Stores made while the tests run: with ``cryptography`` where it can, by their layout where not."""

from __future__ import annotations

import base64
import hashlib
import hmac
import textwrap
from datetime import UTC, datetime, timedelta
from functools import cache

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import pkcs12
from detectors.key_material import der, noise, oid, sequence

OWN = "".join(("Zq9", "Kd2", "Vw7"))  # a password that nobody tries first


@cache
def key() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


def certificate(days: int = 30, serial: int = 1000, authority: bool = False) -> x509.Certificate:
    """A certificate for ``key()``."""
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "example.org")])
    start = datetime(2030, 1, 1, tzinfo=UTC)
    builder = x509.CertificateBuilder(
        name, name, key().public_key(), serial, start, start + timedelta(days=days)
    )
    if authority:
        constraints = x509.BasicConstraints(ca=True, path_length=None)
        builder = builder.add_extension(constraints, critical=True)
    return builder.sign(key(), hashes.SHA256())


def utf16(text: str) -> bytes:
    return text.encode("utf-16-be")


def pfx(password: str, *, with_key: bool = True, rounds: int = 2048) -> bytes:
    """A PKCS#12 store with a certificate and, unless told otherwise, its key."""
    scheme = (
        serialization.PrivateFormat.PKCS12.encryption_builder()
        .kdf_rounds(rounds)
        .key_cert_algorithm(pkcs12.PBES.PBESv2SHA256AndAES256CBC)
        .hmac_hash(hashes.SHA256())
        .build(password.encode())
    )
    return pkcs12.serialize_key_and_certificates(
        b"name", key() if with_key else None, certificate(), None, scheme
    )


def open_pfx(*, with_key: bool) -> bytes:
    """The same without any encryption or integrity check."""
    return pkcs12.serialize_key_and_certificates(
        b"name", key() if with_key else None, certificate(), None, serialization.NoEncryption()
    )


def encrypted_key(password: str, encoding: str = "DER", form: str = "PKCS8") -> bytes:
    return key().private_bytes(
        getattr(serialization.Encoding, encoding),
        getattr(serialization.PrivateFormat, form),
        serialization.BestAvailableEncryption(password.encode()),
    )


def short(content: bytes) -> bytes:
    return len(content).to_bytes(2, "big") + content


def long(content: bytes) -> bytes:
    return len(content).to_bytes(4, "big") + content


def sha1(content: bytes) -> bytes:
    return hashlib.sha1(content, usedforsecurity=False).digest()


def protected(password: str) -> bytes:
    """A key in the scrambling of JKS: a chain of SHA-1 over it, a check behind it."""
    plain, written = noise(70, 130), utf16(password)
    chain = salt = noise(71, 20)
    scrambled = b""
    for start in range(0, len(plain), 20):
        chain = sha1(written + chain)
        piece = plain[start : start + 20]
        scrambled += bytes(a ^ b for a, b in zip(piece, chain, strict=False))
    content = salt + scrambled + sha1(written + plain)
    return sequence(sequence(oid("2b060104012a021101")), der(4, content))


def java(
    password: str,
    *tags: int,
    magic: str = "feedfeed",
    alias: str = "entry",
    of_the_key: str | None = None,
) -> bytes:
    """A Java store, version 2. Tags: 1 a key with its chain of one, 2 a certificate, 3 a secret key."""
    entries = b""
    for number, tag in enumerate(tags):
        entries += tag.to_bytes(4, "big") + short(f"{alias}{number or ''}".encode()) + bytes(8)
        if tag == 1:
            entries += long(protected(password if of_the_key is None else of_the_key))
            entries += (1).to_bytes(4, "big")
        entries += noise(72, 300) if tag == 3 else short(b"X.509") + long(noise(73, 400))
    store = bytes.fromhex(magic) + (2).to_bytes(4, "big") + len(tags).to_bytes(4, "big") + entries
    return store + sha1(utf16(password) + b"Mighty Aphrodite" + store)


def bouncy(password: str, *kinds: int, version: int = 2, rounds: int = 1200) -> bytes:
    """A BKS store. Kinds: 1 a certificate, 2 a plain key, 4 a sealed one with its chain of one."""
    from secretguard.detectors.keystores.derivation import mac_key

    body, chain = b"", short(b"X.509") + long(noise(74, 400))
    for kind in kinds:
        body += bytes([kind]) + short(b"a") + bytes(8) + (kind != 1).to_bytes(4, "big")
        body += chain if kind != 1 else b""
        body += b"\0" + short(b"PKCS#8") + short(b"EC") if kind == 2 else b""
        body += chain if kind == 1 else long(noise(75, 200))
    body += b"\0"
    salt, size = noise(76, 20), 20 if version == 2 else 2
    written = utf16(password) + b"\0\0" if password else b""
    made = mac_key("sha1", 64, written, salt, rounds, size)
    head = version.to_bytes(4, "big") + long(salt) + rounds.to_bytes(4, "big")
    return head + body + hmac.digest(made, body, "sha1")


SSH2_LABEL = "SSH2 ENCRYPTED " + "PRIVATE KEY"


def armour(cipher: bytes, headers: str = 'Comment: "somebody"\n') -> bytes:
    kind = b"if-modn{sign{rsa-pkcs1-sha1},encrypt{rsa-pkcs1v2-oaep}}"
    inner = long(kind) + long(cipher) + long(noise(1, 400))
    raw = bytes.fromhex("3f6ff9eb") + (len(inner) + 8).to_bytes(4, "big") + inner
    body = "\n".join(textwrap.wrap(base64.b64encode(raw).decode(), 70))
    return f"---- BEGIN {SSH2_LABEL} ----\n{headers}{body}\n---- END {SSH2_LABEL} ----\n".encode()
