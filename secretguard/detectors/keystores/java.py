"""Java's own key stores: JKS and JCEKS, whose entries lie open and whose keys are scrambled.

The layout (magic, version, count, entries that begin with their tag, a SHA-1 over the password
and all of it) and the scrambling of JKS keys are those of OpenJDK's ``JavaKeyStore`` and
``KeyProtector``. Both are so weak that trying a password costs one hash.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

from secretguard.detectors.keystores.contents import (
    CERTIFICATES,
    KNOWN,
    LOCKED,
    NOT_FAMOUS,
    PASSWORDS,
    Contents,
    counted,
    opened_with,
    utf16,
)
from secretguard.text.der import DerError, read

TYPE_CHECKING = False
if TYPE_CHECKING:
    from secretguard.detectors.keystores.contents import Work

_PRIVATE, _CERTIFICATE, _SECRET = 1, 2, 3
_MOST = 10_000
_SALT = _CHECK = 20
_DEBUG_ALIAS = "androiddebugkey"


@dataclass(slots=True)
class _Entries:
    keys: list[bytes] = field(default_factory=list)
    certificates: int = 0
    secrets: int = 0
    aliases: list[str] = field(default_factory=list)
    whole: bool = False  # all of it was read


def read_store(data: bytes, _work: Work) -> Contents:
    """What the store holds; one that is cut off is believed to hold a key."""
    title = "Java key store" if data[:1] == b"\xfe" else "Java JCEKS key store"
    entries = _read(data)
    if entries.whole and not entries.keys and not entries.secrets:
        holds = f"it holds {counted(entries.certificates, 'certificate')}"
        return Contents(
            title,
            CERTIFICATES,
            (holds,),
            public="a trust store: certificates alone, no private key",
        )
    inside = [
        counted(number, noun)
        for number, noun in (
            (len(entries.keys), "private key"),
            (entries.secrets, "secret key"),
            (entries.certificates, "certificate"),
        )
        if number
    ]
    holds = f"it holds {' and '.join(inside)}" if inside else "it begins like one"
    password = _password(data, entries)
    if password is None:
        return Contents(title, LOCKED, (holds, NOT_FAMOUS))
    debug = password == "android" and entries.aliases == [_DEBUG_ALIAS]  # noqa: S105
    told = "every Android SDK makes one like it" if debug else opened_with(password)
    return Contents(title, KNOWN, (holds, told), level=1 if debug else 3)


def _read(data: bytes) -> _Entries:
    entries = _Entries()
    version = int.from_bytes(data[4:8], "big")
    position, count = 12, int.from_bytes(data[8:12], "big")
    for _ in range(min(count, _MOST)):
        tag = int.from_bytes(data[position : position + 4], "big")
        alias, position = _short(data, position + 4)
        entries.aliases.append(alias.decode("utf-8", "replace"))
        position += 8  # its date
        if tag == _PRIVATE:
            key, position = _long(data, position)
            entries.keys.append(key)
            chain = int.from_bytes(data[position : position + 4], "big")
            position += 4
            for _ in range(min(chain, _MOST)):
                position = _certificate(data, position, version)
            entries.certificates += min(chain, _MOST)
        elif tag == _CERTIFICATE:
            position = _certificate(data, position, version)
            entries.certificates += 1
        elif tag == _SECRET:
            entries.secrets += 1  # a serialised Java object without a length: nothing follows
            return entries
        else:
            return entries
        if position > len(data):
            return entries
    entries.whole = count <= _MOST
    return entries


def _certificate(data: bytes, position: int, version: int) -> int:
    if version == 2:
        _, position = _short(data, position)  # "X.509"
    return _long(data, position)[1]


def _short(data: bytes, position: int) -> tuple[bytes, int]:
    end = position + 2 + int.from_bytes(data[position : position + 2], "big")
    return data[position + 2 : end], end


def _long(data: bytes, position: int) -> tuple[bytes, int]:
    end = position + 4 + int.from_bytes(data[position : position + 4], "big")
    return data[position + 4 : end], end


def _password(data: bytes, entries: _Entries) -> str | None:
    """The famous password of the store or of a key in it."""
    for password in PASSWORDS:
        written = utf16(password)
        whole = hashlib.sha1(written + b"Mighty Aphrodite" + data[:-_CHECK], usedforsecurity=False)
        if whole.digest() == data[-_CHECK:]:
            return password
        if any(_unscrambles(key, written) for key in entries.keys[:8]):
            return password
    return None


def _unscrambles(key: bytes, password: bytes) -> bool:
    """``KeyProtector``: a chain of SHA-1 is laid over the key, a SHA-1 of it stands behind."""
    try:
        protected = read(key).children()[1].content
    except (DerError, IndexError):
        return False
    chain, scrambled = protected[:_SALT], protected[_SALT:-_CHECK]
    if len(protected) <= _SALT + _CHECK or len(scrambled) > 20_000:
        return False
    plain = bytearray()
    for start in range(0, len(scrambled), _SALT):
        chain = hashlib.sha1(password + chain, usedforsecurity=False).digest()
        plain += bytes(
            one ^ other for one, other in zip(scrambled[start : start + _SALT], chain, strict=False)
        )
    return hashlib.sha1(password + plain, usedforsecurity=False).digest() == protected[-_CHECK:]
