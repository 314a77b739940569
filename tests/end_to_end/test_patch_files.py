"""Secrets in patch files and mailboxes: judged as in the files that they change, told where they stand."""

from __future__ import annotations

import base64
import json
import os
import quopri
from email.message import EmailMessage

import pytest
from conftest import Repo
from detectors.waking import BASE62, drawn
from mocks import mock_token
from wrapping import b64, zipped

TOKEN = mock_token()
PASSWORD = drawn(7, 14, BASE62 + "#!")
PEM = (
    "-----BEGIN PRIVATE KEY-----\n"
    + base64.encodebytes(b"\x30\x2e\x02\x01\x00\x30\x05\x06\x03\x2b\x65\x70" + bytes(range(90))).decode()
    + "-----END PRIVATE KEY-----\n"
)  # fmt: skip


def patch_of(path: str, content: str, sign: str = "+") -> str:
    """A patch that adds (or removes, or only shows) one file."""
    body = "".join(f"{sign}{line}\n" for line in content.splitlines())
    head = f"diff --git a/{path} b/{path}\n--- a/{path}\n+++ b/{path}\n"
    return f"{head}@@ -0,0 +1,{body.count(chr(10))} @@\n{body}"


def places(repo: Repo, path: str, content: str | bytes) -> list[tuple[str, str, int, list[str]]]:
    """``(rule, confidence, line, trail)`` of each finding in one file; no output tells the secret."""
    repo.write(path, content)
    done = repo.secretguard("scan", path, "--format", "json")
    assert TOKEN.encode() not in done.stdout + done.stderr
    verdict = json.loads(done.stdout)
    assert verdict["unread"] == []
    assert done.returncode == bool(verdict["findings"])
    return [(f["rule"], f["confidence"], f["line"], f["trail"]) for f in verdict["findings"]]


CLEAN = {
    "a hash in a lock file": patch_of("package-lock.json", f'"integrity": "sha512-{b64(bytes(range(64)))}"'),
    "a placeholder": patch_of(".env", "DB_PASSWORD=changeme"),
    "an expression": patch_of("a.py", "password = read_password(path)"),
    "a picture": patch_of("a.svg", b64(bytes(range(256)) * 4)),
}  # fmt: skip


@pytest.mark.parametrize("name", CLEAN)
def test_nothing_is_said_of_a_clean_patch(repo: Repo, name: str) -> None:
    assert places(repo, "a.patch", CLEAN[name]) == []
    repo.stage("a.patch", CLEAN[name])
    done = repo.secretguard("hook", "pre-commit")
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")


LONG = "some text that is long enough to be wrapped over lines\n" * 3
WRAPPED = b64(LONG + TOKEN)
MANIFEST = f"kind: Secret\ndata:\n  password: {b64(PASSWORD)}\n"

# path in the patch, content, what is found: rule, confidence, line, rest of the trail
ADDED = {
    "settings": ("deploy/.env", f"A=1\nDB_PASSWORD={PASSWORD}\n", "generic-password", "high", 6, []),
    "YAML": ("app.yml", f"db:\n  password: {PASSWORD}\n", "generic-password", "high", 6, []),
    "code": ("app.py", f'password = "{PASSWORD}"\n', "generic-password", "high", 5, []),
    "a manual": ("docs/a.md", f'password = "{PASSWORD}"\n', "generic-password", "medium", 5, []),
    "a key": ("k.pem", PEM, "private-key", "high", 5, []),
    "wrapped base64": ("a.yml", "x: |\n" + "".join(f"  {WRAPPED[at : at + 76]}\n" for at in range(0, 320, 76)), "github-pat", "certain", 8, ["base64"]),
    "literals on two lines": ("a.py", f'x = ("{TOKEN[:14]}"\n     "{TOKEN[14:]}")\n', "github-pat", "certain", 5, ["parts"]),
    "a Kubernetes Secret": ("s.yml", MANIFEST, "generic-password", "high", 7, ["base64"]),
}  # fmt: skip


@pytest.mark.parametrize("sign", ["+", "-", " "])
@pytest.mark.parametrize("name", ADDED)
def test_lines_of_a_patch_are_read_as_those_of_their_file(repo: Repo, name: str, sign: str) -> None:
    path, content, rule, confidence, line, rest = ADDED[name]
    found = places(repo, "a.patch", patch_of(path, content, sign))
    assert [each[:3] for each in found] == [(rule, confidence, line)]
    if sign == "+":
        assert found[0][3] == [f"patch of {path} in line {line}", *rest]


def test_a_token_is_told_without_a_word_about_the_patch(repo: Repo) -> None:
    patch = patch_of("a.py", f'x = "{TOKEN}"\n')
    assert places(repo, "a.patch", patch) == [("github-pat", "certain", 5, [])]


def test_each_file_of_a_patch_is_judged_as_its_own_kind(repo: Repo) -> None:
    patch = patch_of("a.c", "int x;\n") + patch_of("b.ini", f"password = {PASSWORD}\n")
    assert places(repo, "a.diff", patch) == [
        ("generic-password", "high", 10, ["patch of b.ini in line 10"])
    ]


def test_git_s_own_patches_with_binary_files(repo: Repo) -> None:
    repo.stage("a.bin", bytes(range(256)) * 3 + f"\0token={TOKEN}\0".encode())
    repo.stage("é.zip", zipped({".env": f"TOKEN={mock_token('github-pat', 2)}\n" * 30}))
    repo.commit()
    for args, name in (["--stdout"], "a.patch"), (["--stdout", "--full-index"], "a.mbox"):
        patch = repo.git("format-patch", "--root", "-1", *args)
        assert [(rule, trail) for rule, _, _, trail in places(repo, name, patch)] == [
            ("github-pat", [f"patch of a.bin in line {line_of(patch, 1)}"]),
            (
                "github-pat",
                [f"patch of \\303\\251.zip in line {line_of(patch, 3)}", "zip"],
            ),
        ]


def line_of(patch: bytes, number: int) -> int:
    """The line below the ``number``-th head of a binary block."""
    heads = [at for at, line in enumerate(patch.split(b"\n")) if line.startswith(b"literal ")]
    return heads[number - 1] + 2


def test_what_a_binary_patch_adds_to_a_file(repo: Repo) -> None:
    repo.stage("a.bin", bytes(range(256)) * 30)
    repo.commit()
    repo.stage("a.bin", bytes(range(256)) * 30 + TOKEN.encode())
    repo.commit()
    ((rule, _, _, trail),) = places(repo, "a.patch", repo.git("format-patch", "-1", "--stdout"))
    assert (rule, trail[0][:17]) == ("github-pat", "patch of a.bin in")


BODY = "Grüße\n---\n" + patch_of(".env", f"TOKEN={TOKEN}\nDB_PASSWORD={PASSWORD}\n")


def mail(encoding: str, body: str) -> str:
    return (
        "From 1234567890123456789012345678901234567890 Mon Sep 17 00:00:00 2001\n"
        f"From: A <a@example.org>\nContent-Transfer-Encoding: {encoding}\nSubject: x\n\n{body}\n"
    )


@pytest.mark.parametrize("encoding", ["quoted-printable", "base64"])
def test_an_encoded_mail_with_a_patch(repo: Repo, encoding: str) -> None:
    coder = quopri.encodestring if encoding == "quoted-printable" else base64.encodebytes
    content = mail(encoding, coder(BODY.encode()).decode()) * 2
    found = places(repo, "a.mbox", content)
    assert [each[:2] for each in found] == [
        ("github-pat", "certain"),
        ("generic-password", "high"),
    ] * 2
    rows = content.split("\n")
    if encoding == "quoted-printable":
        assert ["TOKEN" in rows[line - 1] for _, _, line, _ in found] == [True, False] * 2
        assert found[1][3] == [f"quoted-printable in line {found[1][2]}", "patch of .env"]


def test_attachments_are_opened_whatever_they_are(repo: Repo) -> None:
    message = EmailMessage()
    message["From"] = "a@example.org"
    message.set_content("See below.")
    message.add_attachment(
        zipped({"a.py": f'x = "{TOKEN}"\n'}), "application", "zip", filename="a.zip"
    )
    message.add_attachment(
        f"DB_PASSWORD={PASSWORD}\n".encode(), "application", "octet-stream", filename="prod.env"
    )  # fmt: skip
    found = places(repo, "a.eml", bytes(message))
    assert [(rule, [word.split(" in ")[0] for word in trail]) for rule, _, _, trail in found] == [
        ("github-pat", ["base64", "zip"]),
        ("generic-password", ["base64"]),
    ]


def test_source_that_speaks_of_mails_and_patches_is_read_as_it_is(repo: Repo) -> None:
    code = (
        '"""\nContent-Transfer-Encoding: quoted-printable\n\n"""\n'
        f'HEAD = """\n+++ b/x\n"""\npassword = "{PASSWORD}"\n'
    )
    assert places(repo, "a.py", code) == [("generic-password", "high", 8, [])]


def test_a_line_of_a_patch_that_is_allowed_or_excluded(repo: Repo) -> None:
    allowed = patch_of("a.py", f'password = "{PASSWORD}"  # secretguard: allow revoked in May\n')
    assert places(repo, "a.patch", allowed) == []
    repo.write(".secretguard.toml", 'exclude = ["*.mbox"]\n')
    assert places(repo, "a.mbox", patch_of("a.py", f'x = "{TOKEN}"\n')) == []


def test_a_patch_in_a_patch_is_followed_as_deep_as_other_notations(repo: Repo) -> None:
    content = f"DB_PASSWORD={PASSWORD}\n"
    for depth in range(1, 5):
        content = patch_of(f"{depth}.env", content)
        found = places(repo, "a.patch", content)
        assert [each[:3] for each in found] == [("generic-password", "high", 4 * depth + 1)]
    repo.write("a.patch", patch_of("a.patch", content))
    done = repo.secretguard("scan", "a.patch", "--format", "json")
    assert [item["why"] for item in json.loads(done.stdout)["unread"]] == [
        "patch of 1.env in it is encoded more than 3 times over"
    ]


PATHOLOGICAL = {
    "many small changes": lambda: patch_of("a.py", "x = 1\n") * 60_000,
    "heads alone": lambda: "\n--- a\n+++ b\n@@ -1 +1 @@" * 100_000,
    "many mails": lambda: mail("base64", b64(LONG)) * 20_000,
    "binary heads": lambda: "GIT binary patch\n" + "\nliteral 10\nA" * 200_000,
}


@pytest.mark.parametrize("name", PATHOLOGICAL)
def test_pathological_patches_take_time_in_line_with_their_size(repo: Repo, name: str) -> None:
    repo.write("a.patch", PATHOLOGICAL[name]())
    start = os.times()
    done = repo.secretguard("scan", "a.patch")
    spent = os.times().children_user - start.children_user
    assert done.returncode == 0
    assert spent < 20
