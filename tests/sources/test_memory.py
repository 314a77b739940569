"""What was clean before: bounded, keyed, safe to lose, and never invented."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secretguard.sources import memory
from secretguard.sources.memory import Memory

SECRET = b"s" * 32
NAMES = [b"%040x" % number for number in range(500)]


def opened(folder: Path, secret: bytes = SECRET, key: str = "rules 1") -> Memory:
    return Memory(str(folder), secret, key)


def saved(folder: Path, names: list[bytes], **how: object) -> Memory:
    made = opened(folder, **how)  # type: ignore[arg-type]
    made.learn(made.mark(name, b"a.py") for name in names)
    made.save()
    return made


def known(found: Memory, names: list[bytes] = NAMES, path: bytes = b"a.py") -> list[bytes]:
    return [name for name in names if found.knows(found.mark(name, path))]


def test_nothing_is_known_and_nothing_made_at_first(tmp_path: Path) -> None:
    found = opened(tmp_path / "new")
    found.save()
    assert (known(found), found.empty, (tmp_path / "new").exists()) == ([], True, False)


def test_what_was_saved_is_known_to_the_next_one(tmp_path: Path) -> None:
    saved(tmp_path, NAMES[::3])
    assert known(opened(tmp_path)) == NAMES[::3]
    saved(tmp_path, NAMES[::5])
    assert set(known(opened(tmp_path))) == {*NAMES[::3], *NAMES[::5]}


@pytest.mark.parametrize(
    "other",
    [
        pytest.param({"secret": b"t" * 32}, id="another user"),
        pytest.param({"key": "rules 2"}, id="other rules"),
    ],
)
def test_others_know_nothing(tmp_path: Path, other: dict[str, object]) -> None:
    saved(tmp_path, NAMES)
    assert known(opened(tmp_path, **other)) == []  # type: ignore[arg-type]


def test_another_path_is_another_mark(tmp_path: Path) -> None:
    assert known(saved(tmp_path, NAMES), path=b"b.py") == []


@given(st.sets(st.binary(min_size=20, max_size=20)), st.sets(st.binary(min_size=20, max_size=20)))
def test_marks_are_merged_sorted_and_each_once(old: set[bytes], new: set[bytes]) -> None:
    merged = b"".join(memory._merged(b"".join(sorted(old)), sorted(new)))
    assert merged == memory._MAGIC + b"".join(sorted(old | new))


def test_a_full_memory_takes_no_more(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "_MOST", 30)
    saved(tmp_path, NAMES[:25])
    found = saved(tmp_path, NAMES[25:50])
    assert len(known(found)) == 30
    assert known(found)[:25] == NAMES[:25]


def test_old_files_are_dropped_and_those_of_the_ledger_stay(tmp_path: Path) -> None:
    ledger = {"incidents.jsonl", "salt", "lock", "dead", "triage.jsonl"}
    for name in ledger:
        (tmp_path / name).write_bytes(b"")
    made = []
    for number in range(12):
        saved(tmp_path, NAMES[:3], key=f"rules {number}")
        [new] = {path.name for path in tmp_path.iterdir()} - ledger - set(made)
        made.append(new)
        os.utime(tmp_path / new, (number, number))
    assert {path.name for path in tmp_path.iterdir()} == {*ledger, *made[-6:]}
    assert known(opened(tmp_path, key="rules 11")) == NAMES[:3]


def test_a_record_comes_back_only_as_it_was(tmp_path: Path) -> None:
    opened(tmp_path).keep("history", b"payload")
    assert opened(tmp_path).record("history") == b"payload"
    assert opened(tmp_path).record("tree") is None
    assert opened(tmp_path, key="rules 2").record("history") is None
    [path] = tmp_path.iterdir()
    content = path.read_bytes()
    for at in (0, 20, len(content) - 1):
        path.write_bytes(content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :])
        assert opened(tmp_path).record("history") is None


def test_another_record_does_not_stand_in(tmp_path: Path) -> None:
    made = opened(tmp_path)
    made.keep("history", b"payload")
    [path] = tmp_path.iterdir()
    path.rename(path.with_suffix(".tree"))
    assert opened(tmp_path).record("tree") is None


def test_writers_at_once_spoil_nothing(tmp_path: Path) -> None:
    script = (
        "import sys; from secretguard.sources.memory import Memory\n"
        "for number in range(40):\n"
        "    made = Memory(sys.argv[1], b's' * 32, 'rules 1')\n"
        "    made.learn(made.mark(b'%040x' % (number * 4 + int(sys.argv[2])), b'a.py') for _ in '1')\n"
        "    made.save()\n"
    )
    running = [
        subprocess.Popen([sys.executable, "-c", script, str(tmp_path), str(which)])
        for which in range(3)
    ]
    assert [process.wait(timeout=120) for process in running] == [0, 0, 0]
    found = set(known(opened(tmp_path)))
    assert found <= {b"%040x" % (n * 4 + w) for n in range(40) for w in range(3)}, "none invented"
    assert found & {b"%040x" % (39 * 4 + w) for w in range(3)}, (
        "whoever wrote last wrote all it knew"
    )
    assert not list(tmp_path.glob("*.tmp"))


def test_a_link_in_the_place_of_the_marks_is_not_followed(tmp_path: Path) -> None:
    saved(tmp_path, NAMES)
    [path] = tmp_path.iterdir()
    elsewhere = tmp_path.parent / "elsewhere"
    path.rename(elsewhere)
    path.symlink_to(elsewhere)
    assert known(opened(tmp_path)) == []
