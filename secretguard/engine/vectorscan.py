"""The fast engine: all triggers in one Vectorscan database.

https://www.vectorcamp.gr/vectorscan/ through the ``hyperscan`` wheel. The wheel's extension
module is loaded without the package around it, which saves the hook 9 ms; where that fails the
public import serves.
"""

from __future__ import annotations

import sys

from secretguard.errors import EngineError

TYPE_CHECKING = False  # importing typing costs the hook 4 ms
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from secretguard.engine.trigger import Trigger

# One text may wake detectors this often, or once in so many bytes. Beyond it the file is a bomb, and
# the verdict says that it was not judged rather than eat the time and the memory of the machine.
# A wall of base64, the densest text that is none, wakes them once in 38 bytes.
_MOST_HITS = 200_000
_BYTES_A_HIT = 32

_MODULE = "hyperscan._hs_ext"


def extension_path() -> str:
    """Where the wheel's extension module lies, "" when the wheel is not installed."""
    import _imp
    from os.path import exists

    for folder in sys.path:
        for suffix in _imp.extension_suffixes():
            candidate = f"{folder}/hyperscan/_hs_ext{suffix}"
            if exists(candidate):
                return candidate
    return ""


def load_extension(path: str) -> Any:
    """The extension module at ``path``; the wheel's public package when that does not load."""
    if _MODULE in sys.modules:
        return sys.modules[_MODULE]
    import _imp
    from _frozen_importlib import ModuleSpec
    from _frozen_importlib_external import ExtensionFileLoader

    try:
        spec = ModuleSpec(_MODULE, ExtensionFileLoader(_MODULE, path), origin=path)
        module = _imp.create_dynamic(spec)
        _imp.exec_dynamic(module)
    except (ImportError, AttributeError, TypeError):
        return _public_package()
    sys.modules[_MODULE] = module
    return module


def _public_package() -> Any:
    try:
        import hyperscan
    except ImportError as error:
        raise EngineError(f"the hyperscan wheel does not load: {error}") from error
    return hyperscan


class TooManyHitsError(EngineError):
    """A text wakes detectors more often than can be judged."""


def most_hits(size: int) -> int:
    """How often a text of ``size`` bytes may wake detectors."""
    return max(_MOST_HITS, size // _BYTES_A_HIT)


class Matcher:
    """A compiled database. ``hits`` is the one thing it does."""

    __slots__ = ("_database", "_found", "_most", "_on_match")

    def __init__(self, database: Any) -> None:
        self._database = database
        found: list[tuple[int, int]] = []

        def on_match(index: int, _start: int, end: int, _flags: int, _context: object) -> bool:
            found.append((end, index))
            return len(found) > self._most

        self._most = _MOST_HITS
        self._found = found
        self._on_match = on_match

    def hits(self, data: bytes | memoryview) -> list[tuple[int, int]]:
        """Every (end offset, trigger index) in ``data``, in order of their ends.

        Raises ``TooManyHitsError`` beyond ``most_hits`` and ``EngineError`` when Vectorscan fails.
        """
        found = self._found
        found.clear()
        self._most = most_hits(len(data))
        try:
            if data:
                self._database.scan(data, self._on_match)
        except Exception as error:
            if type(error).__name__ != "ScanTerminated":
                raise EngineError(f"Vectorscan failed: {type(error).__name__}") from error
            raise TooManyHitsError(f"more than {self._most} places to judge") from None
        return found.copy() if found else []


def compile_triggers(extension: Any, triggers: Sequence[Trigger]) -> bytes:
    """Compile the triggers, indices being positions, into a serialised database."""
    database = extension.Database(mode=extension.HS_MODE_BLOCK)
    flags = [extension.HS_FLAG_CASELESS if trigger.caseless else 0 for trigger in triggers]
    try:
        database.compile(
            expressions=[_branching(trigger).encode() for trigger in triggers],
            ids=list(range(len(triggers))),
            elements=len(triggers),
            flags=flags,
        )
    except Exception as error:
        raise EngineError(f"Vectorscan does not take the rules: {error}") from error
    serialised: bytes = extension.dumpb(database)
    return serialised


def _branching(trigger: Trigger) -> str:
    return trigger.pattern + (f"(?:{'|'.join(trigger.endings)})" if trigger.endings else "")


def load_database(extension: Any, serialised: bytes) -> Matcher:
    """A matcher from ``compile_triggers``'s bytes; ``EngineError`` when they do not fit this CPU."""
    try:
        database = extension.loadb(serialised, extension.HS_MODE_BLOCK)
        database.scratch = extension.Scratch(database)
    except Exception as error:
        raise EngineError(f"the compiled rules do not load: {type(error).__name__}") from error
    return Matcher(database)
