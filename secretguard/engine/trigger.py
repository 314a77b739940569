"""``Trigger``: what wakes a detector, in the syntax that every engine understands."""

from __future__ import annotations

from secretguard.model.frozen import frozen


@frozen
class Trigger:
    """A pattern whose hits send a detector to a region of the text.

    ``pattern`` is a regular expression without look-around, back-references, atomic groups or
    open tails (Vectorscan reports every end of a match, so ``{20,}`` would report each one
    past the twentieth). ``keywords`` are lower case; every match contains one of them, and
    with none the portable engine runs the pattern itself. A hit that ends at ``e`` becomes the region
    ``(e - width, e + width)``, clipped and merged with its neighbours; width 0 asks for the
    bare points ``(e, e)``. With ``endings``, ``pattern`` is the beginning of as many patterns, which
    cost the engine less as one that branches. A trigger that is ``woken_by`` another has no pattern.
    """

    name: str
    pattern: str
    keywords: tuple[str, ...]
    width: int
    caseless: bool = False
    endings: tuple[str, ...] = ()
    woken_by: str = ""
