from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from ledger_events import event, store_in

from secretguard.ledger.chain import Link, check, digest_of
from secretguard.ledger.events import serialise
from secretguard.ledger.store import Log
from secretguard.model.frozen import replace
from secretguard.model.incident import Kind


def grown(base: list[bytes], whys: list[str]) -> list[bytes]:
    """``base`` with one event a word added, as a store adds them."""
    lines = list(base)
    for why in whys:
        heads = check(links(lines)).heads
        number = max((head.event.sequence for head in heads), default=0) + 1
        previous = tuple(head.digest for head in heads)
        lines.append(
            serialise(replace(event(Kind.SEEN_AGAIN, why=why), sequence=number, previous=previous))
        )
    return lines


def links(lines: list[bytes]) -> list[Link]:
    return Log("ledger", b"\n".join(lines)).links()


def test_one_branch_is_a_line() -> None:
    found = check(links(grown([], ["a", "b", "c"])))
    assert (len(found.heads), found.gaps, found.misplaced, found.forks, found.joins) == (
        1,
        (),
        (),
        0,
        0,
    )


def test_a_union_merge_has_two_heads_and_the_next_event_ties_them() -> None:
    base = grown([], ["a"])
    ours, theirs = grown(base, ["b", "c"]), grown(base, ["d"])
    merged = [*ours, *theirs[1:]]
    assert len(check(links(merged)).heads) == 2
    tied = check(links(grown(merged, ["e"])))
    assert (len(tied.heads), tied.forks, tied.joins, tied.gaps, tied.misplaced) == (1, 1, 1, (), ())


@given(st.lists(st.text(max_size=3), min_size=2, max_size=8), st.data())
def test_an_edit_or_a_removal_leaves_a_trace(whys: list[str], data: st.DataObject) -> None:
    lines = grown([], whys)
    at = data.draw(st.integers(0, len(lines) - 2))
    assert check(links(lines)).gaps == ()
    removed = lines[:at] + lines[at + 1 :]
    assert [gap.missing for gap in check(links(removed)).gaps] == [digest_of(lines[at])]
    forged = serialise(replace(links(lines)[at].event, why="something else entirely"))
    edited = check(links([*lines[:at], forged, *lines[at + 1 :]]))
    assert [gap.line for gap in edited.gaps] == [at + 2]
    assert digest_of(forged) in {head.digest for head in edited.heads}


def test_a_line_that_is_there_twice_counts_once() -> None:
    lines = grown([], ["a", "b"])
    assert check(links([*lines, lines[1]])) == check(links(lines))


def test_a_wrong_number_is_told() -> None:
    lines = grown([], ["a", "b"])
    last = links(lines)[1].event
    assert check(links([lines[0], serialise(replace(last, sequence=9))])).misplaced == (2,)


def test_a_store_writes_what_the_chain_expects(tmp_path: Path) -> None:
    store = store_in(tmp_path)
    for _ in range(3):
        store.append([event(), event(Kind.SEEN_AGAIN)])
    found = check(store.read().links())
    assert (len(found.heads), found.gaps, found.misplaced) == (1, (), ())
    assert [link.event.sequence for link in store.read().links()] == [1, 2, 3, 4, 5, 6]
