"""Rules as plain values in one byte string, so that a refusal parses no TOML.

``pack`` runs when the engine is compiled; ``unpack`` gives the rules of one provider back.
"""

from __future__ import annotations

import marshal

from secretguard.model.levels import Confidence, Severity
from secretguard.model.rule import Guidance, Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

_GUIDANCE = Guidance.__match_args__
_RULE = tuple(name for name in Rule.__match_args__ if name != "guidance")


def pack(rules: Iterable[Rule]) -> bytes:
    """All ``rules`` by provider; each provider's are marshalled by themselves."""
    packed: dict[str, list[tuple[dict[str, Any], dict[str, Any]]]] = {}
    for rule in rules:
        packed.setdefault(rule.provider, []).append(
            (_plain(rule, _RULE), _plain(rule.guidance, _GUIDANCE))
        )
    return marshal.dumps({name: marshal.dumps(rows) for name, rows in packed.items()})


def providers_in(packed: bytes) -> dict[str, bytes]:
    """Each provider's rules, still packed.

    The caller vouches for ``packed``: marshalled bytes of a stranger must not come here.
    """
    found: dict[str, bytes] = marshal.loads(packed)  # noqa: S302 - see above
    return found


def unpack(packed: bytes) -> tuple[Rule, ...]:
    """The rules of one provider, as ``providers_in`` gives them."""
    rows = marshal.loads(packed)  # noqa: S302 - see above
    return tuple(_rule(fields, guidance) for fields, guidance in rows)


def _plain(item: object, names: tuple[str, ...]) -> dict[str, Any]:
    values = {name: getattr(item, name) for name in names}
    return {name: int(value) if isinstance(value, int) and not isinstance(value, bool) else value
            for name, value in values.items()}  # fmt: skip


def _rule(fields: dict[str, Any], guidance: dict[str, Any]) -> Rule:
    fields["severity"] = Severity(fields["severity"])
    fields["confidence"] = Confidence(fields["confidence"])
    return Rule(**fields, guidance=Guidance(**guidance))
