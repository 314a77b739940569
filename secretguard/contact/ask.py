"""One call from beginning to end: fill, send, judge. It knows no file, no ledger and no terminal."""

from __future__ import annotations

import re
from dataclasses import dataclass

from secretguard.contact.answers import UNKNOWN, meaning, parsed, value_at, why_unknown
from secretguard.contact.fill import fill, host_of
from secretguard.errors import ContactError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from secretguard.contact.client import Client
    from secretguard.model.call import Call


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a provider said. ``answer`` is live, dead, accepted or unknown; ``why`` when unknown."""

    answer: str
    host: str
    status: int
    why: str = ""


def with_parts(call: Call, values: Mapping[str, str]) -> dict[str, str]:
    """``values`` and the parts of the secret that the call names.

    Raises ``ContactError`` for a secret without them.
    """
    if not call.parts:
        return dict(values)
    match = re.fullmatch(call.parts, values["secret"])
    if match is None:
        raise ContactError("the credential lacks the parts that the provider's address needs")
    return {**values, **{name: text or "" for name, text in match.groupdict().items()}}


def hosts_of(call: Call, values: Mapping[str, str]) -> tuple[str, ...]:
    """The hosts that a call would reach, in order, each once; ``values`` without ``take``."""
    requests = [call.first, call.request] if call.first else [call.request]
    return tuple(dict.fromkeys(host_of(request, values) for request in requests if request))


def ask(call: Call, values: Mapping[str, str], client: Client) -> Outcome:
    """Ask, and say what the answer means. Raises ``ContactError`` when nobody could be asked."""
    known = dict(values)
    if call.first is not None:
        filled = fill(call.first, known)
        response = client.send(filled)
        document = parsed(response.body)
        for name, path in call.take:
            value = value_at(document, path)
            if response.status >= 300 or not isinstance(value, str | int) or value == "":
                # The conditions are about the order itself, so this answer settles nothing.
                why = f"the question before it got no {name} ({response.status})"
                return Outcome(UNKNOWN, filled.host, response.status, why)
            known[name] = str(value)
    filled = fill(call.request, known)
    response = client.send(filled)
    answer = meaning(call, response.status, response.body)
    why = why_unknown(response.status) if answer == UNKNOWN else ""
    return Outcome(answer, filled.host, response.status, why)
