"""``Exposure``: how far a leaked secret got, as far as this clone can tell."""

from __future__ import annotations

from secretguard.model.frozen import frozen


@frozen
class Exposure:
    """Where a secret was found. Paths for what is on disk or staged, ids for commits.

    ``branches``, ``remotes`` (remote-tracking branches) and ``tags`` have a commit with the secret in
    their history. ``stash`` and ``reflog``: a commit that only these keep has it.
    """

    on_disk: tuple[str, ...] = ()
    staged: tuple[str, ...] = ()
    commits: tuple[str, ...] = ()
    branches: tuple[str, ...] = ()
    remotes: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    stash: bool = False
    reflog: bool = False

    @property
    def reach(self) -> str:
        """The farthest it got: pushed, committed, local, staged, on-disk, or nowhere."""
        if self.remotes:
            return "pushed"
        if self.branches or self.tags:
            return "committed"
        if self.stash or self.reflog:
            return "local"
        if self.staged:
            return "staged"
        return "on-disk" if self.on_disk else "nowhere"

    @property
    def words(self) -> str:
        """The same as a sentence."""
        return {
            "pushed": f"pushed: {_few(self.remotes)}{self._tagged(' and ')}",
            "committed": f"in local commits: {_few(self.branches)}{self._tagged(', ')}",
            "local": f"in no branch any more, but {self._kept()} keeps it",
            "staged": "staged only",
            "on-disk": "on disk only",
            "nowhere": "found nowhere in this clone",
        }[self.reach]

    def _tagged(self, joint: str) -> str:
        if not self.tags:
            return ""
        lead = joint if self.branches or self.remotes else ""
        return f"{lead}tag {_few(self.tags)}"

    def _kept(self) -> str:
        return "the stash" if self.stash else "the reflog"


def _few(names: tuple[str, ...]) -> str:
    shown = ", ".join(names[:3])
    return f"{shown} and {len(names) - 3} more" if len(names) > 3 else shown
