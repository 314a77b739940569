"""What a reader tells about a store, the passwords that everybody tries, and how long to try."""

from __future__ import annotations

from secretguard.model.frozen import frozen

OPEN = "open"  # no password stands before the keys
KNOWN = "known"  # a password that everybody tries first opens it
LOCKED = "locked"  # a password of its own, or one of a kind that is not tried
CERTIFICATES = "certificates"  # nothing secret is inside

# Defaults of tools and tutorials: Java, Android, Google's service accounts.
PASSWORDS = ("", "changeit", "password", "android", "notasecret", "changeme", "secret", "123456")
_MOST_ROUNDS = 120_000
_MOST_WORK = 2_000_000
MISSING_PACKAGE = "the package cryptography would tell more (pip install 'secretguard[keystores]')"


@frozen
class Contents:
    """One store.

    ``lock`` is one of the words above. ``level`` is the confidence, 1 to 4. ``public`` says
    why nothing secret is inside; "" means that something is or may be. ``rule_id`` decides
    which advice is given. ``size``: so much of the file is the secret; 0 for all of it.
    """

    title: str
    lock: str
    evidence: tuple[str, ...] = ()
    level: int = 3
    public: str = ""
    rule_id: str = "key-store"
    size: int = 0


class Work:
    """How many rounds of key derivation one run may still spend on trying passwords.

    A store may ask for ten million rounds a password; the commit does not wait for that.
    """

    def __init__(self, rounds: int = _MOST_WORK) -> None:
        self._left = rounds

    def refusal(self, rounds: int) -> str:
        """Why passwords of ``rounds`` rounds each are not tried; "" when they may be, and counted."""
        rounds = max(rounds, 1)  # a damaged store may name any number
        if rounds > _MOST_ROUNDS:
            return f"no password was tried: each would take {rounds:,} rounds"
        if rounds * len(PASSWORDS) > self._left:
            return "no password was tried: earlier stores took the time there is for it"
        self._left -= rounds * len(PASSWORDS)
        return ""


def utf16(text: str) -> bytes:
    """A password as Java and PKCS#12 write it; PKCS#12 puts two zero bytes behind it."""
    return text.encode("utf-16-be")


def opened_with(password: str) -> str:
    """The sentence of evidence for a famous password."""
    if not password:
        return "it opens with an empty password"
    return f'it opens with "{password}", which everybody tries first'


NOT_FAMOUS = "it opens with none of the passwords that everybody tries first"


def counted(number: int, noun: str) -> str:
    """``1 private key``, ``2 private keys``."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
