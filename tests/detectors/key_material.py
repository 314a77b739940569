"""Private keys that have the structure of real ones and random numbers in place of mathematics.

Nothing here is a key: what the tests need is made while they run, so that no file holds one.
"""

from __future__ import annotations

import base64
import random
import textwrap

DASHES = "-" * 5


def noise(seed: int, length: int) -> bytes:
    """Random bytes; the same seed gives the same."""
    return random.Random(seed).randbytes(length)


# DER, as far as keys need it: https://www.itu.int/rec/T-REC-X.690


def der(tag: int, *parts: bytes) -> bytes:
    """One element with its definite length in the shortest form."""
    content = b"".join(parts)
    length = len(content)
    if length < 0x80:
        return bytes([tag, length]) + content
    size = (length.bit_length() + 7) // 8
    return bytes([tag, 0x80 | size]) + length.to_bytes(size, "big") + content


def sequence(*parts: bytes) -> bytes:
    return der(0x30, *parts)


def integer(value: int) -> bytes:
    return der(0x02, value.to_bytes(value.bit_length() // 8 + 1, "big"))


def number(seed: int, length: int) -> bytes:
    """A positive INTEGER of exactly ``length`` bytes of value, the highest bit set."""
    return integer(int.from_bytes(noise(seed, length), "big") | 1 << (length * 8 - 1))


def oid(content: str) -> bytes:
    return der(0x06, bytes.fromhex(content))


RSA = sequence(oid("2a864886f70d010101"), b"\x05\x00")
EC = sequence(oid("2a8648ce3d0201"), oid("2a8648ce3d030107"))
ED25519 = sequence(oid("2b6570"))


def pkcs1(bits: int = 2048) -> bytes:
    """``RSAPrivateKey`` of RFC 8017."""
    size = bits // 8
    half = [number(seed, size // 2) for seed in range(3, 8)]
    return sequence(integer(0), number(1, size), integer(65537), number(2, size), *half)


def sec1() -> bytes:
    """``ECPrivateKey`` of RFC 5915 on P-256."""
    public = der(0xA1, der(0x03, b"\x00\x04", noise(9, 64)))
    return sequence(integer(1), der(0x04, noise(8, 32)), der(0xA0, oid("2a8648ce3d030107")), public)


def dsa() -> bytes:
    """What OpenSSL writes for DSA: version, p, q, g, y, x."""
    sizes = (128, 20, 128, 128, 20)
    return sequence(integer(0), *(number(10 + each, size) for each, size in enumerate(sizes)))


def pkcs8(algorithm: bytes, key: bytes) -> bytes:
    """``PrivateKeyInfo`` of RFC 5958."""
    return sequence(integer(0), algorithm, der(0x04, key))


def ed25519() -> bytes:
    return pkcs8(ED25519, der(0x04, noise(20, 32)))


def pbes2() -> bytes:
    """``EncryptedPrivateKeyInfo``: PBKDF2 and AES-256, RFC 8018."""
    salted = sequence(der(0x04, noise(21, 8)), integer(2048))
    derivation = sequence(oid("2a864886f70d01050c"), salted)
    cipher = sequence(oid("60864801650304012a"), der(0x04, noise(22, 16)))
    algorithm = sequence(oid("2a864886f70d01050d"), sequence(derivation, cipher))
    return sequence(algorithm, der(0x04, noise(23, 1216)))


def spki() -> bytes:
    """``SubjectPublicKeyInfo``: a public key."""
    return sequence(RSA, der(0x03, b"\x00", sequence(number(1, 256), integer(65537))))


def certificate() -> bytes:
    """The outline of an X.509 certificate."""
    body = sequence(der(0xA0, integer(2)), integer(77), RSA, sequence(), sequence(), spki())
    return sequence(body, RSA, der(0x03, b"\x00", noise(24, 256)))


def signing_request() -> bytes:
    body = sequence(integer(0), sequence(), spki())
    return sequence(body, RSA, der(0x03, b"\x00", noise(25, 256)))


def pkcs12(content: bytes) -> bytes:
    """``PFX`` of RFC 7292 around an authenticated safe."""
    safe = sequence(oid("2a864886f70d010701"), der(0xA0, der(0x04, content)))
    mac = sequence(sequence(sequence(oid("2b0e03021a")), der(0x04, noise(26, 20))), integer(2048))
    return sequence(integer(3), safe, mac)


def openssh(cipher: bytes = b"none", derivation: bytes = b"none") -> bytes:
    """https://github.com/openssh/openssh-portable/blob/master/PROTOCOL.key"""

    def string(content: bytes) -> bytes:
        return len(content).to_bytes(4, "big") + content

    options = b"" if derivation == b"none" else string(noise(27, 16)) + (16).to_bytes(4, "big")
    public = string(b"ssh-ed25519") + string(noise(28, 32))
    head = b"openssh-key-v1\0" + string(cipher) + string(derivation) + string(options)
    return head + (1).to_bytes(4, "big") + string(public) + string(noise(29, 136))


def openpgp(usage: int = 0, newer: bool = False) -> bytes:
    """A secret EdDSA key and a user id, RFC 9580. ``usage`` 254: under a passphrase."""
    curve = bytes.fromhex("2b06010401da470f01")
    point = (263).to_bytes(2, "big") + b"\x40" + noise(31, 32)
    public = b"\x04\x66" + noise(30, 3) + b"\x16" + bytes([len(curve)]) + curve + point
    key = public + bytes([usage]) + noise(35, 60)
    return (b"\xc5" if newer else b"\x94") + bytes([len(key)]) + key + b"\xb4\x0ca@example.io"


def openpgp_rsa(usage: int) -> bytes:
    """The same for RSA, with a length of two octets."""
    modulus, exponent = (2048).to_bytes(2, "big") + b"\x80" + noise(36, 255), b"\0\x11\x01\0\x01"
    key = b"\x04\x66" + noise(30, 3) + b"\x01" + modulus + exponent + bytes([usage]) + noise(37, 90)
    return b"\x95" + len(key).to_bytes(2, "big") + key


def armor(
    label: str, content: bytes, headers: str = "", checksum: str = "", width: int = 64
) -> str:
    """PEM (RFC 7468) or, with a checksum line, OpenPGP's armor. No line feed at the end."""
    body = "\n".join(textwrap.wrap(base64.b64encode(content).decode(), width))
    tail = f"\n={checksum}" if checksum else ""
    begin, end = f"{DASHES}BEGIN {label}{DASHES}", f"{DASHES}END {label}{DASHES}"
    return f"{begin}\n{headers}{body}{tail}\n{end}"


def putty(version: int, cipher: str) -> str:
    """A PuTTY key, https://tartarus.org/~simon/putty-snapshots/htmldoc/AppendixC.html"""
    public, private = (textwrap.wrap(base64.b64encode(noise(s, 51)).decode(), 64) for s in (32, 33))
    lines = [
        "PuTTY-User-" + f"Key-File-{version}: ssh-ed25519",
        f"Encryption: {cipher}",
        "Comment: somebody@example.org",
        f"Public-Lines: {len(public)}",
        *public,
        f"Private-Lines: {len(private)}",
        *private,
        f"Private-MAC: {noise(34, 32).hex()}",
    ]
    return "\n".join(lines)


# Bech32, https://github.com/bitcoin/bips/blob/master/bip-0173.mediawiki#reference-implementations

BECH32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"


def _polymod(values: list[int]) -> int:
    check = 1
    for value in values:
        top = check >> 25
        check = (check & 0x1FFFFFF) << 5 ^ value
        for bit, part in enumerate((0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)):
            check ^= part if top >> bit & 1 else 0
    return check


def bech32(prefix: str, values: list[int]) -> str:
    """``prefix``, ``1``, the 5-bit values and their checksum."""
    expanded = [ord(each) >> 5 for each in prefix] + [0] + [ord(each) & 31 for each in prefix]
    rest = _polymod([*expanded, *values, 0, 0, 0, 0, 0, 0]) ^ 1
    values = values + [rest >> shift & 31 for shift in (25, 20, 15, 10, 5, 0)]
    return f"{prefix}1" + "".join(BECH32[value] for value in values)


def age(seed: int) -> str:
    """An age identity: 32 bytes as 52 values of five bits."""
    bits = int.from_bytes(noise(seed, 32), "big") << 4
    values = [bits >> shift & 31 for shift in range(255, -1, -5)]
    return bech32("age-secret-key-", values).upper()
