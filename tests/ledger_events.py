"""Events for tests, with everything filled that a test does not care about."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from secretguard.ledger.store import Store
from secretguard.model.incident import Event, Kind

ONE = f"h1:{'0' * 8}:{'1' * 32}"
TWO = f"s1:{'0' * 8}:{'2' * 32}"


def event(kind: Kind = Kind.OPENED, fingerprint: str = ONE, **changes: Any) -> Event:
    """An event of one secret; ``changes`` replace single fields."""
    usual: dict[str, Any] = {
        "when": "2026-01-01T00:00:00Z",
        "who": "Ada <ada@example.org>",
        "why": "because" if kind is not Kind.REVOKED else "",
        "evidence": "https://audit.example/1" if kind is Kind.REVOKED else "",
    }
    if kind is Kind.OPENED:
        usual.update(rule_id="acme-token", title="ACME token", paths=("a.py",))
    return Event(fingerprint, kind, **{**usual, **changes})


def store_in(folder: Path, name: str = "ledger.jsonl") -> Store:
    """A store in a temporary folder."""
    return Store(str(folder / name), str(folder / "lock"), name)
