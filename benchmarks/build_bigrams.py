"""Build the table of character pairs in ``secretguard/detectors/randomness.py``.

    python benchmarks/build_bigrams.py

prints how much likelier (in quarters of a bit, 'M' being equal) each pair of characters is in
identifiers, words and string literals than in random text. The text is the source of the Python
standard library of the running interpreter (PSF licence).
"""

from __future__ import annotations

import math
import re
import sysconfig
from collections import Counter
from pathlib import Path

ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789"
ZERO = ord("M")


def main() -> None:
    """Count pairs over words of the standard library, each distinct word once."""
    words: set[str] = set()
    for path in sorted(Path(sysconfig.get_path("stdlib")).rglob("*.py")):
        if "site-packages" not in path.parts:
            words.update(re.findall(r"[a-z0-9]{3,24}", path.read_text("latin-1").lower()))
    # Tables of hex digests in tests would teach the model that randomness is ordinary.
    plain = [word for word in words if sum(char.isdigit() for char in word) <= len(word) // 3]
    pairs = Counter(word[i : i + 2] for word in plain for i in range(len(word) - 1))
    firsts = Counter(char for word in plain for char in word[:-1])
    for first in ALPHABET:
        row = ""
        for second in ALPHABET:
            likely = (pairs[first + second] + 0.5) / (firsts[first] + 18)
            quarters = round(4 * math.log2(likely * len(ALPHABET)))
            row += chr(ZERO + max(-24, min(12, quarters)))
        print(f'    "{row}"  # {first}')


if __name__ == "__main__":
    main()
