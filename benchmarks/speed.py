"""Whole-process speed of secretguard against floors and peers.

    python benchmarks/speed.py hook  [--peer 'COMMAND'] ...
    python benchmarks/speed.py tree FOLDER [--peer 'COMMAND'] ...
    python benchmarks/speed.py changes OLD NEW

``hook`` times a small clean staged change and one with a secret against ``python -I -c pass``;
``tree`` a scan of FOLDER; ``changes`` stages the difference between two unpacked releases file by
file and reports the spread. A peer is a command line that runs in the same folder (install it from
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


def bench_changes(old: Path, new: Path) -> None:
    """Each file that differs between two releases as a commit of its own."""
    ratios: list[float] = []
    refused: list[str] = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        repository(folder)
        for path in sorted(p for p in new.rglob("*") if p.is_file() and not p.is_symlink()):
            relative = str(path.relative_to(new))
            before = old / relative
            content = path.read_bytes()
            if before.is_file() and before.read_bytes() == content:
                continue
            if before.is_file():
                stage(folder, relative, before.read_bytes())
                subprocess.run(["git", "commit", "-qm", "before"], cwd=folder, check=True)
            stage(folder, relative, content)
            floor = statistics.median(cpu([*PYTHON, "pass"], folder)[0] for _ in range(3))
            diff = statistics.median(cpu(DIFF, folder)[0] for _ in range(3))
            times = [cpu(HOOK, folder) for _ in range(3)]
            ratios.append((statistics.median(t for t, _ in times) - diff) / floor)
            if times[0][1]:
                refused.append(relative)
            subprocess.run(["git", "commit", "-qm", "after"], cwd=folder, check=True)
    ranked = sorted(ratios)
    at95 = ranked[int(len(ranked) * 0.95)]
    print(
        f"{len(ranked)} changes: (CPU - git diff) / python: median {statistics.median(ranked):.2f}",
        end="",
    )
    print(f", 95th percentile {at95:.2f}, worst {ranked[-1]:.2f}; refused: {refused}")


def main() -> None:
    """Read the command line and run one comparison."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=("hook", "tree", "changes"))
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
    else:
        bench_changes(*args.folders)


if __name__ == "__main__":
    main()
