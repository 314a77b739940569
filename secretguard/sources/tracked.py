"""Tracked files of a work tree, with the ids that git already knows of their contents.

A file whose size and times are those in the index has the content that the index names: git itself
relies on that (https://git-scm.com/docs/racy-git). What a filter driver rewrites, or what the user
told git not to look at, may differ from it unseen and counts as changed.
"""

from __future__ import annotations

import os
from _blake2 import blake2b
from functools import cached_property

from secretguard.errors import GitError
from secretguard.sources.git import answers, run_git
from secretguard.sources.index import SUBMODULE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

# What a listing of ``git ls-files -s`` with a flag in front (``-t``, ``-v``) begins with.
_OUTSIDE = (b"S ", b"s ")
_SUBMODULE = b"160000 "
SPARSE = "it lies outside of the sparse checkout"
_CHECKSUM = 20  # bytes
_DRIVERS = ["config", "--get-regexp", r"^filter\..*\.(smudge|process)$"]
_FILTERED = ["ls-files", "-z", "--full-name", "--", ".", ":(exclude,attr:!filter)"]


def why_not_here(row: bytes) -> str:
    """Why a tracked path need not be a file on disk, "" where it has to be."""
    if row.startswith(_SUBMODULE, 2):
        return SUBMODULE
    return SPARSE if row.startswith(_OUTSIDE) else ""


class Tracked:
    """What git tracks below one folder.

    Raises ``GitError`` when git does not answer.
    """

    def __init__(self, folder: str) -> None:
        self._folder = folder
        asked = ["rev-parse", "--show-prefix", "--show-toplevel", "--git-path", "index"]
        lines = run_git(asked, folder).split(b"\n")
        if len(lines) != 4:
            raise GitError("a path with a line feed stands above the folder")
        self._prefix, top, index, _ = lines
        self._index = os.path.join(os.fsencode(folder), index)
        self._stamp = self._index_stamp()
        self._checksum = self._index_checksum()
        self._listed: bytes | None = None
        self.base = b"" if os.path.samefile(top, b".") else top + b"/"

    def _index_stamp(self) -> tuple[int, int, int]:
        found = os.stat(self._index)
        return found.st_mtime_ns, found.st_size, found.st_ino

    def _index_checksum(self) -> bytes:
        """The hash over the index that git keeps at its end; b"" where it is told not to keep it.

        https://git-scm.com/docs/index-format
        """
        with open(self._index, "rb") as file:
            file.seek(-_CHECKSUM, os.SEEK_END)
            found = file.read()
        return found if found.strip(b"\0") else b""

    @property
    def _listing(self) -> bytes:
        if self._listed is None:
            args = ["ls-files", "-s", "-v", "-z", "--full-name", "."]
            self._listed = run_git(args, self._folder)
        return self._listed

    def changed(self) -> set[bytes]:
        """The paths, from the top, that may hold other content than the index names by now."""
        args = ["diff-files", "--name-only", "-z", "--relative", "."]
        differing = {self._prefix + name for name in run_git(args, self._folder).split(b"\0")[:-1]}
        if answers(_DRIVERS, self._folder):
            differing.update(run_git(_FILTERED, self._folder).split(b"\0")[:-1])
        return differing

    @property
    def index_changed(self) -> bool:
        """Whether git has written another index since this began."""
        return self._index_stamp() != self._stamp

    def listing_digest(self, changed: set[bytes]) -> bytes:
        """Differs whenever a path, an id, or what has changed does."""
        told = b"\0".join([*sorted(changed), self._prefix, self._listing])
        return blake2b(told, digest_size=16).digest()

    def index_digest(self, changed: set[bytes]) -> bytes:
        """Like ``listing_digest`` without a listing; b"" where the index has no checksum.

        It differs also when git has only refreshed its index.
        """
        told = b"\0".join([*sorted(changed), self._prefix, self._checksum])
        return blake2b(told, digest_size=16).digest() if self._checksum else b""

    def names(self) -> Iterator[tuple[bytes, bytes]]:
        """``(path from the top, blob id)`` of each; the id is b"" where the index cannot tell it."""
        previous = b""
        for row in self._listing.split(b"\0")[:-1]:
            head, _, path = row.partition(b"\t")
            flag, _, blob, stage = head.split(b" ")
            if path != previous:  # an unmerged path is listed once a stage
                certain = flag == b"H" and stage == b"0" and not why_not_here(row)
                yield path, blob if certain else b""
            previous = path

    @cached_property
    def not_here(self) -> dict[bytes, str]:
        """The paths from the top that need not be files on disk, each with the reason."""
        rows = self._listing.split(b"\0")[:-1]
        return {row.partition(b"\t")[2]: why for row in rows if (why := why_not_here(row))}


def untracked(folder: str, *, ignored: bool = False) -> tuple[list[bytes], list[bytes]]:
    """``(files, folders of other repositories)`` that git does not track, as paths from here.

    Without ``ignored``, what ``.gitignore`` and its kin name is left out.
    """
    args = ["ls-files", "--others", "-z"] + ([] if ignored else ["--exclude-standard"])
    base = b"" if os.path.samefile(folder, ".") else os.fsencode(folder).rstrip(b"/") + b"/"
    found = [base + name for name in run_git([*args, "."], folder).split(b"\0")[:-1]]
    return (
        [name for name in found if not name.endswith(b"/")],
        [name for name in found if name.endswith(b"/")],
    )
