"""What a repository's refs, stash, reflogs and notes reach: which blob lay where, and since when.

``git rev-list`` names the commits, ``git diff-tree`` what each of them changed; the one writes into
the other, so a history of any size passes through in a stream. In a merge only what differs from
every parent is listed: all else came with a commit that is listed, too.
"""

from __future__ import annotations

import os
import subprocess
from typing import NamedTuple

from secretguard.errors import GitError
from secretguard.sources.git import answers, environment, run_git
from secretguard.sources.message import MESSAGE_PATH
from secretguard.sources.packed import listed_in_order, spooled
from secretguard.sources.peeled import peel

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import IO

    from secretguard.sources.peeled import Peeled

    # (object id in hexadecimal, path, commit in hexadecimal, mode); a commit or tag message has
    # the id of its object and the path ``MESSAGE_PATH``.
    Place = tuple[bytes, bytes, bytes, bytes]

TAG_PATH = b"(tag message)"
NAMELESS = "(object "
SUBMODULE = b"160000"
SHALLOW = "this clone is shallow: older commits are not here"
_CHUNK = 1 << 20
_DIFF = ["diff-tree", "--stdin", "-r", "-c", "--root", "--always", "--raw", "-z", "--no-renames",
         "--no-abbrev", "--ignore-submodules=none"]  # fmt: skip
# A commit comes after its parents, else in the order of the dates.
_LIST = ["rev-list", "--reverse", "--date-order", "--ignore-missing", "--stdin"]
_LEFT = ["rev-list", "--max-count=1", "--stdin", "--not"]
_EVERYTHING = ["--all", "--reflog"]


def tips() -> list[bytes]:
    """The ids of all commits that refs, HEADs of work trees and reflogs name, sorted."""
    found = run_git(["rev-list", "--all", "--reflog", "--no-walk=unsorted"])
    return sorted(found.split())


def walk(known: Iterable[bytes], only: Iterable[bytes] = ()) -> Iterator[Place]:
    """Every place that a commit brings which is not among, or behind, the ``known`` ones.

    ``only`` names the commits to begin with instead of all that there are.
    Raises ``GitError`` in the end when git could not follow them all; what it could is given.
    """
    begin = [commit + b"\n" for commit in only]
    asking = b"".join(begin + [b"^" + commit + b"\n" for commit in known])
    with spooled(asking) as asked, spooled() as complaints:
        lister = _start(_LIST if begin else [*_LIST, *_EVERYTHING], asked, complaints)
        differ = _start(_DIFF, lister.stdout, complaints)
        try:
            if lister.stdout is None or differ.stdout is None:
                raise GitError("git rev-list could not be connected")
            lister.stdout.close()
            yield from _places(_fields(differ.stdout))
        finally:
            if differ.stdout is not None:
                differ.stdout.close()
            failed = [process.wait() for process in (differ, lister)]
        if any(failed):
            raise GitError(f"not every commit could be followed: {_first_line(complaints)}")


def left_behind(commits: Iterable[bytes]) -> bool:
    """Whether a ref was deleted or a reflog expired so that any of these is reached no more, or gone."""
    asked = b"".join(commit + b"\n" for commit in commits)
    try:
        return bool(run_git([*_LEFT, *_EVERYTHING], stdin=asked))
    except GitError:
        return True


def _start(
    args: list[str], stdin: IO[bytes] | None, complaints: IO[bytes]
) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        ["git", *args], stdin=stdin, stdout=subprocess.PIPE, stderr=complaints, env=environment()
    )


def _first_line(complaints: IO[bytes]) -> str:
    complaints.seek(0)
    lines = complaints.read(1000).decode("utf-8", "replace").splitlines() or ["no message"]
    return "".join(char if char.isprintable() else "?" for char in lines[0])


def _fields(stream: IO[bytes]) -> Iterator[bytes]:
    """What stands between the NUL bytes of a stream."""
    rest = b""
    while chunk := stream.read(_CHUNK):
        *fields, rest = (rest + chunk).split(b"\0")
        yield from fields


def _places(fields: Iterator[bytes]) -> Iterator[Place]:
    """``COMMIT NUL`` and its ``:mode mode id id status NUL path NUL`` in a row, as places."""
    commit = b""
    for head in fields:
        if head[:1] != b":":
            commit = head.strip()
            yield commit, MESSAGE_PATH, commit, b""
            continue
        path = next(fields, b"")
        parents = 1
        while head[parents : parents + 1] == b":":
            parents += 1
        columns = head.split(b" ")
        mode, blob = columns[parents], columns[-2]
        if blob.strip(b"0") and mode != SUBMODULE:
            yield blob, path, commit, mode


def named_objects() -> Iterator[Place]:
    """What refs name beside commits: messages of tags, and blobs and trees that were tagged."""
    listing = run_git(["for-each-ref", "--format=%(objecttype) %(objectname) %(refname)"])
    rows = [line.split(b" ", 2) for line in listing.splitlines()]
    refs = [(name, ref) for kind, name, ref in rows if kind != b"commit"]
    for (_, ref), end in zip(refs, peel(name for name, _ in refs), strict=True):
        yield from named_places(end, ref)


def named_places(end: Peeled, ref: bytes) -> Iterator[Place]:
    """The messages of the tags on the way, and the blob or the files of the tree that a ref leads to."""
    for tag in end.tags:
        yield tag, TAG_PATH, b"", b""
    if end.kind == "blob":
        yield end.identity, ref, b"", b""
    elif end.kind == "tree":
        yield from tree_places(end.identity, ref)


def tree_places(tree: bytes, ref: bytes) -> Iterator[Place]:
    """The blobs of a tree that a ref names."""
    listing = run_git(["ls-tree", "-r", "-z", "--full-tree", os.fsdecode(tree)])
    for row in listing.split(b"\0")[:-1]:
        head, _, path = row.partition(b"\t")
        mode, kind, blob = head.split(b" ")
        if kind == b"blob":
            yield blob, ref + b":" + path, b"", mode


def unreachable() -> Iterator[Place]:
    """What nothing reaches any more, and what is staged but not committed.

    Raises ``GitError`` when git cannot tell.
    """
    listing = run_git(["ls-files", "--stage", "-z", "--full-name", ":/"])
    for row in listing.split(b"\0")[:-1]:
        head, _, path = row.partition(b"\t")
        mode, blob, _ = head.split(b" ")
        if mode != SUBMODULE:
            yield blob, path, b"", mode
    found: dict[bytes, list[bytes]] = {}
    for line in complete(["fsck", "--unreachable", "--connectivity-only", "--no-progress"]):
        words = line.split()
        if len(words) == 3 and words[0] == b"unreachable":
            found.setdefault(words[1], []).append(words[2])
    walked: set[bytes] = set()
    if commits := found.get(b"commit"):
        for place in walk(tips(), commits):
            walked.add(place[0])
            yield place
    for blob in found.get(b"blob", []):
        if blob not in walked:
            yield nameless(blob)
    for tag in found.get(b"tag", []):
        yield tag, TAG_PATH, b"", b""


def complete(args: list[str]) -> list[bytes]:
    """The lines that git prints although it also complains (``fsck`` tells damage by its status)."""
    done = subprocess.run(["git", *args], capture_output=True, env=environment(), check=False)
    if done.returncode and not done.stdout:
        raise GitError(f"git {args[0]} failed ({done.returncode})")
    return done.stdout.splitlines()


def all_objects() -> Iterator[Place]:
    """Every object in the store, without the paths that only commits and trees know."""
    for line in listed_in_order(kinds=True):
        identity, _, kind = line.partition(b" ")
        if kind == b"blob":
            yield nameless(identity)
        elif kind == b"commit":
            yield identity, MESSAGE_PATH, identity, b""
        elif kind == b"tag":
            yield identity, TAG_PATH, b"", b""


def nameless(blob: bytes) -> Place:
    """A blob of which nobody knows the path any more."""
    return blob, NAMELESS.encode() + blob[:12] + b")", b"", b""


class Author(NamedTuple):
    """Who wrote a commit, and on which day in the author's time zone."""

    name: str
    day: str


def authors(commits: Iterable[str]) -> dict[str, Author]:
    """The authors of commits given by their ids."""
    asked = "".join(f"{commit}\n" for commit in commits).encode()
    if not asked:
        return {}
    layout = ["--encoding=UTF-8", "--format=%H%x00%an <%ae>%x00%as"]
    listing = run_git(["rev-list", "--no-walk=unsorted", "--stdin", *layout], stdin=asked)
    found = {}
    for line in listing.split(b"\n"):
        if line.count(b"\0") == 2:
            commit, name, day = line.decode("utf-8", "replace").split("\0")
            found[commit] = Author(name, day)
    return found


def shared_folder(start: str = ".") -> str:
    """The absolute path of the git directory that all work trees share.

    Raises ``GitError`` outside of a repository.
    """
    found = run_git(["rev-parse", "--path-format=absolute", "--git-common-dir"], start)
    return os.fsdecode(found.removesuffix(b"\n"))


def memory_folder(start: str = ".") -> str:
    """Where the repository's memory lies. Raises ``GitError`` outside of a repository."""
    return f"{shared_folder(start)}/secretguard"


def boundary(shared: str) -> bytes:
    """Changes whenever history begins elsewhere: a shallow clone was deepened."""
    try:
        with open(f"{shared}/shallow", "rb") as file:
            return file.read()
    except FileNotFoundError:
        return b""


def ends_early(shared: str, commits: Iterable[str]) -> bool:
    """Whether a shallow clone was cut off behind one of these commits: its parents are not here.

    https://git-scm.com/docs/shallow
    """
    try:
        with open(f"{shared}/shallow", encoding="ascii") as file:
            return not set(file.read().split()).isdisjoint(commits)
    except FileNotFoundError:
        return False


def limits(shared: str) -> list[str]:
    """Sentences on what this clone cannot show: a shallow or partial one has less than its origin."""
    told = []
    if os.path.exists(f"{shared}/shallow"):
        told.append(SHALLOW)
    if answers(["config", "--get-regexp", r"^remote\..*\.promisor$", "true"]):
        told.append("this clone is partial: what it did not fetch is not here")
    return told
