"""Commits: which ones a range holds, what each of them adds, what their messages say.

GitPython walks the commits, by its git and not by its objects, which know only ids of SHA-1; what changed
in each comes from one ``git diff-tree``. In a merge only what differs from every parent counts.
"""

from __future__ import annotations

import os
from functools import cache

from secretguard.errors import GitError, UsageError
from secretguard.sources.git import answers, environment, run_git
from secretguard.sources.index import batch_contents, sort_entries
from secretguard.sources.message import MESSAGE_PATH
from secretguard.sources.packed import read_objects
from secretguard.sources.peeled import peel
from secretguard.sources.reach import SHALLOW, ends_early, shared_folder

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import git

    from secretguard.sources.index import Alike, Entry, Item, Passed


class Commits:
    """The commits of a revision range (``A..B``, ``B --not --remotes=origin``), oldest first.

    ``limits`` are sentences on what this clone cannot show of them.
    Raises ``GitError`` when git does not know the range.
    """

    def __init__(self, revisions: list[str]) -> None:
        import git

        try:
            listing = _opened().git.rev_list(*revisions, "--", reverse=True, topo_order=True)
        except git.InvalidGitRepositoryError as error:
            raise GitError("this is not a git repository") from error
        except git.GitCommandError as error:
            raise GitError(f"git does not know the commits {' '.join(revisions)}") from error
        self._commits: list[str] = listing.split()
        self.limits = [SHALLOW] if ends_early(shared_folder(), self._commits) else []

    def items(self, alike: Alike) -> tuple[Iterator[Item], Passed, Passed, int]:
        """``(what to read, passed over, unreadable, how many)``, commit messages included.

        ``alike``: what moves between such paths is passed over.
        """
        wanted: list[tuple[Entry, str]] = []
        skipped: Passed = []
        unread: Passed = []
        ids = "".join(f"{commit}\n" for commit in self._commits).encode()
        for commit, entries in raw_changes(ids):
            to_read, passed, failed = sort_entries(entries, alike)
            wanted.extend((entry, commit) for entry in to_read)
            skipped.extend(passed)
            unread.extend(failed)
        listed = len(wanted) + len(skipped) + len(unread) + len(self._commits)
        return self._read(wanted), skipped, unread, listed

    def _read(self, wanted: list[tuple[Entry, str]]) -> Iterator[Item]:
        yield from batch_contents(wanted)
        for identity, _, content, why in read_objects([os.fsencode(c) for c in self._commits]):
            message = content.partition(b"\n\n")[2] if isinstance(content, bytes) else content
            yield ("F", 0, "", (), MESSAGE_PATH), os.fsdecode(identity), message, why


def raw_changes(ids: bytes) -> Iterator[tuple[str, list[Entry]]]:
    """(commit, entries) for each id of a line: what differs from every parent.

    ``git diff-tree --stdin -c`` prints an id, then its raw entries.
    """
    args = ["diff-tree", "--stdin", "-r", "-c", "--root", "--raw", "-z", "--no-renames",
            "--no-abbrev", "--ignore-submodules=none"]  # fmt: skip
    fields = run_git(args, stdin=ids).split(b"\0")
    commit = ""
    entries: list[Entry] = []
    position = 0
    while position < len(fields) - 1:
        head = fields[position]
        if not head.startswith(b":"):
            if commit:
                yield commit, entries
            commit, entries = head.decode("ascii").strip(), []
            position += 1
            continue
        entries.append(_combined(head.decode("ascii"), fields[position + 1]))
        position += 2
    if commit:
        yield commit, entries


def _combined(head: str, path: bytes) -> Entry:
    """An entry from ``::mode mode mode id id id status``: one colon and one pair a parent."""
    parents = len(head) - len(head.lstrip(":"))
    fields = head[parents:].split(" ")
    mode, ids, status = fields[parents], fields[parents + 1 :], fields[-1]
    old = tuple(blob for blob in ids[:parents] if blob.strip("0"))
    letter = "D" if not ids[parents].strip("0") else status[0]
    return letter, int(mode, 8), ids[parents], old, path


def _opened() -> git.Repo:
    """The repository that git itself would use here.

    GitPython only adds to the environment of the process: what is to be dropped from it is said anew.
    """
    import git

    shared = shared_folder()
    own = run_git(["rev-parse", "--absolute-git-dir"]).removesuffix(b"\n")
    repository = git.Repo(shared, expand_vars=False)
    told = {"GIT_DIR": os.fsdecode(own), "GIT_SHALLOW_FILE": f"{shared}/shallow"}
    repository.git.update_environment(**{**environment(), **told})
    return repository


def named_range(name: str) -> list[str]:
    """What a person calls a range, as ``Commits`` takes it.

    For an empty variable, a tree or a file git lists no commits, and that must not look clean. Raises
    ``UsageError`` for these; what git does not know at all ``Commits`` tells.
    """
    if not name.strip():
        raise UsageError("scan: the range of commits is empty")
    listing = answers(["rev-parse", name, "--"])
    if listing is not None:
        begun = [tip for tip in listing.split()[:-1] if not tip.startswith(b"^")]
        if {end.kind for end in peel(begun)} != {"commit"}:
            raise UsageError(f"scan: {name} names no commits, so there is no range to look at")
    return [name]


def published_ranges(updates: Iterable[tuple[str, str, str]], remote: str) -> list[list[str]]:
    """The revision ranges that a push of ``(id there, id here, ref)`` would publish.

    What the remote has already is left out.
    """
    ranges = []
    for known, local, _ in updates:
        known_here = known.strip("0") and _exists(known)
        excluded = [f"^{known}"] if known_here else []
        ranges.append([local, *excluded, "--not", f"--remotes={remote or '*'}"])
    return ranges


@cache  # asked for each finding; an id means the same commit for ever
def written_at(commit: str) -> str:
    """When a commit's change was written (the author date), as ``2026-01-31T12:00:00Z``."""
    from datetime import UTC, datetime

    asked = ["rev-list", "--no-walk", "--encoding=UTF-8", "--format=%at", commit]
    seconds = int(run_git(asked).splitlines()[1])
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _exists(commit: str) -> bool:
    return answers(["cat-file", "-e", f"{commit}^{{commit}}"]) is not None
