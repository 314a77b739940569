"""A repository in which files are edited as people do: a few lines a commit, long files more often.

    python benchmarks/edited_history.py SOURCES REPOSITORY [--commits N] [--seed N]

The texts of SOURCES are committed to a bare REPOSITORY that must not exist; each further commit changes
one to five of them, with lines taken from others. In the end it is packed anew, as servers do.
"""

from __future__ import annotations

import argparse
import random
import subprocess
from pathlib import Path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import IO

SIZES = range(1_000, 1_500_000)  # bytes of a file
MOST = 4_000  # files
ENDINGS = {".py", ".js", ".ts", ".md", ".rst", ".yaml", ".yml", ".toml", ".cfg", ".json", ".html", ".c", ".go",
           ".java", ".rs", ".sh"}  # fmt: skip
SOME = (1, 1, 2, 2, 3, 5)  # files of a commit, and edits of a file
LINES = (1, 1, 2, 5, 12)
BEGINNING = 1_500_000_000  # seconds


class History:
    """Writes a stream for ``git fast-import``; ``texts`` are the lines of each file as they are now."""

    def __init__(self, out: IO[bytes], texts: dict[str, list[bytes]], seed: int) -> None:
        self._out = out
        self._texts = texts
        self._source = random.Random(seed)
        self._pool = [
            line for lines in texts.values() for line in self._source.choices(lines, k=20)
        ]
        self._marks = 0

    def write(self, commits: int) -> None:
        """All texts, then so many commits that change some of them."""
        names = list(self._texts)
        weights = [sum(map(len, lines)) ** 0.5 for lines in self._texts.values()]
        self._commit(0, names)
        for number in range(1, commits):
            chosen = set(self._source.choices(names, weights, k=self._source.choice(SOME)))
            for name in sorted(chosen):
                self._edit(self._texts[name])
            self._commit(number, sorted(chosen))

    def _edit(self, lines: list[bytes]) -> None:
        for _ in range(self._source.choice(SOME)):
            at, some = self._source.randrange(len(lines)), self._source.choice(LINES)
            match self._source.choice(("add", "add", "drop", "change")):
                case "add":
                    lines[at:at] = self._source.choices(self._pool, k=some)
                case "drop" if len(lines) > some:
                    del lines[at : at + some]
                case _:
                    lines[at] += self._source.choice(self._pool)[:20]

    def _commit(self, number: int, names: list[str]) -> None:
        marks = []
        for name in names:
            self._marks += 1
            self._data(b"blob\nmark :%d\n" % self._marks, b"\n".join(self._texts[name]))
            marks.append(self._marks)
        who = b"committer Ann <ann@example.org> %d +0000\n" % (BEGINNING + 600 * number)
        self._data(b"commit refs/heads/main\n" + who, b"Change %d" % number)
        for mark, name in zip(marks, names, strict=True):
            self._out.write(b"M 100644 :%d %s\n" % (mark, name.encode()))

    def _data(self, head: bytes, content: bytes) -> None:
        self._out.write(b"%sdata %d\n%s\n" % (head, len(content), content))


def texts_in(folder: Path, seed: int) -> dict[str, list[bytes]]:
    """Up to ``MOST`` texts below a folder, drawn by lot."""
    found = sorted(
        path
        for path in folder.rglob("*")
        if path.suffix in ENDINGS and path.is_file() and path.stat().st_size in SIZES
    )
    random.Random(seed).shuffle(found)
    return {
        f"{number % 20}/{number % 400}/{number}{path.suffix}": path.read_bytes().split(b"\n")
        for number, path in enumerate(found[:MOST])
    }


def main() -> None:
    """Write the repository."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("sources", type=Path)
    parser.add_argument("repository", type=Path)
    parser.add_argument("--commits", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    args.repository.mkdir(parents=True)
    subprocess.run(["git", "init", "-q", "--bare"], cwd=args.repository, check=True)
    command = ["git", "fast-import", "--quiet"]
    with subprocess.Popen(command, cwd=args.repository, stdin=subprocess.PIPE) as process:
        if process.stdin is None:
            raise SystemExit("git fast-import could not be connected")
        History(process.stdin, texts_in(args.sources, args.seed), args.seed).write(args.commits)
        process.stdin.close()
    subprocess.run(["git", "repack", "-adfq"], cwd=args.repository, check=True)


if __name__ == "__main__":
    main()
