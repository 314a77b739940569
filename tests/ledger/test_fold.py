from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ledger_events import ONE, TWO, event, store_in

from secretguard.ledger.fold import incident_of, incidents
from secretguard.ledger.store import Log, Store
from secretguard.model.incident import Event, Kind, State


@pytest.mark.parametrize(
    ("kinds", "state"),
    [
        ([Kind.OPENED], State.COMPROMISED),
        ([Kind.OPENED, Kind.SEEN_AGAIN], State.COMPROMISED),
        ([Kind.OPENED, Kind.ROTATED], State.ROTATED),
        ([Kind.OPENED, Kind.ROTATED, Kind.REVOKED], State.REVOKED),
        ([Kind.OPENED, Kind.DISMISSED], State.DISMISSED),
        ([Kind.OPENED, Kind.DISMISSED, Kind.REOPENED], State.COMPROMISED),
        ([Kind.OPENED, Kind.REVOKED, Kind.SEEN_AGAIN], State.REVOKED),
        ([Kind.OPENED, Kind.REVOKED, Kind.OPENED], State.REVOKED),
    ],
)
def test_the_last_decision_is_the_state(kinds: list[Kind], state: State) -> None:
    found = incident_of(event(kind, sequence=n) for n, kind in enumerate(kinds, 1))
    assert found.state is state


@given(
    st.lists(st.tuples(st.sampled_from(Kind), st.integers(1, 4)), min_size=1, max_size=8),
    st.randoms(),
)
def test_the_order_of_merged_lines_does_not_count(
    drawn: list[tuple[Kind, int]], chance: random.Random
) -> None:
    events = [event(kind, sequence=n, why=str(i)) for i, (kind, n) in enumerate(drawn)]
    shuffled = [*events, events[0]]
    chance.shuffle(shuffled)
    assert incident_of(shuffled) == incident_of(events)


def grown(content: bytes, folder: Path, *added: Event) -> bytes:
    """A ledger with events appended one by one, as a branch grows."""
    path = folder / "branch.jsonl"
    path.write_bytes(content)
    store: Store = store_in(folder, path.name)
    for one in added:
        store.append([one])
    return path.read_bytes()


def merged(*branches: bytes) -> Log:
    """What git's union merge makes of branches: the lines of all, each once."""
    lines = [line for branch in branches for line in branch.splitlines()]
    return Log("ledger", b"\n".join(dict.fromkeys(lines)))


def state_in(log: Log) -> State:
    return incident_of(log.events_of(ONE), log.had_seen).state


def on(day: str, kind: Kind, **changes: str) -> Event:
    return event(kind, when=f"2026-{day}T00:00:00Z", **changes)


OTHERS = [event(Kind.SEEN_AGAIN, fingerprint=TWO, why=str(number)) for number in range(9)]


def test_what_was_known_to_the_author_comes_before_whatever_the_clocks_say(tmp_path: Path) -> None:
    seen, later = on("05-05", Kind.DISMISSED), on("01-01", Kind.REOPENED)
    assert state_in(merged(grown(b"", tmp_path, event(), seen, *OTHERS, later))) is (
        State.COMPROMISED
    )


def test_whoever_dismissed_after_a_merge_had_seen_both_branches(tmp_path: Path) -> None:
    base = grown(b"", tmp_path, event())
    ours = grown(base, tmp_path, on("03-03", Kind.REVOKED))
    theirs = grown(base, tmp_path, *OTHERS, on("04-04", Kind.REOPENED))
    both = b"".join(line + b"\n" for line in merged(ours, theirs).lines())
    assert state_in(merged(both)) is State.COMPROMISED
    assert state_in(merged(grown(both, tmp_path, on("02-02", Kind.DISMISSED)))) is State.DISMISSED


@pytest.mark.parametrize(
    ("ours", "theirs", "state"),
    [
        pytest.param(
            [on("01-02", Kind.DISMISSED)],
            [on("02-01", Kind.REVOKED)],
            State.REVOKED,
            id="dismissed, then revoked elsewhere",
        ),
        pytest.param(
            [on("02-01", Kind.DISMISSED)],
            [on("01-02", Kind.REVOKED)],
            State.REVOKED,
            id="a dismissal that knew of no revocation",
        ),
        pytest.param(
            [on("02-01", Kind.DISMISSED)],
            [on("01-02", Kind.ROTATED)],
            State.ROTATED,
            id="a dismissal that knew of no rotation",
        ),
        pytest.param(
            [
                on("02-01", Kind.DISMISSED),
                on("02-02", Kind.REOPENED),
                on("02-03", Kind.DISMISSED, why="again"),
            ],
            [on("01-02", Kind.REVOKED)],
            State.REVOKED,
            id="not even one that undid another",
        ),
        pytest.param(
            [on("01-01", Kind.DISMISSED), on("01-02", Kind.REOPENED)],
            [on("02-01", Kind.DISMISSED, why="a mock")],
            State.DISMISSED,
            id="the later of a reopening and a dismissal",
        ),
        pytest.param(
            [on("01-01", Kind.DISMISSED), on("02-01", Kind.REOPENED)],
            [on("01-02", Kind.REVOKED)],
            State.COMPROMISED,
            id="the later of a reopening and a revocation",
        ),
    ],
)
@pytest.mark.parametrize("longer", ["ours", "theirs"])
def test_between_branches_the_moments_decide_and_no_dead_secret_comes_back(
    tmp_path: Path, longer: str, ours: list[Event], theirs: list[Event], state: State
) -> None:
    base = grown(b"", tmp_path, event())
    one = grown(base, tmp_path, *(OTHERS if longer == "ours" else []), *ours)
    other = grown(base, tmp_path, *(OTHERS if longer == "theirs" else []), *theirs)
    assert state_in(merged(one, other)) is state
    assert state_in(merged(other, one)) is state


def test_a_gap_in_the_chain_leaves_a_revocation_in_force(tmp_path: Path) -> None:
    whole = [event(), on("01-02", Kind.REVOKED), OTHERS[0], on("01-03", Kind.DISMISSED)]
    lines = grown(b"", tmp_path, *whole).splitlines(keepends=True)
    assert state_in(merged(*lines)) is State.DISMISSED
    assert state_in(merged(*lines[:2], lines[3])) is State.REVOKED


def test_each_secret_has_its_incident() -> None:
    found = incidents(
        [event(), event(fingerprint=TWO, paths=("b",)), event(Kind.SEEN_AGAIN, paths=("c",))]
    )
    assert [(i.fingerprint, i.paths) for i in found] == [(ONE, ("a.py", "c")), (TWO, ("b",))]


def test_the_owner_is_whom_the_last_event_names() -> None:
    assert incident_of([event()]).owner == "Ada <ada@example.org>"
    told = [
        event(sequence=1),
        event(Kind.ROTATED, sequence=2, owner="Bo"),
        event(Kind.SEEN_AGAIN, sequence=3),
    ]
    assert incident_of(told).owner == "Bo"


@pytest.mark.parametrize(("today", "expired"), [("2026-01-31", False), ("2026-02-01", True)])
def test_a_dismissal_holds_through_its_last_day(today: str, expired: bool) -> None:
    found = incident_of([event(sequence=1), event(Kind.DISMISSED, sequence=2, until="2026-01-31")])
    assert found.expired(today) is expired
