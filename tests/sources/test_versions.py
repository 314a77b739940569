"""Packs as git writes them, of every make: the same contents as git gives, and what each was made from."""

from __future__ import annotations

import os
import random
import shutil
import weakref
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import Repo

from secretguard.sources import versions
from secretguard.sources.pack import Entry
from secretguard.sources.versions import Version, _stems, read_versions

LINES = [f"line {number} of a file that grows\n" for number in range(400)]


def edited(lines: list[str], source: random.Random) -> None:
    for _ in range(source.choice((1, 2, 4))):
        at = source.randrange(len(lines))
        lines[at : at + source.choice((0, 1, 3))] = [f"new {source.random()}\n"] * source.choice(
            (0, 1, 2)
        )


def filled(repo: Repo, commits: int = 12) -> Repo:
    """A history of one growing file, of one that is there once, and of a large one."""
    source, lines = random.Random(1), list(LINES)
    repo.stage("once.txt", "only one version of it\n")
    repo.stage("large.bin", random.Random(2).randbytes(5 << 20))
    for _ in range(commits):
        edited(lines, source)
        repo.stage("grows.txt", "".join(lines))
        repo.commit("more")
    return repo


def ids_of(repo: Repo) -> dict[bytes, bytes]:
    """The id of every blob and commit, and what git says it contains."""
    told = repo.git("cat-file", "--batch-all-objects", "--batch-check=%(objectname) %(objecttype)")
    rows = [line.split() for line in told.splitlines()]
    return {
        name: repo.git("cat-file", kind.decode(), name.decode())
        for name, kind in rows
        if kind in {b"blob", b"commit"}
    }


def read(
    repo: Repo, wanted: dict[bytes, bytes], monkeypatch: pytest.MonkeyPatch
) -> dict[bytes, Version | None]:
    """The version of each object, once its content was compared with what git says."""
    monkeypatch.chdir(repo.path)
    found: dict[bytes, Version | None] = {}
    for name, kind, content, why, version in read_versions(".git/objects", wanted):
        assert name not in found
        whole = content if isinstance(content, bytes) else content and content.read(content.size)
        assert (kind in {"blob", "commit"}, why) == (True, "")
        assert whole == wanted[name]
        assert version is None or version.content == whole
        found[name] = version
    assert found.keys() == wanted.keys()
    return found


def based(found: dict[bytes, Version | None]) -> int:
    """How many were made from others."""
    return sum(version is not None and version.base_hits is not None for version in found.values())


def test_of_nothing_comes_nothing(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    assert read(repo, {}, monkeypatch) == {}


def test_loose_objects_are_read_by_git(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    wanted = ids_of(filled(repo, commits=2))
    assert set(read(repo, wanted, monkeypatch).values()) == {None}


def test_versions_of_a_file_are_read_as_changes(
    repo: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled(repo).git("gc", "-q")
    found = read(repo, ids_of(repo), monkeypatch)
    assert based(found) == 11
    for version in found.values():
        if version is not None and version.base_hits is not None:
            copied = sum(length for _, _, length in version.copies)
            assert len(version.content) - 500 < copied <= len(version.content)


def test_each_comes_behind_its_base(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    filled(repo).git("gc", "-q")
    seen: list[int] = []
    for version in read(repo, ids_of(repo), monkeypatch).values():
        if version is not None:
            if version.base_hits is not None:
                assert id(version.base_hits) in seen
            seen.append(id(version.hits))


def test_a_base_that_nobody_asked_for_is_read_but_not_given(
    repo: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled(repo).git("gc", "-q")
    whole = ids_of(repo)
    some = {name: whole[name] for name in sorted(whole)[::2]}
    assert based(read(repo, some, monkeypatch)) > 2


@pytest.mark.parametrize(
    "repack",
    [
        pytest.param(["repack", "-adfq", "--depth=2", "--window=2"], id="shallow families"),
        pytest.param(["-c", "pack.compression=0", "repack", "-adFq"], id="not compressed"),
        pytest.param(
            ["-c", "repack.useDeltaBaseOffset=false", "repack", "-adfq"], id="bases by id"
        ),
        pytest.param(["-c", "pack.indexVersion=1", "repack", "-adfq"], id="an old index"),
        pytest.param(["repack", "-adfq", "--write-midx"], id="an index of several packs"),
        pytest.param(["repack", "-dq"], id="one more pack"),
    ],
)
def test_packs_of_every_make(
    repo: Repo, repack: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    filled(repo, commits=8).git("repack", "-dq")
    source, lines = random.Random(3), list(LINES)
    for _ in range(8):
        edited(lines, source)
        repo.stage("grows.txt", "".join(lines))
        repo.commit("more")
    repo.git(*repack)
    read(repo, ids_of(repo), monkeypatch)


def test_offsets_of_64_bits(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    filled(repo).git("gc", "-q")
    [pack] = (repo.path / ".git/objects/pack").glob("*.pack")
    index = pack.with_suffix(".idx")
    index.unlink()
    repo.git("index-pack", "--index-version=2,0x40", "-o", str(index), str(pack))
    assert based(read(repo, ids_of(repo), monkeypatch)) == 11


def test_ids_of_sha256(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "sha256"
    folder.mkdir()
    Repo(folder).git("init", "-q", "--object-format=sha256")
    repo = filled(Repo(folder))
    repo.git("gc", "-q")
    assert based(read(repo, ids_of(repo), monkeypatch)) == 11


def test_packs_elsewhere_are_read_by_git(
    repo: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled(repo).git("gc", "-q")
    repo.git("clone", "-q", "--shared", ".", str(tmp_path / "fork"))
    fork = Repo(tmp_path / "fork")
    assert set(read(fork, ids_of(fork), monkeypatch).values()) == {None}


@pytest.mark.parametrize("ending", ["pack", "idx"])
def test_no_damage_makes_another_content(
    repo: Repo, ending: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled(repo).git("gc", "-q")
    wanted = ids_of(repo)
    [pack] = (repo.path / ".git/objects/pack").glob(f"*.{ending}")
    whole = pack.read_bytes()
    pack.chmod(0o644)
    source = random.Random(4)
    monkeypatch.chdir(repo.path)
    for _ in range(25):
        at = source.randrange(min(len(whole), 20_000))
        kept = source.choice((whole[:at], whole[at:], None))
        pack.write_bytes(
            whole[:at] + bytes([whole[at] ^ 0x55]) + whole[at + 1 :] if kept is None else kept
        )
        told: list[bytes] = []
        for name, _, content, why, _ in read_versions(".git/objects", wanted):
            told.append(name)
            assert (content is None) == bool(why)
            if isinstance(content, bytes):
                assert content == wanted[name]
        assert sorted(told) == sorted(wanted)


def spoilt(repo: Repo, ending: str, spoil: Callable[[bytes], bytes]) -> dict[bytes, bytes]:
    """What the repository holds, once its one pack, or the index of that, was spoilt."""
    filled(repo).git("gc", "-q")
    wanted = ids_of(repo)
    [file] = (repo.path / ".git/objects/pack").glob(f"*.{ending}")
    whole = file.read_bytes()
    file.unlink()
    file.write_bytes(spoil(whole))
    return wanted


def put(at: int, what: bytes) -> Callable[[bytes], bytes]:
    return lambda whole: whole[:at] + what + whole[at + len(what) :]


@pytest.mark.parametrize(
    ("ending", "spoil"),
    [
        pytest.param("pack", put(0, b"KCAP"), id="no pack"),
        pytest.param("pack", put(4, b"\0\0\0\x03"), id="a pack of another version"),
        pytest.param("pack", put(8, b"\0\0\0\x01"), id="a pack of another number of objects"),
        pytest.param("pack", lambda whole: whole[:-1] + b"x", id="a pack of another content"),
        pytest.param("pack", lambda whole: whole[:-30], id="a pack that is cut"),
        pytest.param("pack", lambda _: b"", id="an empty pack"),
        pytest.param("idx", lambda whole: whole[:-40], id="an index that is cut"),
        pytest.param("idx", lambda _: b"", id="an empty index"),
        pytest.param("idx", put(8 + 4 * 100, b"\0\0\0\0"), id="a fanout that falls"),
        pytest.param("idx", put(8, b"\xff\xff\xff\xf0"), id="a fanout that promises much"),
    ],
)
def test_a_pack_and_an_index_that_do_not_fit_are_left_to_git(
    repo: Repo, ending: str, spoil: Callable[[bytes], bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = spoilt(repo, ending, spoil)
    monkeypatch.chdir(repo.path)
    told = list(read_versions(".git/objects", wanted))
    assert {version for *_, version in told} == {None}
    assert sorted(name for name, *_ in told) == sorted(wanted)


def test_an_index_of_another_pack_leads_to_nothing(
    repo: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two packs of the same layout: every offset of the one is an object of the other."""
    folder = tmp_path / "other"
    folder.mkdir()
    Repo(folder).git("init", "-q")
    packs = []
    for number, each in enumerate((repo, Repo(folder))):
        for version in range(4):
            each.stage("a.txt", f"{number}{version}\n" + "".join(LINES))
            each.commit("more")
        each.git("gc", "-q")
        [pack] = (each.path / ".git/objects/pack").glob("*.pack")
        packs.append(pack)
    packs[0].unlink()
    shutil.copy(packs[1], packs[0])
    monkeypatch.chdir(repo.path)
    index = packs[0].with_suffix(".idx").read_bytes()
    names = [index[at : at + 20].hex().encode() for at in range(1032, 1032 + 20 * 3, 20)]
    assert {version for *_, version in read_versions(".git/objects", names)} == {None}


def test_a_pipe_in_the_place_of_a_pack_is_not_waited_for(
    repo: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled(repo).git("gc", "-q")
    [pack] = (repo.path / ".git/objects/pack").glob("*.pack")
    pack.unlink()
    os.mkfifo(pack)
    (repo.path / ".git/objects/pack/dangling.pack").symlink_to("nowhere")
    monkeypatch.chdir(repo.path)
    assert _stems(".git/objects") == []


def test_few_bases_are_held_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each of a chain of versions has two that are made from it; one of them goes on."""
    children = {}
    for level in range(200):
        children[level * 2] = [Entry(level * 2 + 1, 0, 1), Entry(level * 2 + 2, 0, 1)]
        children[level * 2 + 1] = [Entry(10_000 + level, 0, 1)]
    held: weakref.WeakSet[Counted] = weakref.WeakSet()
    most = 0

    class Counted(Version):
        __slots__ = ("__weakref__",)

    def made(_data: bytes, base: Version | None) -> Version:
        nonlocal most
        held.add(version := Counted(b"", base, []))
        most = max(most, len(held))
        return version

    class Nothing:
        def data(self, _entry: Entry) -> bytes:
            return b""

    monkeypatch.setattr(versions, "_version", made)
    members = versions._members(Entry(0, 0, 1), children)
    assert len(members) == 601
    assert list(versions._family(Nothing(), members, "blob", children, {})) == []  # type: ignore[arg-type]
    assert most < 8


def test_without_a_folder_of_packs_git_is_asked(
    repo: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled(repo, commits=1)
    wanted = ids_of(repo)
    shutil.rmtree(repo.path / ".git/objects/pack")
    assert set(read(repo, wanted, monkeypatch).values()) == {None}
