"""Is a revoked secret in this text, whatever its rule and its surroundings? Asked at every commit.

A ledger holds fingerprints, so the text is cut into words and each word long enough is
fingerprinted, as it stands and decoded. The digests of the dead lie side by side in an index in git's own
directory, made anew when the ledger changes. Only secrets that nobody can guess take part:
trying every word against scrypt would take hours. This module runs on the silent path, so
it imports next to nothing.
"""

from __future__ import annotations

import os

from secretguard.model.digest import pads, sha256
from secretguard.sources.repository import LEDGER, SALT

TYPE_CHECKING = False  # importing typing costs the hook 4 ms
if TYPE_CHECKING:
    from collections.abc import Iterator

SHORTEST = 20
_LONGEST = 4096  # minified code has words of megabytes; no token is one of them
_PIECE = 1 << 18
_MOST = 100_000  # words of which the answer is remembered
_DIGEST_BYTES = 16
_MEMBERS = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-+/=.:~%"
_BLANK_OTHERS = bytes(byte if byte in _MEMBERS else 32 for byte in range(256))
_EDGES = b"=.:/-+~%"
_HEADER = b"secretguard dead 2"

# (salt, digests one behind the other)
Dead = list[tuple[bytes, bytes]]


class Recall:
    """The revoked secrets of one ledger, ready to be recognised."""

    __slots__ = ("_dead", "_seen")

    def __init__(self, dead: Dead) -> None:
        self._dead = [(*pads(salt), digests) for salt, digests in dead]
        self._seen: dict[bytes, bool] = {}

    def meets(self, data: bytes) -> bool:
        """Whether any word of ``data`` is a revoked secret or an encoding of one."""
        return next(self.dead_words(data), None) is not None

    def dead_words(self, data: bytes) -> Iterator[bytes]:
        """The words of ``data`` that are one."""
        for piece in _pieces(data):
            yield from filter(self._is_dead, words(piece))

    def _is_dead(self, word: bytes) -> bool:
        answer = self._seen.get(word)
        if answer is None:
            if len(self._seen) >= _MOST:
                self._seen.clear()
            answer = self._seen[word] = any(self._known(text) for text in readings(word))
        return answer

    def _known(self, text: bytes) -> bool:
        for inner, outer, digests in self._dead:
            found = sha256(outer + sha256(inner + text).digest()).digest()[:_DIGEST_BYTES]
            place = digests.find(found)
            while place >= 0 and place % _DIGEST_BYTES:
                place = digests.find(found, place + 1)
            if place >= 0:
                return True
        return False


def _pieces(data: bytes) -> Iterator[bytes]:
    """``data``, cut between words when it is so large that all of them at once would fill the memory."""
    if len(data) <= _PIECE:
        yield data
        return
    text = data.translate(_BLANK_OTHERS)
    start = 0
    while start < len(text):
        end = text.find(b" ", start + _PIECE)
        end = len(text) if end < 0 else end
        yield text[start:end]
        start = end


def words(data: bytes) -> set[bytes]:
    """The words of a text that may be a token: long enough, without blanks and quotes."""
    found = data.translate(_BLANK_OTHERS).split()
    return {word for word in found if SHORTEST <= len(word) <= _LONGEST and not _is_name(word)}


def _is_name(word: bytes) -> bool:
    """Small letters and signs without a digit: most long words of source code, and no strong secret."""
    return word.islower() and len(word.translate(None, b"0123456789")) == len(word)


def readings(word: bytes) -> Iterator[bytes]:
    """What a word may stand for: itself, the value behind a name, and both decoded."""
    import binascii

    for text in _values(word):
        yield text
        if b"%" in text:
            yield from _values(_percent_decoded(text))
        plain = text.rstrip(b"=").replace(b"-", b"+").replace(b"_", b"/")
        for decode, coded in (
            (binascii.a2b_base64, plain + b"=" * (-len(plain) % 4)),
            (binascii.a2b_hex, text),
        ):
            try:
                decoded = decode(coded).strip()
            except ValueError:
                continue
            if decoded.isascii() and len(decoded) >= SHORTEST:
                for inner in words(decoded):
                    yield from _values(inner)


def _values(word: bytes) -> Iterator[bytes]:
    """``word`` without signs at its edges, and what stands before and behind joints in it."""
    found = {word, word.strip(_EDGES), word.lstrip(_EDGES)}
    for joint in (b"=", b":", b"/", b"."):
        if joint in word:
            found.add(word.partition(joint)[2])  # a value may hold a joint itself
            found.update(word.split(joint))
    # In a fixed order, the longest first: what is reported must not depend on the hash seed.
    return (text for text in sorted(found, key=_longest_first) if len(text) >= SHORTEST)


def _longest_first(text: bytes) -> tuple[int, bytes]:
    return -len(text), text


def _percent_decoded(text: bytes) -> bytes:
    head, *rest = text.split(b"%")
    parts = [head]
    for part in rest:
        try:
            parts.append(bytes((int(part[:2], 16),)) + part[2:])
        except ValueError:
            parts.append(b"%" + part)
    return b"".join(parts)


def open_recall(root: str, private: str) -> Recall | None:
    """What to recognise in the repository ``root``; None when its ledger tells of no dead secret.

    ``private`` is the folder for the index, "" for none. Raises ``SourceError`` when the ledger cannot be read.
    """
    stamp = stamp_of(root)
    path = f"{private}/dead"
    content = _read(path)
    head, _, rest = content.partition(b"\n")
    if head != stamp:
        from secretguard.ledger.dead import dead_of, write_index

        dead = dead_of(root)
        write_index(path, stamp, dead)
        return Recall(dead) if dead else None
    dead = []
    while rest:
        line, _, rest = rest.partition(b"\n")
        salt, _, length = line.partition(b" ")
        dead.append((bytes.fromhex(salt.decode()), rest[: int(length)]))
        rest = rest[int(length) :]
    return Recall(dead) if dead else None


def stamp_of(root: str) -> bytes:
    """Changes whenever ledger or salts do."""
    told = [_HEADER]
    for name in (LEDGER, SALT):
        try:
            found = os.stat(f"{root}/{name}", follow_symlinks=False)
        except OSError:
            told.append(b"-")
        else:
            told.append(b"%d %d %d" % (found.st_size, found.st_mtime_ns, found.st_ino))
    return b"; ".join(told)


def _read(path: str) -> bytes:
    try:
        with open(path, "rb") as file:
            return file.read()
    except OSError:
        return b""  # made anew, and whoever cannot write it makes it each time
