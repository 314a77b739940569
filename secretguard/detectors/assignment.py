"""``password = "..."`` in the syntaxes of some twenty languages and file formats.

The engine stops where a value begins behind a telling name; ``reading`` takes it from there.
"""

from __future__ import annotations

from secretguard.detectors.evidence import (
    REFUSES,
    level_of,
    place_of,
    probability,
    score_of,
    told_of,
)
from secretguard.detectors.names import PASSWORD, kind_of
from secretguard.detectors.randomness import KINDS
from secretguard.detectors.reading import SEEN, read_assignment
from secretguard.detectors.reading.bare import YAML_ENDINGS
from secretguard.detectors.reading.marks import COLUMN, QUOTES, is_code, line_start
from secretguard.detectors.values import is_nothing, is_reference

TYPE_CHECKING = False  # importing typing costs the hook 4 ms
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from secretguard.detectors.reading.marks import Reading
    from secretguard.model.candidate import Candidate
    from secretguard.model.fragment import Fragment

_STEMS = (
    "passw(?:or)?d|passphrase|pwd|passcode|[^a-z]pass|[_.-]pw|secret|token|credential|creds|"
    "(?:api|access|auth|private|secret|encrypt|encryption|signing|account|master|shared|storage|"
    "service|admin|jwt|crypto|hmac|aes|session|client|consumer|app|deploy|license)[_ .-]?key"
)
_KEYWORDS = ("pass", "pwd", "_pw", ".pw", "-pw", "secret", "token", "credential", "creds", "key")  # fmt: skip
# At its end a name may be written in one with "pass": dbpass, rootPass (``names.WITH_PASS``).
_NAME = rf"(?:(?:{_STEMS})[A-Za-z0-9_.-]{{0,32}}|[a-z]pass)" + r"""["'`\\\])]{0,3}"""
_ENDING_NAME = "(?:password|passwd|passphrase|pwd|pass|secret|token|key|credential|creds)s?[\"']?"
# Each pattern ends where a value begins, so that a line of code that computes its value wakes
# nobody; ``reading`` goes back from there.
_VALUE = r"""[ \t]{0,12}[=:,>(!]{1,3}[ \t]{0,12}[rbufLN@]{0,2}["'`\\]"""
_MATERIAL = "assignment:material"
_BARE = r"""[ \t]{0,12}[=:>]{1,2}[ \t]{0,12}(?:&[a-z0-9_-]{1,24} )?[^\s"'`()\[\]{},;<>&]{4}"""
_TYPED = r"""[ \t]{0,4}:[ \t]{0,4}[A-Za-z&_.:<>\[\]?|' ]{2,30}=[ \t]{0,4}["'`]"""
_CALL = r"""[ \t]{0,12}[=:]{1,2}[ \t]{0,12}[A-Za-z&_.:\[\]-]{1,40}[ (|?\[]{1,4}b?["'`]"""
_BELOW = r"[ \t]{0,4}:[ \t|>+-]{0,6}\r?\n"
# Go's and VB's type behind the name, C's brackets, the accessors of a property in C#.
_DECLARED = (
    r"""[ \t]{0,4}(?:[ \t](?:as[ \t]{1,4})?(?:string|str)|\[[0-9a-z_]{0,16}\]|\{[a-z; \t]{3,30}\})"""
    r"""[ \t]{0,4}:?=[ \t]{0,4}["'`]"""
)
_SPACED = r"""[ \t]{1,8}["'][^\s"'`]{4}"""
_STATEMENT = (
    r"\n[ \t]{0,16}(?:(?:env|arg|setenv|setx|set[ \t]-[gxu]{1,3}|fastcgi_param)[ \t]{1,8}[a-z0-9_.-]{0,40}"
    rf"(?:{_STEMS})[a-z0-9_.-]{{0,32}}|requirepass|masterauth|password|passwd|remote_password|"
    r"sentinel[ \t]auth-pass[ \t]{1,4}[a-z0-9_.-]{1,40})[ \t]{1,12}[^\s\"'`()\[\]{},;<>&=:]{4}"
)
TRIGGER_SPECS = (
    (
        "assignment",
        _NAME,
        _KEYWORDS,
        0,
        True,
        (_VALUE, _BARE, _TYPED, _CALL, _BELOW, _DECLARED, _SPACED),
    ),
    # Alone these words announce little, so only what is long enough wakes anybody.
    (
        _MATERIAL,
        r"(?:key|salt|nonce|verifier|seed)[0-9]?[\"'`\\\])]{0,3}",
        ("key", "salt", "nonce", "verifier", "seed"),
        0,
        True,
        (_VALUE + "[A-Za-z0-9+/_-]{16}", "=[A-Za-z0-9+/_-]{16}"),
    ),
    (
        "assignment:flag",
        rf"[ \t\"'`]--?[a-z-]{{0,24}}(?:{_STEMS})[a-z-]{{0,12}} ",
        _KEYWORDS,
        0,
        True,
    ),
    (
        "assignment:value",
        _ENDING_NAME
        + r"""[,:]?(?:[ \t]{0,4}\{)?\s{1,24}(?:type[ \t]{1,12}=[ \t]{1,4}string\s{1,24})?["']?(?:value|default|default_?value)["']?[ \t]{0,4}[:=]""",
        _KEYWORDS,
        0,
        True,
    ),
    (
        "assignment:sql",
        r"(?:identified[ \t]{1,8}by|password)[ \t]{1,8}['\"]",
        ("identified", "password"),
        0,
        True,
    ),
    (
        "assignment:securestring",
        r"convertto-securestring[ \t]{1,4}(?:-string[ \t]{1,4})?['\"]",
        ("securestring",),
        0,
        True,
    ),
    # Dockerfile's ENV, Apache's SetEnv, fish's set, the settings of Redis, msmtp and their kin.
    (
        "assignment:statement",
        _STATEMENT,
        (*_KEYWORDS, "masterauth"),
        0,
        True,
    ),
    ("assignment:given", r"identified[ \t]{1,8}by[ \t]", ("identified",), 0, True),
    ("assignment:passphrase", r"-pass(?:in|out)?[ =\"']{1,3}pass:", ("pass:",), 0, True),
)
_LINE_FEED = 10
_OPENS = QUOTES + b" \t:"  # what a value stands behind, even in code
_LINE_SEEN = 160  # so much of what stands before a value counts as evidence


# The same line stands in many files of a tree: half of all hits are answered from here.
_answers: dict[tuple[bytes, int, int], bool] = {}
_ANSWERS_LIMIT = 50_000
_SHORT_LINE = 240
_kinds: dict[tuple[str, str, bool], int] = {}
_last = ("", -1, False, False, False)  # the file at hand and what it is


def screen_of(trigger: str) -> Callable[[bytes, int, str], bool]:
    """The screen of one of the triggers: one of them dismisses nearly all of its hits at a glance."""
    return _screen_material if trigger == _MATERIAL else screen


def _screen_material(data: bytes, end: int, path: str) -> bool:
    return _may_be_drawn(data, end) and screen(data, end, path)


def _may_be_drawn(data: bytes, end: int) -> bool:
    """A key or a salt without a digit is a word, unless capitals stand in it as thick as by lot."""
    text = data[end - SEEN : end + SEEN]
    kinds = text.translate(KINDS)
    if b"0" in kinds:
        return True
    return 4 * kinds.count(b"A") > SEEN and not (b"_" in text and text.isupper())


def screen(data: bytes, end: int, path: str) -> bool:
    """Whether the hit that ends at ``end`` can be a credential that refuses a commit."""
    _, kind, code, translated, yaml = _last if _last[0] is path else _look_at(path)
    last = data[end - 1]
    head = end
    if last == _LINE_FEED:  # a value below its name stands in the next line
        if not yaml:
            return False
        head -= 1
    start = data.rfind(b"\n", head - _SHORT_LINE if head > _SHORT_LINE else 0, head) + 1
    stop = data.find(b"\n", end, end + _SHORT_LINE)
    # A line without an end in reach may be the whole file.
    if start == 0 or stop < 0:
        return _screened(data, end, path)
    line = data[start:stop]
    if code and last not in _OPENS and not _is_literal(line, end - start):
        return False  # a name, a call, a number
    if translated and last in QUOTES and b" " in line[end - start : line.find(last, end - start)]:
        return False  # a text for people
    question = (line, end - start, kind)
    answer = _answers.get(question)
    if answer is not None:
        return answer
    answer = _screened(data, end, path)
    # The line and the kind of file are all that is looked at, but for values behind the word "value".
    if b"value" not in line.lower():
        if len(_answers) >= _ANSWERS_LIMIT:
            _answers.clear()
        _answers[question] = answer
    return answer


def _is_literal(line: bytes, position: int) -> bool:
    """Whether a bare value in code is part of a string, or followed by one."""
    behind = line[position:]
    if b'"' in behind or b"'" in behind or b"`" in behind:
        return True
    return bool(line.count(b'"') & 1 or line.count(b"'") & 1 or line.count(b"`") & 1)


def _look_at(path: str) -> tuple[str, int, bool, bool, bool]:
    """``(path, kind, code, texts, YAML)``; the kind numbers all that a reading asks of a path."""
    global _last
    base = path[path.rfind("/") + 1 :].lower()
    stem, dot, ending = base.rpartition(".")
    place = place_of(path)
    told = place, dot + ending if dot else "", (stem or base).startswith("dockerfile")
    kind = _kinds.setdefault(told, len(_kinds))
    _last = path, kind, is_code(base), place == "translation", base.endswith(YAML_ENDINGS)
    return _last


def _screened(data: bytes, end: int, path: str) -> bool:
    found = read_assignment(data, end, path)
    if found is None:
        return False
    value = data[found[1] : found[2]].decode("utf-8", "replace")
    if is_nothing(value) or is_reference(value):
        return False
    return level_of(score_of(*seen_at(data, found, value, path), REFUSES)) >= 2


class AssignmentDetector:
    """Believes a literal that is assigned to a name which announces a credential."""

    name = "assignment"

    def detect(self, fragment: Fragment) -> Iterator[Candidate]:
        """Candidates at the engine's points of this module's triggers."""
        seen: set[int] = set()
        for spec in TRIGGER_SPECS:
            for _, end in fragment.regions.get(spec[0], ()):
                if spec[0] == _MATERIAL and not _may_be_drawn(fragment.data, end):
                    continue
                found = read_assignment(fragment.data, end, fragment.path)
                if found is not None and found[1] not in seen:
                    seen.add(found[1])
                    yield from candidate_of(fragment, found, fragment.path)


def seen_at(data: bytes, found: Reading, value: str, path: str) -> tuple[str, str, str, str, bytes]:
    """What ``evidence`` is asked about a reading: name, value, path, how, the line before it."""
    (low, high), start, _, how = found
    first = line_start(data, start if how == COLUMN else low, _LINE_SEEN)
    return data[low:high].decode("ascii", "replace"), value, path, how, data[first:start]


def level_at(data: bytes, found: Reading, value: str, path: str) -> int:
    """0 no candidate, 1 low, 2 medium, 3 high."""
    return level_of(score_of(*seen_at(data, found, value, path)))


def candidate_of(fragment: Fragment, found: Reading, path: str) -> Iterator[Candidate]:
    """The candidate of a reading, if it is one, judged as if it stood in a file at ``path``."""
    from secretguard.model.candidate import Candidate
    from secretguard.model.levels import Confidence, Severity
    from secretguard.model.secret import Secret

    (low, _), start, end, how = found
    value = fragment.data[start:end].decode("utf-8", "surrogateescape")
    observed = seen_at(fragment.data, found, value, path)
    excused = is_reference(value)  # reported as a reference, for the filter to explain
    score = score_of(*observed)
    level = 2 if excused else 0 if is_nothing(value) else level_of(score)
    if level == 0:
        return
    name = observed[0]
    password = not name or kind_of(name) == PASSWORD
    yield Candidate(
        rule_id="generic-password" if password else "generic-secret",
        title="password in an assignment" if password else "secret in an assignment",
        span=(start, end),
        match=(start if how == COLUMN else min(low, start), end),
        secret=Secret(value),
        severity=Severity.HIGH if level >= 2 else Severity.MEDIUM,
        confidence=Confidence(level),
        detector=AssignmentDetector.name,
        name=name,
        refers=excused,
        evidence=() if excused else evidence_of(observed, score),
    )


def evidence_of(observed: tuple[str, str, str, str, bytes], score: float) -> tuple[str, ...]:
    """Short sentences: the name, the probability, and what weighed most for and against."""
    told = told_of(*observed)
    for_it = [what for what, weight in told if weight > 0][:3]
    against = [what for what, weight in told if weight < 0][:2]
    return (
        f"assigned to {observed[0]}" if observed[0] else "given to a user",
        f"a secret by {probability(score):.0%}, as fitted on labelled code",
        *([f"for it: {'; '.join(for_it)}"] if for_it else []),
        *([f"against it: {'; '.join(against)}"] if against else []),
    )


def value_level(name: str, value: str, path: str) -> int:
    """0 no candidate, 1 low, 2 medium, 3 high, for a value that a rule has found under a name."""
    if is_nothing(value):
        return 0
    return level_of(score_of(name, value, path, "quoted", b""))
