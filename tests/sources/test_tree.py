"""Files of a work tree: what they are called, and what there is when they cannot be read."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from conftest import Repo

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


def test_an_excluded_path_is_excluded_from_anywhere(tree: Repo) -> None:
    tree.write(".secretguard.toml", 'exclude = ["/sub/"]\n')
    tree.stage("sub/a.py", f'password = "{"Xk39" + "dkd9fj2k"}"\n')
    for folder, path in ((".", "sub"), ("sub", "."), ("sub", str(tree.path)), ("sub", "a.py")):
        done = tree.secretguard("scan", path, cwd=folder)
        assert (done.returncode, b"1 passed (1 path)" in done.stdout) == (0, True)
