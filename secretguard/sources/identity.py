"""Who acts, as git knows them."""

from __future__ import annotations

from secretguard.errors import GitError
from secretguard.sources.git import Running

NOBODY = "somebody"


def identity() -> str:
    """``Name <address>`` of the person at work. Raises ``GitError`` when git does not know."""
    found = known_identity()
    if found == NOBODY:
        raise GitError("git does not know who you are: set user.name and user.email")
    return found


def known_identity() -> str:
    """Like ``identity``, but ``NOBODY`` when git does not know: a refusal is recorded anyway."""
    try:
        told = Running(["-c", "user.useConfigOnly=true", "var", "GIT_COMMITTER_IDENT"]).collect()
    except GitError:
        return NOBODY
    # "Name <address> seconds zone"
    name = told.decode("utf-8", "replace").strip().rpartition(">")[0] + ">"
    return "".join(char if char.isprintable() else "?" for char in name)
