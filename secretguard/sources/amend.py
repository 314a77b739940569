"""Is the commit that runs this hook a ``git commit --amend``? Git does not say, so we look.

In an amended commit the secret may sit in the commit that is being replaced, where a
comparison with HEAD does not show it. Two signs are read, each enough by itself: the command
line of the git process that started the hook, and the author date that git exports to its
hooks, which an amend takes from the commit it replaces.
"""

from __future__ import annotations

import os
import sys

from secretguard.sources.git import answers

_MAX_ANCESTORS = 12  # git, sh, pre-commit, its own children ... never this deep
_FRESH_SECONDS = 5
_OPTIONS_WITH_VALUE = {"-C", "-c", "--config-env", "--git-dir", "--work-tree", "--namespace",
                       "--exec-path", "--attr-source"}  # fmt: skip
_COMMIT_OPTIONS_WITH_VALUE = {"-m", "-am", "--message", "-F", "--file", "-t", "--template"}


def amending() -> bool:
    """True when the running hook belongs to an amended commit."""
    return _command_line_amends() or _author_is_that_of_head()


def _command_line_amends() -> bool:
    pid = os.getppid()
    for _ in range(_MAX_ANCESTORS):
        found = _process(pid)
        if found is None:
            return False
        pid, argv = found
        name = os.path.basename(argv[0]).removesuffix(".exe") if argv else ""
        if name == "git":
            return _amends(argv[1:])
        if name == "git-commit":
            return _has_amend(argv[1:])
    return False


def _process(pid: int) -> tuple[int, list[str]] | None:
    """Parent id and arguments of a process, from ``/proc``; None where there is none."""
    try:
        with open(f"/proc/{pid}/stat", "rb") as file:
            parent = int(file.read().rpartition(b")")[2].split()[1])
        with open(f"/proc/{pid}/cmdline", "rb") as file:
            return parent, os.fsdecode(file.read()).split("\0")[:-1]
    except (OSError, ValueError, IndexError):
        return _process_from_ps(pid) if sys.platform == "darwin" else None


def _process_from_ps(pid: int) -> tuple[int, list[str]] | None:
    import subprocess

    asked = ["ps", "-o", "ppid=,args=", "-p", str(pid)]
    done = subprocess.run(asked, capture_output=True, text=True, check=False)
    fields = done.stdout.split()
    return (int(fields[0]), fields[1:]) if fields else None


def _amends(argv: list[str]) -> bool:
    """Whether ``git ARGV`` is an amending commit, abbreviated or behind an alias."""
    while argv and argv[0].startswith("-"):
        argv = argv[2:] if argv[0] in _OPTIONS_WITH_VALUE else argv[1:]
    if not argv:
        return False
    verb, options = argv[0], argv[1:]
    if verb != "commit":
        alias = answers(["config", "--get", f"alias.{verb}"])
        return alias is not None and _has_amend([*os.fsdecode(alias).split(), *options])
    return _has_amend(options)


def _has_amend(options: list[str]) -> bool:
    before = ""
    for option in options:
        if option == "--":
            return False
        # Git accepts any unambiguous beginning; "--am" is the shortest one.
        is_amend = len(option) >= 4 and "--amend".startswith(option)
        if is_amend and before not in _COMMIT_OPTIONS_WITH_VALUE:
            return True
        before = option
    return False


def _author_is_that_of_head() -> bool:
    """Git exports ``@<seconds> <zone>``: the current second, unless an older commit is reused."""
    exported = os.environ.get("GIT_AUTHOR_DATE", "")
    seconds = exported[1:].partition(" ")[0]
    if not exported.startswith("@") or not seconds.isdecimal():
        return False
    import time

    if abs(time.time() - int(seconds)) < _FRESH_SECONDS:
        return False
    asked = ["rev-list", "--no-walk", "--encoding=UTF-8", "--format=%at %ae", "HEAD"]
    head = os.fsdecode(answers(asked) or b"").splitlines()
    return head[1:] == [f"{seconds} {os.environ.get('GIT_AUTHOR_EMAIL', '')}"]
