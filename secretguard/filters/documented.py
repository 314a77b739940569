"""Values that vendors publish in their documentation: known to everybody, opening nothing."""

from __future__ import annotations

from hashlib import sha256

from secretguard.filters.known_examples import KNOWN_EXAMPLES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from secretguard.model.candidate import Candidate
    from secretguard.model.fragment import Fragment
    from secretguard.model.suppression import Suppression


def is_documented(candidate: Candidate, _fragment: Fragment) -> Suppression | None:
    """The value's digest is that of a published example."""
    from secretguard.model.suppression import Suppression

    value = candidate.secret.reveal()
    what = KNOWN_EXAMPLES.get(sha256(value.encode("utf-8", "surrogateescape")).hexdigest())
    if what is None and candidate.rule_id.startswith("aws-") and "EXAMPLE" in value:
        what = "AWS documentation key"
    return Suppression("documented", f"published example: {what}") if what else None
