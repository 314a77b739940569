"""Whole-process speed of secretguard against floors and peers.

    python benchmarks/speed.py hook  [--peer 'COMMAND'] ...
    python benchmarks/speed.py tree FOLDER [--peer 'COMMAND'] ...
    python benchmarks/speed.py history REPOSITORY [--peer 'COMMAND'] ...
    python benchmarks/speed.py changes OLD NEW [OLD NEW ...]

``hook`` times a small clean staged change and one with a secret against ``python -I -c pass``;
``tree`` a scan of FOLDER; ``history`` a scan of all that REPOSITORY's refs reach, against ``git cat-file
--batch`` of the same objects in pack order, then once more with what it remembers; ``changes`` stages the differences between pairs of unpacked releases, file
by file and as a whole, and reports the spread. A peer is a command line that runs in the same folder (install it from
PyPI in an environment of its own). CPU is user and system time of the process and its children;
the commands run in turn, and the median of the pairwise ratios is what counts.
"""

from __future__ import annotations

import argparse
import os
import shlex
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from secretguard.rules.catalog import builtin_rules
from secretguard.testing.generate import token

PYTHON = [sys.executable, "-I", "-c"]
HOOK = [*PYTHON, "from secretguard.cli import main; main()", "hook", "pre-commit"]
DIFF = ["git", "diff", "--cached"]


def cpu(command: list[str], folder: Path) -> tuple[float, int]:
    """User and system seconds of one run, and the exit status."""
    process = subprocess.Popen(
        command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return usage.ru_utime + usage.ru_stime, process.returncode


def compare(ours: list[str], others: dict[str, list[str]], folder: Path, runs: int) -> None:
    """Print the median of the ratios ours / other, all commands in turn."""
    cpu(ours, folder)
    times: dict[str, list[float]] = {name: [] for name in others}
    mine: list[float] = []
    for _ in range(runs):
        mine.append(cpu(ours, folder)[0])
        for name, command in others.items():
            times[name].append(cpu(command, folder)[0])
    print(
        f"  secretguard: {statistics.median(mine) * 1000:.1f} ms CPU, exit {cpu(ours, folder)[1]}"
    )
    for name, found in times.items():
        ratio = statistics.median(m / max(f, 1e-4) for m, f in zip(mine, found, strict=True))
        print(f"  {name}: {statistics.median(found) * 1000:.1f} ms CPU, ratio {ratio:.2f}")


def bench_history(folder: Path, peers: list[str], runs: int) -> None:
    """The first scan against git's own reading and peers, then the second against the first."""
    listing = ["git", "cat-file", "--batch-all-objects", "--unordered"]
    listing += ["--batch-check=%(objectname) %(objecttype)"]
    listed = subprocess.run(listing, cwd=folder, capture_output=True, check=True).stdout
    kept = [row.split(b" ")[0] for row in listed.splitlines() if not row.endswith(b" tree")]
    with tempfile.NamedTemporaryFile() as ids:
        ids.write(b"\n".join(kept) + b"\n")
        ids.flush()
        floor = ["sh", "-c", f"git cat-file --batch --buffer < {ids.name}"]
        scan = [*PYTHON, "from secretguard.cli import main; main()", "scan", "--history"]
        others = {"git cat-file --batch": floor, **{p: shlex.split(p) for p in peers}}
        print(f"a history of {len(kept)} contents, commits and tags")
        compare([*scan, "--no-memory"], others, folder, runs)
        print("the same again, nothing changed")
        compare(scan, {"the first time": [*scan, "--no-memory"]}, folder, runs)


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


def bench_hook(peers: list[str], runs: int) -> None:
    """A small clean change, then one that holds a token."""
    others = {"python -I -c pass": [*PYTHON, "pass"], **{p: shlex.split(p) for p in peers}}
    rule = next(rule for rule in builtin_rules() if rule.id == "github-pat")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        repository(folder)
        stage(folder, "app.py", b"import os\n\n\ndef main():\n    return os.getcwd()\n")
        print("one small staged change, nothing found")
        compare(HOOK, others, folder, runs)
        stage(folder, "leak.py", f'TOKEN = "{token(rule, 1)}"\n'.encode())
        print("one small staged change with a finding")
        compare(HOOK, others, folder, runs)


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


def timed_change(folder: Path, files: list[tuple[str, bytes | None, bytes]]) -> tuple[float, int]:
    """Stage ``files`` over their past as one commit: (CPU - git diff) / python, and the exit."""
    for name, past, _ in files:
        if past is not None:
            stage(folder, name, past)
    subprocess.run(["git", "commit", "-qm", "before", "--allow-empty"], cwd=folder, check=True)
    for name, _, content in files:
        stage(folder, name, content)
    floor = statistics.median(cpu([*PYTHON, "pass"], folder)[0] for _ in range(3))
    diff = statistics.median(cpu(DIFF, folder)[0] for _ in range(3))
    times = [cpu(HOOK, folder) for _ in range(3)]
    subprocess.run(["git", "commit", "-qm", "after", "--allow-empty"], cwd=folder, check=True)
    return (statistics.median(t for t, _ in times) - diff) / floor, times[0][1]


def bench_changes(releases: list[Path]) -> None:
    """Pairs of unpacked releases, file by file and each as a whole; the spread over all."""
    single: list[tuple[float, str]] = []
    for old, new in zip(releases[::2], releases[1::2], strict=True):
        files = differing(old, new)
        with tempfile.TemporaryDirectory() as name:
            repository(Path(name))
            for file in files:
                ratio, status = timed_change(Path(name), [file])
                single.append((ratio, f"{new.name}: {file[0]}"))
                if status:
                    print(f"  exit {status}: {new.name}: {file[0]}")
        with tempfile.TemporaryDirectory() as name:
            repository(Path(name))
            ratio, status = timed_change(Path(name), files)
            print(f"  {new.name} as one commit of {len(files)} files: {ratio:.2f}, exit {status}")
    ranked = sorted(single)
    middle, at95 = ranked[len(ranked) // 2][0], ranked[int(len(ranked) * 0.95)][0]
    print(f"{len(ranked)} changes, (CPU - git diff) / python: median {middle:.2f}", end="")
    print(f", 95th percentile {at95:.2f}; slowest: {ranked[-5:]}")


def main() -> None:
    """Read the command line and run one comparison."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=("hook", "tree", "history", "changes"))
    parser.add_argument("folders", nargs="*", type=Path)
    parser.add_argument("--peer", action="append", default=[])
    parser.add_argument("--runs", type=int, default=15)
    args = parser.parse_args()
    if args.what == "hook":
        bench_hook(args.peer, args.runs)
    elif args.what == "tree":
        scan = [*PYTHON, "from secretguard.cli import main; main()", "scan", "."]
        peers = {peer: shlex.split(peer) for peer in args.peer}
        compare(scan, peers, args.folders[0], args.runs)
    elif args.what == "history":
        bench_history(args.folders[0], args.peer, args.runs)
    else:
        bench_changes(args.folders)


if __name__ == "__main__":
    main()
