"""What ``speed.py --record`` writes and ``plot.py`` reads: one JSON object a line."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

DRAWN = ("hook", "tree", "history")  # "changes" stands beside nothing


@dataclass(frozen=True, slots=True)
class Record:
    """One command in one comparison; all figures are medians over ``runs``."""

    bench: str
    what: str  # the input, in words
    name: str
    kind: str  # "ours", "floor" or "peer"
    cpu: float  # user and system seconds
    wall: float  # seconds
    memory: float  # peak, MB; of several processes that of the largest
    runs: int
    ratio: float  # median of the pairwise CPU ratios secretguard / this; in changes (CPU - git diff) / python
    exit: int


def append(path: Path, records: list[Record]) -> None:
    """Write ``records`` at the end of the file, figures with the digits that mean something."""
    with path.open("a", encoding="utf-8") as file:
        for record in records:
            row = asdict(record)
            for name, digits in (("cpu", 6), ("wall", 6), ("memory", 1), ("ratio", 4)):
                row[name] = round(row[name], digits)
            file.write(json.dumps(row) + "\n")


def read(path: Path) -> list[Record]:
    """Every record of the file; ValueError when one command was recorded twice for one input."""
    lines = path.read_text(encoding="utf-8").splitlines()
    records = [Record(**json.loads(line)) for line in lines]
    seen: set[tuple[str, str, str]] = set()
    for record in records:
        key = (record.bench, record.what, record.name)
        if key in seen:
            raise ValueError(f"{path}: recorded twice: {', '.join(key)}")
        seen.add(key)
    return records


def spoken(seconds: float) -> str:
    """A time as a reader says it: three digits, in ms below a second."""
    number, unit = (seconds, "s") if seconds >= 0.9995 else (seconds * 1000, "ms")
    digits = 0 if number >= 99.95 else 1 if number >= 9.995 else 2
    return f"{number:.{digits}f} {unit}"
