"""Which repositories a list or a folder names."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from secretguard.errors import UsageError
from secretguard.fleet.plan import plan, slices
from secretguard.fleet.words import Order
from secretguard.model.verdict import Skipped


def listed(tmp_path: Path, content: bytes) -> tuple[list[tuple[str, str]], list[Skipped]]:
    (tmp_path / "list").write_bytes(content)
    orders, skipped = plan(str(tmp_path / "list"))
    return [(order.path, order.name) for order in orders], skipped


@pytest.mark.parametrize(
    "content", [pytest.param(b"", id="empty"), pytest.param(b"\n# none\n  \n", id="only remarks")]
)
def test_a_list_of_nothing_orders_nothing(tmp_path: Path, content: bytes) -> None:
    assert listed(tmp_path, content) == ([], [])


def test_an_empty_folder_orders_nothing(tmp_path: Path) -> None:
    assert plan(str(tmp_path)) == ([], [])


def test_names_are_paths_below_what_holds_all(tmp_path: Path) -> None:
    found, _ = listed(tmp_path, b"/srv/git/a.git\n/srv/git/team/b/\n/srv/git/a.git\n")
    assert found == [("/srv/git/a.git", "a.git"), ("/srv/git/team/b", "team/b")]


def test_one_repository_inside_of_another_has_a_name_of_its_own(tmp_path: Path) -> None:
    assert listed(tmp_path, b"/srv/a\n/srv/a/b\n")[0] == [("/srv/a", "a"), ("/srv/a/b", "a/b")]


def test_a_path_may_hold_any_bytes(tmp_path: Path) -> None:
    [(path, name)], _ = listed(tmp_path, b"/srv/caf\xe9 1\n")
    assert (os.fsencode(path), os.fsencode(name)) == (b"/srv/caf\xe9 1", b"caf\xe9 1")


@pytest.mark.parametrize(
    "line", ["https://git.example.org/a.git", "git@git.example.org:a/b.git", "ssh://h/a"]
)
def test_an_address_is_no_path(tmp_path: Path, line: str) -> None:
    with pytest.raises(UsageError, match="list:2: only paths: nothing is fetched"):
        listed(tmp_path, f"/srv/a\n{line}\n".encode())


def test_no_list_at_all_is_a_mistake(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="No such file"):
        plan(str(tmp_path / "missing"))


def test_of_a_folder_what_looks_like_a_repository_is_asked(tmp_path: Path) -> None:
    for name in ("work/.git", "bare/objects", "damaged.git", "notes/text"):
        (tmp_path / name).mkdir(parents=True)
    (tmp_path / "linked").mkdir()
    (tmp_path / "linked" / ".git").write_text("gitdir: elsewhere\n")
    (tmp_path / "a-file").write_text("")
    orders, skipped = plan(str(tmp_path))
    assert [order.name for order in orders] == ["bare", "damaged.git", "linked", "work"]
    assert [order.path for order in orders] == [f"{tmp_path}/{order.name}" for order in orders]
    assert skipped == [Skipped("notes", "it is no git repository")]


@pytest.mark.parametrize(("objects", "of"), [(11, 2), (20, 2), (21, 3)])
def test_slices_hold_so_many_objects(objects: int, of: int) -> None:
    found = slices(Order("/srv/a", "a"), objects, 10)
    assert found == [Order("/srv/a", "a", (number, of)) for number in range(of)]
