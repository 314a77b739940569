"""Values that vendors publish in their documentation: known to everybody, opening nothing."""

from __future__ import annotations

from secretguard.filters.known_examples import KNOWN_EXAMPLES, KNOWN_LENGTHS
from secretguard.model.digest import sha256

TYPE_CHECKING = False
if TYPE_CHECKING:
    from secretguard.model.candidate import Candidate
    from secretguard.model.fragment import Fragment
    from secretguard.model.suppression import Suppression


def is_documented(candidate: Candidate, _fragment: Fragment) -> Suppression | None:
    """The value's digest is that of a published example."""
    from secretguard.model.suppression import Suppression

    value = candidate.secret.reveal()
    if candidate.rule_id.startswith("aws-") and "EXAMPLE" in value:
        return Suppression("documented", "AWS documentation key")
    if len(value) not in KNOWN_LENGTHS:
        return None
    what = KNOWN_EXAMPLES.get(sha256(value.encode("utf-8", "surrogateescape")).hexdigest())
    return Suppression("documented", f"published example: {what}") if what else None
