"""The ledgers as the pipeline meets them: opened when the first candidate asks, or never."""

from __future__ import annotations

from secretguard.errors import SecretguardError
from secretguard.ledger.fingerprint import is_strong
from secretguard.ledger.places import anything_recorded
from secretguard.model.frozen import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from secretguard.ledger.memory import Memory
    from secretguard.model.finding import Finding
    from secretguard.model.secret import Secret


class Ledgers:
    """What is known about secrets below ``root`` (None: nothing is, and nobody asks).

    ``records``: so many passwords that the run refuses will be recorded, and all keys; to take the
    fingerprint of a password costs a tenth of a second. 0: nothing is recorded.
    """

    __slots__ = ("_asked", "_memory", "_recorded", "_records", "_root", "_slow", "_trouble")

    def __init__(self, root: str | None, *, records: int) -> None:
        self._root = root
        self._records = records
        self._slow: set[Secret] = set()
        self._memory: Memory | None = None
        self._asked = False
        self._recorded: bool | None = None  # whether there is anything to open
        self._trouble: list[tuple[str, str]] = []

    def consult(self) -> Memory | None:
        """The ledgers, None when they held nothing at first or cannot be read (``problems`` says so)."""
        if self._root is None:
            return None
        if self._recorded is None:
            self._recorded = anything_recorded(self._root)
        return self._open(self._root) if self._recorded else None

    def recordable(self, finding: Finding, secret: Secret) -> Finding:
        """With the fingerprint by which a ledger will know the secret, if one will."""
        if not self._records or self._root is None or finding.secret_fingerprint:
            return finding
        if secret not in self._slow and not is_strong(secret.reveal()):
            if len(self._slow) >= self._records:
                why = f"not recorded: it is one of more than {self._records} passwords"
                return replace(finding, evidence=(*finding.evidence, why))
            self._slow.add(secret)
        memory = self._open(self._root)
        if memory is None:
            return finding
        return replace(finding, secret_fingerprint=memory.fingerprint(secret))

    def problems(self) -> list[tuple[str, str]]:
        """(what, why) of everything that could not be read or understood so far."""
        return self._trouble + ([] if self._memory is None else self._memory.problems())

    def _open(self, root: str) -> Memory | None:
        if not self._asked:
            from secretguard.ledger.memory import Memory

            self._asked = True
            try:
                self._memory = Memory(root, records=self._records > 0)
            except SecretguardError as error:
                self._trouble.append(("the ledger", str(error)))
        return self._memory
