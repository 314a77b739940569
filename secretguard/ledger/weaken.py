"""What a change of the committed ledger lets pass that was refused before."""

from __future__ import annotations

from secretguard.ledger.decide import name_of
from secretguard.ledger.events import DamagedEventError, parse
from secretguard.model.incident import Kind, short_id

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator


def weakened_ledger(before: bytes, after: bytes) -> Iterator[str]:
    """A sentence for each new dismissal, and one for events that are gone."""
    old, new = _lines(before), _lines(after)
    for line in new:
        if line in old:
            continue
        try:
            event = parse(line)
        except DamagedEventError:
            continue  # whoever reads the ledger names its damage
        if event.kind is Kind.DISMISSED:
            until = f" until {event.until}" if event.until else ""
            who = name_of(event.who)
            yield f"{short_id(event.fingerprint)} is dismissed by {who}{until}: {event.why}"
    gone = sum(1 for line in old if line not in new)
    if gone:
        are = "is" if gone == 1 else "are"
        yield f"{gone} of its events {are} removed or edited; it is only ever added to"


def fewer_salts(before: bytes, after: bytes) -> Iterator[str]:
    """A sentence when a salt is gone."""
    if not _lines(before).keys() <= _lines(after).keys():
        yield "a salt is gone; the incidents recorded with it are not recognised any more"


def _lines(content: bytes) -> dict[bytes, None]:
    stripped = (line.rstrip(b"\r") for line in content.split(b"\n"))
    return dict.fromkeys(line for line in stripped if line)
