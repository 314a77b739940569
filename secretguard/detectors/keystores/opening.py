"""The one door to the package ``cryptography``, which is optional and imported when a store is found."""

from __future__ import annotations

from functools import lru_cache


def is_available() -> bool:
    """Whether the extra ``secretguard[keystores]`` is installed."""
    try:
        import cryptography  # noqa: F401
    except ImportError:
        return False
    return True


@lru_cache(maxsize=64)
def key_opens(encoded: bytes, passwords: tuple[str, ...]) -> str | None:
    """The password that opens an encrypted PKCS#8 key in DER, or a whole PEM block.

    None when none does. Ask ``is_available`` before. The same key lies beside many a test, and each try
    costs thousands of rounds.
    """
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.serialization import (
        load_der_private_key,
        load_pem_private_key,
    )

    load = load_pem_private_key if encoded.startswith(b"-----") else load_der_private_key
    for password in passwords:
        try:
            load(encoded, password.encode(), unsafe_skip_rsa_key_validation=True)
        except (ValueError, TypeError, UnsupportedAlgorithm):
            continue
        return password
    return None


def pkcs12_counts(data: bytes, password: str) -> tuple[int, int] | None:
    """``(private keys, certificates)`` of a PKCS#12 store; None when it cannot be read."""
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.serialization.pkcs12 import load_pkcs12

    try:
        store = load_pkcs12(data, password.encode())
    except (ValueError, TypeError, UnsupportedAlgorithm):
        return None
    certificates = len(store.additional_certs) + (store.cert is not None)
    return int(store.key is not None), certificates


def aes_cbc_decrypt(key: bytes, vector: bytes, data: bytes) -> bytes:
    """AES in CBC mode without padding."""
    from cryptography.hazmat.primitives.ciphers import Cipher
    from cryptography.hazmat.primitives.ciphers.algorithms import AES
    from cryptography.hazmat.primitives.ciphers.modes import CBC

    decryptor = Cipher(AES(key), CBC(vector)).decryptor()
    return decryptor.update(data) + decryptor.finalize()
