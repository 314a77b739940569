"""SHA-256 and its HMAC by the interpreter's own module: ``hashlib`` would start OpenSSL at each refusal."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Protocol

    class Hash(Protocol):
        """What every hash object of Python does."""

        def update(self, data: bytes, /) -> None:
            """Take in more bytes."""

        def copy(self) -> Hash:
            """A hash of the same bytes so far."""

        def digest(self) -> bytes:
            """The digest as bytes."""

        def hexdigest(self) -> str:
            """The digest as hexadecimal digits."""


_BLOCK = 64


def _found() -> Callable[[bytes], Hash]:
    for name in ("_sha2", "_sha256"):  # renamed in Python 3.12
        try:
            found: Callable[[bytes], Hash] = __import__(name).sha256
        except ImportError:
            continue
        return found
    from hashlib import sha256 as openssl

    return openssl


sha256 = _found()


def pads(key: bytes) -> tuple[bytes, bytes]:
    """The inner and outer pad of HMAC (RFC 2104) for a key of at most 64 bytes."""
    filled = key.ljust(_BLOCK, b"\0")
    return bytes(byte ^ 0x36 for byte in filled), bytes(byte ^ 0x5C for byte in filled)


def hmac_sha256(key: bytes, data: bytes) -> bytes:
    """HMAC-SHA-256 (RFC 2104) under a key of at most 64 bytes."""
    inner, outer = pads(key)
    return sha256(outer + sha256(inner + data).digest()).digest()
