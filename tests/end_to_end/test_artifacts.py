"""Build artifacts: what is in them is found at its place, whatever they are made of."""

from __future__ import annotations

import bz2
import errno
import gzip
import io
import json
import lzma
import os
import tarfile
import zlib
from pathlib import Path
from typing import Any

import pytest
import zstandard
from artifact_files import apk, ar, cpio, deb, digest, docker_save, gem, oci, rpm, tar, wasm
from conftest import Repo
from mocks import mock_token
from wrapping import zipped

from secretguard.pipeline.screen import Tally
from secretguard.runs.artifacts import Artifacts

TOKEN = mock_token()
OTHER = mock_token(seed=2)
LINE = f'# settings\ntoken = "{TOKEN}"\n'


def report(repo: Repo, *args: str, code: int | None = None) -> dict[str, Any]:
    done = repo.secretguard("scan", "artifact", *args, "--format", "json")
    assert done.stderr == b""
    told: dict[str, Any] = json.loads(done.stdout)
    assert done.returncode == (told["exit_code"] if code is None else code)
    return told


def places(told: dict[str, Any]) -> list[tuple[str, int]]:
    return [(each["path"], each["line"]) for each in told["findings"]]


def unread(told: dict[str, Any]) -> list[tuple[str, str]]:
    return [(each["what"], each["why"]) for each in told["unread"]]


def complete(told: dict[str, Any]) -> bool:
    """Everything that was listed was read or is named."""
    counted = told["coverage"]
    looked_at = counted["files"] + len(counted["skipped"]) + len(told["unread"])
    return bool(counted["listed"] == looked_at)


def without_scandir_of(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    scandir = os.scandir

    def refuse(path: Any) -> Any:
        if os.fspath(path).endswith(name):
            raise PermissionError(errno.EACCES, "Permission denied")
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refuse)


def test_a_layout_with_a_folder_that_may_not_be_read_is_no_all_clear(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for path, content in oci([{"x": "y"}]).items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(content if isinstance(content, bytes) else content.encode())
    without_scandir_of(monkeypatch, "sha256")
    items = Artifacts(Tally()).items([str(tmp_path)])
    assert [(item[0][4], item[3]) for item in items if item[2] is None] == [
        (os.fsencode(tmp_path), "Permission denied")
    ]


def source_map(text: str) -> str:
    return json.dumps(
        {"version": 3, "file": "app.js", "sources": ["../src/app.ts"], "sourcesContent": [text],
         "names": [], "mappings": "AAAA"}
    )  # fmt: skip


MAP = source_map(LINE)
ZIPAPP = "a zipapp"  # any other scan sees a program
DEEP = "a jar in a war in a deb"  # beyond the depth of any other scan
PACKAGES = {
    "deb, a file": ("x.deb", deb({"control": "Package: x\n"}, {"./etc/app.conf": LINE}),
                    "x.deb!data.tar.gz!./etc/app.conf", 2),
    "deb, a script": ("x.deb", deb({"postinst": LINE}, {"a": "1"}),
                      "x.deb!control.tar.gz!postinst", 2),
    "deb with xz": ("x.deb", ar({"data.tar.xz": lzma.compress(tar({"a.conf": LINE}))}),
                    "x.deb!data.tar.xz!a.conf", 2),
    "deb with zstd": ("x.deb", ar({"data.tar.zst": zstandard.compress(tar({"a.conf": LINE}))}),
                      "x.deb!data.tar.zst!a.conf", 2),
    "a static library": ("libx.a", ar({"/": b"\0\0\0\0", "x.o/": LINE}), "libx.a!x.o", 2),
    "rpm, gzip": ("x.rpm", rpm(gzip.compress(cpio({"./etc/app.conf": LINE})), {1000: "x"}),
                  "x.rpm!payload!./etc/app.conf", 2),
    "rpm, bzip2": ("x.rpm", rpm(bz2.compress(cpio({"./a": LINE})), {1000: "x"}), "x.rpm!payload!./a", 2),
    "rpm, xz": ("x.rpm", rpm(lzma.compress(cpio({"./a": LINE})), {1000: "x"}), "x.rpm!payload!./a", 2),
    "rpm, zstd": ("x.rpm", rpm(zstandard.compress(cpio({"./a": LINE})), {1000: "x"}),
                  "x.rpm!payload!./a", 2),
    "rpm, a script": ("x.rpm", rpm(gzip.compress(cpio({"a": "1"})), {1000: "x", 1024: LINE}),
                      "x.rpm!%post", 2),
    "rpm, a description": ("x.rpm", rpm(gzip.compress(cpio({"a": "1"})), {1000: "x", 1005: LINE}),
                           "x.rpm!header", 3),
    "cpio": ("initrd", cpio({"etc/app.conf": LINE}), "initrd!etc/app.conf", 2),
    "apk of Alpine, a file": ("x.apk", apk({".PKGINFO": "pkgname = x\n"}, {"etc/app.conf": LINE}),
                              "x.apk!etc/app.conf", 2),
    "apk of Alpine, a script": ("x.apk", apk({".post-install": LINE}, {"a": "1"}),
                                "x.apk!.post-install", 2),
    "gem": ("x.gem", gem({"lib/x.rb": LINE}), "x.gem!data.tar.gz!lib/x.rb", 2),
    "crate": ("x.crate", gzip.compress(tar({"x-1.0.0/src/lib.rs": LINE})), "x.crate!x-1.0.0/src/lib.rs", 2),
    "npm": ("x.tgz", gzip.compress(tar({"package/index.js": LINE})), "x.tgz!package/index.js", 2),
    "sdist": ("x.tar.gz", gzip.compress(tar({"x-1/setup.py": LINE})), "x.tar.gz!x-1/setup.py", 2),
    "wheel": ("x.whl", zipped({"x/settings.py": LINE, "x-1.dist-info/RECORD": ""}), "x.whl!x/settings.py", 2),
    ZIPAPP: ("x.pyz", b"#!/usr/bin/env python3\n" + zipped({"__main__.py": LINE}), "x.pyz!__main__.py", 2),
    "nupkg": ("x.nupkg", zipped({"x.nuspec": "<package/>", "content/app.config": LINE}),
              "x.nupkg!content/app.config", 2),
    "jar": ("x.jar", zipped({"application.properties": LINE}), "x.jar!application.properties", 2),
    DEEP: (
        "x.deb",
        ar({"data.tar.gz": gzip.compress(tar({"x.war": zipped({"lib/y.jar": zipped({"a.properties": LINE})})}))}),
        "x.deb!data.tar.gz!x.war!lib/y.jar!a.properties", 2),
    "a source map": ("app.js.map", MAP, "app.js.map!../src/app.ts", 2),
    "a source map with sections": (
        "app.js.map",
        json.dumps({"version": 3, "sections": [{"offset": {"line": 0, "column": 0}, "map": json.loads(MAP)}]}),
        "app.js.map!../src/app.ts", 2),
    "a source map in a package": ("x.tgz", gzip.compress(tar({"package/app.js.map": MAP})),
                                  "x.tgz!package/app.js.map!../src/app.ts", 2),
    "a source map's other fields": (
        "app.js.map", json.dumps({"version": 3, "file": "a", "names": [TOKEN], "mappings": ""}),
        "app.js.map!(the map itself)", 5),
    "no source map after all": ("app.js.map", source_map("") + LINE, "app.js.map", 2),
    "a source map with a name twice": ("app.js.map", MAP[:-1] + ', "sourcesContent": []}', "app.js.map", 1),
    "wasm, a data segment": ("app.wasm", wasm(TOKEN), "app.wasm!data segment 1", 1),
    "wasm, a custom section": ("app.wasm", wasm("abc", f"\n{TOKEN}"), "app.wasm!section note", 2),
    "a program": ("app", b"\x7fELF\2\1\1" + bytes(200) + b"\0" + TOKEN.encode() + bytes(99), "app", 1),
    "behind a compressed text": ("a.gz", gzip.compress(b"text\n") + LINE.encode(), "a.gz!a", 3),
    "behind the end of a tar": ("a.tar", tar({"a": "1"}) + bytes(5000) + LINE.encode(),
                                "a.tar!(behind the end)", 2),
    "a link's neighbour": ("a.tar", None, "a.tar!../../etc/passwd", 2),
    "an absolute name": ("a.tar", tar({"/etc/app.conf": LINE}), "a.tar!/etc/app.conf", 2),
}  # fmt: skip


def linked() -> bytes:
    """A tar archive with a link out of it and a name that leads out of it."""
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w") as archive:
        link = tarfile.TarInfo("link")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/shadow"
        archive.addfile(link)
        info = tarfile.TarInfo("../../etc/passwd")
        info.size = len(LINE)
        archive.addfile(info, io.BytesIO(LINE.encode()))
    return file.getvalue()


@pytest.mark.parametrize("name", sorted(PACKAGES))
def test_what_is_in_a_package_is_found_at_its_place(repo: Repo, name: str) -> None:
    path, content, inner, line = PACKAGES[name]
    repo.write(path, linked() if content is None else content)
    told = report(repo, path, code=1)
    assert (places(told), unread(told)) == ([(inner, line)], [])
    assert complete(told)


@pytest.mark.parametrize(
    "name",
    sorted(name for name in PACKAGES.keys() - {DEEP, ZIPAPP} if ".map!" not in PACKAGES[name][2]),
)
def test_any_other_scan_opens_it_as_well(repo: Repo, name: str) -> None:
    path, content, inner, line = PACKAGES[name]
    repo.stage(path, linked() if content is None else content)
    told = json.loads(repo.secretguard("scan", "--staged", "--format", "json").stdout)
    assert (inner, line) in places(told)
    assert {each["rule"] for each in told["findings"]} == {"github-pat"}


def test_any_other_scan_reads_a_source_map_as_the_text_that_it_is(repo: Repo) -> None:
    repo.stage("app.js.map", MAP)
    told = json.loads(repo.secretguard("scan", "--staged", "--format", "json").stdout)
    assert places(told) == [("app.js.map", 1)]


@pytest.mark.parametrize(
    ("path", "content"),
    [
        pytest.param("x.deb", deb({"control": "Package: x\n"}, {"a.py": "x = 1\n"}), id="deb"),
        pytest.param("x.rpm", rpm(gzip.compress(cpio({"a": "1"})), {1000: "x"}), id="rpm"),
        pytest.param("x.whl", zipped({"a.py": "x = 1\n"}), id="wheel"),
        pytest.param("x.tar", docker_save([{"etc/os-release": "ID=x\n"}], ["A=b"], ["RUN x"]), id="image"),
        pytest.param("x.js.map", source_map("const x = 1;\n"), id="source map"),
        pytest.param("x.wasm", wasm("hello"), id="wasm"),
        pytest.param("empty", b"", id="an empty file"),
    ],
)  # fmt: skip
def test_a_clean_artifact_passes(repo: Repo, path: str, content: bytes | str) -> None:
    repo.write(path, content)
    told = report(repo, path, code=0)
    assert (told["findings"], told["unread"]) == ([], [])
    assert complete(told)


LAYERS: list[dict[str, str | bytes]] = [
    {"etc/os-release": "ID=x\n"},
    {"app/.env": f"TOKEN={TOKEN}\n", "app/main.py": "x = 1\n", "srv/a.conf": f"TOKEN={OTHER}\n"},
    {"app/.wh..env": "", "srv/a.conf": "TOKEN=\n"},
]


def names_of(layers: list[dict[str, str | bytes]], *, packed: bool) -> list[str]:
    tars = [tar(layer) for layer in layers]
    blobs = [gzip.compress(one, mtime=0) for one in tars] if packed else tars
    return [
        f"layer {place} of {len(blobs)} (sha256:{digest(blob)[:8]})"
        for place, blob in enumerate(blobs, 1)
    ]


@pytest.mark.parametrize(
    "form", ["docker save", "docker save, packed", "OCI archive", "OCI folder"]
)
def test_a_file_that_a_later_layer_deletes_is_in_its_layer(repo: Repo, form: str) -> None:
    if form == "OCI folder":
        for name, content in oci(LAYERS).items():
            repo.write(f"image/{name}", content)
        path = "image"
    else:
        path = "image.tar"
        content = tar(oci(LAYERS)) if form == "OCI archive" else docker_save(LAYERS)
        repo.write(path, gzip.compress(content) if "packed" in form else content)
    told = report(repo, path, code=1)
    names = names_of(LAYERS, packed="OCI" in form)
    assert places(told) == [
        (f"{path}!{names[1]}!app/.env", 1),
        (f"{path}!{names[1]}!srv/a.conf", 1),
    ]
    assert [each["evidence"][-1] for each in told["findings"]] == [
        f"{names[2]} deletes the file, which stays in this layer of the image",
        f"{names[2]} replaces the file, which stays in this layer of the image",
    ]
    assert (told["unread"], complete(told)) == ([], True)


def test_any_other_scan_knows_images_as_well(repo: Repo) -> None:
    files = oci(LAYERS, [f"GITHUB_TOKEN={TOKEN}"])
    names = names_of(LAYERS, packed=True)
    lost = next(name for name, blob in files.items() if isinstance(blob, bytes))
    del files[lost]
    repo.stage("image.tar", tar(files))
    told = json.loads(repo.secretguard("scan", "--staged", "--format", "json").stdout)
    found = {path.partition("!")[2].rpartition(" (")[0] for path, _ in places(told)}
    assert found == {"layer 2 of 3", "config"}
    assert [what for what, _ in unread(told)] == [f"image.tar!{names[0]}"]


def test_a_zipapp_in_a_layer_is_opened(repo: Repo) -> None:
    program = b"#!/usr/bin/env python3\n" + zipped({"__main__.py": LINE})
    repo.write("x.tar", tar({"usr/bin/x": program}))
    assert places(report(repo, "x.tar")) == [("x.tar!usr/bin/x!__main__.py", 2)]


def test_a_folder_that_a_later_layer_empties_is_told_as_well(repo: Repo) -> None:
    layers: list[dict[str, str | bytes]] = [
        {"a/b/x": f"TOKEN={TOKEN}\n", "c/d/y": f"TOKEN={OTHER}\n"},
        {"a/.wh..wh..opq": "", ".wh.c": ""},
    ]
    repo.write("image.tar", docker_save(layers))
    told = report(repo, "image.tar")
    assert [" deletes the file" in each["evidence"][-1] for each in told["findings"]] == [
        True,
        True,
    ]


def test_the_environment_and_the_history_of_an_image_are_read(repo: Repo) -> None:
    content = docker_save(
        [{"a": "1"}],
        env=[f"GITHUB_TOKEN={TOKEN}"],
        steps=["/bin/sh -c #(nop)  CMD [\"sh\"]", f"RUN |1 NPM_TOKEN={OTHER} /bin/sh -c npm ci"],
    )  # fmt: skip
    repo.write("image.tar", content)
    told = report(repo, "image.tar", code=1)
    with tarfile.open(fileobj=io.BytesIO(content)) as archive:
        config = archive.getnames()[0][:8]
    base = f"image.tar!config (sha256:{config})"
    assert places(told) == [(f"{base}/environment.env", 2), (f"{base}/history.sh", 2)]


def test_images_that_share_layers_are_told_apart(repo: Repo) -> None:
    files = oci(LAYERS)
    other = oci([*LAYERS, {"b": f"TOKEN={TOKEN}\n"}])
    index = json.loads(files["index.json"])
    index["manifests"] += json.loads(other["index.json"])["manifests"]
    repo.write("image.tar", tar({**files, **other, "index.json": json.dumps(index)}))
    told = report(repo, "image.tar")
    layers = {each["path"].split("!")[1].rpartition(" (")[0] for each in told["findings"]}
    assert layers == {"image 1 layer 2 of 3", "image 2 layer 4 of 4"}


def test_a_layer_that_is_not_there_is_named(repo: Repo) -> None:
    files = oci(LAYERS)
    lost = next(name for name, blob in files.items() if blob[:2] == b"\x1f\x8b")
    del files[lost]
    repo.write("image.tar", tar(files))
    told = report(repo, "image.tar")
    assert unread(told) == [
        (f"image.tar!{names_of(LAYERS, packed=True)[0]}", "the image names it, and it is not in the archive")
    ]  # fmt: skip


def test_what_only_looks_like_an_image_is_read_as_an_archive(repo: Repo) -> None:
    odd: list[Any] = [None, {"Config": 7}, {"Config": "a", "Layers": {"b": 1}}, {"Layers": ["x"]}]
    files: dict[str, str | bytes] = {
        "manifest.json": json.dumps(odd),
        "index.json": '{"manifests": [{"digest": "../../etc"}, 3], "config": "\\ud800"}',
        "blobs/x": LINE,
    }
    repo.write("a.tar", tar(files))
    assert places(report(repo, "a.tar", code=1)) == [("a.tar!blobs/x", 2)]


DAMAGED = {
    "deb": (deb({"control": "x"}, {"a": LINE * 50})[:-60], "cut off"),
    "ar header": (ar({"a": "x"}) + b"no header at all" * 4, "damaged"),
    "rpm lead": (rpm(b"", {})[:60], "cut off"),
    "rpm header": (rpm(b"", {1000: "x"})[:-3], "cut off"),
    "rpm of overlapping strings": (
        b"\xed\xab\xee\xdb" + bytes(92) + b"\x8e\xad\xe8\x01" + bytes(12) + b"\x8e\xad\xe8\x01"
        + bytes(4) + b"\0\0\x40\0\0\0\0\x04" + b"\0\0\3\xe8\0\0\0\6\0\0\0\0\0\0\0\2" * 0x4000
        + b"\0\0\0\0", "damaged"),
    "cpio": (cpio({"a": "1"})[:-90], "cut off"),
    "tar": (tar({"a": "x = 1\n" * 999})[:2000], "cut off"),
    "tar.gz": (gzip.compress(tar({"a": os.urandom(9000)}))[:-600], "cut off"),
    "tar.xz": (lzma.compress(tar({"a": os.urandom(9000)}))[:-600], "cut off"),
    "zstd": (zstandard.compress(os.urandom(9000))[:-600], "cut off"),
    "zip": (zipped({"a": LINE})[:-30], "damaged"),
    "a member of a zip": (zipped({"a": LINE * 9}).replace(b"\x78", b"\x79", 0)[:40] + b"\xff" * 9
                          + zipped({"a": LINE * 9})[49:], "damaged"),
    "wasm": (wasm("hello")[:-3], "cut off"),
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(DAMAGED))
def test_what_is_damaged_is_named(repo: Repo, name: str) -> None:
    content, why = DAMAGED[name]
    repo.write("artifact.bin", content)
    told = report(repo, "artifact.bin", code=3)
    assert any(what.startswith("artifact.bin") and why in said for what, said in unread(told))
    assert complete(told)


def test_a_damaged_member_hides_nothing_of_the_others(repo: Repo) -> None:
    broken = gzip.compress(os.urandom(9000))[:-600]
    repo.write("x.tar", tar({"a.gz": broken, "b.conf": LINE}))
    told = report(repo, "x.tar", code=1)
    assert places(told) == [("x.tar!b.conf", 2)]
    assert unread(told) == [("x.tar!a.gz", "the compressed data is cut off")]


BOMBS = {
    "gzip": gzip.compress(bytes(64 << 20)),
    "gzip in a tar": tar({"a.gz": gzip.compress(bytes(64 << 20))}),
    "zstd": zstandard.compress(bytes(64 << 20)),
    "zip": zipped({"zeros": bytes(64 << 20)}),
    "tar.gz": gzip.compress(tar({"zeros": bytes(64 << 20)})),
}


@pytest.mark.parametrize("name", sorted(BOMBS))
def test_a_bomb_is_named(repo: Repo, name: str) -> None:
    repo.write("bomb", BOMBS[name])
    told = report(repo, "bomb", code=3)
    assert any("times its size" in why for _, why in unread(told))
    assert complete(told)


def test_archives_in_archives_end(repo: Repo) -> None:
    content: str | bytes = LINE
    for _ in range(14):
        content = tar({"a": content})
    repo.write("deep.tar", content)
    told = report(repo, "deep.tar", code=3)
    assert unread(told) == [(f"deep.tar{'!a' * 8}", "a tar file inside of 8 containers")]


def test_what_cannot_be_opened_is_said(repo: Repo) -> None:
    content = bytearray(zipped({"secret.txt": LINE}))
    content[6] |= 1
    content[content.rindex(b"PK\1\2") + 8] |= 1
    repo.write("x.whl", bytes(content))
    skipped = report(repo, "x.whl", code=0)["coverage"]["skipped"]
    assert skipped == [{"what": "x.whl!secret.txt", "why": "cannot be opened: it is encrypted"}]


def test_a_large_image_is_read_in_parts(repo: Repo) -> None:
    """Layers and files far above what is held in memory at once."""
    large = b"\n" * (40 << 20) + LINE.encode() + b"\n" * (20 << 20)
    repo.write("image.tar", docker_save([{"var/large.txt": large, "after.conf": f"t={OTHER}\n"}]))
    told = report(repo, "image.tar", code=1)
    found = [(each["path"].rpartition("!")[2], each["line"]) for each in told["findings"]]
    assert found == [("var/large.txt", (40 << 20) + 2), ("after.conf", 1)]
    assert (unread(told), complete(told)) == ([], True)


def test_a_budget_ends_as_could_not_look(repo: Repo) -> None:
    repo.write("x.tar", tar({f"{number}": "x" * 1000 for number in range(50)}))
    told = report(repo, "x.tar", "--max-bytes", "5000", code=3)
    assert unread(told) == [("(the rest of the artifact)", "the budget of 5000 bytes is used up")]
    assert unread(report(repo, "x.tar", "--max-bytes", "50000", code=0)) == []


@pytest.fixture
def built(repo: Repo) -> Repo:
    """A tagged source with one token, and a package with that and another one."""
    repo.stage("src/app.py", f'\n\ntoken = "{TOKEN}"\n')
    repo.commit()
    repo.run("tag", "v1")
    repo.stage("src/app.py", "token = None\n")
    repo.commit()
    files: dict[str, str | bytes] = {
        "app.py": f'token = "{TOKEN}"\n',
        "build.env": f"TOKEN={OTHER}\n",
    }
    repo.write("dist/x.whl", zipped(files))
    return repo


def test_what_came_in_while_building_is_told(built: Repo) -> None:
    told = report(built, "dist/x.whl", "--against", "v1", code=1)
    assert [(each["path"], each["evidence"][-1]) for each in told["findings"]] == [
        ("dist/x.whl!app.py", "in the source at v1: src/app.py:3"),
        ("dist/x.whl!build.env", "not in the source at v1: it came in while building"),
    ]
    assert told["coverage"]["limits"] == ["of 2 secrets, 1 came in while building and not from v1"]


def test_a_revision_without_the_secret_has_none(built: Repo) -> None:
    told = report(built, "dist/x.whl", "--against", "HEAD")
    assert {each["evidence"][-1] for each in told["findings"]} == {
        "not in the source at HEAD: it came in while building"
    }


def test_a_value_that_no_rule_sees_in_the_source_is_found_there(built: Repo) -> None:
    """It stands in the middle of a longer word."""
    built.stage("src/data.txt", f"a\nxx{OTHER}xx\n")
    built.commit()
    told = report(built, "dist/x.whl", "--against", "HEAD")
    assert told["findings"][1]["evidence"][-1] == "in the source at HEAD: src/data.txt:2"


def test_a_value_that_the_source_holds_encoded_or_excused_is_found_there(built: Repo) -> None:
    encoded = zlib.compress(b"")  # no text at all, which hides nothing
    built.stage("src/other.bin", encoded)
    built.stage("src/x.zip", zipped({"a.env": f"TOKEN={OTHER}\n"}))
    built.stage("src/y.py", f'token = "{TOKEN}"  # secretguard: allow a reason\n')
    built.commit()
    told = report(built, "dist/x.whl", "--against", "HEAD")
    assert [each["evidence"][-1] for each in told["findings"]] == [
        "in the source at HEAD: src/y.py:1",
        "in the source at HEAD: src/x.zip!a.env:1",
    ]


def test_every_format_tells_it(built: Repo) -> None:
    for form in ("text", "sarif"):
        args = ("scan", "artifact", "dist/x.whl", "--against", "v1", "--format", form)
        told = " ".join(built.secretguard(*args).stdout.decode().split())
        assert "in the source at v1: src/app.py:3" in told
        assert "not in the source at v1: it came in while building" in told
        assert TOKEN not in told
        assert OTHER not in told


@pytest.mark.parametrize(
    ("args", "why"),
    [
        pytest.param(["artifact"], "name the artifacts", id="no file"),
        pytest.param(["artifact", "gone.whl"], "gone.whl: no such file or folder", id="gone"),
        pytest.param(["artifact", "src"], "no OCI layout", id="a folder that is no layout"),
        pytest.param(["artifact", "/dev/null"], "neither a file nor a folder", id="a device"),
        pytest.param(["artifact", "dist/x.whl", "--against", "v9"], "v9: no revision", id="no such tag"),
        pytest.param(["artifact", "dist/x.whl", "--against", "--all"], "--against", id="an option"),
        pytest.param(["src", "--against", "v1"], "goes with scan artifact", id="no artifact"),
    ],
)  # fmt: skip
def test_a_wrong_command_line_is_told(built: Repo, args: list[str], why: str) -> None:
    done = built.secretguard("scan", *args)
    assert done.returncode == 2
    assert why in done.stderr.decode()


def test_a_file_that_is_called_artifact_is_still_scanned(repo: Repo) -> None:
    repo.write("artifact/a.conf", LINE)
    repo.run("add", ".")
    for name in ("artifact", "./artifact"):
        told = json.loads(repo.secretguard("scan", name, "--format", "json").stdout)
        assert places(told) == [("artifact/a.conf", 2)]


def test_a_file_that_may_not_be_read_is_named(
    repo: Repo, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Also where the tests run as root: what the system says is what counts."""
    from secretguard.pipeline.screen import Tally
    from secretguard.runs.artifacts import Artifacts

    def refuse(*_: object) -> int:
        raise PermissionError(13, "Permission denied")

    monkeypatch.chdir(repo.path)
    monkeypatch.setattr(os, "open", refuse)
    [(entry, _, content, why)] = Artifacts(Tally()).items(["x.whl"])
    assert (entry[4], content, why) == (b"x.whl", None, "Permission denied")
