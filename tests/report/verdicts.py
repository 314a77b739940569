"""Verdicts of every kind, made of words alone: no file, no git and no secret stands behind them."""

from __future__ import annotations

from typing import Any

from secretguard.model.finding import Finding, Location
from secretguard.model.incident import Mention
from secretguard.model.levels import Confidence, Severity
from secretguard.model.rule import Guidance
from secretguard.model.suppression import Suppressed, Suppression
from secretguard.model.verdict import Coverage, Skipped, Unread, Verdict
from secretguard.model.violation import Violation

# Every kind of suppression that exists, with a reason as its filter gives it.
KINDS = {
    "certificate": "an SSH public key",
    "ciphertext": "an encrypted value",
    "documented": "published example: the ACME handbook",
    "identifier": "a UUID",
    "inline": "the clock of the demo accepts no other value",
    "integrity": "a hash in a lock file",
    "ledger": "a mock of the payment service (incident 00c0ffee, dismissed on 2026-01-31 by Ada)",
    "mock": "it carries the mark of a mock secret",
    "path": "the settings exclude this path",
    "placeholder": "the value says that it is a placeholder",
    "public": "publishable keys are meant for browsers",
    "reference": "it is put together from references",
}

FULL = Guidance(
    steps=(
        "Open the list of tokens in the ACME console and find the one that ends as yours does.",
        "Press Revoke beside it; the token stops working within a minute.",
    ),
    console_url="https://console.acme.example/tokens",
    cli="acme tokens revoke TOKEN_ID",
    api="DELETE https://api.acme.example/v1/tokens/{id}",
    check="Read the audit log for use since the file was written.",
    rotation="Two tokens may live side by side: create the new one first.",
    narrower="A token for the one project, with read access alone.",
    instead="Let the program read it from the environment, from a vault reference, or use a "
    "managed identity and hold no token at all.",
)
SHORT = Guidance(steps=("Set a new password in the system that accepts this one.",))

ODD_PATHS = {
    "undecodable bytes": "caf\udce9/\udcff.txt",
    "a line feed": "two\nlines.txt",
    "a terminal escape": "\x1b[2J\x1b[1;32mclean.txt",
    "a reordering mark": "user\u202etxt.exe",
    "spaces and signs of addresses": "a b/100%/what?#now&then;a=b.txt",
    "a colon in the first folder": "c:/notes.txt",
    "letters beyond ASCII": "straße/鍵/🔑.txt",
    "a quote and a backslash": 'say "hi"\\there.txt',
}


def place(path: str = "app/settings.py", line: int = 12, column: int = 9, **more: Any) -> Location:
    """Forty columns of one line, unless told otherwise."""
    return Location(path, line, column, **{"end_line": line, "end_column": column + 40, **more})


def finding(**changes: Any) -> Finding:
    """A believed ACME token in ``app/settings.py``; ``changes`` replace single fields."""
    usual: dict[str, Any] = {
        "rule_id": "acme-token",
        "title": "ACME access token",
        "location": place(),
        "redacted": "acme_*** (40 characters)",
        "severity": Severity.CRITICAL,
        "confidence": Confidence.CERTAIN,
        "detector": "provider",
        "fingerprint": "0" * 31 + "1",
        "group": 1,
        "evidence": ("it begins with acme_", "its checksum fits"),
    }
    return Finding(**{**usual, **changes})


def password(**changes: Any) -> Finding:
    """A password in a YAML file, of which no more is known than its name."""
    usual: dict[str, Any] = {
        "rule_id": "generic-password",
        "title": "Password",
        "location": place("deploy/values.yaml", 3, 13, end_column=24),
        "redacted": "***",
        "severity": Severity.HIGH,
        "confidence": Confidence.MEDIUM,
        "detector": "assignment",
        "fingerprint": "0" * 31 + "2",
        "group": 2,
        "name": "db_password",
        "evidence": ("it is assigned to a name that says password",),
    }
    return finding(**{**usual, **changes})


def suppressed(kind: str, number: int = 1, **changes: Any) -> Suppressed:
    """A password that one kind of reason excuses."""
    made = password(location=place("tests/data.py", number, 5), group=100 + number, **changes)
    return Suppressed(made, Suppression(kind, KINDS[kind]))


def _three_secrets() -> Verdict:
    again = place("docker/.env", 2, 12)
    other = place("app/settings.py", 30, 5)
    return Verdict(
        subject="the staged change",
        findings=(
            finding(),
            password(),
            finding(location=again, fingerprint="0" * 31 + "3", name="ACME_TOKEN"),
            finding(location=other, fingerprint="0" * 31 + "4", group=3, trail=("UTF-16",)),
        ),
        coverage=Coverage(listed=3, blobs=3, bytes=4096, decoded=1),
        guidance={"acme-token": FULL, "generic-password": SHORT},
    )


def _everything_at_once() -> Verdict:
    return Verdict(
        subject="the staged change",
        findings=(finding(),),
        notes=(password(introduced=False), password(confidence=Confidence.LOW, group=4)),
        suppressed=(suppressed("inline"), suppressed("placeholder", 2)),
        unread=(Unread("broken.bin", "git could not read the object"),),
        coverage=Coverage(
            listed=3, blobs=1, bytes=812, skipped=(Skipped("b.sh", "only its mode changes"),)
        ),
        guidance={"acme-token": FULL, "generic-password": SHORT},
        weakened=(".secretguard.toml: exclude: findings below tests/ no longer refuse",),
    )


def _incidents() -> Verdict:
    new = Mention(
        "00c0ffee",
        "new",
        "recorded on this machine, open until somebody records that it was revoked",
    )
    revoked = Mention(
        "0ddba11f",
        "revoked",
        "revoked on 2026-01-31 by Ada (https://console.acme.example/audit/7); still not to be committed",
        dead=True,
    )
    known = Mention("0b5e55ed", "compromised", "open since 2026-01-01 (30 days), recorded by Bo")
    return Verdict(
        subject="the staged change",
        findings=(
            finding(incident=new, secret_fingerprint=f"h1:{'0' * 8}:00c0ffee{'0' * 24}"),
            password(incident=revoked, secret_fingerprint=f"s1:{'0' * 8}:0ddba11f{'0' * 24}"),
        ),
        notes=(
            finding(
                introduced=False,
                group=3,
                incident=known,
                secret_fingerprint=f"h1:{'0' * 8}:0b5e55ed{'0' * 24}",
            ),
        ),
        coverage=Coverage(listed=2, blobs=2, bytes=4096),
        guidance={"acme-token": FULL, "generic-password": SHORT},
    )


def _shared() -> Verdict:
    places = (place(".env.prod", 2, 13), place(".env.staging", 4, 13))
    certificates = (place("old.pem", 1, 1, end_line=20), place("new.pem", 1, 1, end_line=20))
    title = "a new certificate over an old key"
    return Verdict(
        subject="the staged change",
        findings=tuple(
            finding(location=where, fingerprint=f"{number:032x}")
            for number, where in enumerate(places)
        ),
        coverage=Coverage(listed=4, blobs=4, bytes=812),
        guidance={"acme-token": FULL, "reused-certificate-key": SHORT},
        violations=(
            Violation(
                "shared-secret",
                "one secret for several environments",
                "one secret serves production (.env.prod) and staging (.env.staging)",
                places,
                Severity.HIGH,
                1,
            ),
            Violation(
                "reused-certificate-key",
                title,
                "two certificates share one key: old.pem (good until 2031-01-31) and new.pem (good "
                "until 2032-01-31)",
                certificates,
                Severity.MEDIUM,
            ),
        ),
    )


def _odd_paths() -> Verdict:
    return Verdict(
        subject="this folder",
        findings=tuple(
            finding(location=place(path), fingerprint=f"{number:032x}")
            for number, path in enumerate(ODD_PATHS.values())
        ),
        unread=tuple(Unread(path, "permission denied") for path in ODD_PATHS.values()),
        coverage=Coverage(listed=16, blobs=8, bytes=1_234_567),
        guidance={"acme-token": FULL},
    )


# The name of a case is the name of its golden files.
CASES = {
    "clean": Verdict("the staged change", coverage=Coverage(listed=2, blobs=2, bytes=999)),
    "empty": Verdict("the staged change"),
    "one-secret": Verdict(
        "the staged change",
        findings=(finding(),),
        coverage=Coverage(listed=1, blobs=1, bytes=1),
        guidance={"acme-token": FULL},
    ),
    "three-secrets": _three_secrets(),
    "everything-at-once": _everything_at_once(),
    "incidents": _incidents(),
    "odd-paths": _odd_paths(),
    "many-notes": Verdict(
        "2 paths",
        notes=tuple(
            password(location=place("old.py", line, 1), introduced=False, group=line)
            for line in range(1, 8)
        ),
        coverage=Coverage(listed=1, blobs=1, bytes=2_000_000_000),
        guidance={"generic-password": SHORT},
    ),
    "unread": Verdict(
        "the staged change",
        unread=(Unread("merge.py", "the merge conflict in it is not resolved"),),
        coverage=Coverage(listed=3, blobs=2, bytes=4_100),
    ),
    "many-unread": Verdict(
        "this folder",
        unread=tuple(Unread(f"locked/{n}", "permission denied") for n in range(23)),
        coverage=Coverage(listed=23),
    ),
    "weakened": Verdict(
        "the staged change",
        coverage=Coverage(listed=1, blobs=1, bytes=80),
        weakened=(
            ".secretguard.toml: disable: the rule acme-token is switched off",
            ".secretguard.toml: inline-allow is switched on: a comment may suppress a finding",
        ),
    ),
    "shared": _shared(),
    "advice": Verdict(
        "this folder",
        advice=tuple(
            password(
                rule_id="setting-as-secret",
                title="a setting that is kept as a secret",
                location=place("deploy/secret.yaml", line, 9),
                detector="misplaced",
                name=f"SETTING_{line}",
                evidence=("it is a region; keep it in a ConfigMap",),
                group=line,
            )
            for line in range(1, 8)
        ),
        coverage=Coverage(listed=1, blobs=1, bytes=500),
    ),
    "suppressed": Verdict(
        "the staged change",
        suppressed=(
            *(suppressed(kind, number) for number, kind in enumerate(KINDS, 1)),
            suppressed("inline", 11),
        ),
        coverage=Coverage(listed=1, blobs=1, bytes=500),
    ),
    "skipped": Verdict(
        "the staged change",
        coverage=Coverage(
            listed=3,
            blobs=1,
            bytes=130,
            skipped=(
                Skipped("vendor/library", "submodule: scan it in its own repository"),
                Skipped("model.onnx", "Git LFS pointer: the content is not in git"),
            ),
        ),
    ),
    "history": Verdict(
        "the commits to be pushed",
        findings=(finding(location=place(commit="5c0ffee" + "0" * 33)),),
        coverage=Coverage(listed=40, blobs=40, bytes=98_765),
        guidance={"acme-token": FULL},
    ),
    "whole-history": Verdict(
        "the whole history",
        findings=(
            finding(
                location=place(
                    commit="5c0ffee" + "0" * 33, author="Ann <ann@example.org>", day="2026-03-31"
                )
            ),
        ),
        coverage=Coverage(
            listed=40,
            blobs=3,
            bytes=98_765,
            remembered=37,
            limits=("this clone is shallow: older commits are not here",),
        ),
    ),
    "interrupted": Verdict(
        "the whole history",
        findings=(finding(),),
        unread=(Unread("(the rest of the history)", "interrupted"),),
        coverage=Coverage(listed=41, blobs=40, bytes=98_765),
        interrupted=True,
    ),
}
