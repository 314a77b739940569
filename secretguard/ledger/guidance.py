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

_KEY_PAIR = Guidance(
    steps=(
        "Make a new key pair; a renewed certificate needs a new key, too.",
        (
            "Take the old public half away from wherever it opens something: authorized_keys, "
            "deploy keys, trusted signers."
        ),
        "If a certificate was issued for it, have its authority revoke that certificate.",
    ),
    check="Look at the logs of the hosts and services that trust the key.",
    rotation="Add the new public half first, move over, then remove the old one.",
    instead="Keep the key in an agent, a hardware module or a vault; hosts can use short-lived "
    "certificates.",
)

_KEY_STORE = Guidance(
    steps=(
        "Read every key in the store as leaked, whatever its password: it can be guessed at leisure.",
        "Replace each key pair and have the authorities revoke the certificates issued for them.",
        "Take the file out of the repository and out of the artifacts built from it.",
    ),
    check="Look at the logs of the services that trust those keys.",
    rotation="Add the new public halves first, move over, then remove the old ones.",
    instead="Fetch the store from a vault when the program is deployed or starts.",
)

_BY_RULE = {
    "generic-password": _PASSWORD,
    "url-password": _PASSWORD,
    "private-key": _KEY_PAIR,
    "private-key-pgp": _KEY_PAIR,
    "private-key-putty": _KEY_PAIR,
    "age-identity": _KEY_PAIR,
    "key-store": _KEY_STORE,
}


def generic_guidance(rule_id: str) -> Guidance:
    """The truth that holds for any password or any token."""
    return _BY_RULE.get(rule_id, _SECRET)
