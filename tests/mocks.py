"""Mock secrets made at run time: no file of this project holds one."""

from __future__ import annotations

from secretguard.rules.catalog import builtin_rules
from secretguard.testing.generate import token


def mock_token(rule_id: str = "github-pat", seed: int = 1) -> str:
    """A token of a built-in rule; the same seed gives the same one."""
    return token(next(rule for rule in builtin_rules() if rule.id == rule_id), seed)
