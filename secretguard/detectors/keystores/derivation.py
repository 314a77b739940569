"""How much work a password costs: the round counts that PKCS#5 and PKCS#12 write beside the data.

https://www.rfc-editor.org/rfc/rfc8018 and https://www.rfc-editor.org/rfc/rfc7292
"""

from __future__ import annotations

from secretguard.text.der import INTEGER, OCTETS, OID, SEQUENCE, DerError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from secretguard.text.der import Element

_PBES2 = bytes.fromhex("2a864886f70d01050d")
_SCRYPT = bytes.fromhex("2b06010401da47040b")
# Of scrypt a round with block size 1 costs about as much as one of PBKDF2.
_HASHES = {
    bytes.fromhex("2b0e03021a"): ("sha1", 64),
    bytes.fromhex("608648016503040201"): ("sha256", 64),
    bytes.fromhex("608648016503040202"): ("sha384", 128),
    bytes.fromhex("608648016503040203"): ("sha512", 128),
    bytes.fromhex("608648016503040204"): ("sha224", 64),
}


def rounds_of(algorithm: Element) -> int:
    """Rounds a password of an ``AlgorithmIdentifier``. Raises ``DerError`` when it names none."""
    parts = algorithm.children()
    if len(parts) < 2 or parts[0].tag != OID or parts[1].tag != SEQUENCE:
        raise DerError("no parameters")
    if parts[0].content == _PBES2:
        return _derivation(parts[1].children()[0])
    salted = parts[1].children()  # PBES1 and PKCS#12: salt, rounds
    if len(salted) < 2 or salted[0].tag != OCTETS or salted[1].tag != INTEGER:
        raise DerError("no rounds")
    return salted[1].number


def _derivation(function: Element) -> int:
    kind, parameters = function.children()[:2]
    numbers = [part.number for part in parameters if part.tag == INTEGER]
    if not numbers:
        raise DerError("no rounds")
    if kind.content == _SCRYPT and len(numbers) >= 3:
        return numbers[0] * numbers[1] * numbers[2]
    return numbers[0]


def hash_name(algorithm: bytes) -> tuple[str, int] | None:
    """The name in hashlib of a digest and its block size in bytes, by object identifier."""
    return _HASHES.get(algorithm)


def mac_key(digest: str, block: int, password: bytes, salt: bytes, rounds: int, size: int) -> bytes:
    """The integrity key of RFC 7292 appendix B (id 3), one digest long or shorter (``size``).

    ``password`` is in UTF-16, big-endian, with its two zero bytes.
    """
    import hashlib

    def filled(text: bytes) -> bytes:
        length = -(-len(text) // block) * block
        return (text * (length // len(text) + 1))[:length] if text else b""

    made = hashlib.new(digest, b"\3" * block + filled(salt) + filled(password)).digest()
    for _ in range(rounds - 1):
        made = hashlib.new(digest, made).digest()
    return made[:size]
