"""What a fleet costs: CPU seconds a repository, and what cutting a large one costs on top.

    python benchmarks/fleet.py [--large COMMITS]

Makes repositories of four sizes in a temporary folder and runs ``secretguard fleet --workers 1`` over
one and over many of each; the difference, divided, is the cost of one. CPU is user and system time of
everything that takes part: client, scheduler, worker, git. "again" is the same run with what the first
one remembered. Then one large repository whole and in slices.
"""

from __future__ import annotations

import argparse
import os
import random
import subprocess
import sys
import tempfile
from pathlib import Path

COMMAND = [sys.executable, "-m", "secretguard", "fleet", "--workers", "1", "--repos"]
FILES = 20
# (name, how many, commits, files a commit, bytes a file)
SIZES = (
    ("tiny", 60, 3, 1, 2_000),
    ("small", 40, 50, 2, 4_000),
    ("medium", 10, 500, 3, 8_000),
)


def cpu(folder: Path, *args: str) -> float:
    """User and system seconds of one run over the repositories of a folder."""
    command = [*COMMAND, str(folder), *args]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, 1):
        raise SystemExit(f"{command} ended with {process.returncode}")
    return usage.ru_utime + usage.ru_stime


def source(random_: random.Random, size: int) -> list[str]:
    """Lines that look like a program."""
    words = [f"{random_.choice('abcdefgh')}{number}" for number in range(200)]
    pick = random_.choice
    return [f"    {pick(words)} = {pick(words)}({pick(words)}, {n})\n" for n in range(size // 25)]


def repository(path: Path, seed: int, commits: int, files: int, size: int) -> None:
    """A bare repository, packed; each commit changes one line in some files."""
    random_ = random.Random(seed)
    contents = [source(random_, size) for _ in range(FILES)]
    subprocess.run(["git", "init", "-q", "--bare", path], check=True)
    command = ["git", "-c", "fastimport.unpackLimit=0", "fast-import", "--quiet", "--done"]
    with subprocess.Popen(command, cwd=path, stdin=subprocess.PIPE) as importer:
        if importer.stdin is None:
            raise SystemExit("git fast-import could not be connected")
        for number in range(commits):
            head = (
                f"commit refs/heads/main\ncommitter A <a@example.org> {1700000000 + number} +0000\n"
            )
            importer.stdin.write(f"{head}data 1\nc\n".encode())
            for index in random_.sample(range(FILES), files):
                contents[index][random_.randrange(len(contents[index]))] = f"    x = {number}\n"
                text = "".join(contents[index]).encode()
                importer.stdin.write(b"M 100644 inline f%d.py\ndata %d\n" % (index, len(text)))
                importer.stdin.write(text + b"\n")
        importer.stdin.write(b"done\n")


def sizes(work: Path) -> None:
    """Print the cost of one repository of each size."""
    for name, number, commits, files, size in SIZES:
        one, many = work / f"{name}-one", work / f"{name}-many"
        repository(one / "0", 0, commits, files, size)
        for seed in range(number):
            repository(many / str(seed), seed, commits, files, size)
        cpu(one, "--no-memory")  # compiles the rules when nothing did before
        base = cpu(one, "--no-memory")
        first = (cpu(many, "--no-memory") - base) / (number - 1)
        cpu(many)
        again = (cpu(many) - base) / (number - 1)
        read = commits * files * size / 1e6
        print(
            f"{name}: {commits} commits, {read:.2f} MB of contents: {first * 1000:.0f} ms CPU a "
            f"repository, again {again * 1000:.0f} ms; {base:.1f} s for the first"
        )


def large(work: Path, commits: int) -> None:
    """Print what slices of a large repository cost."""
    one = work / "large"
    repository(one / "0", 0, commits, 3, 8_000)
    told = subprocess.run(
        ["git", "rev-list", "--all", "--objects", "--count"],
        cwd=one / "0", capture_output=True, check=True,
    ).stdout  # fmt: skip
    objects = int(told)
    whole = cpu(one, "--no-memory", "--slice-objects", "0")
    print(f"large: {commits} commits, {objects} objects: {whole:.1f} s CPU whole")
    for number in (2, 4, 8):
        cut = cpu(one, "--no-memory", "--slice-objects", str(-(-objects // number)))
        print(f"  in {number} slices: {cut:.1f} s CPU, ratio {cut / whole:.2f}")


def main() -> None:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--large", type=int, default=8_000, metavar="COMMITS")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as work:
        sizes(Path(work))
        large(Path(work), arguments.large)


if __name__ == "__main__":
    main()
