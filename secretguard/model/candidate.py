"""``Candidate``: a raw match that nobody believes yet."""

from __future__ import annotations

from secretguard.model.frozen import frozen
from secretguard.model.levels import Confidence, Severity
from secretguard.model.secret import Secret


@frozen
class Candidate:
    """Where a detector saw something, in byte offsets of its fragment's ``data``.

    ``span`` is the secret itself; ``match`` also covers what made it one (the key's name, a
    PEM header). ``structured`` means that the shape alone identifies the value (a prefix, a
    checksum), so words such as "test" inside it excuse nothing. ``refers`` says that the detector
    took the value for a reference and gives it only so that a report can say so. ``name`` is the variable or
    key the value was assigned to. ``title`` is what a person reads ("GitHub personal access
    token"). ``evidence`` are short sentences that say why. ``advice``
    says what would be better about a value that is no secret at all; it never refuses. ``lacks`` names
    the rule of its other half where that is not near; without it the candidate counts for nothing.
    """

    rule_id: str
    title: str
    span: tuple[int, int]
    match: tuple[int, int]
    secret: Secret
    severity: Severity
    confidence: Confidence
    detector: str
    structured: bool = False
    refers: bool = False
    name: str = ""
    public: str = ""
    evidence: tuple[str, ...] = ()
    advice: str = ""
    lacks: str = ""
