"""What is watched over a whole scan: one key for each home, a new key for each certificate."""

from __future__ import annotations

from secretguard.model.violation import REUSED_KEY, SHARED_SECRET

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from secretguard.model.candidate import Candidate
    from secretguard.model.finding import Finding, Location
    from secretguard.model.fragment import Fragment
    from secretguard.model.violation import Violation
    from secretguard.policy.certificates import KeyReuse

CERTIFICATE = "private_key:certificate"  # the trigger that says that a file holds one


class Oversight:
    """Gathers what breaks the rules between places. ``disable`` holds ids that are switched off."""

    def __init__(self, disable: Iterable[str]) -> None:
        self._disabled = frozenset(disable)
        self._reuse: KeyReuse | None = None

    def look(
        self,
        fragment: Fragment,
        past: Iterable[bytes],
        place: Callable[[Candidate], Location | None],
    ) -> None:
        """See ``KeyReuse.look``; for files in which ``CERTIFICATE`` was hit."""
        if REUSED_KEY in self._disabled:
            return
        if self._reuse is None:
            from secretguard.policy.certificates import KeyReuse

            self._reuse = KeyReuse()
        self._reuse.look(fragment, past, place)

    def violations(self, findings: Sequence[Finding]) -> tuple[Violation, ...]:
        """Everything that was seen, ``findings`` being all that is believed."""
        reused = self._reuse.violations if self._reuse else ()
        if SHARED_SECRET in self._disabled or len({each.group for each in findings}) == len(
            findings
        ):
            return reused
        from secretguard.policy.shared import shared_secrets

        return (*shared_secrets(findings), *reused)
