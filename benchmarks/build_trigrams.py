"""Build ``secretguard/detectors/trigrams.txt``, the table behind ``randomness.random_bits``.

    python benchmarks/build_trigrams.py FOLDER ...

For each three neighbouring characters (letters without case, any digit, anything else) the table
holds how much likelier the third is after the first two in words and names than in random text,
in quarters of a bit, "M" being equally likely. The text is the Python standard library of the
running interpreter (PSF licence) and what the folders hold; the table that is there was made with
the unpacked sources of Django 5.2 (BSD), botocore 1.44 (Apache), highlight.js 11 (BSD) and
core-js 3 (MIT). Each distinct word counts once, so that no project's habits outweigh the language.
"""

from __future__ import annotations

import argparse
import math
import re
import sysconfig
from collections import Counter
from itertools import pairwise
from pathlib import Path

TABLE = Path(__file__).parent.parent / "secretguard" / "detectors" / "trigrams.txt"
LETTERS = "abcdefghijklmnopqrstuvwxyz"
SYMBOLS = len(LETTERS) + 2
DIGIT, OTHER = SYMBOLS - 2, SYMBOLS - 1
ZERO = ord("M")
LOWEST, HIGHEST = -24, 12
# What a symbol's chance is in random text of letters and digits in both cases.
RANDOM = {**dict.fromkeys(range(26), 2 / 62), DIGIT: 10 / 62, OTHER: 1 / 32}
READ = {".py", ".pyi", ".js", ".ts", ".json", ".po", ".txt", ".rst", ".md", ".html", ".css"}
LONGEST_WORD = 24


def words_below(folders: list[Path]) -> set[str]:
    """The distinct words and names of the readable files, as they are written."""
    words: set[str] = set()
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.suffix in READ and path.is_file() and "site-packages" not in path.parts:
                words.update(re.findall(r"[A-Za-z0-9_-]{3,48}", path.read_text("latin-1")))
    return {word for word in words if is_plain(word)}


def is_plain(word: str) -> bool:
    """Whether a person made the word: digests and encoded data would teach that noise is ordinary."""
    parts = re.split(r"[_-]", word)
    rises = sum(a.islower() and b.isupper() for a, b in pairwise(word))
    digits = sum(char.isdigit() for char in word)
    return (
        max(map(len, parts)) <= LONGEST_WORD and digits * 3 <= len(word) and rises * 4 <= len(word)
    )


def symbol(char: str) -> int:
    """0 to 25 for letters, then digits, then everything else."""
    if char in LETTERS:
        return LETTERS.index(char)
    return DIGIT if char.isdigit() else OTHER


def main() -> None:
    """Count, weigh and write the table."""
    parser = argparse.ArgumentParser(description=f"Writes {TABLE.name} anew.")
    parser.add_argument(
        "folders", nargs="+", type=Path, metavar="FOLDER", help="texts to learn from"
    )
    given: list[Path] = parser.parse_args().folders
    if missing := [str(folder) for folder in given if not folder.is_dir()]:
        parser.error(f"no such folder: {', '.join(missing)}")
    folders = [Path(sysconfig.get_path("stdlib")), *given]
    triples: Counter[tuple[int, int, int]] = Counter()
    for word in words_below(folders):
        coded = [OTHER, *map(symbol, word.lower()), OTHER]
        triples.update(zip(coded, coded[1:], coded[2:], strict=False))
    pairs: Counter[tuple[int, int]] = Counter()
    ends: Counter[tuple[int, int]] = Counter()
    middles: Counter[int] = Counter()
    for (first, second, third), count in triples.items():
        pairs[first, second] += count
        ends[second, third] += count
        middles[second] += count
    rows = []
    for first in range(SYMBOLS):
        row = ""
        for second in range(SYMBOLS):
            for third in range(SYMBOLS):
                # What was seen rarely leans on the pair, and that on the random text.
                chance = RANDOM[third]
                chance = (ends[second, third] + 8 * chance) / (middles[second] + 8)
                chance = (triples[first, second, third] + 4 * chance) / (pairs[first, second] + 4)
                quarters = round(4 * math.log2(chance / RANDOM[third]))
                row += chr(ZERO + max(LOWEST, min(HIGHEST, quarters)))
        rows.append(row)
    TABLE.write_text("\n".join(rows) + "\n", "ascii")


if __name__ == "__main__":
    main()
