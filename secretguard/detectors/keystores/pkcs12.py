"""PKCS#12 (PFX, P12): which bags are inside, as far as they lie open, and whether a famous password fits.

The structure is that of RFC 7292. The integrity check needs no decryption, so the passwords are tried
against it, with the standard library alone.
"""

from __future__ import annotations

from dataclasses import dataclass

from secretguard.detectors.keystores import opening
from secretguard.detectors.keystores.contents import (
    CERTIFICATES,
    KNOWN,
    LOCKED,
    MISSING_PACKAGE,
    NOT_FAMOUS,
    OPEN,
    PASSWORDS,
    Contents,
    counted,
    opened_with,
    utf16,
)
from secretguard.detectors.keystores.derivation import hash_name, mac_key, rounds_of
from secretguard.text.der import OCTETS, SEQUENCE, DerError, Element, read

TYPE_CHECKING = False
if TYPE_CHECKING:
    from secretguard.detectors.keystores.contents import Work

TITLE = "PKCS#12 key store"
_DATA = bytes.fromhex("2a864886f70d010701")
_ENCRYPTED = bytes.fromhex("2a864886f70d010706")
_BAGS = bytes.fromhex("2a864886f70d010c0a01")
_KEY, _SHROUDED, _CERTIFICATE, _REVOKED, _SECRET, _NESTED = range(1, 7)
_DEEPEST = 4
_HALVES = "it holds certificates alone: public halves, no private key"


@dataclass(slots=True)
class _Bags:
    """What was counted; ``rounds`` is the dearest derivation that guards any of it."""

    plain: int = 0
    shrouded: int = 0
    certificates: int = 0
    secrets: int = 0
    sealed: int = 0  # parts whose contents are encrypted
    rounds: int = 0


def read_store(data: bytes, work: Work) -> Contents:
    """What the store holds; one that cannot be parsed is believed to hold a key."""
    bags = _Bags()
    try:
        parts = read(data).children()
        safe = parts[1].children()
        if safe[0].content != _DATA:
            return Contents(TITLE, LOCKED, ("it is sealed with a public key, not a password",))
        content = _octets(safe[1])
        for part in read(content):
            _count_part(part, bags)
    except (ValueError, IndexError):
        return Contents(TITLE, LOCKED, ("it begins like one; the rest could not be read",))
    mac = parts[2] if len(parts) > 2 and parts[2].tag == SEQUENCE else None
    return _judge(data, bags, _password(content, mac, bags, work))


def _judge(data: bytes, bags: _Bags, tried: tuple[str | None, str]) -> Contents:
    password, told = tried
    if bags.plain:
        return Contents(
            TITLE, OPEN, (f"{counted(bags.plain, 'private key')} in it, not encrypted",)
        )
    inside = [
        counted(number, noun)
        for number, noun in (
            (bags.shrouded, "encrypted private key"),
            (bags.secrets, "secret"),
            (bags.certificates, "certificate"),
        )
        if number
    ]
    holds = [f"it holds {' and '.join(inside)}"] if inside else []
    if not bags.shrouded and not bags.secrets and not bags.sealed:
        return Contents(TITLE, CERTIFICATES, tuple(holds), public=_HALVES)
    lock = LOCKED if password is None else KNOWN
    if bags.shrouded or bags.secrets:
        return Contents(TITLE, lock, (*holds, told))
    if password is None:
        unknown = "all of it is encrypted, so whether a private key is inside cannot be told"
        return Contents(TITLE, LOCKED, (unknown, told), level=2)
    if not opening.is_available():
        unknown = f"what is inside could not be told: {MISSING_PACKAGE}"
        return Contents(TITLE, KNOWN, (told, unknown), level=2)
    counts = opening.pkcs12_counts(data, password)
    if counts is None:
        return Contents(TITLE, KNOWN, (told, "what is inside could not be told"), level=2)
    if counts[0]:
        return Contents(TITLE, KNOWN, (told, "a private key is inside"))
    found = f"it holds {counted(counts[1], 'certificate')}"
    return Contents(TITLE, CERTIFICATES, (told, found), public=_HALVES)


def _octets(wrapped: Element) -> bytes:
    """The OCTET STRING inside of an explicit tag."""
    return wrapped.children()[0].content


def _count_part(part: Element, bags: _Bags) -> None:
    kind, wrapped = part.children()[:2]
    if kind.content == _DATA:
        _count_bags(read(_octets(wrapped)), bags, 0)
    else:
        bags.sealed += 1
        if kind.content == _ENCRYPTED:
            sealed = wrapped.children()[0].children()[1].children()
            bags.rounds = max(bags.rounds, _rounds(sealed[1]))


def _count_bags(safe: Element, bags: _Bags, depth: int) -> None:
    for bag in safe:
        kind, wrapped = bag.children()[:2]
        number = kind.content[-1] if kind.content[:-1] == _BAGS else 0
        if number == _KEY:
            bags.plain += 1
        elif number == _SHROUDED:
            bags.shrouded += 1
            bags.rounds = max(bags.rounds, _rounds(wrapped.children()[0].children()[0]))
        elif number == _CERTIFICATE:
            bags.certificates += 1
        elif number == _NESTED and depth < _DEEPEST:
            _count_bags(wrapped.children()[0], bags, depth + 1)
        elif number != _REVOKED:
            bags.secrets += 1


def _rounds(algorithm: Element) -> int:
    try:
        return rounds_of(algorithm)
    except (DerError, ValueError):
        return 0


def _password(
    content: bytes, mac: Element | None, bags: _Bags, work: Work
) -> tuple[str | None, str]:
    """The famous password that the integrity check accepts, and what to tell about it."""
    if mac is None:
        return None, "it has no integrity check to try passwords against"
    import hmac

    try:
        info, salt, *count = mac.children()
        algorithm, expected = info.children()
        rounds = count[0].number if count else 1
        named = hash_name(algorithm.children()[0].content)
    except (ValueError, IndexError):
        return None, "its integrity check could not be read"
    if named is None or salt.tag != OCTETS:
        return None, "its integrity check is of a kind that is not tried"
    refusal = work.refusal(max(rounds, bags.rounds))
    if refusal:
        return None, refusal
    for password in PASSWORDS:
        size = len(expected.content)
        for written in _written(password):
            key = mac_key(*named, written, salt.content, rounds, size)
            if hmac.digest(key, content, named[0]) == expected.content:
                return password, opened_with(password)
    return None, NOT_FAMOUS


def _written(password: str) -> tuple[bytes, ...]:
    """UTF-16 with its end; no password at all is something else than an empty one."""
    written = utf16(password) + b"\0\0"
    return (written,) if password else (written, b"")
