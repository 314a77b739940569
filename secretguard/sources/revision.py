"""The tree of one revision: which blob lies where, and what is in it."""

from __future__ import annotations

from secretguard.errors import GitError, UsageError
from secretguard.sources.git import run_git
from secretguard.sources.packed import Body, in_pack_order, read_objects

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

_SUBMODULE = b"commit"


class Revision:
    """What a person calls ``name`` in the repository here. Raises ``UsageError`` when it is none.

    ``paths`` maps blob ids to the paths, from the top, at which they lie.
    """

    def __init__(self, name: str) -> None:
        asked = ["rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{tree}}"]
        try:
            tree = run_git(asked).decode().strip()
        except GitError as error:
            raise UsageError(f"{name}: no revision of a repository here ({error})") from error
        self.name = name
        self.paths: dict[bytes, list[bytes]] = {}
        for row in run_git(["ls-tree", "-r", "-z", "--full-tree", tree]).split(b"\0")[:-1]:
            head, _, path = row.partition(b"\t")
            _, kind, blob = head.split(b" ")
            if kind != _SUBMODULE:
                self.paths.setdefault(blob, []).append(path)

    def contents(self) -> Iterator[tuple[bytes, bytes | Body | None, str]]:
        """``(path, content, why there is none)`` of every file; a large one under one path only."""
        for blob, _, content, why in read_objects(in_pack_order(self.paths)):
            paths = self.paths[blob]
            for path in paths[:1] if isinstance(content, Body) else paths:
                yield path, content, why
