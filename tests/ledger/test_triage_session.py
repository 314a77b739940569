from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ledger_events import ONE, event

from secretguard.ledger.fold import incident_of
from secretguard.ledger.triage import KEEP, Choice, Session
from secretguard.model.incident import Kind

PILE = [incident_of([event(fingerprint=f"h1:{'0' * 8}:{n:032x}")]) for n in range(5)]
moves = st.lists(st.sampled_from(["f", "o", "r", "s", "u"]), max_size=20)


def play(keys: list[str]) -> Session:
    session = Session(list(PILE))
    for key in keys:
        if key == "s":
            session.put_off()
        elif key == "u":
            session.undo()
        else:
            session.decide(
                *{"f": (Kind.DISMISSED, "x"), "o": (KEEP,), "r": (Kind.REVOKED, "é y")}[key]
            )
    return session


@given(moves)
def test_a_resumed_session_has_the_same_decisions(keys: list[str]) -> None:
    session = play(keys)
    resumed = Session(list(PILE))
    resumed.load(session.dump())
    assert resumed.choices == session.choices


@given(moves, st.integers(0, 400))
def test_a_saved_session_that_was_cut_off_keeps_what_is_whole(keys: list[str], cut: int) -> None:
    session = play(keys)
    resumed = Session(list(PILE))
    resumed.load(session.dump()[:cut])
    assert resumed.choices == session.choices[: len(resumed.choices)]


@given(moves)
def test_undo_until_nothing_is_left_asks_for_everything_again(keys: list[str]) -> None:
    session = play(keys)
    while session.undo():
        pass
    assert (session.choices, session.current) == ([], PILE[0])


def test_no_incident_is_decided_twice() -> None:
    session = play(["f"] * 9)
    assert [choice.fingerprint for choice in session.choices] == [i.fingerprint for i in PILE]
    assert session.current is None


def test_what_is_no_longer_in_the_pile_is_forgotten() -> None:
    session = Session([])
    session.load(play(["f", "o"]).dump())
    assert session.choices == []


@pytest.mark.parametrize(
    ("choice", "told"),
    [
        (Choice(ONE, KEEP), None),
        (Choice(ONE, Kind.REVOKED, "ticket 7"), (Kind.REVOKED, "", "ticket 7")),
        (Choice(ONE, Kind.DISMISSED, "a mock"), (Kind.DISMISSED, "a mock", "")),
    ],
)
def test_a_choice_becomes_an_event(choice: Choice, told: object) -> None:
    made = choice.event("Ada", "2026-01-01T00:00:00Z")
    assert (made and (made.kind, made.why, made.evidence)) == told
