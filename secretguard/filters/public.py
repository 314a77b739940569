"""Keys that are public by design: they identify, they do not open."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from secretguard.model.candidate import Candidate
    from secretguard.model.fragment import Fragment
    from secretguard.model.suppression import Suppression


def is_public(candidate: Candidate, _fragment: Fragment) -> Suppression | None:
    """The rule itself says why a match is no secret."""
    from secretguard.model.suppression import Suppression

    return Suppression("public", candidate.public) if candidate.public else None
