"""``password = "..."`` in the syntaxes of some twenty languages and file formats.

The engine stops where a value begins behind a telling name; ``reading`` takes it from there.
"""

from __future__ import annotations

from secretguard.detectors.names import PASSWORD, kind_of
from secretguard.detectors.paths import is_test, is_translation
from secretguard.detectors.randomness import is_uuid
from secretguard.detectors.reading import read_assignment
from secretguard.detectors.values import (
    CHOSEN,
    NOTHING,
    RANDOM,
    WEAK,
    is_filler,
    is_reference,
    strength,
)

TYPE_CHECKING = False  # importing typing costs the hook 4 ms
if TYPE_CHECKING:
    from collections.abc import Iterator

    from secretguard.model.candidate import Candidate
    from secretguard.model.fragment import Fragment

_STEMS = (
    "passw(?:or)?d|passphrase|pwd|passcode|[_.-]pass|secret|token|credential|creds|"
    "(?:api|access|auth|private|secret|encrypt|encryption|signing|account|master|shared|storage|"
    "service|admin|jwt|crypto|hmac|aes|session|client|consumer|app|deploy|license)[_ .-]?key"
)
_KEYWORDS = ("passw", "pwd", "passphrase", "passcode", "_pass", ".pass", "-pass", "secret", "token",
             "credential", "creds", "key")  # fmt: skip
_NAME = rf"(?:{_STEMS})" + r"""[A-Za-z0-9_.-]{0,32}["'`\\\])]{0,3}"""
_ENDING_NAME = "(?:password|passwd|passphrase|pwd|pass|secret|token|key|credential|creds)s?[\"']?"
# Each pattern ends where a value begins, so that a line of code that computes its value wakes
# nobody; ``reading`` goes back from there.
TRIGGER_SPECS = (
    (
        "assignment",
        _NAME + r"""[ \t]{0,12}[=:,>(]{1,2}[ \t]{0,12}[rbufLN@]{0,2}["'`\\]""",
        _KEYWORDS,
        0,
        True,
    ),
    (
        "assignment:bare",
        _NAME + r"""[ \t]{0,12}[=:>]{1,2}[ \t]{0,12}[^\s"'`()\[\]{},;<>&]{4}""",
        _KEYWORDS,
        0,
        True,
    ),
    (
        "assignment:typed",
        _NAME + r"""[ \t]{0,4}:[ \t]{0,4}[A-Za-z&_.:<>\[\]?|' ]{2,30}=[ \t]{0,4}["'`]""",
        _KEYWORDS,
        0,
        True,
    ),
    ("assignment:block", _NAME + r"[ \t]{0,4}:[ \t|>+-]{0,6}\r?\n", _KEYWORDS, 0, True),
    ("assignment:flag", rf"--[a-z-]{{0,24}}(?:{_STEMS})[a-z-]{{0,12}} ", _KEYWORDS, 0, True),
    (
        "assignment:value",
        _ENDING_NAME + r""",?\s{1,24}["']?value["']?[ \t]{0,4}[:=]""",
        (*_KEYWORDS, "pass"),
        0,
        True,
    ),
    ("assignment:sql", r"identified[ \t]{1,8}by[ \t]{1,8}['\"]", ("identified",), 0, True),
)


def screen(data: bytes, end: int, path: str) -> bool:
    """Whether the hit that ends at ``end`` can be a credential that refuses a commit."""
    found = read_assignment(data, end, path)
    if found is None:
        return False
    value = data[found[1] : found[2]].decode("utf-8", "replace")
    name = data[found[0][0] : found[0][1]].decode("ascii", "replace")
    return not is_reference(value) and value_level(name, value, path) >= 2


class AssignmentDetector:
    """Believes a literal that is assigned to a name which announces a credential."""

    name = "assignment"

    def detect(self, fragment: Fragment) -> Iterator[Candidate]:
        """Candidates at the engine's points of this module's triggers."""
        seen: set[int] = set()
        for spec in TRIGGER_SPECS:
            for _, end in fragment.regions.get(spec[0], ()):
                found = read_assignment(fragment.data, end, fragment.path)
                if found is not None and found[1] not in seen:
                    seen.add(found[1])
                    candidate = _candidate(fragment, *found)
                    if candidate is not None:
                        yield candidate


def _candidate(
    fragment: Fragment, name_span: tuple[int, int], start: int, end: int
) -> Candidate | None:
    from secretguard.model.candidate import Candidate
    from secretguard.model.levels import Confidence, Severity
    from secretguard.model.secret import Secret

    name = fragment.data[name_span[0] : name_span[1]].decode("ascii", "replace")
    value = fragment.data[start:end].decode("utf-8", "surrogateescape")
    excused = is_reference(value)  # reported as a reference, for the filter to explain
    level = 2 if excused else value_level(name, value, fragment.path)
    if level == 0:
        return None
    password = kind_of(name) == PASSWORD or not name
    described = "random" if strength(value) == RANDOM else "chosen by a person"
    return Candidate(
        rule_id="generic-password" if password else "generic-secret",
        title="password in an assignment" if password else "secret in an assignment",
        span=(start, end),
        match=(min(name_span[0], start), end),
        secret=Secret(value),
        severity=Severity.HIGH if level >= 2 else Severity.MEDIUM,
        confidence=Confidence(level),
        detector=AssignmentDetector.name,
        name=name,
        refers=excused,
        evidence=(f"assigned to {name}" if name else "given to a user", f"looks {described}"),
    )


def value_level(name: str, value: str, path: str) -> int:
    """0 no candidate, 1 low, 2 medium, 3 high."""
    kind = kind_of(name) if name else PASSWORD
    found = strength(value)
    if found == NOTHING or (found == WEAK and kind != PASSWORD):
        return 0
    if is_filler(value, name):
        return 1 if found in (CHOSEN, RANDOM) else 0
    if found != RANDOM and is_translation(path):
        return 0  # the word for "password" in another language
    in_test = is_test(path)
    if "EXAMPLE" in value or (is_uuid(value) and name.lower().endswith("token")):
        return 1  # documentation; ids that make a request unique are called tokens, too
    if found == RANDOM:
        return 2 if in_test else 3
    if kind == PASSWORD and found == CHOSEN:
        return 1 if in_test else 2
    return 1
