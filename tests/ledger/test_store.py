"""Faults: crashes, full disks, two writers, hand-edited lines. Nothing is lost, damage is named."""

from __future__ import annotations

import multiprocessing
import os
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ledger_events import ONE, TWO, event, store_in

from secretguard.errors import SourceError
from secretguard.ledger import files
from secretguard.ledger.store import Damage, Log, Store
from secretguard.model.incident import Kind


@pytest.fixture
def store(tmp_path: Path) -> Store:
    made = store_in(tmp_path)
    made.append([event(), event(fingerprint=TWO)])
    return made


def content(store: Store) -> bytes:
    return Path(store.path).read_bytes()


def test_a_missing_ledger_is_an_empty_one(tmp_path: Path) -> None:
    store = store_in(tmp_path)
    assert (store.read().links(), store.read().damage) == ([], [])
    assert not os.path.exists(store.path)


def test_nothing_to_add_writes_nothing(tmp_path: Path) -> None:
    store = store_in(tmp_path)
    assert store.append([]) == ([], "")
    assert not os.path.exists(store.path)


def test_only_the_lines_of_one_secret_are_parsed(store: Store) -> None:
    log = store.read()
    assert [e.fingerprint for e in log.events_of(TWO)] == [TWO]
    assert log.events_of(f"h1:{'0' * 8}:{'9' * 32}") == []


@pytest.mark.parametrize("cut", range(1, 120, 7))
def test_a_crash_in_the_middle_of_an_append_loses_only_what_was_never_confirmed(
    store: Store, cut: int
) -> None:
    before = content(store)
    store.append([event(Kind.SEEN_AGAIN)])
    line = content(store)[len(before) :]
    Path(store.path).write_bytes(before + line[:cut])
    log = store.read()
    assert len(log.links()) == 2
    assert [damage.line for damage in log.damage] == [3]
    written, notice = store.append([event(Kind.ROTATED)])
    assert notice == (
        f"ledger.jsonl line 3: an unfinished event ({cut} bytes, a crash?) was removed; "
        "it had never been confirmed"
    )
    log = store.read()
    assert [link.event.kind for link in log.links()] == [Kind.OPENED, Kind.OPENED, Kind.ROTATED]
    assert (log.damage, written[0].sequence) == ([], 3)


def test_a_last_line_without_its_end_is_completed(store: Store) -> None:
    Path(store.path).write_bytes(content(store).rstrip(b"\n"))
    _, notice = store.append([event(Kind.SEEN_AGAIN)])
    assert notice == ""
    assert len(store.read().links()) == 3


def test_what_a_person_typed_is_kept_and_named(store: Store) -> None:
    Path(store.path).write_bytes(content(store) + b"to do: ask Bo")
    store.append([event(Kind.SEEN_AGAIN)])
    log = store.read()
    assert len(log.links()) == 3
    assert log.damage == [Damage(3, "it does not begin as an event does")]
    assert b"\nto do: ask Bo\n" in content(store)


def test_a_killed_writer_leaves_whole_lines_and_no_lock(tmp_path: Path) -> None:
    script = (
        "import sys; sys.path.insert(0, sys.argv[2])\n"
        "from pathlib import Path\n"
        "from ledger_events import event, store_in\n"
        "store = store_in(Path(sys.argv[1]))\n"
        "print('go', flush=True)\n"
        "while True: store.append([event()])\n"
    )
    tests = str(Path(__file__).parents[1])
    writer = subprocess.Popen(
        [sys.executable, "-c", script, str(tmp_path), tests], stdout=subprocess.PIPE
    )
    assert writer.stdout is not None
    writer.stdout.readline()
    store = store_in(tmp_path)
    while len(store.read().links()) < 3:
        assert writer.poll() is None
    writer.send_signal(signal.SIGKILL)
    writer.wait()
    writer.stdout.close()
    before = [link.event for link in store.read().links()]
    store.append([event(Kind.ROTATED)])
    log = store.read()
    assert [link.event for link in log.links()][:-1] == before
    assert log.damage == []


def test_a_full_disk_leaves_the_ledger_as_it_was(store: Store) -> None:
    """A limit on the size of files fails as a full disk does: half of a write succeeds."""
    before = content(store)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (len(before) + 40, hard))
    try:
        with pytest.raises(SourceError, match="nothing was recorded"):
            store.append([event(Kind.SEEN_AGAIN)])
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert content(store) == before
    store.append([event(Kind.SEEN_AGAIN)])
    assert len(store.read().links()) == 3


def test_many_events_are_added_together_or_not_at_all(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = content(store)

    def fail(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(files.os, "fsync", fail)
    with pytest.raises(SourceError, match="No space left on device; nothing was recorded"):
        store.append([event(Kind.SEEN_AGAIN, why=str(number)) for number in range(50)])
    assert content(store) == before


def _append_many(folder: Path, who: str) -> None:
    store = store_in(folder)
    for number in range(25):
        store.append([event(who=who, why=str(number))])


def test_two_processes_at_once_lose_nothing(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    writers = [context.Process(target=_append_many, args=(tmp_path, who)) for who in "ab"]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    links = store_in(tmp_path).read().links()
    assert {(link.event.who, link.event.why) for link in links} == {
        (w, str(n)) for w in "ab" for n in range(25)
    }
    assert [link.event.sequence for link in links] == list(range(1, 51))


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (
            b"<<<<<<< HEAD",
            "it is a mark of an unresolved merge conflict: keep the lines of both sides",
        ),
        (b"", "it is empty"),
        (b"// checked by Bo", "it does not begin as an event does"),
        (b'{"fingerprint":"h1:00000000:11111111111111111111111111111111"}', "it has no 'v'"),
    ],
)
def test_a_damaged_line_is_named_and_the_others_count(store: Store, line: bytes, why: str) -> None:
    first, second = content(store).splitlines()
    Path(store.path).write_bytes(b"\n".join([first, line, second, b""]))
    log = store.read()
    assert [link.line for link in log.links()] == [1, 3]
    assert log.damage == [Damage(2, why)]


def test_a_file_of_foreign_lines_takes_no_time() -> None:
    began = time.process_time()
    log = Log("ledger", b"foreign\n" * 40_000)
    assert [damage.line for damage in log.damage] == list(range(1, 40_001))
    assert time.process_time() - began < 10, "comparing each with each takes twenty minutes"


def test_line_ends_of_another_system_change_nothing(store: Store) -> None:
    Path(store.path).write_bytes(content(store).replace(b"\n", b"\r\n"))
    log = store.read()
    assert (len(log.links()), log.damage) == (2, [])
    assert len(log.events_of(ONE)) == 1


def test_a_ledger_that_is_a_link_is_refused(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").write_text("mine\n")
    (tmp_path / "ledger.jsonl").symlink_to("elsewhere")
    store = store_in(tmp_path)
    with pytest.raises(SourceError, match="it is a link"):
        store.read()
    with pytest.raises(SourceError, match="it is a link"):
        store.append([event()])
    assert (tmp_path / "elsewhere").read_text() == "mine\n"


@given(st.binary(max_size=200))
@settings(max_examples=300)
def test_no_bytes_break_the_reader(data: bytes) -> None:
    log = Log("ledger", data)
    lines = data.split(b"\n")
    expected = len(lines) - (not lines[-1])
    assert len(log.links()) + len(log.damage) == expected
