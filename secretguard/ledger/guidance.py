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

_PASSWORD_DATABASE = Guidance(
    steps=(
        "Read every password in it as leaked: the file can be guessed at for years.",
        "Change each of them, those of shared and privileged accounts first.",
        "Give the database a new master password and key file, and keep it out of repositories.",
    ),
    check="Look at the sign-in logs of the accounts in it, from the day it was first shared.",
    instead="Share passwords through a vault that gives each person their own access and a log.",
)

_WALLET = Guidance(
    steps=(
        "Move everything it holds to a new wallet at once, before the file spreads.",
        "Revoke the approvals that its addresses gave to contracts and services.",
        "Never use its addresses again: a key on a chain cannot be revoked.",
    ),
    check="Look at the addresses on the chain for movements that are not yours.",
    instead="Let a hardware wallet or a signing service sign; for tests, make a wallet at each run.",
)

_KEYTAB = Guidance(
    steps=(
        "Change the key of every principal in it: kadmin: change_password -randkey PRINCIPAL.",
        "In Active Directory, reset the password of the account; a new keytab comes with it.",
        "Purge tickets that were issued to it, or wait out their longest life.",
    ),
    cli="klist -k FILE",
    check="Look at the KDC's log for requests of these principals from other hosts.",
    rotation="A new key version and the old one live side by side until the old is removed.",
    instead="Have the host fetch its keytab when it joins, or use a group managed service account.",
)

_GIT_CRYPT = Guidance(
    steps=(
        "Read every file that git-crypt keeps in the repository as published, in all its versions.",
        "Revoke and replace each secret in those files.",
        "Start git-crypt anew with a new key: git-crypt has no way to change it.",
    ),
    check="Look at the logs of whatever those secrets open.",
    instead="Add people with git-crypt add-gpg-user, or keep the secrets in a vault.",
)

_RAILS_KEY = Guidance(
    steps=(
        "Read everything in the .yml.enc file beside it as leaked, and revoke each secret in it.",
        "Delete the key file, run bin/rails credentials:edit and put the new secrets in.",
        "Give the new key to the servers, as RAILS_MASTER_KEY or as a file that git ignores.",
    ),
    check="Look at the logs of whatever those secrets open.",
    instead="Keep the key in the vault of the servers; git ignores it in every new application.",
)

_OPENVPN = Guidance(
    steps=(
        "Make a new key on one end: openvpn --genkey secret FILE.",
        "Carry it to every peer over another way, and restart them all with it.",
        "Where it was the only key (mode secret), read the traffic since it leaked as read by others.",
    ),
    check="Look at the log of the server for peers that you do not know.",
    rotation="tls-crypt-v2 gives each client a key of its own, so that one can be changed alone.",
    instead="Use certificates with tls-crypt-v2, and fetch keys from a vault when a host is set up.",
)

_APPLE_KEY = Guidance(
    steps=(
        "Open the list of keys and find the one whose id stands in the file's name.",
        "Revoke it there and make a new one; give it to the servers that need it.",
    ),
    console_url="https://developer.apple.com/account/resources/authkeys/list",
    check="Look at App Store Connect (users and access, integrations) for keys and builds that are "
    "not yours.",
    rotation="Two keys for notifications may live side by side: move over, then revoke the old one.",
    narrower="A key for one topic or environment, or a team key with a lesser role.",
    instead="Keep the key in the vault of the server or the pipeline that signs with it.",
)

_SHARED = Guidance(
    steps=(
        "Issue a key of its own for each environment and each consumer that uses it.",
        "Move them over one by one, then revoke the shared key.",
    ),
    check="Look at the service's log: requests that keep coming with the shared key name the "
    "consumers that were forgotten.",
    rotation="Let the shared key live until the last consumer has moved, unless it leaked.",
    instead="A managed identity for each consumer needs no key to share.",
)

_REUSED_KEY = Guidance(
    steps=(
        "Make a new key pair and have the certificate issued for it.",
        "Once it is in use, have the authority revoke the certificates over the old key.",
    ),
    rotation="Serve or trust both certificates for the time of the change.",
    instead="Let the vault or an ACME client renew: both make a new key each time when told to "
    "(reuse key: no).",
)

_BY_RULE = {
    "generic-password": _PASSWORD,
    "url-password": _PASSWORD,
    "private-key": _KEY_PAIR,
    "private-key-pgp": _KEY_PAIR,
    "private-key-putty": _KEY_PAIR,
    "age-identity": _KEY_PAIR,
    "apple-auth-key": _APPLE_KEY,
    "key-store": _KEY_STORE,
    "password-database": _PASSWORD_DATABASE,
    "crypto-wallet": _WALLET,
    "kerberos-keytab": _KEYTAB,
    "git-crypt-key": _GIT_CRYPT,
    "rails-key-file": _RAILS_KEY,
    "openvpn-static-key": _OPENVPN,
    "shared-secret": _SHARED,
    "reused-certificate-key": _REUSED_KEY,
}


def generic_guidance(rule_id: str) -> Guidance:
    """The truth that holds for any password or any token."""
    return _BY_RULE.get(rule_id, _SECRET)
