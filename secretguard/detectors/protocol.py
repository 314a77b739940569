"""The one small contract of a detector, ours and everybody else's."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from secretguard.model.candidate import Candidate
    from secretguard.model.fragment import Fragment


class Detector(Protocol):
    """Finds candidates in one fragment.

    ``name`` appears in reports and in errors. ``detect`` is pure: it reads the fragment and
    nothing else, and may be called from several processes. Whatever it raises makes the
    verdict "could not look" and is reported under ``name``.
    """

    name: str

    def detect(self, fragment: Fragment) -> Iterable[Candidate]:
        """Every candidate in ``fragment``, spans as byte offsets of ``fragment.data``."""
        ...
