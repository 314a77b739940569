"""What to do about a credential whose provider the rule does not know."""

from __future__ import annotations

from secretguard.model.rule import Guidance

_INSTEAD = (
    "Let the program read it when it starts: from the environment, from a vault (a reference "
    "such as @Microsoft.KeyVault(...), vault: or op://), or need none at all through a managed "
    "identity or workload identity federation."
)

_PASSWORD = Guidance(
    steps=(
        "Find the system that accepts this password and who owns the account.",
        "Set a new password there, a different one for each consumer and environment.",
        "End the sessions and tokens that the old password opened.",
    ),
    check="Look at the system's sign-in log for use since the file was first shared.",
    rotation="Where the system allows two accounts, create the second one before closing the first.",
    instead=_INSTEAD,
)

_SECRET = Guidance(
    steps=(
        "Find out which service issued it (the name it is assigned to, the host nearby).",
        "Revoke it in that service and issue a new one, one for each consumer and environment.",
        "Give the new one to its consumers through their environment or a vault.",
    ),
    check="Look at the service's access log for use that you cannot explain.",
    rotation="Many services let two keys live for a while: create the new one first.",
    instead=_INSTEAD,
)

_BY_RULE = {"generic-password": _PASSWORD, "url-password": _PASSWORD}


def generic_guidance(rule_id: str) -> Guidance:
    """The truth that holds for any password or any token."""
    return _BY_RULE.get(rule_id, _SECRET)
