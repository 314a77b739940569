"""Paths that the settings exclude."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from secretguard.filters import Filter
    from secretguard.model.candidate import Candidate
    from secretguard.model.fragment import Fragment
    from secretguard.model.suppression import Suppression


def path_filter(patterns: tuple[str, ...]) -> Filter:
    """A filter for gitignore patterns (https://git-scm.com/docs/gitignore#_pattern_format)."""
    from pathspec import GitIgnoreSpec

    spec = GitIgnoreSpec.from_lines(patterns)

    def is_excluded(_candidate: Candidate, fragment: Fragment) -> Suppression | None:
        from secretguard.model.suppression import Suppression

        # A path with undecodable bytes still has to be matched by its readable part.
        name = fragment.path.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
        if not spec.match_file(name):
            return None
        return Suppression("path", "the settings exclude this path")

    return is_excluded
