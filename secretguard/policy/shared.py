"""One secret for each environment and each consumer: what breaks that within one scan."""

from __future__ import annotations

from secretguard.model.levels import Severity
from secretguard.model.violation import SHARED_SECRET, Violation
from secretguard.policy.homes import home_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from secretguard.model.finding import Finding


def shared_secrets(findings: Iterable[Finding]) -> tuple[Violation, ...]:
    """A violation for each group of findings with homes in two environments or consumers."""
    groups: dict[int, list[Finding]] = {}
    for finding in findings:
        groups.setdefault(finding.group, []).append(finding)
    found = (_violation(group) for group in groups.values() if len(group) > 1)
    return tuple(violation for violation in found if violation)


def _violation(group: list[Finding]) -> Violation | None:
    environments: dict[str, Finding] = {}
    consumers: dict[str, Finding] = {}
    for finding in group:
        home = home_of(finding.location.path, finding.name)
        if home.environment:
            environments.setdefault(home.environment, finding)
        if home.consumer:
            consumers.setdefault(home.consumer, finding)
    for homes, kind in ((environments, "environments"), (consumers, "consumers")):
        if len(homes) > 1:
            return Violation(
                rule_id=SHARED_SECRET,
                title=f"one secret for several {kind}",
                sentence=f"one secret serves {_listed(homes)}",
                places=tuple(finding.location for finding in homes.values()),
                severity=Severity.HIGH,
                group=group[0].group,
            )
    return None


def _listed(homes: dict[str, Finding]) -> str:
    told = [f"{home} ({finding.location.path})" for home, finding in sorted(homes.items())]
    return f"{', '.join(told[:-1])} and {told[-1]}"
