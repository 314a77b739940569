"""Whole-process speed of secretguard against floors and peers.

    python benchmarks/speed.py hook  [--peer '[NAME=]COMMAND'] ...
    python benchmarks/speed.py tree FOLDER [--peer '[NAME=]COMMAND'] ...
    python benchmarks/speed.py history REPOSITORY [--peer '[NAME=]COMMAND'] ...
    python benchmarks/speed.py changes OLD NEW [OLD NEW ...]

``hook`` times a small clean staged change and one with a secret against ``python -I -c pass``;
``tree`` a scan of FOLDER by one process against ``grep`` for a word that is not there, and by two for
the wall time; ``history`` a scan of all that REPOSITORY's refs reach, against ``git cat-file --batch`` of
the same objects in pack order and against the second run, with what it remembers; ``changes`` stages the
differences between pairs of unpacked releases, file by file and as a whole, and reports the spread.
A peer is a command line that runs in the same folder (install it from PyPI in an environment of its
own), with its name and version before it. CPU is user and system time of the process and its children;
each command runs once unmeasured, then all in turn, and the median of the pairwise ratios is what counts.
``--record FILE`` appends the figures for ``plot.py``.
"""

from __future__ import annotations

import argparse
import shlex
import statistics
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from records import Record, append, spoken

from secretguard.rules.catalog import builtin_rules
from secretguard.testing.generate import token

PYTHON = [sys.executable, "-I", "-c"]
OURS = [*PYTHON, "from secretguard.cli import main; main()"]
HOOK = [*OURS, "hook", "pre-commit"]
DIFF = ["git", "diff", "--cached"]
LAUNCH = [sys.executable, "-I", "-S", str(Path(__file__).with_name("launch.py"))]
ABSENT = "qzxwvkj" * 2  # in pieces, or a tree that holds this file would have it
CHANGE_RUNS = 3


@dataclass(frozen=True, slots=True)
class Command:
    """One of the commands that are held against each other."""

    name: str
    kind: str  # "ours", "floor" or "peer"
    words: list[str]


@dataclass(frozen=True, slots=True)
class Run:
    """What one run cost: CPU and wall seconds, peak bytes; and how it ended."""

    cpu: float
    wall: float
    memory: int
    exit: int


NOTHING = Command("python -I -c pass", "floor", [*PYTHON, "pass"])


def timed(words: list[str], folder: Path) -> Run:
    """One run in ``folder``; CalledProcessError when it cannot be started."""
    told = subprocess.run(
        [*LAUNCH, *words], cwd=folder, stdout=subprocess.PIPE, text=True, check=True
    )
    cpu, wall, memory, status = told.stdout.split()
    return Run(float(cpu), float(wall), int(memory), int(status))


def peer(given: str) -> Command:
    """``NAME=COMMAND``, or a command line that is called by its program's name."""
    name, _, command = given.partition("=")
    # An equals sign behind an option or in a path belongs to the command.
    if not command or "/" in name or any(word.startswith("-") for word in name.split()):
        return Command(Path(shlex.split(given)[0]).name, "peer", shlex.split(given))
    return Command(name, "peer", shlex.split(command))


def compare(
    bench: str, what: str, commands: list[Command], folder: Path, runs: int
) -> list[Record]:
    """Time all commands in turn, the first being ours that the others are held against; print and return."""
    print(what)
    for command in commands:
        timed(command.words, folder)  # what it caches, a user has
    found: list[list[Run]] = [[] for _ in commands]
    for _ in range(runs):
        for command, those in zip(commands, found, strict=True):
            those.append(timed(command.words, folder))
    records = []
    for command, those in zip(commands, found, strict=True):
        pairs = zip(found[0], those, strict=True)
        record = Record(
            bench=bench,
            what=what,
            name=command.name,
            kind=command.kind,
            cpu=statistics.median(run.cpu for run in those),
            wall=statistics.median(run.wall for run in those),
            memory=statistics.median(run.memory for run in those) / 1e6,
            runs=runs,
            ratio=statistics.median(mine.cpu / max(run.cpu, 1e-4) for mine, run in pairs),
            exit=those[-1].exit,
        )
        records.append(record)
        print(f"  {record.name}: {spoken(record.cpu)} CPU, {spoken(record.wall)} wall, ", end="")
        print(f"{record.memory:.1f} MB, ratio {record.ratio:.2f}, exit {record.exit}")
    return records


def bench_tree(folder: Path, peers: list[Command], runs: int) -> list[Record]:
    """One process against the floor and peers, and two processes for the wall time."""
    sizes = [p.lstat().st_size for p in folder.rglob("*") if p.is_file() and not p.is_symlink()]
    one, two = (
        Command(name, "ours", [*OURS, "scan", "--jobs", jobs, "."])
        for name, jobs in (("secretguard", "1"), ("secretguard --jobs 2", "2"))
    )
    absent = Command("grep -rc, absent word", "floor", ["grep", "-rc", ABSENT, "."])
    what = f"a tree of {sum(sizes) / 1e6:,.0f} MB, {len(sizes):,} files"
    records = compare("tree", what, [one, two, absent, *peers], folder, runs)
    print(f"  wall of two processes / wall of one: {records[1].wall / records[0].wall:.2f}")
    return records


def bench_history(folder: Path, peers: list[Command], runs: int) -> list[Record]:
    """The first scan against git's own reading, peers and the second scan."""
    listing = ["git", "cat-file", "--batch-all-objects", "--unordered"]
    listing += ["--batch-check=%(objectname) %(objecttype) %(objectsize)"]
    listed = subprocess.run(listing, cwd=folder, capture_output=True, check=True).stdout
    rows = [row.split() for row in listed.splitlines()]
    kept = [row for row in rows if row[1] != b"tree"]
    commits = sum(row[1] == b"commit" for row in kept)
    size = sum(int(row[2]) for row in kept) / 1e6
    with tempfile.NamedTemporaryFile() as ids:
        ids.writelines(row[0] + b"\n" for row in kept)
        ids.flush()
        reading = ["sh", "-c", f"git cat-file --batch --buffer < {ids.name}"]
        scan = [*OURS, "scan", "--history"]
        commands = [
            Command("secretguard", "ours", [*scan, "--no-memory"]),
            Command("secretguard, second run", "ours", scan),
            Command("git cat-file --batch", "floor", reading),
            *peers,
        ]
        what = f"a history of {commits:,} commits, {size:,.0f} MB"
        return compare("history", what, commands, folder, runs)


def repository(folder: Path) -> None:
    """An empty repository with one commit."""
    for args in (
        ["init", "-q"],
        ["config", "user.name", "Bench"],
        ["config", "user.email", "bench@example.org"],
        ["commit", "-q", "--allow-empty", "-m", "start"],
    ):
        subprocess.run(["git", *args], cwd=folder, check=True)


def stage(folder: Path, name: str, content: bytes) -> None:
    """Write and stage one file."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    subprocess.run(["git", "add", "-f", "--", name], cwd=folder, check=True)


def bench_hook(peers: list[Command], runs: int) -> list[Record]:
    """A small clean change, then one that holds a token."""
    commands = [Command("secretguard", "ours", HOOK), NOTHING, *peers]
    rule = next(rule for rule in builtin_rules() if rule.id == "github-pat")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        repository(folder)
        stage(folder, "app.py", b"import os\n\n\ndef main():\n    return os.getcwd()\n")
        what = "one small staged change, nothing found"
        records = compare("hook", what, commands, folder, runs)
        stage(folder, "leak.py", f'TOKEN = "{token(rule, 1)}"\n'.encode())
        what = "one small staged change with a finding"
        return records + compare("hook", what, commands, folder, runs)


def differing(old: Path, new: Path) -> list[tuple[str, bytes | None, bytes]]:
    """``(path, content before, content after)`` of each file that a release changes or adds."""
    found = []
    for path in sorted(p for p in new.rglob("*") if p.is_file() and not p.is_symlink()):
        relative = str(path.relative_to(new))
        before = old / relative
        past = before.read_bytes() if before.is_file() else None
        if past != path.read_bytes():
            found.append((relative, past, path.read_bytes()))
    return found


def timed_change(folder: Path, files: list[tuple[str, bytes | None, bytes]]) -> tuple[float, Run]:
    """Stage ``files`` over their past as one commit: (CPU - git diff) / python, and the median run."""
    for name, past, _ in files:
        if past is not None:
            stage(folder, name, past)
    subprocess.run(["git", "commit", "-qm", "before", "--allow-empty"], cwd=folder, check=True)
    for name, _, content in files:
        stage(folder, name, content)
    floor, diff, run = (
        sorted((timed(words, folder) for _ in range(CHANGE_RUNS)), key=lambda run: run.cpu)[
            CHANGE_RUNS // 2
        ]
        for words in (NOTHING.words, DIFF, HOOK)
    )
    subprocess.run(["git", "commit", "-qm", "after", "--allow-empty"], cwd=folder, check=True)
    return (run.cpu - diff.cpu) / floor.cpu, run


def bench_changes(releases: list[Path]) -> list[Record]:
    """Pairs of unpacked releases, file by file and each as a whole; the spread over all."""
    single: list[tuple[float, str, Run]] = []
    for old, new in zip(releases[::2], releases[1::2], strict=True):
        files = differing(old, new)
        with tempfile.TemporaryDirectory() as name:
            repository(Path(name))
            for file in files:
                ratio, run = timed_change(Path(name), [file])
                single.append((ratio, f"{new.name}: {file[0]}", run))
                if run.exit:
                    print(f"  exit {run.exit}: {new.name}: {file[0]}")
        with tempfile.TemporaryDirectory() as name:
            repository(Path(name))
            ratio, run = timed_change(Path(name), files)
            print(f"  {new.name} as one commit of {len(files)} files: {ratio:.2f}, exit {run.exit}")
    if not single:
        raise SystemExit("no file differs: are these folders of unpacked releases, old and new?")
    ranked = sorted(single, key=lambda change: change[0])
    what = f"{len(ranked):,} files that releases changed, each staged alone"
    records = []
    for name, rank in (("median", 0.5), ("95th percentile", 0.95)):
        ratio, _, run = ranked[int(len(ranked) * rank)]
        figures = (run.cpu, run.wall, run.memory / 1e6, CHANGE_RUNS, ratio, run.exit)
        records.append(Record("changes", what, f"secretguard, {name}", "ours", *figures))
    print(f"{what}, (CPU - git diff) / python: median {records[0].ratio:.2f}", end="")
    print(f", 95th percentile {records[1].ratio:.2f}; slowest: {[c[:2] for c in ranked[-5:]]}")
    return records


def main() -> None:
    """Read the command line and run one comparison."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=("hook", "tree", "history", "changes"))
    parser.add_argument("folders", nargs="*", type=Path)
    parser.add_argument("--peer", action="append", default=[], type=peer)
    parser.add_argument("--runs", type=int, default=15)
    parser.add_argument("--record", type=Path, help="append the figures to this file")
    args = parser.parse_args()
    if (args.what != "hook") != bool(args.folders) or (
        args.what == "changes" and len(args.folders) % 2
    ):
        parser.error(f"{args.what}: look at the examples at the top of this file for its folders")
    if args.what == "hook":
        records = bench_hook(args.peer, args.runs)
    elif args.what == "tree":
        records = bench_tree(args.folders[0], args.peer, args.runs)
    elif args.what == "history":
        records = bench_history(args.folders[0], args.peer, args.runs)
    else:
        records = bench_changes(args.folders)
    if args.record:
        append(args.record, records)


if __name__ == "__main__":
    main()
