"""``Explanation``: what was made of a text, step by step, without the text."""

from __future__ import annotations

from secretguard.model.finding import Finding
from secretguard.model.frozen import frozen
from secretguard.model.suppression import Suppression

REFUSED, NOTED, ADVISED, PASSED = "refused", "noted", "advised", "passed"
OUTRANKED, DISABLED = "outranked", "disabled"


@frozen
class Evidence:
    """One feature in words. ``weight`` is what it adds to the belief; None where nothing is weighed."""

    words: str
    weight: float | None = None


@frozen
class Opinion:
    """What one filter said: a reason to pass the candidate, or None."""

    filter: str
    suppression: Suppression | None = None


@frozen
class Account:
    """What became of one match.

    ``outcome`` is one of the words above; ``because`` and ``belongs`` are sentences: why, and
    where such a value is kept instead.
    """

    finding: Finding
    outcome: str
    because: str
    belongs: str
    evidence: tuple[Evidence, ...] = ()
    opinions: tuple[Opinion, ...] = ()


@frozen
class Dismissal:
    """A detector that looked closer at these lines of a file and believed nothing there."""

    detector: str
    path: str
    lines: tuple[int, ...]


@frozen
class Explanation:
    """The accounts of all matches in ``subject``, in file order.

    ``unread`` says what could not be judged; with it, the explanation is incomplete.
    """

    subject: str
    accounts: tuple[Account, ...] = ()
    dismissed: tuple[Dismissal, ...] = ()
    unread: tuple[str, ...] = ()
