"""Where names lead to: the annotated tags on the way, and the commit, tree or blob behind them."""

from __future__ import annotations

from typing import NamedTuple

from secretguard.errors import GitError
from secretguard.sources.git import run_git
from secretguard.sources.packed import read_objects

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable


class Peeled(NamedTuple):
    """The ids of the tags, outermost first, and what the last of them points at (``commit``, ``tree``, ``blob``)."""

    tags: tuple[bytes, ...]
    identity: bytes
    kind: str


def peel(names: Iterable[bytes]) -> list[Peeled]:
    """One answer a name, with as many processes as tags are nested, however many names there are.

    Raises ``GitError`` for a name that leads nowhere and for a damaged tag.
    """
    asked = list(names)
    if not asked:
        return []
    listing = run_git(["cat-file", "--batch-check"], stdin=b"\n".join(asked) + b"\n")
    found = [_known(name, line) for name, line in zip(asked, listing.splitlines(), strict=True)]
    while tags := sorted({each.identity for each in found if each.kind == "tag"}):
        behind = {each[0]: _target(*each) for each in read_objects(tags)}
        found = [
            Peeled((*each.tags, each.identity), *behind[each.identity])
            if each.kind == "tag"
            else each
            for each in found
        ]
    return found


def present(names: Iterable[bytes]) -> list[bytes]:
    """The names of objects that this repository has."""
    asked = sorted(names)
    if not asked:
        return []
    listing = run_git(["cat-file", "--batch-check"], stdin=b"\n".join(asked) + b"\n")
    return [
        name
        for name, line in zip(asked, listing.splitlines(), strict=True)
        if not line.endswith(b" missing")
    ]


def _known(name: bytes, line: bytes) -> Peeled:
    fields = line.split(b" ")
    if len(fields) != 3:  # "NAME missing"; names of refs hold no blanks
        raise GitError(f"git knows no object {name.decode('ascii', 'replace')}")
    return Peeled((), fields[0], fields[1].decode("ascii"))


def _target(identity: bytes, kind: str, content: object, why: str) -> tuple[bytes, str]:
    """The id and the kind in the first lines of a tag (https://git-scm.com/docs/git-mktag)."""
    head = content.split(b"\n", 2)[:2] if isinstance(content, bytes) and kind == "tag" else []
    if len(head) < 2 or not (head[0].startswith(b"object ") and head[1].startswith(b"type ")):
        raise GitError(f"the tag {identity.decode('ascii')[:12]} is damaged: {why or 'no target'}")
    return head[0][7:], head[1][5:].decode("ascii", "replace")
