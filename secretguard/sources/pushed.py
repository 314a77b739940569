"""What a push brings to the other side: commits, messages of tags, tagged blobs and trees.

During ``pre-receive`` the new objects lie in a quarantine that git names to its children by the
environment (https://git-scm.com/docs/git-receive-pack#_quarantine_environment).
"""

from __future__ import annotations

import os

from secretguard.config.quick import in_force
from secretguard.errors import UsageError
from secretguard.sources.git import answers
from secretguard.sources.packed import read_objects
from secretguard.sources.peeled import peel, present
from secretguard.sources.reach import named_places

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from secretguard.pipeline.large import LargeItem


class Pushed:
    """What the updates of refs (``(old id, new id, ref)``) bring beyond what is there.

    Raises ``GitError`` when git does not know what was pushed.
    """

    def __init__(self, updates: Iterable[tuple[str, str, str]]) -> None:
        # zeros: the ref is deleted, which brings nothing
        made = [(os.fsencode(new), os.fsencode(ref)) for _, new, ref in updates if new.strip("0")]
        self._commits: list[str] = []
        self._paths: dict[bytes, bytes] = {}
        for (_, ref), end in zip(made, peel(name for name, _ in made), strict=True):
            if end.kind == "commit":
                self._commits.append(end.identity.decode("ascii"))
            self._paths.update(place[:2] for place in named_places(end, ref))

    @property
    def revisions(self) -> list[str]:
        """The commits that no ref of the server reaches yet, as ``rev-list`` takes them."""
        return [*self._commits, "--not", "--all"] if self._commits else []

    def leave_out(self, known: Iterable[bytes]) -> None:
        """Pass over what the other side has."""
        for identity in known:
            self._paths.pop(identity, None)

    def __len__(self) -> int:
        return len(self._paths)

    def items(self) -> Iterator[LargeItem]:
        """What was pushed beside the commits."""
        for identity, kind, content, why in read_objects(list(self._paths)):
            data = content
            if kind == "tag" and isinstance(content, bytes):
                data = content.partition(b"\n\n")[2]
            yield ("F", 0, identity.decode("ascii"), (), self._paths[identity]), "", data, why


def published(lines: bytes) -> list[tuple[str, str, str]]:
    """``(id there, id here, ref)`` of each ref that a push updates, from the input of ``pre-push``.

    Each line is ``local-ref local-id remote-ref remote-id``; zeros stand for "none"
    (https://git-scm.com/docs/githooks#_pre_push). A deletion publishes nothing. The local ref is what
    was typed: there may be blanks in ``HEAD^{/fix it}``. Raises ``UsageError`` for any other line.
    """
    updates = []
    for line in filter(None, lines.split(b"\n")):
        fields = os.fsdecode(line).rsplit(" ", 3)
        if len(fields) != 4:
            raise UsageError("hook pre-push: expected lines of local ref and id, remote ref and id")
        ref, local, _, known = fields
        if local.strip("0"):
            updates.append((known, local, ref))
    return updates


def tags_of(updates: Iterable[tuple[str, str, str]], remote: str) -> set[bytes]:
    """The tags that the other side is known to have: behind the updated refs and its tracking refs."""
    listing = answers(["for-each-ref", "--format=%(objectname)", f"refs/remotes/{remote or '*'}"])
    names = {os.fsencode(known) for known, _, _ in updates if known.strip("0")}
    names.update((listing or b"").split())
    return {tag for end in peel(present(names)) for tag in end.tags}


def updates_of(lines: bytes) -> list[tuple[str, str, str]]:
    """The lines ``old new ref`` that git hands to ``pre-receive``."""
    updates = []
    for line in filter(None, lines.split(b"\n")):
        fields = os.fsdecode(line).split(" ", 2)
        if len(fields) != 3:
            raise UsageError("hook pre-receive: expected lines of old id, new id and ref")
        updates.append((fields[0], fields[1], fields[2]))
    return updates


def settings_of_head() -> tuple[str, bytes] | None:
    """The settings file of the repository's default branch as it is before the push."""
    return in_force(lambda name: answers(["cat-file", "blob", f"HEAD:{name}"]))


def policy_path() -> str:
    """``secretguard.policy`` of the server's git configuration, "" when it names none."""
    found = answers(["config", "--type=path", "--get", "secretguard.policy"])
    return os.fsdecode(found or b"").rstrip("\n")
