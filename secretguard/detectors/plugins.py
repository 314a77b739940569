"""Detectors of third parties: entry points of the group ``secretguard.detectors``.

Only those named in the settings are loaded, so that an installed package cannot slip into a
scan and a repository cannot bring code along.
"""

from __future__ import annotations

from array import array
from difflib import get_close_matches
from functools import lru_cache
from itertools import accumulate

from secretguard.errors import ConfigError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from importlib.metadata import EntryPoint

    from secretguard.detectors.protocol import Detector
    from secretguard.model.candidate import Candidate
    from secretguard.model.fragment import Fragment

GROUP = "secretguard.detectors"


def load_plugins(names: Iterable[str]) -> tuple[Detector, ...]:
    """The named detectors. Raises ``ConfigError`` for one that is not installed or does not load."""
    wanted = tuple(names)
    if not wanted:
        return ()
    from importlib.metadata import entry_points

    installed = {point.name: point for point in entry_points(group=GROUP)}
    return tuple(_load(name, installed) for name in wanted)


def _load(name: str, installed: dict[str, EntryPoint]) -> Detector:
    point = installed.get(name)
    if point is None:
        known = ", ".join(sorted(installed)) or "none"
        close = get_close_matches(name, installed, 1)
        hint = f"; did you mean {close[0]!r}?" if close else ""
        raise ConfigError(f"plugin {name!r} is not installed (installed: {known}){hint}")
    try:
        loaded = point.load()
        detector: Detector = loaded() if callable(loaded) else loaded
    except Exception as error:
        raise ConfigError(f"plugin {name!r} does not load: {type(error).__name__}") from error
    if not callable(getattr(detector, "detect", None)) or not getattr(detector, "name", ""):
        raise ConfigError(f"plugin {name!r} is no detector: it needs a name and a detect method")
    return detector


def hit(
    fragment: Fragment,
    start: int,
    end: int,
    *,
    rule_id: str,
    title: str,
    severity: str = "high",
    confidence: str = "medium",
    detector: str = "plugin",
    evidence: tuple[str, ...] = (),
    structured: bool = False,
) -> Candidate:
    """A candidate from CHARACTER offsets of ``fragment.text()``, which is what plugins see."""
    from secretguard.model.candidate import Candidate
    from secretguard.model.levels import Confidence, Severity
    from secretguard.model.secret import Secret

    encoding, offsets = _characters(fragment.data)
    span = (start, end) if offsets is None else (offsets[start], offsets[end])
    return Candidate(
        rule_id=rule_id,
        title=title,
        span=span,
        match=span,
        secret=Secret(fragment.data[span[0] : span[1]].decode(encoding)),
        severity=Severity[severity.upper()],
        confidence=Confidence[confidence.upper()],
        detector=detector,
        structured=structured,
        evidence=evidence,
    )


@lru_cache(maxsize=1)
def _characters(data: bytes) -> tuple[str, Sequence[int] | None]:
    """The encoding, and the byte at which each character begins; None where both count alike."""
    if data.isascii():
        return "ascii", None
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return "latin-1", None
    widths = (1 + (char > "\x7f") + (char > "\u07ff") + (char > "\uffff") for char in text)
    return "utf-8", array("Q", accumulate(widths, initial=0))
