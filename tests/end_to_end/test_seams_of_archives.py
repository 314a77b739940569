"""What stands in an archive where its tools do not look is found there or named, by every scan."""

from __future__ import annotations

import gzip
import io
import json
import tarfile
from typing import Any

import pytest
from artifact_files import cpio, tar
from conftest import Repo
from mocks import mock_token

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
