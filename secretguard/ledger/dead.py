"""The index of revoked secrets: digests, side by side, for the silent path."""

from __future__ import annotations

import os

from secretguard.ledger.files import read_file
from secretguard.ledger.fold import incident_of
from secretguard.ledger.salts import read_salts
from secretguard.ledger.store import Log
from secretguard.model.incident import State
from secretguard.sources.repository import LEDGER, SALT

TYPE_CHECKING = False
if TYPE_CHECKING:
    from secretguard.ledger.recall import Dead


def dead_of(root: str) -> Dead:
    """The digests of all strong secrets that the ledger tells to be revoked or replaced.

    Raises ``SourceError`` when the ledger cannot be read. Damaged lines are left to whoever judges.
    """
    from secretguard.ledger.fingerprint import Key

    log = Log(LEDGER, read_file(f"{root}/{LEDGER}"))
    if not (log.tells_of("revoked") or log.tells_of("rotated")):
        return []
    digests: dict[str, list[bytes]] = {}
    for fingerprint in log.fingerprints():
        strength, key, digest = fingerprint.split(":")
        events = log.events_of(fingerprint) if strength == "h1" else []
        if events and incident_of(events, log.had_seen).state in {State.REVOKED, State.ROTATED}:
            digests.setdefault(key, []).append(bytes.fromhex(digest))
    salts = {Key(line).id: bytes.fromhex(line) for line in read_salts(f"{root}/{SALT}")}
    return [(salts[key], b"".join(found)) for key, found in digests.items() if key in salts]


def write_index(path: str, stamp: bytes, dead: Dead) -> None:
    """Replace the index; a failure costs the next commit time and nothing else."""
    content = b"".join(
        b"%s %d\n%s" % (salt.hex().encode(), len(digests), digests) for salt, digests in dead
    )
    if not os.path.dirname(path):
        return  # no repository, nowhere to keep it
    fresh = f"{path}.{os.getpid()}"
    try:
        os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)
        with open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(stamp + b"\n" + content)
        os.replace(fresh, path)
    except OSError:
        if os.path.exists(fresh):
            os.unlink(fresh)
