"""What a move changes: whether the same text is judged at one path as it is at another."""

from __future__ import annotations

from secretguard.detectors.paths import is_test, kind_of_place
from secretguard.filters.path import excludes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable


def alike(patterns: tuple[str, ...]) -> Callable[[str, str], bool]:
    """Whether what a file held at a first path is judged the same at a second one.

    It is not when the patterns exclude the first alone, or when the places say different things
    about values: those of a test or a manual are believed less.
    """
    excluded = excludes(patterns) if patterns else None

    def judges(old: str, new: str) -> bool:
        if kind_of_place(old) != kind_of_place(new) or is_test(old) != is_test(new):
            return False
        return excluded is None or not excluded(old) or excluded(new)

    return judges
