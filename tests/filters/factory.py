"""Candidates made by hand, so that each filter is asked about exactly one thing."""

from __future__ import annotations

import random
import string
from typing import TYPE_CHECKING

from secretguard.model.candidate import Candidate
from secretguard.model.fragment import Fragment
from secretguard.model.levels import Confidence, Severity
from secretguard.model.secret import Secret

if TYPE_CHECKING:
    from secretguard.filters import Filter

BASE62 = string.ascii_letters + string.digits
HEX = string.digits + "abcdef"
BASE64 = BASE62 + "+/"


def drawn(seed: int, length: int, alphabet: str = BASE62) -> str:
    """What a machine would make; the same text for the same seed."""
    source = random.Random(seed)
    return "".join(source.choice(alphabet) for _ in range(length))


def uuid(seed: int) -> str:
    return "-".join(drawn(seed + length, length, HEX) for length in (8, 4, 4, 4, 12))


def pem(label: str, body: str, end: str = "END") -> str:
    """A PEM block; its dashes are added here so that no source file holds a header."""
    dashes = "-" * 5
    closing = f"{dashes}{end} {label}{dashes}\n" if end else ""
    return f"{dashes}BEGIN {label}{dashes}\n{body}\n{closing}"


def placed(
    text: str,
    value: str,
    *,
    name: str = "",
    path: str = "src/app.py",
    structured: bool = False,
    detector: str = "",
    rule_id: str = "",
    public: str = "",
    refers: bool = False,
) -> tuple[Candidate, Fragment]:
    """A candidate for the last ``value`` of ``text``; with a ``name``, the match begins there."""
    data = text.encode("utf-8", "surrogateescape")
    needle = value.encode("utf-8", "surrogateescape")
    start = data.rindex(needle)
    first = data.rindex(name.encode(), 0, start) if name else start
    span = (start, start + len(needle))
    return Candidate(
        rule_id=rule_id or ("acme-token" if structured else "generic-secret"),
        title="secret of a test",
        span=span,
        match=(first, span[1]),
        secret=Secret(value),
        severity=Severity.HIGH,
        confidence=Confidence.HIGH,
        detector=detector or ("provider" if structured else "assignment"),
        structured=structured,
        refers=refers,
        name=name,
        public=public,
    ), Fragment(path, data)


def told(judge: Filter, candidate: Candidate, fragment: Fragment) -> tuple[str, str]:
    """``(kind, reason)`` of the answer; two empty texts when the filter has nothing to say."""
    answer = judge(candidate, fragment)
    return ("", "") if answer is None else (answer.kind, answer.reason)
