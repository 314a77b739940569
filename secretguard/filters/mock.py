"""Mock secrets say themselves that nobody issued them."""

from __future__ import annotations

from secretguard.rules.mock import is_mock

TYPE_CHECKING = False
if TYPE_CHECKING:
    from secretguard.model.candidate import Candidate
    from secretguard.model.fragment import Fragment
    from secretguard.model.suppression import Suppression


def is_marked_mock(candidate: Candidate, _fragment: Fragment) -> Suppression | None:
    """The value carries the mark of ``secretguard mock``."""
    from secretguard.model.suppression import Suppression

    if not is_mock(candidate.secret.reveal()):
        return None
    return Suppression("mock", "it carries the mark of a mock secret")
