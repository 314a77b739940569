"""Blobs that nothing refers to any more: what a refused commit leaves in the object store."""

from __future__ import annotations

import os
from dataclasses import dataclass

from secretguard.errors import SourceError
from secretguard.sources.git import answers, run_git
from secretguard.sources.objects import read_blobs
from secretguard.sources.repository import git_dir, objects_dir

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

# https://git-scm.com/docs/gitrevisions: none of these is a ref, all of them keep something alive.
_PSEUDO_REFS = ("MERGE_HEAD", "ORIG_HEAD", "CHERRY_PICK_HEAD", "REVERT_HEAD", "REBASE_HEAD",
                "FETCH_HEAD", "AUTO_MERGE", "MERGE_AUTOSTASH")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Blob:
    """An unreferenced blob. ``held`` says why it cannot be removed, "" when it can.

    ``trees`` are unreferenced trees around it (git writes them before it runs the hook); without
    the blob they would be broken, so they go with it.
    """

    id: str
    content: bytes
    held: str
    trees: tuple[str, ...] = ()


def unreferenced_blobs() -> Iterator[Blob]:
    """Every blob outside of all refs, reflogs and indexes (of all work trees).

    Raises ``GitError``.
    """
    types = dict(_all_objects())
    alive = _reachable()
    dead = {name: kind for name, kind in types.items() if name not in alive}
    blobs = [name for name, kind in dead.items() if kind == "blob"]
    if not blobs:
        return
    held = _below([name for name, kind in dead.items() if kind in ("commit", "tag")])
    parents = _parents([name for name, kind in dead.items() if kind == "tree"])
    for name, content in read_blobs(blobs):
        if content is not None:
            trees = _above(name, parents)
            why = next((why for part in (name, *trees) if (why := _why_held(part, held))), "")
            yield Blob(name, content, why, trees)


def remove_blob(blob: Blob) -> None:
    """Delete the loose object and the trees around it. Raises ``SourceError``."""
    # From the outside in: whatever stops half way leaves no tree with a hole in it.
    for name in (*reversed(blob.trees), blob.id):
        path = _loose(name)
        try:
            os.chmod(path, 0o600)  # objects are read-only, which some systems take as undeletable
            os.unlink(path)
        except FileNotFoundError:
            continue  # a tree around two removed blobs
        except OSError as error:
            raise SourceError(f"{path}: {error.strerror}") from error


def _all_objects() -> Iterator[tuple[str, str]]:
    args = ["cat-file", "--batch-all-objects", "--batch-check=%(objectname) %(objecttype)"]
    for line in run_git(args).decode("ascii").splitlines():
        name, _, kind = line.partition(" ")
        yield name, kind


def _reachable() -> set[str]:
    pseudo = [
        found.decode("ascii").strip()
        for name in _PSEUDO_REFS
        if (found := answers(["rev-parse", "--quiet", "--verify", name])) is not None
    ]
    listing = run_git(["rev-list", "--objects", "--all", "--reflog", "--indexed-objects", *pseudo])
    return {line[: line.find(b" ")].decode("ascii") if b" " in line else line.decode("ascii")
            for line in listing.splitlines()}  # fmt: skip


def _below(roots: list[str]) -> set[str]:
    """What unreachable commits refer to (a dropped stash that may still be wanted)."""
    if not roots:
        return set()
    stdin = "".join(f"{name}\n" for name in roots).encode()
    args = ["rev-list", "--objects", "--missing=allow-any", "--ignore-missing", "--stdin"]
    return {line.split(b" ")[0].decode("ascii") for line in run_git(args, stdin=stdin).splitlines()}


def _parents(trees: list[str]) -> dict[str, list[str]]:
    """Object id to the trees among ``trees`` that list it."""
    found: dict[str, list[str]] = {}
    listing = run_git(["cat-file", "--batch"], stdin="".join(f"{t}\n" for t in trees).encode())
    position = 0
    for tree in trees:
        end = listing.index(b"\n", position)
        size = int(listing[position:end].split()[2])
        for child in _children(listing[end + 1 : end + 1 + size], len(tree) // 2):
            found.setdefault(child, []).append(tree)
        position = end + 1 + size + 1
    return found


def _children(tree: bytes, id_bytes: int) -> Iterator[str]:
    """The ids in a tree object: ``mode SP name NUL id`` repeated, ids in binary."""
    position = 0
    while position < len(tree):
        start = tree.index(b"\0", position) + 1
        yield tree[start : start + id_bytes].hex()
        position = start + id_bytes


def _above(name: str, parents: dict[str, list[str]]) -> tuple[str, ...]:
    """Every tree around an object, inner ones first."""
    found: dict[str, None] = {}
    waiting = [name]
    while waiting:
        for tree in parents.get(waiting.pop(0), ()):
            if tree not in found:
                found[tree] = None
                waiting.append(tree)
    return tuple(found)


def _why_held(name: str, held: set[str]) -> str:
    if name in held:
        return "an unreferenced commit holds it; git gc --prune=now removes both"
    if not os.path.exists(_loose(name)):
        return "it is packed; git gc --prune=now removes it"
    return ""


def _loose(name: str) -> str:
    return f"{objects_dir(git_dir())}/{name[:2]}/{name[2:]}"
