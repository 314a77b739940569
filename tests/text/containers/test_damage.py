"""Whatever stands in a crafted container, its reader says that it is damaged and raises nothing else."""

from __future__ import annotations

import sqlite3
import tarfile
import zlib
from importlib import import_module
from typing import TYPE_CHECKING

import pytest
from artifact_files import ar, cpio, rpm, tar, wasm
from hypothesis import given
from hypothesis import strategies as st
from mocks import mock_token
from wrapping import zipped

from secretguard.errors import SecretguardError
from secretguard.runs.examine import Examination
from secretguard.text.containers import MEGABYTE, ContainerError, Room, tar_archive
from secretguard.text.containers.formats import _MODULES, opener, walker
from secretguard.text.containers.stream import of_bytes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from secretguard.text.containers import Member

LINE = b"x = 1\n" * 9
FAR = "d" * 120  # a name too long for a header


def database() -> bytes:
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE TABLE users (name TEXT, word TEXT)")
    connection.executemany("INSERT INTO users VALUES (?, ?)", [("a", "b" * 20)] * 9)
    connection.commit()
    return connection.serialize()


def pax(records: bytes) -> bytes:
    """A tar archive with one file below extended headers that no library would write."""
    about = tarfile.TarInfo("about")
    about.type, about.size = tarfile.XHDTYPE, len(records)
    whole = about.tobuf() + records + bytes(-len(records) % 512)
    return whole + tar({"f": LINE})


FILES: dict[str, str | bytes] = {"f": LINE, "g/h": LINE}
SEEDS = {
    "tar": [tar({**FILES, FAR: LINE}), pax(b"11 path=ab\n")],
    "ar": [ar(FILES), ar({"#1/8": b"longname" + LINE, "//": b"name/\n", "/0": LINE})],
    "cpio": [cpio(FILES)],
    "rpm": [rpm(cpio(FILES), {1024: "echo"})],
    "zip": [zipped({"f": LINE, "g": LINE})],
    "pdf": [b"%PDF-1.4\nobj\nstream\n" + zlib.compress(b"BT (a) Tj ET") + b"\nendstream\n"],
    "sqlite": [database()],
    "wasm": [wasm("text", "note")],
}
PIECES = [b"9" * 5000, "²".encode(), b"-1", b"\xff" * 8, bytes(12), b"1_0", b"\x80" + b"\xff" * 11]


def read(kind: str, data: bytes) -> list[Member]:
    """All members, by the reader itself and not by what makes its other failures harmless."""
    module = import_module(f"secretguard.text.containers.{_MODULES[kind]}")
    return list(module.members(data, Room(64 * MEGABYTE)))


@pytest.mark.parametrize("kind", SEEDS)
@given(st.data())
def test_a_reader_raises_nothing_unforeseen(kind: str, data: st.DataObject) -> None:
    content = bytearray(data.draw(st.sampled_from(SEEDS[kind])))
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(content)))
        piece = data.draw(st.sampled_from(PIECES) | st.binary(max_size=3))
        content[at : at + data.draw(st.integers(0, len(piece)))] = piece
    try:
        read(kind, bytes(content))
    except SecretguardError:
        return


def test_a_number_without_end_in_a_tar_archive_ends_its_records() -> None:
    [member] = read("tar", pax(b"9" * 5000 + b" path=x\n"))
    assert (member.name, member.content) == ("f", LINE)


@pytest.mark.parametrize("name", ["#1/²", "/²"])
def test_what_is_no_digit_in_an_ar_archive_is_a_name(name: str) -> None:
    head = name.encode().ljust(16) + ar({"x": LINE})[24:]
    [member] = read("ar", b"!<arch>\n" + head)
    assert (member.name, member.content) == (name, LINE)


def test_a_member_of_a_zip_archive_needs_no_name() -> None:
    [member] = read("zip", zipped({"name": LINE}).replace(b"name", b"\0ame"))
    assert (member.name, member.content) == ("", LINE)


def fails(*_args: object) -> Iterator[Member]:
    raise RuntimeError("which quotes the file")
    yield


def test_whatever_a_reader_raises_is_damage(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tar_archive, "members", fails)
    monkeypatch.setattr(tar_archive, "walk", fails)
    with pytest.raises(ContainerError, match=r"^it cannot be read: RuntimeError$"):
        list(opener("tar")(b"", Room(1)))
    with pytest.raises(ContainerError, match=r"^it cannot be read: RuntimeError$"):
        list(walker("tar")(of_bytes(b"")))


@pytest.mark.parametrize(
    ("where", "why"),
    [
        pytest.param("text.containers.tar_archive.members", "it cannot be read: RuntimeError",
                     id="a container"),
        pytest.param("pipeline.unwrap.texts_in",
                     "what is inside of it cannot be read: RuntimeError; "
                     "the rest of it was not looked at", id="a notation"),
    ],
)  # fmt: skip
def test_one_crafted_file_does_not_end_a_run(
    monkeypatch: pytest.MonkeyPatch, where: str, why: str
) -> None:
    monkeypatch.setattr(f"secretguard.{where}", fails)
    token = mock_token()
    files = {
        b"crafted": tar({"f": LINE}) if "tar" in where else b'x = "\\u0061bcdefgh\\u002dabc"\n',
        b"other.py": f'token = "{token}"\n'.encode(),
    }
    examination = Examination(None)
    examination.tally.listed = len(files)
    examination.read((("F", 0, "", (), path), "", data, "") for path, data in files.items())
    verdict = examination.verdict("x")
    assert [(each.what, each.why) for each in verdict.unread] == [("crafted", why)]
    assert [each.location.path for each in verdict.findings] == ["other.py"]
