"""Secrets in a stream of text, replaced by marks; every other byte stays what it is.

``<secret:github-pat:3f2a90c1>`` names the rule and a keyed hash of the value: with one key the same
secret has the same mark, so that logs stay comparable, and without the key a mark tells nothing.
"""

from __future__ import annotations

import os
import threading
from _blake2 import blake2b

from secretguard.errors import SecretguardError
from secretguard.pipeline.screen import Tally, Woken, open_screen, opened
from secretguard.text.decode import is_binary

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from secretguard.config.settings import Settings
    from secretguard.pipeline.scan import Judge

_PATH = b"(log)"
_CONTEXT = 1 << 12  # bytes before a line that may tell what its values are
_LONGEST = 1 << 20  # a line that is longer is cut
_KEPT = 1 << 16  # what stays behind at such a cut, for a secret may go on
_BEGIN, _END = b"-----BEGIN ", b"-----END "
_QUOTES = (b'"', b"'", b"`")
_JOINING = b" \t+.&|<>_\\"  # what stands behind a literal that goes on in the next line
_LONGEST_WAIT = 1 << 16
# In a log nobody excuses anything: these words stand there by somebody else's choice.
_EXCUSES = ("inline", "path")


class WithheldError(SecretguardError):
    """A text could not be judged, so it must not be shown."""


class Redactor:
    """Replaces secrets by marks. One may be shared by threads.

    ``key`` makes the marks; without one, each redactor has its own. ``settings_file`` is the name
    and content of a settings file, ``root`` the folder whose ``.secretguard/rules`` may add rules.
    Raises ``ValueError`` for a key that is empty, which anybody could make marks with.
    """

    def __init__(
        self,
        key: bytes | None = None,
        settings_file: tuple[str, bytes] | None = None,
        root: str | None = None,
    ) -> None:
        if key is not None and not key:
            raise ValueError("the key of a redactor is empty")
        self._key = blake2b(key or os.urandom(32), digest_size=32).digest()
        self._screen = open_screen(settings_file, root)
        self._screen.hold_rules()
        self._settings_file = settings_file
        self._judge: Judge | None = None
        self._lock = threading.Lock()

    def redact(self, text: str) -> str:
        """``text`` with marks. Raises ``WithheldError`` when it could not be judged."""
        raw = text.encode("utf-8", "surrogatepass")
        found = self.spans(raw)
        return self.replaced(raw, found).decode("utf-8", "surrogatepass") if found else text

    def spans(self, data: bytes) -> list[tuple[int, int, str]]:
        """``(start, end, rule)`` of each secret, in order and apart.

        Raises ``WithheldError`` when the text could not be judged.
        """
        with self._lock:
            try:
                hits = self._screen.hits(_PATH, data)
                return _apart(self._believed(data, hits)) if hits else []
            except SecretguardError as error:
                raise WithheldError(str(error)) from error

    def _believed(self, data: bytes, hits: list[tuple[int, int]]) -> Iterator[tuple[int, int, str]]:
        judge = self._open_judge()
        failed = judge.told
        woken = Woken(("F", 0, "", (), _PATH), "", data, "", hits)
        sightings = judge.believable(opened(self._screen, woken, Tally()))
        if judge.told > failed:
            raise WithheldError("a detector failed")
        for sighting in sightings:
            candidate, excuse = sighting.candidate, judge.excuse(sighting)
            if (
                not candidate.advice
                and candidate.confidence >= judge.settings.refuse_at
                and (excuse is None or excuse.kind in _EXCUSES)
            ):
                yield *candidate.span, candidate.rule_id

    def _open_judge(self) -> Judge:
        if self._judge is None:
            from secretguard.pipeline.scan import Judge

            self._judge = Judge(self._settings(), self._screen.table, self._screen.rules_of)
        return self._judge

    def _settings(self) -> Settings:
        from secretguard.config.load import settings_of

        return settings_of(self._settings_file)

    def replaced(self, data: bytes, spans: Iterable[tuple[int, int, str]], start: int = 0) -> bytes:
        """``data`` from ``start`` on with each span replaced by its mark.

        Of one that begins before ``start`` the mark stands for what is left of it.
        """
        parts = []
        for low, high, rule in spans:
            if high > start:
                parts += [data[start:low], self.mark(rule, data[low:high])]
                start = high
        return b"".join([*parts, data[start:]])

    def mark(self, rule: str, value: bytes) -> bytes:
        """What stands for a secret: its rule and eight digits that only the key can make."""
        told = blake2b(rule.encode() + b"\0" + value, key=self._key, digest_size=4).hexdigest()
        return f"<secret:{rule}:{told}>".encode()


def _apart(spans: Iterable[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """The spans in order; of two that overlap, the one that begins first, made to cover both."""
    apart: list[tuple[int, int, str]] = []
    for low, high, rule in sorted(spans):
        if apart and low < apart[-1][1]:
            first, last, name = apart[-1]
            apart[-1] = (first, max(last, high), name)
        else:
            apart.append((low, high, rule))
    return apart


class Stream:
    """Redacts what is fed to it, line by line, in constant memory.

    A line leaves as soon as it is complete, one that ends in the operator or the backslash that joins it
    to the next together with that, a private key when its last line is there. Text that
    could not be judged is withheld, and ``withheld`` counts its bytes.
    """

    def __init__(self, redactor: Redactor) -> None:
        self._redactor = redactor
        self._context = b""  # what was given out last, as it was
        self._waiting = b""
        self.withheld = 0

    def feed(self, data: bytes) -> bytes:
        """Take in some bytes; what may be given out by now."""
        self._waiting += data
        if len(self._waiting) > _LONGEST + _KEPT:
            return self._cut()
        end = self._waiting.rfind(b"\n") + 1
        if not end or _open_key(self._waiting[:end]) or _open_literal(self._waiting[:end]):
            return b""
        return self._give(end)

    def close(self) -> bytes:
        """The rest, complete or not."""
        return self._give(len(self._waiting)) if self._waiting else b""

    def _cut(self) -> bytes:
        """The beginning of a line that is too long to be waited for."""
        try:
            spans = self._redactor.spans(self._context + self._waiting)
        except WithheldError:
            return self._give(len(self._waiting))
        at = len(self._waiting) - _KEPT
        for low, high, _ in spans:
            before = len(self._context)
            if low - before < at < high - before:
                at = low - before
        return self._give(at) if at > 0 else self._give(len(self._waiting))

    def _give(self, end: int) -> bytes:
        text, self._waiting = self._waiting[:end], self._waiting[end:]
        data, start = self._context + text, len(self._context)
        self._context = b"" if is_binary(text) else data[-_CONTEXT:]
        try:
            return self._redactor.replaced(data, self._redactor.spans(data), start)
        except WithheldError as error:
            self.withheld += len(text)
            return f"<secretguard: {len(text)} bytes withheld: {error}>\n".encode()


def _open_key(text: bytes) -> bool:
    """Whether ``text`` ends within a private key that is not too long to be one."""
    begin = text.rfind(_BEGIN)
    if begin < 0 or len(text) - begin > _LONGEST_WAIT or text.find(_END, begin) >= 0:
        return False
    return b"KEY" in text[begin : begin + 64]


def _open_literal(text: bytes) -> bool:
    """Whether the last line goes on in the next one; a text that does so throughout is let go."""
    line = text[text.rfind(b"\n", 0, len(text) - 1) + 1 :].rstrip()
    literal = line.rstrip(_JOINING)
    goes_on = line.endswith(b"\\") or (literal != line and literal.endswith(_QUOTES))
    return goes_on and len(text) <= _LONGEST_WAIT
