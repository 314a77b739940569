from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ledger_events import ONE, TWO, event

from secretguard.ledger.fold import incident_of, incidents
from secretguard.model.incident import Kind, State


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


def test_what_was_known_to_the_author_comes_before_whatever_the_clocks_say() -> None:
    seen = event(Kind.DISMISSED, sequence=2, when="2026-05-05T00:00:00Z")
    later = event(Kind.REOPENED, sequence=3, when="2020-01-01T00:00:00Z")
    assert incident_of([later, event(sequence=1), seen]).state is State.COMPROMISED


def test_between_branches_the_later_decision_counts() -> None:
    ours = event(Kind.DISMISSED, sequence=2, when="2026-05-05T00:00:00Z")
    theirs = event(Kind.REVOKED, sequence=2, when="2026-06-06T00:00:00Z")
    assert incident_of([event(sequence=1), theirs, ours]).state is State.REVOKED


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
