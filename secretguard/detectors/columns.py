"""Passwords and tokens in tables: the header of a CSV file, of a Markdown table or of an ``INSERT`` names them."""

from __future__ import annotations

from secretguard.detectors.assignment import candidate_of, level_at
from secretguard.detectors.names import PASSWORD, kind_of
from secretguard.detectors.randomness import is_hex
from secretguard.detectors.reading.columns import rows_of
from secretguard.detectors.values import is_nothing, is_reference
from secretguard.engine.vectorscan import TooManyHitsError

TYPE_CHECKING = False  # importing typing costs the hook 4 ms
if TYPE_CHECKING:
    from collections.abc import Iterator

    from secretguard.detectors.reading.marks import Reading
    from secretguard.model.candidate import Candidate
    from secretguard.model.fragment import Fragment

_NAMES = "passw|passphrase|pwd|secret|token|api.?key|credential"
TRIGGER_SPECS = (
    # The first line of the file: a pattern that is anchored costs no pass over the rest.
    ("columns:csv", rf"^[^\n]{{0,240}}(?:{_NAMES})[^\n,;\t|]{{0,16}}[,;\t|\r\n]", (), 0, True),
    ("columns:table", r"-{3}:?[ \t]?\|", (), 0, False),
    ("columns:pair", rf"(?:{_NAMES})[a-z0-9_.-]{{0,24}}[`*]{{0,2}}[ \t]{{1,24}}\|[ \t]", (), 0, True),
    ("columns:insert", r"\)\s{0,8}values\s{0,8}\(", ("values",), 0, True),
)  # fmt: skip
_MOST_VALUES = 50_000
_DIGESTS = (32, 40, 56, 64, 96, 128)  # hexadecimal digits


def screen(data: bytes, end: int, path: str) -> bool:
    """Whether any row of the table at ``end`` holds what refuses a commit."""
    return any(_level(data, found, path) >= 2 for found in _readings(data, end, path))


class ColumnsDetector:
    """Believes a value below a name which announces a credential."""

    name = "columns"

    def detect(self, fragment: Fragment) -> Iterator[Candidate]:
        """Candidates at the engine's points, a value once."""
        seen: set[int] = set()
        for spec in TRIGGER_SPECS:
            for _, end in fragment.regions.get(spec[0], ()):
                for found in _readings(fragment.data, end, fragment.path):
                    if found[1] not in seen:
                        seen.add(found[1])
                        if _level(fragment.data, found, fragment.path, references=True):
                            yield from candidate_of(fragment, found, _judged_as(fragment.path))


def _readings(data: bytes, end: int, path: str) -> Iterator[Reading]:
    """Those of one table. Raises ``TooManyHitsError`` beyond what can be judged."""
    for number, found in enumerate(rows_of(data, end, path)):
        if number >= _MOST_VALUES:
            raise TooManyHitsError(f"more than {_MOST_VALUES} values below the name of a secret")
        yield found


def _judged_as(path: str) -> str:
    """Accounts in a table of data are as much in use as those in settings."""
    return f"{path}.ini" if path.lower().endswith((".csv", ".tsv", ".tab", ".psv")) else path


def _level(data: bytes, found: Reading, path: str, *, references: bool = False) -> int:
    """0 nothing, 1 to 3 as for an assignment."""
    (low, high), start, stop, _ = found
    value = data[start:stop].decode("utf-8", "replace")
    if is_nothing(value):
        return 0
    if is_reference(value):
        return 2 if references else 0
    password = kind_of(data[low:high].decode("utf-8", "replace")) == PASSWORD
    if password and len(value) in _DIGESTS and is_hex(value):
        return 0  # passwords are kept as digests
    level = level_at(data, found, value, _judged_as(path))
    # Words below "token" are those of a language: tables of data are full of them.
    return level if password or level >= 2 else 0
