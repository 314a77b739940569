"""What the next commit will hold: the index against the parents of that commit.

The index is read by blob id (``git diff-index --cached --raw -z``), never as a text patch:
attributes, textconv drivers, external diffs and the user's diff settings cannot hide anything.
Entries stay plain tuples here, since most commits are clean and never need more.
"""

from __future__ import annotations

import os

from secretguard.errors import GitError
from secretguard.sources import objects
from secretguard.sources.git import Running, answers, run_git
from secretguard.sources.repository import git_dir, objects_dir

TYPE_CHECKING = False  # importing typing costs the hook 4 ms
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    # Whether a text counts at the second path for what it counted for at the first.
    Alike = Callable[[bytes, bytes], bool]

    from secretguard.sources.packed import Body

    # entry, commit, content or None, why there is none
    Item = tuple["Entry", str, bytes | Body | None, str]

# (status, mode, blob, blobs of the same path in the parents, path)
Entry = tuple[str, int, str, tuple[str, ...], bytes]

_ABSENT = "0"
SUBMODULE = "submodule: scan it in its own repository"
_DIFF = ["diff-index", "--cached", "--raw", "-z", "--no-renames", "--no-abbrev",
         "--ignore-submodules=none"]  # fmt: skip


class Staged:
    """The staged entries, asked for at once and collected when the engine is ready."""

    __slots__ = ("_parents", "_renamed", "_running")

    def __init__(self, amending: bool = False) -> None:
        self._renamed: dict[bytes, tuple[bytes, str]] | None = None
        self._parents = parents_of_replaced() if amending else ["HEAD", *_merge_heads()]
        self._running = [Running([*_DIFF, parent]) for parent in self._parents]

    def entries(self) -> list[Entry]:
        """Every path whose index entry differs from that of each parent of the coming commit.

        Raises ``GitError`` when git does not answer.
        """
        try:
            listings = [running.collect() for running in self._running]
        except GitError:
            if self._parents != ["HEAD"] or answers(["rev-parse", "-q", "--verify", "HEAD"]):
                raise
            self._parents = [empty_tree()]  # the first commit has no HEAD to compare with
            listings = [run_git([*_DIFF, self._parents[0]])]
        if len(listings) > 1:
            return _new_to_all([parse_raw(listing) for listing in listings])
        entries = parse_raw(listings[0])
        if not any(entry[0] == "D" for entry in entries):
            self._renamed = {}  # nothing went away, so nothing was renamed
        return entries

    def before(self, entry: Entry, alike: Alike) -> list[bytes] | None:
        """What a changed path held in each parent; None when all of it is new.

        A file that looks new may be a renamed one: git is asked to pair them, once. What comes from a
        place where it did not count as it does here is new.
        """
        status, _, _, old_blobs, path = entry
        if status == "T":
            return None  # a link that became a file shares nothing with it
        if not old_blobs:
            if self._renamed is None:
                self._renamed = self._renames()
            old_path, blob = self._renamed.get(path, (b"", ""))
            old_blobs = (blob,) if blob and alike(old_path, path) else ()
        return old_contents(old_blobs)

    def _renames(self) -> dict[bytes, tuple[bytes, str]]:
        """New path to old path and blob of files that were renamed, and perhaps edited at once."""
        if len(self._parents) != 1:
            return {}
        args = [arg for arg in _DIFF if arg != "--no-renames"]
        listing = Running([*args, "-M", "-l0", self._parents[0]]).collect()
        return dict(_renamed(listing.split(b"\0")))


def _merge_heads() -> list[str]:
    """The commits being merged: ``MERGE_HEAD``, or what ``git merge`` exports to its hooks.

    A clean merge runs ``pre-merge-commit`` before it writes ``MERGE_HEAD``, but names each
    merged commit in a ``GITHEAD_<id>`` variable (https://git-scm.com/docs/merge-strategies).
    """
    try:
        with open(f"{git_dir()}/MERGE_HEAD", "rb") as file:
            return file.read().decode("ascii").split()
    except FileNotFoundError:
        return [name[8:] for name in os.environ if name.startswith("GITHEAD_")]


def parents_of_replaced() -> list[str]:
    """The parents of the commit that ``--amend`` replaces; the empty tree for a first commit."""
    fields = run_git(["rev-list", "--parents", "-n", "1", "HEAD"]).decode("ascii").split()
    return fields[1:] or [empty_tree()]


def empty_tree() -> str:
    """The id of the empty tree, which depends on the repository's hash function."""
    return run_git(["hash-object", "-t", "tree", "--stdin"]).decode("ascii").strip()


def parse_raw(listing: bytes) -> list[Entry]:
    """Entries of ``--raw -z`` output: ``:mode mode id id status NUL path NUL`` repeated."""
    fields = listing.split(b"\0")
    entries: list[Entry] = []
    for head, path in zip(fields[::2], fields[1::2], strict=False):
        _, mode, old, new, status = head.decode("ascii").split(" ")
        old_blobs = () if not old.strip(_ABSENT) else (old,)
        entries.append((status[0], int(mode, 8), new, old_blobs, path))
    return entries


def _new_to_all(listings: list[list[Entry]]) -> list[Entry]:
    """In a merge only what differs from every parent was made by the person who merges."""
    others = [{entry[4]: entry for entry in listing} for listing in listings[1:]]
    entries: list[Entry] = []
    for status, mode, blob, old_blobs, path in listings[0]:
        matching = [other[path] for other in others if path in other]
        if len(matching) == len(others):
            old = old_blobs + tuple(blob for entry in matching for blob in entry[3])
            entries.append((status, mode, blob, old, path))
    return entries


def _renamed(fields: list[bytes]) -> Iterator[tuple[bytes, tuple[bytes, str]]]:
    """(new path, (old path, old blob)) from ``--raw -z -M`` output, where renames carry two paths."""
    position = 0
    while position < len(fields) - 1:
        _, _, old, _, status = fields[position].decode("ascii").split(" ")
        if status.startswith("R"):
            yield fields[position + 2], (fields[position + 1], old)
        position += 3 if status[0] in "RC" else 2


Passed = list[tuple[bytes, str]]


def sort_entries(entries: list[Entry], alike: Alike) -> tuple[list[Entry], Passed, Passed]:
    """``(to read, passed over, unreadable)``, the latter two as (path, why).

    Deletions are in none of them: they bring nothing into the repository. What only moved is passed
    over when both places are ``alike``.
    """
    moved = _moved(entries)
    read: list[Entry] = []
    skipped: Passed = []
    unread: Passed = []
    for entry in entries:
        status, mode, blob, old_blobs, path = entry
        if status == "D":
            continue
        if status == "U":
            unread.append((path, "the merge conflict in it is not resolved"))
        elif mode == 0o160000:
            skipped.append((path, SUBMODULE))
        elif not blob.strip(_ABSENT):
            unread.append((path, "only announced with git add --intent-to-add"))
        elif blob in old_blobs:
            skipped.append((path, "only its mode changes"))
        elif path in moved and alike(moved[path], path):
            skipped.append((path, "moved without a change"))
        else:
            read.append(entry)
    return read, skipped, unread


def _moved(entries: list[Entry]) -> dict[bytes, bytes]:
    """New path to old path of what moved without a change.

    One deletion pays for one move, whatever the parents held there; a further copy is new.
    """
    gone: dict[str, list[bytes]] = {}
    for status, _, _, old_blobs, path in reversed(entries):
        if status == "D":
            for blob in dict.fromkeys(old_blobs):
                gone.setdefault(blob, []).append(path)
    moved: dict[bytes, bytes] = {}
    paid: set[bytes] = set()
    for status, _, blob, _, path in entries:
        waiting = gone.get(blob, []) if status == "A" else []
        while waiting and path not in moved:
            old_path = waiting.pop()
            if old_path not in paid:
                paid.add(old_path)
                moved[path] = old_path
    return moved


def contents(entries: list[Entry]) -> Iterator[Item]:
    """``(entry, "", content, "")`` for each entry; without content, the last field says why.

    A new file of more than 8 MiB comes to be read in parts. A changed one is held against what it was,
    which takes all of it.
    """
    folder = objects_dir(git_dir())
    packed: list[Entry] = []
    large: list[tuple[Entry, str]] = []
    for entry in entries:
        try:
            content = objects.read_loose(folder, entry[2], 0 if entry[3] else objects.LARGEST)
        except objects.TooLargeError:
            large.append((entry, ""))
            continue
        if content is None:
            packed.append(entry)
        else:
            yield entry, "", content, ""
    if len(packed) <= objects.FEW:
        read = objects.read_few(entry[2] for entry in packed)
        for entry, content in zip(packed, read, strict=True):
            yield entry, "", content, "" if content is not None else _missing(entry)
    else:
        large += [(entry, "") for entry in packed]
    if large:
        yield from batch_contents(large)


def batch_contents(wanted: list[tuple[Entry, str]]) -> Iterator[Item]:
    """Like ``contents`` for (entry, commit) pairs, all through git."""
    position = 0
    try:
        for _, content in objects.read_bodies(entry[2] for entry, _ in wanted):
            entry, commit = wanted[position]
            if content is not None and entry[3]:
                content = objects.whole(content)
            position += 1
            yield entry, commit, content, "" if content is not None else _missing(entry)
    except GitError as error:
        for entry, commit in wanted[position:]:
            yield entry, commit, None, str(error)


def _missing(entry: Entry) -> str:
    return f"no blob {entry[2][:12]}"


def old_contents(old_blobs: tuple[str, ...]) -> list[bytes] | None:
    """What a path held in each parent; None when it is new or the past cannot be read.

    None makes every line count as new: an unreadable past excuses nothing.
    """
    if not old_blobs:
        return None
    folder = objects_dir(git_dir())
    found = [objects.read_loose(folder, blob) for blob in old_blobs]
    if None in found:  # packed, or not there at all
        found = objects.read_few(old_blobs)
    readable = [content for content in found if content is not None]
    return readable if len(readable) == len(found) else None


def staged_content(entry: Entry) -> bytes:
    """The content of one entry. Raises ``GitError`` when git cannot give it."""
    for _, _, content, why in contents([entry]):
        if content is not None:
            return objects.whole(content)
        raise GitError(why)
    raise GitError(_missing(entry))
