"""Single private keys in DER: PKCS#8 plain and encrypted, PKCS#1, SEC 1."""

from __future__ import annotations

from secretguard.detectors.keystores import opening
from secretguard.detectors.keystores.contents import (
    KNOWN,
    LOCKED,
    MISSING_PACKAGE,
    NOT_FAMOUS,
    OPEN,
    PASSWORDS,
    Contents,
    opened_with,
)
from secretguard.detectors.keystores.derivation import rounds_of
from secretguard.text.der import read

TYPE_CHECKING = False
if TYPE_CHECKING:
    from secretguard.detectors.keystores.contents import Work

_RULE = "private-key"
_ALGORITHMS = {
    bytes.fromhex("2a864886f70d010101"): "RSA",
    bytes.fromhex("2a864886f70d01010a"): "RSA-PSS",
    bytes.fromhex("2a8648ce3d0201"): "EC",
    bytes.fromhex("2a8648ce380401"): "DSA",
    bytes.fromhex("2a864886f70d010301"): "Diffie-Hellman",
    bytes.fromhex("2b656e"): "X25519",
    bytes.fromhex("2b656f"): "X448",
    bytes.fromhex("2b6570"): "Ed25519",
    bytes.fromhex("2b6571"): "Ed448",
}


def read_pkcs8(data: bytes, _work: Work) -> Contents:
    """``PrivateKeyInfo`` of RFC 5958: nothing stands before the key."""
    try:
        algorithm = read(data).children()[1].children()[0].content
    except (ValueError, IndexError):
        algorithm = b""
    kind = _ALGORITHMS.get(algorithm, "")
    return _plain(f"{kind} private key in DER form" if kind else "private key in DER form")


def read_pkcs1(_data: bytes, _work: Work) -> Contents:
    """``RSAPrivateKey`` of RFC 8017."""
    return _plain("RSA private key in DER form")


def read_sec1(_data: bytes, _work: Work) -> Contents:
    """``ECPrivateKey`` of RFC 5915."""
    return _plain("EC private key in DER form")


def _plain(title: str) -> Contents:
    return Contents(title, OPEN, ("the file begins like one", "it is not encrypted"), rule_id=_RULE)


def read_encrypted(data: bytes, work: Work) -> Contents:
    """``EncryptedPrivateKeyInfo`` of RFC 5958."""
    title = "private key in DER form, under a passphrase"
    lock, told = try_passwords(data, work)
    return Contents(title, lock, ("the file begins like one", *told), rule_id=_RULE)


def try_passwords(der: bytes, work: Work) -> tuple[str, tuple[str, ...]]:
    """``(lock, sentences)`` of an encrypted PKCS#8 key in DER."""
    try:
        rounds = rounds_of(read(der).children()[0])
    except (ValueError, IndexError):
        return LOCKED, ("how it is encrypted could not be read",)
    if not opening.is_available():
        return LOCKED, (_cost(rounds), MISSING_PACKAGE)
    refusal = work.refusal(rounds)
    if refusal:
        return LOCKED, (refusal,)
    password = opening.key_opens(der, PASSWORDS)
    if password is None:
        return LOCKED, (_cost(rounds), NOT_FAMOUS)
    return KNOWN, (opened_with(password),)


def try_old_pem(block: bytes) -> tuple[str, tuple[str, ...]]:
    """The same for a PEM block of RFC 1421 with its ``DEK-Info``: one round of MD5."""
    if not opening.is_available():
        return LOCKED, (_cost(1), MISSING_PACKAGE)
    password = opening.key_opens(block, PASSWORDS)
    if password is None:
        return LOCKED, (_cost(1), NOT_FAMOUS)
    return KNOWN, (opened_with(password),)


def _cost(rounds: int) -> str:
    return f"a guess costs {rounds:,} {'round' if rounds == 1 else 'rounds'}"
