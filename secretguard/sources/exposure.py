"""How far content got: the index, branches, tags, remotes, the stash, the reflog."""

from __future__ import annotations

import os

from secretguard.sources.git import answers, run_git
from secretguard.sources.history import raw_changes
from secretguard.sources.index import batch_contents, sort_entries

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from secretguard.sources.index import Entry, Item


# More paths than this do not fit onto a command line everywhere: all commits are read then.
_MOST_PATHS = 200
EVERYTHING = ["--all", "--reflog"]


def versions(paths: Iterable[str]) -> tuple[Iterator[Item], int]:
    """Every content that ``paths`` ever had in any commit that git still knows, and how many.

    Stash and reflog are included; each item carries the commit that brought the content.
    """
    named = {os.fsencode(path) for path in paths}
    limit = [] if len(named) > _MOST_PATHS else [b":(top,literal)" + path for path in sorted(named)]
    ids = run_git(["rev-list", *EVERYTHING, "--full-history", "--", *map(os.fsdecode, limit)])
    wanted: list[tuple[Entry, str]] = []
    for commit, entries in raw_changes(ids):
        chosen = [entry for entry in entries if entry[4] in named]
        wanted += [(entry, commit) for entry in sort_entries(chosen, _not_alike)[0]]
    return batch_contents(wanted), len(wanted)


def _not_alike(_old: bytes, _new: bytes) -> bool:
    """What moved here counts as well."""
    return False


def staged_versions(paths: Iterable[str]) -> tuple[Iterator[Item], int]:
    """What the index holds at ``paths``."""
    named = {os.fsencode(path) for path in paths}
    entries: list[tuple[Entry, str]] = []
    for line in run_git(["ls-files", "--stage", "-z", "--full-name", ":/"]).split(b"\0"):
        head, _, path = line.partition(b"\t")
        if path in named and not head.startswith(b"160000"):
            mode, blob, _ = head.decode("ascii").split(" ")
            entries.append((("A", int(mode, 8), blob, (), path), ""))
    return batch_contents(entries), len(entries)


class Refs:
    """What keeps commits alive, asked once for any number of questions."""

    def __init__(self) -> None:
        stash = answers(["rev-list", "--walk-reflogs", "refs/stash", "--"]) or b""
        named = ["--branches", "--remotes", "--tags", "HEAD"]
        if answers(["rev-parse", "--quiet", "--verify", "HEAD"]) is None:
            named.pop()
        self._stashed = _commits(["--stdin"], stash + _excluded(named))
        reflog = _commits(["--reflog", "--not", *named], b"")
        self._unnamed = reflog - self._stashed
        self._holders: dict[str, list[str]] = {}

    def holders(self, commits: Iterable[str]) -> list[str]:
        """The full names of all refs with one of ``commits`` in their history."""
        found: dict[str, None] = {}
        for commit in commits:
            if commit not in self._holders:
                args = ["for-each-ref", "--format=%(refname)", "--contains", commit]
                self._holders[commit] = run_git(args).decode("utf-8", "replace").splitlines()
            found.update(dict.fromkeys(self._holders[commit]))
        return [name for name in found if name != "refs/stash" and not name.endswith("/HEAD")]

    def stashed(self, commits: Iterable[str]) -> bool:
        """Whether only the stash keeps one of them."""
        return not self._stashed.isdisjoint(commits)

    def in_reflog_alone(self, commits: Iterable[str]) -> bool:
        """Whether only the reflog keeps one of them."""
        return not self._unnamed.isdisjoint(commits)


def _excluded(named: list[str]) -> bytes:
    """Lines for ``rev-list --stdin``; options like ``--branches`` need git 2.42 there, so ids."""
    args = ["rev-parse", *named]
    ids = (answers(args) or b"").split()
    return b"".join(b"^" + commit + b"\n" for commit in ids)


def _commits(args: list[str], stdin: bytes) -> set[str]:
    if args == ["--stdin"] and not stdin.strip():
        return set()
    return set(run_git(["rev-list", *args], stdin=stdin).decode("ascii").split())
