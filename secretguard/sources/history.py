"""Commits: which ones a range holds, what each of them adds, what their messages say.

GitPython walks the commits; what changed in each comes from one ``git diff-tree`` (its own
raw mode cuts a path at a newline). In a merge only what differs from every parent counts.
"""

from __future__ import annotations

import os

from secretguard.errors import GitError
from secretguard.sources.git import environment, run_git
from secretguard.sources.index import batch_contents, sort_entries
from secretguard.sources.reach import shared_folder

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import git

    from secretguard.sources.index import Entry, Passed

    Item = tuple[Entry, str, bytes | None, str]

MESSAGE_PATH = b"(commit message)"


class Commits:
    """The commits of a revision range (``A..B``, ``B --not --remotes=origin``), oldest first.

    Raises ``GitError`` when git does not know the range.
    """

    def __init__(self, revisions: list[str]) -> None:
        import git

        try:
            repository = _opened()
            # Several revisions are fine for ``git rev-list``; the annotation knows only one.
            found = git.Commit.iter_items(repository, revisions, reverse=True, topo_order=True)  # type: ignore[arg-type]
            self._commits = list(found)
            self._messages = [_message(commit.message) for commit in self._commits]
        except git.InvalidGitRepositoryError as error:
            raise GitError("this is not a git repository") from error
        except (git.GitCommandError, git.BadName, ValueError) as error:
            raise GitError(f"git does not know the commits {' '.join(revisions)}") from error

    def items(self) -> tuple[Iterator[Item], Passed, Passed, int]:
        """``(what to read, passed over, unreadable, how many)``, commit messages included."""
        wanted: list[tuple[Entry, str]] = []
        skipped: Passed = []
        unread: Passed = []
        ids = "".join(f"{commit.hexsha}\n" for commit in self._commits).encode()
        for commit, entries in raw_changes(ids):
            to_read, passed, failed = sort_entries(entries)
            wanted.extend((entry, commit) for entry in to_read)
            skipped.extend(passed)
            unread.extend(failed)
        listed = len(wanted) + len(skipped) + len(unread) + len(self._commits)
        return self._read(wanted), skipped, unread, listed

    def _read(self, wanted: list[tuple[Entry, str]]) -> Iterator[Item]:
        yield from batch_contents(wanted)
        for commit, message in zip(self._commits, self._messages, strict=True):
            yield ("F", 0, "", (), MESSAGE_PATH), commit.hexsha, message, ""


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


def _message(message: str | bytes) -> bytes:
    return message if isinstance(message, bytes) else message.encode("utf-8", "surrogateescape")


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


def written_at(commit: str) -> str:
    """When a commit's change was written (the author date), as ``2026-01-31T12:00:00Z``."""
    from datetime import UTC, datetime

    seconds = int(run_git(["log", "-1", "--no-show-signature", "--format=%at", commit]))
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _exists(commit: str) -> bool:
    from secretguard.sources.git import answers

    return answers(["cat-file", "-e", f"{commit}^{{commit}}"]) is not None
