"""``Suppression``: a stated reason not to refuse."""

from __future__ import annotations

from secretguard.model.finding import Finding
from secretguard.model.frozen import frozen


@frozen
class Suppression:
    """Why a candidate does not count. ``kind`` is one word of a small, documented set.

    The kinds: ``inline``, ``path``, ``placeholder``, ``documented``, ``reference``, ``public``,
    ``certificate``, ``integrity``, ``identifier``, ``ciphertext``, ``mock``, ``ledger``. ``reason`` is a sentence
    for the user; ``who`` and ``until`` are filled when a person decided. ``note`` asks that the
    user is told although nothing is refused.
    """

    kind: str
    reason: str
    who: str = ""
    until: str = ""
    note: bool = False


@frozen
class Suppressed:
    """A finding together with the reason why it does not refuse."""

    finding: Finding
    suppression: Suppression
