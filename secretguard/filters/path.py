"""Paths that the settings exclude."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from secretguard.filters import Filter
    from secretguard.model.candidate import Candidate
    from secretguard.model.fragment import Fragment
    from secretguard.model.suppression import Suppression


def path_filter(patterns: tuple[str, ...]) -> Filter:
    """A filter for findings in excluded files, and in containers that are excluded."""
    excluded = excludes(patterns)

    def is_excluded(_candidate: Candidate, fragment: Fragment) -> Suppression | None:
        from secretguard.model.suppression import Suppression

        if excluded(fragment.path) or (fragment.file and excluded(fragment.file)):
            return Suppression("path", "the settings exclude this path")
        return None

    return is_excluded


def excludes(patterns: tuple[str, ...]) -> Callable[[str], bool]:
    """Whether gitignore patterns (https://git-scm.com/docs/gitignore#_pattern_format) match a path."""
    from pathspec import GitIgnoreSpec

    spec = GitIgnoreSpec.from_lines(patterns)

    def matches(path: str) -> bool:
        # A path with undecodable bytes still has to be matched by its readable part.
        return spec.match_file(path.encode("utf-8", "surrogateescape").decode("utf-8", "replace"))

    return matches
