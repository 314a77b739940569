"""What ``verify`` and ``revoke`` share: which call, with which values, and whether one agrees."""

from __future__ import annotations

import re
import sys

from secretguard.errors import UsageError
from secretguard.report.words import paragraph

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable

    from secretguard.model.call import Call
    from secretguard.runs.retrieve import Credential

_PLACE = re.compile(r"(?P<path>.+?):(?P<line>[0-9]+)(?::(?P<column>[0-9]+))?", re.DOTALL)
_WIDTH = 80
_ID = re.compile(r"[0-9a-f]{4,}")


def add_common_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the arguments that both verbs take."""
    parser.add_argument(
        "--host",
        default="",
        help="the host of a product that runs on hosts of its own, such as git.example.org",
    )
    parser.add_argument(
        "--rules",
        action="append",
        default=[],
        metavar="FOLDER",
        help="also use the calls in the provider files of FOLDER",
    )
    parser.add_argument("-y", "--yes", action="store_true", help="agree beforehand, for scripts")
    parser.add_argument(
        "--dry-run", action="store_true", help="say what would be sent where; send nothing"
    )


def credential_of(place: str) -> Credential:
    """The credential at ``FILE:LINE[:COLUMN]`` or of an incident, read now."""
    from secretguard.cli.incidents.recording import place_of
    from secretguard.runs.retrieve import credential_at

    found = place_of(place) if _ID.fullmatch(place) else place
    match = _PLACE.fullmatch(found)
    if match is None:
        raise UsageError(f"{place}: expected FILE:LINE, FILE:LINE:COLUMN or an incident's id")
    return credential_at(match["path"], int(match["line"]), int(match["column"] or 0))


def agreed_call(
    arguments: argparse.Namespace, place: str, kind: str, verb: str, consequence: str
) -> tuple[Credential, Call, Values] | None:
    """The credential at ``place`` with its call of a kind and what fills it; None: only a dry run.

    Raises ``UsageError`` when there is none, or when nobody agrees to ``consequence``.
    """
    from secretguard.rules.calls import calls_for

    credential = credential_of(place)
    calls = calls_for(credential.seen.rule_id, kind, arguments.rules)
    call, values = choose_call(calls, credential, arguments.host)
    sentence = sentence_for(credential, call, values, verb)
    agreed = agree(arguments, f"{sentence} {consequence}")
    return (credential, call, values) if agreed else None


def choose_call(calls: Iterable[Call], credential: Credential, host: str) -> tuple[Call, Values]:
    """The first call for which everything is there, and what fills it.

    Raises ``UsageError`` naming what is missing for the last one.
    """
    missing = ""
    for call in calls:
        values, missing = _values(call, credential, host)
        if not missing:
            return call, values
    place = f"{credential.seen.location.path}:{credential.seen.location.line}"
    raise UsageError(f"{place}: {missing or 'there is no call for a ' + credential.seen.title}")


Values = dict[str, str]


def _values(call: Call, credential: Credential, host: str) -> tuple[Values, str]:
    """What fills the placeholders of a call, or what is missing."""
    from secretguard.contact.ask import with_parts

    values = {"secret": credential.seen.secret.reveal()}
    for name, rule_id in call.partners:
        near = [other for other in credential.others if other.rule_id == rule_id]
        if not near:
            return {}, f"the call also needs a match of {rule_id} in the same file"
        line = credential.seen.location.line
        nearest = min(near, key=lambda other: abs(other.location.line - line))
        values[name] = nearest.secret.reveal()
    if call.host_near:
        found = {match["host"].lower() for match in re.finditer(call.host_near, credential.text)}
        if not host and len(found) != 1:
            why = "names several" if found else "names none"
            return {}, f"which host? The file {why}; give it with --host"
        values["host"] = host or found.pop()
    return with_parts(call, values), ""


def agree(arguments: argparse.Namespace, sentence: str) -> bool:
    """Whether to go on, after a sentence that says what would happen.

    A dry run says it and goes no further. Raises ``UsageError`` where nobody can be asked
    and ``--yes`` is missing, and for an answer that is not yes.
    """
    if arguments.dry_run:
        print("\n".join(paragraph(f"dry run: {sentence}", _WIDTH)))
        return False
    if arguments.yes:
        sys.stderr.write("\n".join([*paragraph(f"secretguard: {sentence}", _WIDTH), ""]))
        return True
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise UsageError(f"{sentence} Nothing was sent: there is no terminal to agree at (--yes)")
    sys.stderr.write("\n".join(paragraph(f"secretguard: {sentence} Go on? [y/N]", _WIDTH)) + " ")
    sys.stderr.flush()
    if sys.stdin.readline().strip().lower() not in {"y", "yes"}:
        raise UsageError("nothing was sent")
    return True


def sentence_for(credential: Credential, call: Call, values: Values, verb: str) -> str:
    """What would be sent from where to which host, and what the provider file says about it."""
    from secretguard.contact.ask import hosts_of

    seen = credential.seen
    where = f"{seen.location.path}:{seen.location.line}"
    hosts = " and ".join(hosts_of(call, values))
    what = f"{verb} sends the {seen.title} of {where}, {seen.secret.redacted}, to {hosts}"
    return " ".join(filter(None, (f"{what}.", _account(values, call), call.note)))


def _account(values: Values, call: Call) -> str:
    """For AWS: whose key it is, and that some keys are bait."""
    from secretguard.contact.signing import account_of

    template = dict(call.request.sign).get("key", "").strip("{}")
    account = account_of(values.get(template, ""))
    return f"The key belongs to the AWS account {account}." if account else ""
