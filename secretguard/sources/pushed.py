"""What a push brings to a server: commits, messages of tags, tagged blobs and trees.

During ``pre-receive`` the new objects lie in a quarantine that git names to its children by the
environment (https://git-scm.com/docs/git-receive-pack#_quarantine_environment).
"""

from __future__ import annotations

import os

from secretguard.errors import UsageError
from secretguard.sources.git import answers, run_git
from secretguard.sources.packed import read_objects
from secretguard.sources.reach import TAG_PATH, tree_places

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from secretguard.large import LargeItem
    from secretguard.sources.reach import Place

SETTINGS = (".secretguard.toml", "pyproject.toml")


class Pushed:
    """What the updates of refs (``(old id, new id, ref)``) bring beyond what is there.

    Raises ``GitError`` when git does not know what was pushed.
    """

    def __init__(self, updates: Iterable[tuple[str, str, str]]) -> None:
        self._commits: list[str] = []
        self._places: list[Place] = []
        for _, new, ref in updates:
            if new.strip("0"):  # zeros: the ref is deleted, which brings nothing
                self._add(new, ref)

    def _add(self, name: str, ref: str) -> None:
        kind = os.fsdecode(run_git(["cat-file", "-t", name])).strip()
        while kind == "tag":
            self._places.append((name.encode(), TAG_PATH, b"", b""))
            head = run_git(["cat-file", "tag", name]).split(b"\n", 2)
            name, kind = (os.fsdecode(line.split(b" ")[1]) for line in head[:2])
        if kind == "commit":
            self._commits.append(name)
        elif kind == "blob":
            self._places.append((name.encode(), os.fsencode(ref), b"", b""))
        else:
            self._places.extend(tree_places(name.encode(), os.fsencode(ref)))

    @property
    def revisions(self) -> list[str]:
        """The commits that no ref of the server reaches yet, as ``rev-list`` takes them."""
        return [*self._commits, "--not", "--all"] if self._commits else []

    def __len__(self) -> int:
        return len(self._places)

    def items(self) -> Iterator[LargeItem]:
        """What was pushed beside the commits."""
        paths = {place[0]: place[1] for place in self._places}
        for identity, kind, content, why in read_objects(list(paths)):
            data = content
            if kind == "tag" and isinstance(content, bytes):
                data = content.partition(b"\n\n")[2]
            yield ("F", 0, identity.decode("ascii"), (), paths[identity]), "", data, why


def updates_of(lines: bytes) -> list[tuple[str, str, str]]:
    """The lines ``old new ref`` that git hands to ``pre-receive``."""
    updates = []
    for line in lines.decode("utf-8", "surrogateescape").splitlines():
        fields = line.split(" ", 2)
        if len(fields) != 3:
            raise UsageError("hook pre-receive: expected lines of old id, new id and ref")
        updates.append((fields[0], fields[1], fields[2]))
    return updates


def settings_of_head() -> tuple[str, bytes] | None:
    """The settings file of the repository's default branch as it is before the push."""
    for name in SETTINGS:
        content = answers(["cat-file", "blob", f"HEAD:{name}"])
        if content is not None and (name == SETTINGS[0] or b"secretguard" in content):
            return name, content
    return None


def policy_path() -> str:
    """``secretguard.policy`` of the server's git configuration, "" when it names none."""
    found = answers(["config", "--type=path", "--get", "secretguard.policy"])
    return os.fsdecode(found or b"").rstrip("\n")
