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
    """An unreferenced blob. ``held`` says why it cannot be removed alone, "" when it can."""

    id: str
    content: bytes
    held: str


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
    others = [name for name, kind in dead.items() if kind != "blob"]
    held = _below(others)
    for name, content in read_blobs(blobs):
        if content is not None:
            yield Blob(name, content, _why_held(name, held))


def remove_blob(name: str) -> None:
    """Delete the loose object. Raises ``SourceError``."""
    path = _loose(name)
    try:
        os.chmod(path, 0o600)  # objects are read-only, which some systems take as undeletable
        os.unlink(path)
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
    """What unreachable commits and trees refer to (a dropped stash that may still be wanted)."""
    if not roots:
        return set()
    stdin = "".join(f"{name}\n" for name in roots).encode()
    args = ["rev-list", "--objects", "--missing=allow-any", "--ignore-missing", "--stdin"]
    return {line.split(b" ")[0].decode("ascii") for line in run_git(args, stdin=stdin).splitlines()}


def _why_held(name: str, held: set[str]) -> str:
    if name in held:
        return "an unreferenced commit or tree holds it; git gc --prune=now removes both"
    if not os.path.exists(_loose(name)):
        return "it is packed; git gc --prune=now removes it"
    return ""


def _loose(name: str) -> str:
    return f"{objects_dir(git_dir())}/{name[:2]}/{name[2:]}"
