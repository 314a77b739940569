"""Tracked files of a work tree, with the ids that git already knows of their contents.

A file whose size and times are those in the index has the content the index names: git relies on
that itself (https://git-scm.com/docs/racy-git). What a filter driver rewrites, or what the user told
git not to look at, may differ from it unseen and counts as changed.
"""

from __future__ import annotations

import os
from _blake2 import blake2b

from secretguard.sources.git import answers, run_git

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

_LINK_TO_REPOSITORY = b"160000"
_DRIVERS = ["config", "--get-regexp", r"^filter\..*\.(smudge|process)$"]
_FILTERED = ["ls-files", "-z", "--full-name", "--", ".", ":(exclude,attr:!filter)"]


class Tracked:
    """What git tracks below one folder; ``digest`` changes when any of it does.

    Raises ``GitError`` when git does not answer.
    """

    def __init__(self, folder: str) -> None:
        self._listing = run_git(["ls-files", "-s", "-v", "-z", "--full-name", "."], folder)
        differing = run_git(["diff-files", "--name-only", "-z", "--relative", "."], folder)
        top = answers(["rev-parse", "--show-prefix"], folder) or b""
        prefix = top.removesuffix(b"\n")
        self._changed = {prefix + name for name in differing.split(b"\0")[:-1]}
        if answers(_DRIVERS, folder):
            self._changed.update(run_git(_FILTERED, folder).split(b"\0")[:-1])
        told = b"\0".join([*sorted(self._changed), prefix, self._listing])
        self.digest = blake2b(told, digest_size=16).digest()

    def names(self) -> Iterator[tuple[bytes, bytes]]:
        """``(path from the top of the work tree, blob id)`` of each; "" for what has changed.

        Files that are gone from the disk are among the changed ones.
        """
        changed = self._changed
        previous = b""
        for row in self._listing.split(b"\0")[:-1]:
            head, _, path = row.partition(b"\t")
            flag, mode, blob, stage = head.split(b" ")
            if path == previous:
                continue  # an unmerged path is listed once a stage
            previous = path
            certain = flag == b"H" and stage == b"0" and path not in changed
            yield path, blob if certain and mode != _LINK_TO_REPOSITORY else b""


def base_of(folder: str) -> bytes:
    """What stands before a path from the top of the work tree to reach it from here."""
    top = run_git(["rev-parse", "--show-toplevel"], folder).removesuffix(b"\n")
    return b"" if os.path.samefile(top, b".") else top + b"/"
