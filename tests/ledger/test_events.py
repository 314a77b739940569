from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ledger_events import ONE, event

from secretguard.ledger.events import HEAD, DamagedEventError, parse, serialise
from secretguard.model.incident import Event, Kind

words = st.text(max_size=20)
events = st.builds(
    Event,
    st.just(ONE),
    st.sampled_from(Kind),
    st.datetimes().map(lambda moment: moment.strftime("%Y-%m-%dT%H:%M:%SZ").rjust(20, "0")),
    words,
    st.text(min_size=1, max_size=20),
    rule_id=words,
    title=words,
    paths=st.lists(words, max_size=3).map(tuple),
    evidence=st.text(min_size=1, max_size=20),
    owner=words,
    until=st.dates().map(str) | st.just(""),
    sequence=st.integers(1, 10**6),
    previous=st.lists(st.just("0" * 32), max_size=2).map(tuple),
)


@given(events)
def test_every_event_is_read_back_as_it_was(given_event: Event) -> None:
    line = serialise(given_event)
    assert line.startswith(HEAD)
    assert line.isascii()
    assert b"\n" not in line
    assert parse(line) == given_event


def changed(**changes: object) -> bytes:
    document = json.loads(serialise(event(sequence=1)))
    document.update(changes)
    kept = {key: value for key, value in document.items() if value is not None}
    return json.dumps(kept, separators=(",", ":")).encode()


@pytest.mark.parametrize(
    ("line", "why"),
    [
        pytest.param(b"", "not JSON", id="empty"),
        pytest.param(b"[]", "not a JSON object", id="a list"),
        pytest.param(b'{"fingerprint":"h1', "not JSON", id="cut off"),
        pytest.param(changed(who=None), "no 'who'", id="nobody"),
        pytest.param(changed(extra=1), "a key that no event", id="an unknown key"),
        pytest.param(changed(v=2), "version 2; a newer secretguard", id="a newer version"),
        pytest.param(changed(v=0), "unknown version", id="version 0"),
        pytest.param(changed(event="closed"), "unknown kind", id="an unknown kind"),
        pytest.param(changed(fingerprint="h1:0:0"), "fingerprint", id="a short fingerprint"),
        pytest.param(changed(seq=0), "no number from 1", id="number 0"),
        pytest.param(changed(seq=True), "no number from 1", id="a truth for a number"),
        pytest.param(changed(prev=["x"]), "no digest", id="a predecessor that is no digest"),
        pytest.param(changed(prev="x"), "no list", id="a predecessor that is no list"),
        pytest.param(changed(when="2026-13-01T00:00:00Z"), "no moment", id="a month too many"),
        pytest.param(changed(when="2026-01-01 00:00"), "no moment", id="a moment without zone"),
        pytest.param(changed(until="tomorrow"), "no day", id="a day in words"),
        pytest.param(changed(why=7), "no text", id="a number for a text"),
        pytest.param(changed(event="revoked"), "needs 'evidence'", id="revoked without evidence"),
        pytest.param(
            changed(event="dismissed", why=""), "needs 'why'", id="dismissed without reason"
        ),
        pytest.param(serialise(event(sequence=1)) + b" ", "edited by hand", id="another spelling"),
        pytest.param(
            serialise(event(sequence=1)).replace(b'":"', b'": "', 1), "edited by hand", id="a blank"
        ),
    ],
)
def test_what_we_would_not_write_is_damage(line: bytes, why: str) -> None:
    with pytest.raises(DamagedEventError, match=why):
        parse(line)
