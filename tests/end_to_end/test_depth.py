"""Secrets in another notation, in pieces and in containers, at real commits."""

from __future__ import annotations

import bz2
import gzip
import json
import lzma
import os
import py_compile
import random
import sqlite3
import time
import zlib
from pathlib import Path
from typing import Any

import pytest
from conftest import Repo
from detectors.waking import BASE62, drawn
from mocks import mock_token
from wrapping import b64, bomb, nested, tarred, zipped

TOKEN = mock_token()
LINE = f'x = 1\ntoken = "{TOKEN}"\n'
HEAD, TAIL = TOKEN[:14], TOKEN[14:]
PASSWORD = drawn(7, 14, BASE62 + "#!")
MAP = json.dumps({"version": 3, "sources": ["a"], "sourcesContent": [f"T={TOKEN}"], "mappings": ""})
LONG = "some text that is long enough to be wrapped over lines\n" * 3


def report(repo: Repo) -> dict[str, Any]:
    """The verdict about what is staged; no form of it tells the secret."""
    done = repo.secretguard("scan", "--staged", "--format", "json")
    assert TOKEN.encode() not in done.stdout + done.stderr
    verdict: dict[str, Any] = json.loads(done.stdout)
    assert repo.secretguard("hook", "pre-commit").returncode == verdict["exit_code"]
    return verdict


def places(repo: Repo, path: str, content: str | bytes) -> list[tuple[str, str, int, list[str]]]:
    """``(rule, path, line, trail)`` of each finding in one staged file."""
    repo.stage(path, content)
    return [(f["rule"], f["path"], f["line"], f["trail"]) for f in report(repo)["findings"]]


CLEAN = {
    "hash": 'h = "{}"\n'.format("9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"),
    "image": f'img = "data:image/png;base64,{b64(bytes(range(256)) * 8)}"\n',
    "encoded text without a secret": f'text = "{b64(LONG)}"\n',
    "sentences in pieces": 'x = ("this is 1st of the sentences that"\n     "go on and on over 2nd lines")\n',
    "letters beyond Latin-1 as entities": "<p>&#382;&#269;&#353;&#263;&#382;&#269;</p>\n",
    "escaped sentence": 'x = "caf\\u00e9 \\u002b more of\\u002dit"\n',
    "address": "https://example.org/?next=%2Fsome%2Fplace_with_a_long_name_1234567890\n",
}


@pytest.mark.parametrize("name", sorted(CLEAN))
def test_nothing_is_said_of_what_only_looks_wrapped(repo: Repo, name: str) -> None:
    repo.stage("a.py", CLEAN[name])
    done = repo.secretguard("hook", "pre-commit")
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")


ENCODED = {
    "base64": ("a.py", f'x = "{b64(TOKEN)}"\n', ["base64 in line 1"]),
    "base64url": ("a.txt", 'x: "{}"\n'.format(b64(f"??>>~~ {TOKEN}").replace("+", "-").replace("/", "_")), ["base64 in line 1"]),
    "bare base64": (".env", f"X={b64(TOKEN)}\n", ["base64 in line 1"]),
    "base64 without a line's end": ("a.txt", b64(f"token is {TOKEN} ok\n"), ["base64 in line 1"]),
    "base64 before NUL bytes": ("a.bin", "\0\1\2" * 90 + "\n" + b64(f"a {TOKEN}") + "\0\0", ["base64 in line 2"]),
    "source map of a script": ("a.js", f"//# sourceMappingURL=data:application/json;base64,{b64(MAP)}", ["base64 in line 1"]),
    "source map of a style": ("a.css", f".a{{}}\n/*# sourceMappingURL=data:;base64,{b64(MAP)} */\n", ["base64 in line 2"]),
    "base64 in base64": ("a.txt", b64(b64(f"token is {TOKEN} ok\n")), ["base64 in line 1", "base64"]),
    "wrapped base64": ("a.yml", "x: |\n" + "".join(f"  {b64(LONG + TOKEN)[at : at + 76]}\n" for at in range(0, 320, 76)), ["base64 in line 4"]),
    "PowerShell": ("a.ps1", "powershell -enc {}\n".format(b64(f'$t="{TOKEN}"'.encode("utf-16-le"))), ["base64 in line 1"]),
    "gzip in base64": ("a.txt", f'x = "{b64(gzip.compress(LINE.encode(), mtime=0))}"\n', ["base64 in line 1", "gzip"]),
    "zip in base64": ("a.txt", 'x = "{}"\n'.format(b64(zipped({"a": LINE}))), ["base64 in line 1", "zip"]),
    "three times base64": ("a.txt", nested(TOKEN, 3), ["base64 in line 1", "base64", "base64"]),
    "hexadecimal": ("a.txt", f'x = "{TOKEN.encode().hex()}"\n', ["hexadecimal in line 1"]),
    "\\x": ("a.js", 'x = "{}"\n'.format("".join(f"\\x{ord(c):02x}" for c in TOKEN)), ["escapes in line 1"]),
    "one \\u": ("a.json", '{{"x": "{}"}}\n'.format(TOKEN.replace("_", "\\u005f")), ["escapes in line 1"]),
    "percent": ("a.txt", f"/?q=%7B%22x%22%3A%22{TOKEN}%22%7D\n", ["escapes in line 1"]),
    "all percent": ("a.txt", "q={}\n".format("".join(f"%{ord(c):02X}" for c in TOKEN)), ["escapes in line 1"]),
    "entities": ("a.html", "<p>{}</p>\n".format("".join(f"&#{ord(c)};" for c in TOKEN)), ["escapes in line 1"]),
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(ENCODED))
def test_encoded(repo: Repo, name: str) -> None:
    path, content, trail = ENCODED[name]
    line = int(trail[0].rpartition(" ")[2])
    assert places(repo, path, content) == [("github-pat", path, line, trail)]


SPLIT = {
    "plus": ("a.py", f'x = "{HEAD}" + "{TAIL}"\n'),
    "adjacent": ("a.py", f'x = "{HEAD}" "{TAIL}"\n'),
    "adjacent lines": ("a.py", f'x = ("{HEAD}"\n     "{TAIL}")\n'),
    "three lines": ("a.js", f'x = "{HEAD}" +\n  "{TAIL[:9]}" +\n  "{TAIL[9:]}";\n'),
    "operator first": ("a.java", f'x = "{HEAD}"\n    + "{TAIL}";\n'),
    "dot": ("a.php", f"$x = '{HEAD}' . '{TAIL}';\n"),
    "two dots": ("a.lua", f'x = "{HEAD}" .. "{TAIL}"\n'),
    "ampersand": ("a.vb", f'x = "{HEAD}" & _\n    "{TAIL}"\n'),
    "append": ("a.java", f'x.append("{HEAD}").append("{TAIL}");\n'),
    "backslash": ("a.sh", f"x={HEAD}\\\n{TAIL}\n"),
    "backslash and indentation": ("a.toml", f'x = """{HEAD}\\\n    {TAIL}"""\n'),
}


@pytest.mark.parametrize("name", sorted(SPLIT))
def test_split(repo: Repo, name: str) -> None:
    path, content = SPLIT[name]
    assert places(repo, path, content) == [("github-pat", path, 1, ["parts in line 1"])]


PLAIN = {
    "JSON in a string": ("a.json", json.dumps({"body": json.dumps({"x": TOKEN})}), 1),
    "heredoc": ("a.sh", f"cat > .env <<EOF\nA=1\nX={TOKEN}\nEOF\n", 3),
    "folded block": ("a.yml", f"x: >-\n  {TOKEN}\n", 2),
    "literal block": ("a.yml", f"x: |\n  {TOKEN}\n", 2),
}


@pytest.mark.parametrize("name", sorted(PLAIN))
def test_what_needs_no_decoding(repo: Repo, name: str) -> None:
    path, content, line = PLAIN[name]
    assert places(repo, path, content) == [("github-pat", path, line, [])]


def test_notebooks_are_read_in_sources_and_outputs(repo: Repo) -> None:
    cell = {
        "cell_type": "code",
        "source": ["import x\n", f'token = "{TOKEN}"\n'],
        "outputs": [
            {"output_type": "stream", "text": [f"it is {mock_token('npm-access-token')}\n"]},
            {"data": {"image/png": b64(random.Random(1).randbytes(900))}},
        ],
    }
    found = places(repo, "a.ipynb", json.dumps({"cells": [cell]}, indent=1))
    assert [(rule, line) for rule, _, line, _ in found] == [
        ("github-pat", 7),
        ("npm-access-token", 13),
    ]


def test_the_values_of_a_kubernetes_secret_are_judged_under_their_names(repo: Repo) -> None:
    manifest = (
        "apiVersion: v1\nkind: Secret\nmetadata:\n  name: x\ndata:\n"
        f"  username: {b64('admin')}\n  url: {b64('https://example.org/')}\n"
        f"  db-password: {b64(PASSWORD)}\n  empty-password: {b64('changeme')}\n"
    )
    assert places(repo, "secret.yaml", manifest) == [
        ("generic-password", "secret.yaml", 8, ["base64 in line 8"])
    ]
    other = manifest.replace("kind: Secret", "kind: ConfigMap").replace(b64(PASSWORD), "x")
    assert places(repo, "secret.yaml", other) == []


@pytest.mark.parametrize("separators", [(",", ":"), (", ", ": ")], ids=["compact", "spaced"])
def test_a_kubernetes_secret_in_one_line(repo: Repo, separators: tuple[str, str]) -> None:
    data = {"username": b64("admin"), "password": b64(PASSWORD), "old-password": b64("changeme")}
    text = json.dumps({"data": data, "kind": "Secret"}, separators=separators)
    assert places(repo, "secret.json", text) == [
        ("generic-password", "secret.json", 1, ["base64 in line 1"])
    ]


def test_a_password_in_encoded_settings_is_judged_under_its_name(repo: Repo) -> None:
    encoded = b64(f"A=1\nDB_PASSWORD={PASSWORD}\nB=2\n")
    assert places(repo, "a.py", f'x = "{encoded}"\n') == [
        ("generic-password", "a.py", 1, ["base64 in line 1"])
    ]


def test_the_span_is_that_of_the_encoded_characters(repo: Repo) -> None:
    repo.stage("a.txt", f'\n  x = "{TOKEN.encode().hex()}"\n')
    (found,) = report(repo)["findings"]
    assert (found["line"], found["column"]) == (2, 8)
    assert (found["end_line"], found["end_column"]) == (2, 8 + 2 * len(TOKEN))


def test_allowing_excluding_and_untouched_lines_work_through_the_outer_file(repo: Repo) -> None:
    line = f'x = "{b64(TOKEN)}"'
    repo.stage("a.py", f"{line}  # secretguard: allow revoked in May\n")
    repo.stage("keys/b.py", f"{line}\n")
    repo.stage("keys/c.zip", zipped({"a.py": LINE}))
    repo.stage(".secretguard.toml", 'exclude = ["keys/"]\n')
    verdict = report(repo)
    assert (verdict["exit_code"], verdict["findings"]) == (0, [])
    assert [(f["path"], f["suppression"]["kind"]) for f in verdict["suppressed"]] == [
        ("a.py", "inline"),
        ("keys/b.py", "path"),
        ("keys/c.zip!a.py", "path"),
    ]
    repo.stage("d.py", f"{line}\n")
    repo.commit("legacy")
    repo.stage("d.py", f"{line}\ny = 2\n")
    verdict = report(repo)
    assert (verdict["findings"], [f["path"] for f in verdict["notes"]]) == ([], ["d.py"])


def sqlite(rows: list[tuple[str, str]]) -> bytes:
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE TABLE users (name TEXT, key TEXT)")
    connection.executemany("INSERT INTO users VALUES (?, ?)", rows)
    connection.commit()
    return connection.serialize()


def pdf(*texts: str) -> bytes:
    parts = [b"%PDF-1.4\n"]
    for number, text in enumerate(texts, 1):
        shown = f"BT /F1 12 Tf (Hello) Tj [({text[:10]}) -20 ({text[10:]})] TJ ET"
        stream = zlib.compress(shown.encode())
        parts += [b"%d 0 obj\n<< /Filter /FlateDecode >>\nstream\n" % number, stream]
        parts += [b"\nendstream\nendobj\n"]
    return b"".join(parts)


PACKED = {
    "zip": ("a.zip", zipped({"in/f.py": LINE}), "a.zip!in/f.py", 2),
    "jar": ("a.jar", zipped({"app.properties": LINE}), "a.jar!app.properties", 2),
    "tar": ("a.tar", tarred({"in/f.py": LINE}), "a.tar!in/f.py", 2),
    "old tar": ("a.tar", tarred({"d" * 120 + "/f": LINE}, 1), f"a.tar!{'d' * 120}/f", 2),
    "pax": ("a.tar", tarred({"é" * 80 + "/f": LINE}), f"a.tar!{'é' * 80}/f", 2),
    "gzip": ("a.sql.gz", gzip.compress(LINE.encode()), "a.sql.gz!a.sql", 2),
    "tar.gz": ("a.tar.gz", gzip.compress(tarred({"f": LINE})), "a.tar.gz!f", 2),
    "tar.bz2": ("a.tar.bz2", bz2.compress(tarred({"f": LINE})), "a.tar.bz2!f", 2),
    "tar.xz": ("a.tar.xz", lzma.compress(tarred({"f": LINE})), "a.tar.xz!f", 2),
    "nested": ("a.zip", zipped({"b.tgz": gzip.compress(tarred({"c.zip": ""})), "d.zip": zipped({"e.gz": gzip.compress(LINE.encode())})}), "a.zip!d.zip!e.gz!e", 2),
    "UTF-16": ("a.zip", zipped({"f.txt": LINE.encode("utf-16")}), "a.zip!f.txt", 2),
    "SQLite": ("a.db", sqlite([("x", "y"), ("alice", TOKEN)]), "a.db!users", 2),
    "PDF": ("a.pdf", pdf(TOKEN), "a.pdf!stream 1", 2),
    "second of a PDF": ("a.pdf", pdf("some other text", TOKEN), "a.pdf!stream 2", 2),
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(PACKED))
def test_packed(repo: Repo, name: str) -> None:
    path, content, inner, line = PACKED[name]
    found = places(repo, path, content)
    assert ("github-pat", inner, line) in [each[:3] for each in found]
    assert {rule for rule, _, _, _ in found} == {"github-pat"}


def test_compiled_python_is_read(repo: Repo, tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text(f'import os\nx = "{TOKEN}"\n')
    py_compile.compile(str(tmp_path / "a.py"), cfile=str(tmp_path / "a.pyc"))
    found = places(repo, "a.pyc", (tmp_path / "a.pyc").read_bytes())
    assert ("github-pat", "a.pyc!constants") in [each[:2] for each in found]


def test_encoded_text_in_a_container_is_read(repo: Repo) -> None:
    content = zipped({"a.txt": f'\nx = "{b64(TOKEN)}"\n'})
    assert places(repo, "a.zip", content) == [
        ("github-pat", "a.zip!a.txt", 2, ["base64 in line 2"])
    ]


def test_a_clean_container_is_silent(repo: Repo) -> None:
    repo.stage("a.zip", zipped({"a.py": "x = 1\n", "b/c.txt": LONG}))
    done = repo.secretguard("hook", "pre-commit")
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")


def unread(repo: Repo, path: str, content: str | bytes) -> list[tuple[str, str]]:
    """What the verdict names as not looked at; the run ends soon."""
    repo.stage(path, content)
    start = time.monotonic()
    done = repo.secretguard("scan", "--staged", "--format", "json")
    assert time.monotonic() - start < 60
    verdict = json.loads(done.stdout)
    assert done.returncode == 3
    return [(item["what"], item["why"]) for item in verdict["unread"]]


def test_a_bomb_is_refused_by_what_it_announces(repo: Repo) -> None:
    content = zipped({"zeros": bytes(100 << 20)})
    ((what, why),) = unread(repo, "a.zip", content)
    assert what == "a.zip"
    assert "times its size; the rest of it was not looked at" in why


def test_a_nested_bomb_ends_at_the_depth(repo: Repo) -> None:
    told = unread(repo, "a.zip", bomb())
    assert told[0] == ("a.zip!0.zip!0.zip!0.zip", "a zip file inside of 3 containers")


def test_a_compressed_bomb_ends_at_the_limit(repo: Repo) -> None:
    content = bz2.compress(bytes(300 << 20))
    assert unread(repo, "a.bz2", content) == [
        ("a.bz2", "it unpacks to more than 256 MB; the rest of it was not looked at")
    ]


def test_text_that_is_encoded_over_and_over_is_named(repo: Repo) -> None:
    assert unread(repo, "a.txt", nested(LONG, 20)) == [
        ("a.txt", "base64 in it is encoded more than 3 times over")
    ]


CURSORS = [b64(f"cursor:v2:{drawn(number, 24)}") for number in range(30)]


def test_texts_that_stand_beside_each_other_are_not_nested(repo: Repo) -> None:
    secret = b64(f'token = "{TOKEN}"')
    edges = [{"cursor": text} for text in (*CURSORS, secret, *CURSORS)]
    assert places(repo, "clean.json", json.dumps({"edges": edges[:30]})) == []
    assert places(repo, "a.json", json.dumps({"edges": edges})) == [
        ("github-pat", "a.json", 1, ["base64 in line 1"])
    ]
    assert report(repo)["unread"] == []


def test_what_is_encoded_too_often_is_named_once(repo: Repo) -> None:
    content = f"{nested(LONG, 20)}\n\n{nested(LINE * 3, 20)}\n"
    assert unread(repo, "a.txt", content) == [
        ("a.txt", "base64 in it is encoded more than 3 times over")
    ]


@pytest.mark.parametrize("kind", ["zip", "gz", "xz", "tar", "db"])
def test_a_damaged_container_is_named(repo: Repo, kind: str) -> None:
    contents = {
        "zip": zipped({"a": LINE})[:-30],
        "gz": gzip.compress(LINE.encode())[:-12],
        "xz": lzma.compress(LONG.encode())[:-30],
        "tar": tarred({"a": LONG * 100})[:1000],
        "db": sqlite([("a", "b")])[:100] + b"\xff" * 8000,
    }
    ((what, why),) = unread(repo, f"a.{kind}", contents[kind])
    assert what == f"a.{kind}"
    assert "damaged" in why or "cut off" in why


def encrypted_zip() -> bytes:
    """A zip whose member has the flag of encryption, in both headers."""
    content = bytearray(zipped({"secret.txt": LINE}))
    content[6] |= 1
    content[content.rindex(b"PK\1\2") + 8] |= 1
    return bytes(content)


def test_what_is_encrypted_or_of_another_format_is_told_and_passed_over(repo: Repo) -> None:
    repo.stage("a.zip", encrypted_zip())
    repo.stage("b.7z", b"7z\xbc\xaf\x27\x1c" + bytes(40))
    verdict = report(repo)
    assert [(item["what"], item["why"]) for item in verdict["coverage"]["skipped"]] == [
        ("a.zip!secret.txt", "cannot be opened: it is encrypted"),
        ("b.7z", "cannot be opened: a 7z archive, which secretguard cannot open"),
    ]
    done = repo.secretguard("hook", "pre-commit")
    assert done.returncode == 0
    assert b"a.zip!secret.txt: cannot be opened: it is encrypted" in done.stdout


def test_an_excluded_container_that_cannot_be_read_stops_nobody(repo: Repo) -> None:
    repo.stage(".secretguard.toml", 'exclude = ["fixtures/"]\n')
    repo.stage("fixtures/broken.zip", zipped({"a": LINE})[:-30])
    verdict = report(repo)
    assert (verdict["exit_code"], verdict["unread"]) == (0, [])
    assert [item["what"] for item in verdict["coverage"]["skipped"]] == ["fixtures/broken.zip"]


PATHOLOGICAL = {
    "one line of base64 text": lambda: f'x = "{b64(LONG * 220_000)}"\n',
    "short runs of base64": lambda: f'"{b64(LONG[:30])}",\n' * 15_000,
    "minified seams": lambda: 'a("abcdef1"+"ghijklmn2"),' * 200_000,
    "escapes": lambda: "x\\u0061bcdefgh\\u002d" * 250_000,
    "percent": lambda: "%22abcdefghijklmnop" * 260_000,
    "manifests": lambda: "kind: Secret\ndata:\n  a: YWJj\n" * 40_000,
}


@pytest.mark.parametrize("name", sorted(PATHOLOGICAL))
def test_pathological_text_takes_time_in_line_with_its_size(repo: Repo, name: str) -> None:
    repo.stage("a.js", PATHOLOGICAL[name]())
    start = os.times()
    done = repo.secretguard("scan", "--staged")
    spent = os.times().children_user - start.children_user
    assert done.returncode == 0 or b"Could not look at" in done.stdout
    assert spent < 20
