"""What the tests of the guessing detectors share: made-up values, and a detector under an engine."""

from __future__ import annotations

import random
import string
from typing import TYPE_CHECKING

from secretguard.detectors.runs import OWNERS, RUN_PATTERN
from secretguard.engine.portable import Matcher
from secretguard.engine.trigger import Trigger
from secretguard.model.fragment import Fragment

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType

    from secretguard.detectors.protocol import Detector
    from secretguard.model.candidate import Candidate

    # (rule id, confidence, name, value) of one candidate
    Told = tuple[str, str, str, str]
    Screen = Callable[[bytes, int, str], bool]

BASE62 = string.ascii_letters + string.digits
HEX = string.digits + "abcdef"


def drawn(seed: int, length: int, alphabet: str = BASE62) -> str:
    """What a machine would call a key; the same one for the same seed."""
    source = random.Random(seed)
    return "".join(source.choice(alphabet) for _ in range(length))


def triggers_of(module: ModuleType) -> list[Trigger]:
    """A module's triggers; those that are woken by runs as if they had that pattern themselves."""
    own = [Trigger(*spec) for spec in getattr(module, "TRIGGER_SPECS", ())]
    named = module.__name__.rpartition(".")[2]
    return own + [Trigger(row, RUN_PATTERN, (), 0) for row, owner in OWNERS if owner == named]


def screens(module: ModuleType) -> list[Screen]:
    """The cheap look of each of a module's triggers, in their order."""
    same = getattr(module, "screen", None)
    screen_of = getattr(module, "screen_of", lambda _trigger: same)
    return [screen_of(trigger.name) for trigger in triggers_of(module)]


class Bench:
    """A module of a guessing detector, woken by its own triggers."""

    def __init__(self, module: ModuleType, detector: type[Detector]) -> None:
        self.triggers = triggers_of(module)
        self.matcher = Matcher(self.triggers)
        self._screens = screens(module)
        self._detector = detector()

    def candidates(self, path: str, text: str | bytes) -> list[Candidate]:
        """Every candidate, in the order of its place, each with a span that holds its value."""
        data = text.encode() if isinstance(text, str) else text
        regions: dict[str, tuple[tuple[int, int], ...]] = {}
        for end, index in self.matcher.hits(data):
            trigger = self.triggers[index].name
            regions[trigger] = (*regions.get(trigger, ()), (end, end))
        found = sorted(
            self._detector.detect(Fragment(path, data, regions)), key=lambda each: each.span
        )
        for each in found:
            value = data[each.span[0] : each.span[1]].decode("utf-8", "surrogateescape")
            assert value == each.secret.reveal()
            assert each.match[0] <= each.span[0] < each.span[1] <= each.match[1]
            assert not each.structured
        return found

    def told(self, path: str, text: str | bytes) -> list[Told]:
        """What the candidates say of themselves."""
        return [
            (each.rule_id, each.confidence.word, each.name, each.secret.reveal())
            for each in self.candidates(path, text)
        ]

    def refuses(self, path: str, text: str | bytes) -> bool:
        """Whether the silent path hands any hit on to the pipeline."""
        data = text.encode() if isinstance(text, str) else text
        return any(self._screens[index](data, end, path) for end, index in self.matcher.hits(data))
