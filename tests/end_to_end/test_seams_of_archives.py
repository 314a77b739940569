"""What stands in an archive where its tools do not look is found there or named, by every scan."""

from __future__ import annotations

import gzip
import io
import json
import struct
import tarfile
import zipfile
from typing import Any

import pytest
from artifact_files import cpio, digest, docker_save, oci, tar
from conftest import Repo
from mocks import mock_token
from wrapping import zipped

TOKEN = mock_token()
LINE = f"TOKEN={TOKEN}\n"
HARD, SYMBOLIC = tarfile.LNKTYPE, tarfile.SYMTYPE


def scanned(repo: Repo, *args: str) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(repo.secretguard("scan", *args, "--format", "json").stdout)
    return told


def places(told: dict[str, Any]) -> list[tuple[str, int]]:
    return [(each["path"], each["line"]) for each in told["findings"]]


def retold(header: bytes) -> bytes:
    """The header of a tar member with the right sum."""
    blank = header[:148] + b" " * 8 + header[156:]
    return blank[:148] + b"%06o\0 " % sum(blank) + blank[156:]


def linked(kind: bytes, target: str, form: int = tarfile.PAX_FORMAT) -> bytes:
    """A tar archive with one link."""
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w", format=form) as archive:
        link = tarfile.TarInfo("link")
        link.type, link.linkname = kind, target
        archive.addfile(link)
    return file.getvalue()


def hard_link_with_content() -> bytes:
    """pax allows it."""
    plain = tar({"s": LINE})
    return retold(plain[:156] + HARD + plain[157:512]) + plain[512:]


def slack() -> bytes:
    """Content behind the end of a member, up to the end of its block."""
    plain = bytearray(tar({"s": "ok\n"}))
    plain[600 : 600 + len(LINE)] = LINE.encode()
    return bytes(plain)


LONG = "x" * 120 + "/"
SEAMS = {
    "target of a symbolic link": ("a.tar", linked(SYMBOLIC, TOKEN), "a.tar!link"),
    "long target, pax": ("a.tar", linked(SYMBOLIC, LONG + TOKEN), "a.tar!link"),
    "long target, GNU": ("a.tar", linked(SYMBOLIC, LONG + TOKEN, tarfile.GNU_FORMAT), "a.tar!link"),
    "hard link with a content": ("a.tar", hard_link_with_content(), "a.tar!s"),
    "behind a member": ("a.tar", slack(), "a.tar!s (behind the end)"),
    "behind the microcode": (
        "initrd.img",
        cpio({"kernel/x86": "ok"}) + bytes(100) + gzip.compress(cpio({"etc/x.conf": LINE})),
        "initrd.img!(behind the end)!etc/x.conf",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(SEAMS))
def test_what_stands_in_a_seam_is_found(repo: Repo, name: str) -> None:
    path, content, inner = SEAMS[name]
    repo.write(path, content)
    repo.run("add", ".")
    assert places(scanned(repo, "artifact", path)) == [(inner, 1)]
    assert places(scanned(repo, path)) == [(inner, 1)]


LAYERS: list[dict[str, str | bytes]] = [{"a": "ok\n"}, {"b": "ok\n"}, {"c": "ok\n"}]
LOST = "the image names it, and it is not in the archive"


def saved(lost: str = "", link: str = "", ending: str = "/layer.tar") -> bytes:
    """What ``docker save`` writes of three layers, the second of which is not there or a link."""
    file, given = io.BytesIO(), io.BytesIO(docker_save(LAYERS))
    with tarfile.open(fileobj=given) as old, tarfile.open(fileobj=file, mode="w") as new:
        manifest = json.load(old.extractfile("manifest.json"))  # type: ignore[arg-type]
        second = manifest[0]["Layers"][1]
        manifest[0]["Layers"][1] = second.removesuffix("/layer.tar") + ending
        for info in old.getmembers():
            content = old.extractfile(info).read()  # type: ignore[union-attr]
            if info.name == "manifest.json":
                content = json.dumps(manifest).encode()
            elif info.name == second:
                if lost:
                    continue
                info.type, info.linkname = SYMBOLIC, link.format(first=manifest[0]["Layers"][0])
                content = b""
            info.size = len(content)
            new.addfile(info, io.BytesIO(content))
    return file.getvalue()


@pytest.mark.parametrize(
    ("content", "why"),
    [
        pytest.param(saved("it"), [LOST], id="not there"),
        pytest.param(saved("it", ending="/layer.tar.gz"), [LOST], id="packed"),
        pytest.param(saved("it", ending="-x.layer"), [LOST], id="another name"),
        pytest.param(saved(link="../{first}"), [], id="a link to an equal one"),
        pytest.param(saved(link=f"../{'0' * 64}/layer.tar"), [LOST], id="a link to nothing"),
    ],
)
def test_a_layer_of_docker_that_is_not_there_is_named(
    repo: Repo, content: bytes, why: list[str]
) -> None:
    repo.write("image.tar", content)
    told = scanned(repo, "artifact", "image.tar")
    assert [each["why"] for each in told["unread"]] == why
    assert all(
        each["what"].startswith("image.tar!layer 2 of 3 (sha256:") for each in told["unread"]
    )
    assert told["exit_code"] == 3 * len(why)


def test_an_encrypted_layer_is_named(repo: Repo) -> None:
    """What it holds is looked at all the same: a word in a manifest hides nothing."""
    files = oci([{"b": LINE}])
    index = json.loads(files["index.json"])
    old = index["manifests"][0]["digest"].partition(":")[2]
    manifest = files.pop(f"blobs/sha256/{old}")
    sealed = bytes(manifest).replace(b".tar+gzip", b".tar+gzip+encrypted")
    files[f"blobs/sha256/{digest(sealed)}"] = sealed
    files["index.json"] = json.dumps(index).replace(old, digest(sealed))
    repo.stage("image.tar", tar(files))
    for args in (("artifact", "image.tar"), ("image.tar",)):
        told = scanned(repo, *args)
        [passed] = told["coverage"]["skipped"]
        assert passed["what"].startswith("image.tar!layer 1 of 1 (sha256:")
        assert passed["why"] == "cannot be opened: it is encrypted"
        assert places(told) == [(f"{passed['what']}!b", 1)]


BAD, GOOD = zipped({"a": "ok\n", "s": LINE}), zipped({"k": "fine\n"})
EMPTY = b"PK\5\6" + bytes(18)
LAST = BAD.rindex(b"PK\1\2")


def without_the_last() -> bytes:
    """An archive whose directory does not name its last file."""
    end = BAD.rindex(b"PK\5\6")
    first = BAD.index(b"PK\1\2")
    record = struct.pack("<4sHHHHLLH", b"PK\5\6", 0, 0, 1, 1, LAST - first, first, 0)
    return BAD[:LAST] + record + BAD[end + 22 :]


def commented(whole: bytes = b"", member: bytes = b"") -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        info = zipfile.ZipInfo("a")
        info.comment = member
        archive.writestr(info, "ok")
        archive.comment = whole
    return file.getvalue()


def packed_with(flag: int, text: str) -> bytes:
    """A gzip file with a name or a comment in its header."""
    plain = gzip.compress(b"ok", mtime=0)
    return plain[:3] + bytes([flag]) + plain[4:10] + text.encode() + b"\0" + plain[10:]


PACKED_BESIDE = {
    "an archive before it": (BAD + GOOD, "x.zip!(between the files)!s"),
    "an empty directory behind it": (BAD + EMPTY, "x.zip!(between the files)!s"),
    "a directory in its comment": (
        BAD[:-2] + struct.pack("<H", 22) + EMPTY, "x.zip!(between the files)!s"),
    "a folder with a content": (zipped({"a": "ok\n", "s/": LINE}), "x.zip!s/"),
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(PACKED_BESIDE))
def test_what_is_packed_beside_the_files_of_a_zip_is_found(repo: Repo, name: str) -> None:
    content, inner = PACKED_BESIDE[name]
    repo.stage("x.zip", content)
    for args in (("artifact", "x.zip"), ("x.zip",)):
        told = scanned(repo, *args)
        assert (places(told), told["unread"]) == ([(inner, 1)], [])


NAMED = {
    "not in the directory": (without_the_last(), "x.zip!(between the files)", "damaged or cut off"),
    "behind the end": (GOOD + BAD[: BAD.index(b"PK\1\2")], "x.zip!(behind the end)", "damaged or cut off"),
    "size 0": (BAD[: LAST + 24] + bytes(4) + BAD[LAST + 28 :], "x.zip!s", "it is"),
    "size 0, its sum": (BAD[: LAST + 16] + bytes(4) + BAD[LAST + 20 : LAST + 24] + bytes(4)
                        + BAD[LAST + 28 :], "x.zip!s", "it is"),
    "both sizes 0": (BAD[: LAST + 16] + bytes(12) + BAD[LAST + 28 :], "x.zip!(between the files)",
                     "it belongs to no file of the archive"),
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(NAMED))
def test_what_cannot_be_read_of_a_zip_is_named(repo: Repo, name: str) -> None:
    content, inner, why = NAMED[name]
    repo.stage("x.zip", content)
    for args in (("artifact", "x.zip"), ("x.zip",)):
        told = scanned(repo, *args)
        assert [each["what"] for each in told["unread"]] == [inner]
        assert why in told["unread"][0]["why"]
        assert told["exit_code"] == 3


@pytest.mark.parametrize(
    ("path", "content", "inner"),
    [
        pytest.param("x.zip", commented(LINE.encode()), "x.zip!(behind the end)", id="zip comment"),
        pytest.param(
            "x.zip", commented(member=LINE.encode()), "x.zip!(directory)", id="of a member"
        ),
        pytest.param("x.gz", packed_with(8, TOKEN), "x.gz!(header)", id="gzip name"),
        pytest.param("x.gz", packed_with(16, TOKEN), "x.gz!(header)", id="gzip comment"),
    ],
)
def test_comments_of_an_artifact_are_read(
    repo: Repo, path: str, content: bytes, inner: str
) -> None:
    repo.stage(path, content)
    assert places(scanned(repo, "artifact", path)) == [(inner, 1)]
    assert places(scanned(repo, path)) == [(path, 1)]


def signed() -> bytes:
    """An Android package: a block with signatures before the directory."""
    first = GOOD.index(b"PK\1\2")
    block = bytes(range(1, 200)) + b"APK Sig Block 42"
    record = bytearray(GOOD[-22:])
    record[16:20] = struct.pack("<L", first + len(block))
    return GOOD[:first] + block + GOOD[first:-22] + bytes(record)


def streamed() -> bytes:
    """Sizes stand behind the contents."""

    class Pipe(io.BytesIO):
        def seekable(self) -> bool:
            return False

    file = Pipe()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a/", "")
        archive.writestr("b", "ok\n")
        archive.writestr("c", "")
    return file.getvalue()


@pytest.mark.parametrize("content", [signed(), streamed()], ids=["signed", "streamed"])
def test_what_stands_in_ordinary_archives_is_no_trouble(repo: Repo, content: bytes) -> None:
    repo.stage("x.zip", content)
    for args in (("artifact", "x.zip"), ("x.zip",)):
        told = scanned(repo, *args)
        assert (told["unread"], told["exit_code"]) == ([], 0)
