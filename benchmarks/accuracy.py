"""How right secretguard is, on labelled lines and on clean code.

    python benchmarks/accuracy.py labelled SET.jsonl.gz [--skip CATEGORY] [--errors N]
    python benchmarks/accuracy.py clean FOLDER ... [--errors N]

A labelled set holds one JSON object a line: ``{"path", "text", "secret": [[line, category], ...],
"not_secret": [[line, category], ...]}``, lines counting from 1. A labelled secret counts as found
by a finding on its line (a key block by one anywhere in it); a finding on a ``not_secret`` line is a
false alarm. ``clean`` counts findings per million lines of code that should hold none. Both
report two levels: what refuses a commit by default, and everything that a scan can show.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from secretguard.model.finding import Finding
from secretguard.model.levels import Confidence
from secretguard.runs.examine import Examination

LEVELS = {"medium and above": Confidence.MEDIUM, "everything": Confidence.LOW}
Place = tuple[str, int]  # path and line
Labelled = tuple[Place, str]


def findings_of(files: Iterator[tuple[str, bytes]]) -> tuple[list[Finding], int]:
    """Every finding down to low confidence, and how many lines were read."""
    examination = Examination(None, Confidence.LOW, thorough=True)
    lines = 0

    def items() -> Iterator[Any]:
        nonlocal lines
        for path, data in files:
            examination.tally.listed += 1
            lines += data.count(b"\n")
            yield ("F", 0, "", (), os.fsencode(path)), "", data, ""

    examination.read(items())
    verdict = examination.verdict("a benchmark")
    for unread in verdict.unread:
        print(f"not looked at: {unread.what}: {unread.why}")
    return [*verdict.findings, *verdict.notes], lines


def sort_out(
    rows: list[dict[str, Any]], found: dict[Place, Finding], skip: set[str]
) -> tuple[list[Labelled], list[Labelled], list[Labelled]]:
    """``(found, missed, false)`` as (place, category or rule id)."""
    hits: list[Labelled] = []
    missed: list[Labelled] = []
    false: list[Labelled] = []
    for row in rows:
        for line, category in row["secret"]:
            place = (row["path"], line)
            if category not in skip:
                (hits if place in found else missed).append((place, category))
        for line, category in row["not_secret"]:
            place = (row["path"], line)
            if place in found and category not in skip:
                false.append((place, found[place].rule_id))
    return hits, missed, false


def read_labelled(path: Path) -> list[dict[str, Any]]:
    """The rows of a labelled set."""
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def best_of(rows: list[dict[str, Any]]) -> dict[Place, Finding]:
    """The surest finding on each line."""
    best: dict[Place, Finding] = {}
    for finding in findings_of((row["path"], row["text"].encode()) for row in rows)[0]:
        where = finding.location
        for place in ((where.path, line) for line in range(where.line, where.end_line + 1)):
            if place not in best or finding.confidence > best[place].confidence:
                best[place] = finding
    return best


def score(
    rows: list[dict[str, Any]], best: dict[Place, Finding], skip: set[str], errors: int = 0
) -> None:
    """Print precision, recall and F1 at both levels, by category, and the errors one by one."""
    texts = {row["path"]: row["text"].split("\n") for row in rows}
    for name, level in LEVELS.items():
        kept = {place: finding for place, finding in best.items() if finding.confidence >= level}
        hits, missed, false = sort_out(rows, kept, skip)
        precision = len(hits) / max(len(hits) + len(false), 1)
        recall = len(hits) / max(len(hits) + len(missed), 1)
        f1 = 2 * precision * recall / max(precision + recall, 1e-9)
        print(f"{name}: precision {precision:.3f}, recall {recall:.3f}, F1 {f1:.3f}", end="")
        print(f" ({len(hits)} found, {len(false)} false, {len(missed)} missed)")
        right, wrong = (Counter(what for _, what in group) for group in (hits, missed))
        for category, count in (right + wrong).most_common(25):
            print(f"    {category}: {right[category]} of {count}")
        print(f"    false by rule: {dict(Counter(rule for _, rule in false))}")
        for title, group in (("false", false), ("missed", missed)):
            for (path, line), what in group[:: max(1, len(group) // max(errors, 1))][:errors]:
                print(f"    {title} {what} {path}:{line}: {texts[path][line - 1].strip()[:160]}")


def files_below(folders: list[Path]) -> Iterator[tuple[str, bytes]]:
    """Path and content of every file that is no compiled or drawn one."""
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            drawn = path.suffix in {".so", ".pyc", ".a", ".png", ".jpg", ".gif", ".woff", ".woff2"}
            if path.is_file() and not path.is_symlink() and not drawn:
                yield str(path.relative_to(folder)), path.read_bytes()


def clean(folders: list[Path], errors: int) -> None:
    """Print findings per million lines at both levels, by rule."""
    found, lines = findings_of(files_below(folders))
    for name, level in LEVELS.items():
        kept = [finding for finding in found if finding.confidence >= level]
        rules = defaultdict[str, list[Finding]](list)
        for finding in kept:
            rules[finding.rule_id].append(finding)
        print(f"{name}: {len(kept)} findings, {len(kept) / lines * 1e6:.1f} per million lines")
        for rule, those in sorted(rules.items(), key=lambda item: -len(item[1])):
            print(f"    {rule}: {len(those)}")
            for finding in those[:errors]:
                print(f"        {finding.location.path}:{finding.location.line}")


def main() -> None:
    """Read the command line and measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=("labelled", "clean"))
    parser.add_argument("paths", nargs="+", type=Path)
    parser.add_argument("--skip", action="append", default=[], help="a category to leave out")
    parser.add_argument("--errors", type=int, default=0, help="so many errors of each kind")
    args = parser.parse_args()
    if args.what == "clean":
        clean(args.paths, args.errors)
        return
    rows = read_labelled(args.paths[0])
    score(rows, best_of(rows), set(args.skip), args.errors)


if __name__ == "__main__":
    main()
