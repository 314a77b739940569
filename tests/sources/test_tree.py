"""Files of a work tree: what they are called, and what there is when they cannot be read."""

from __future__ import annotations

import ctypes
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import HOOK_COMMAND, Repo
from mocks import mock_token

from secretguard.sources.tree import list_files, read_items


def named(paths: list[str]) -> list[tuple[bytes, bytes | None]]:
    return [(entry[4], content) for entry, _, content, _ in read_items(list_files(paths))]


@pytest.fixture
def tree(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> Repo:
    repo.stage("top.py", "1")
    repo.stage("sub/in..ner.py", "2")
    monkeypatch.chdir(repo.path)
    return repo


@pytest.mark.parametrize(
    ("folder", "paths", "expected"),
    [
        pytest.param(".", ["."], [b"sub/in..ner.py", b"top.py"], id="all from the top"),
        pytest.param(".", ["./top.py"], [b"top.py"], id="with a dot"),
        pytest.param(".", ["sub/../top.py"], [b"top.py"], id="there and back"),
        pytest.param("sub", ["."], [b"sub/in..ner.py"], id="all from below"),
        pytest.param("sub", ["in..ner.py", "../top.py"], [b"sub/in..ner.py", b"top.py"], id="two"),
        pytest.param("sub", ["{top}"], [b"sub/in..ner.py", b"top.py"], id="absolute"),
        pytest.param("sub", ["{top}/top.py"], [b"top.py"], id="an absolute file"),
    ],
)
def test_a_file_is_called_by_its_path_from_the_top(
    tree: Repo,
    monkeypatch: pytest.MonkeyPatch,
    folder: str,
    paths: list[str],
    expected: list[bytes],
) -> None:
    monkeypatch.chdir(tree.path / folder)
    asked = [path.format(top=tree.path) for path in paths]
    assert [name for name, _ in named(asked)] == expected


def test_outside_of_the_repository_a_file_is_called_as_it_was_named(
    tree: Repo, tmp_path: Path
) -> None:
    (tmp_path / "other").write_bytes(b"3")
    assert named(["../other", str(tmp_path / "other")]) == [
        (b"../other", b"3"),
        (os.fsencode(tmp_path / "other"), b"3"),
    ]


def test_without_a_repository_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "a").write_bytes(b"4")
    monkeypatch.chdir(tmp_path)
    assert named(["b"]) == [(b"b/a", b"4")]


@pytest.fixture
def guarded_folder(tmp_path: Path) -> Iterator[Path]:
    """A folder with a secret behind one that nobody may open."""
    for name, text in (("a/x", "1"), ("b/y", "2"), ("c/z", f"token = {mock_token()}\n")):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_text(text)
    (tmp_path / "b").chmod(0)
    yield tmp_path
    (tmp_path / "b").chmod(0o700)


def without_root_s_powers() -> None:
    """Nor may root, whom this takes the right to pass over the modes of files."""
    if sys.platform == "linux":
        for power in (1, 2):  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH
            ctypes.CDLL(None).prctl(24, power)  # PR_CAPBSET_DROP


def test_a_folder_that_may_not_be_read_is_named(guarded_folder: Path) -> None:
    done = subprocess.run(
        [*HOOK_COMMAND, "scan", "--format", "json", "."],
        cwd=guarded_folder,
        capture_output=True,
        check=False,
        preexec_fn=without_root_s_powers,
    )
    told = json.loads(done.stdout)
    assert [(each["what"], each["why"]) for each in told["unread"]] == [("b", "Permission denied")]
    assert [each["path"] for each in told["findings"]] == ["c/z"]
    (guarded_folder / "c" / "z").unlink()
    clean = subprocess.run(
        [*HOOK_COMMAND, "scan", "."],
        cwd=guarded_folder,
        capture_output=True,
        check=False,
        preexec_fn=without_root_s_powers,
    )
    assert clean.returncode == 3


def test_a_folder_that_vanishes_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("a", "b", "c"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "x").write_text(name)
    monkeypatch.chdir(tmp_path)
    walked = list_files(["."])
    found = [next(walked)]
    (tmp_path / "b" / "x").unlink()
    (tmp_path / "b").rmdir()
    found += walked
    assert found == [b"a/x", b"b", b"c/x"]
    [gone] = [item for item in read_items(found) if item[2] is None]
    assert (gone[0][4], gone[3]) == (b"b", "No such file or directory")


def test_an_excluded_path_is_excluded_from_anywhere(tree: Repo) -> None:
    tree.write(".secretguard.toml", 'exclude = ["/sub/"]\n')
    tree.stage("sub/a.py", f'password = "{"Xk39" + "dkd9fj2k"}"\n')
    for folder, path in ((".", "sub"), ("sub", "."), ("sub", str(tree.path)), ("sub", "a.py")):
        done = tree.secretguard("scan", path, cwd=folder)
        assert (done.returncode, b"1 passed (1 path)" in done.stdout) == (0, True)
