"""Parts of a text give what the whole text gives, wherever the borders fall."""

from __future__ import annotations

import io

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from mocks import mock_token

from secretguard.model.verdict import Verdict
from secretguard.pipeline import large
from secretguard.runs.examine import Examination

TOKENS = [mock_token("github-pat", seed) for seed in range(1, 6)]
ENTRY = ("F", 0, "", (), b"a.txt")


def whole(text: bytes) -> Verdict:
    examination = Examination(None)
    examination.tally.listed = 1
    examination.read([(ENTRY, "", text, "")])
    return examination.verdict("x")


def in_parts(text: bytes, monkeypatch: pytest.MonkeyPatch, part: int, context: int) -> Verdict:
    parts_of = large.parts_of
    with monkeypatch.context() as patch:
        patch.setattr(large, "parts_of", lambda body: parts_of(body, part, context))
        patch.setattr(large, "CONTEXT", context)
        examination = Examination(None)
        examination.tally.listed = 1
        examination.read([(ENTRY, "", io.BytesIO(text), "")])
        return examination.verdict("x")


PIECES = st.one_of(
    st.sampled_from(TOKENS).map(lambda token: f" key = {token} "),
    st.sampled_from(["\n", "é", "鍵", "🔑", "word " * 9, "\n\n", "x" * 300]),
)


@settings(suppress_health_check=list(HealthCheck), deadline=None, max_examples=60)
@given(
    st.lists(PIECES, max_size=60).map("".join),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-be"]),
    st.sampled_from([1024, 1500, 2001]),
)
def test_parts_give_what_the_whole_gives(
    monkeypatch: pytest.MonkeyPatch, text: str, encoding: str, part: int
) -> None:
    data = text.encode(encoding)
    assert in_parts(data, monkeypatch, part, 400) == whole(data)


def test_lines_and_columns_go_on_over_borders(monkeypatch: pytest.MonkeyPatch) -> None:
    text = ("é" * 3000 + "\n" + "é" * 2999 + f" {TOKENS[0]}\n").encode()
    [found] = in_parts(text, monkeypatch, 1024, 400).findings
    assert (found.location.line, found.location.column) == (2, 3001)


def test_a_binary_file_stays_one_in_all_its_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    value = mock_token("stripe-secret-key", 3)[8:24]
    text = bytes(range(32)) * 200 + f'\npassword = "{value}"\n'.encode() * 40
    assert whole(text).findings == ()
    assert in_parts(text, monkeypatch, 1024, 400).findings == ()


def test_what_breaks_off_is_unread() -> None:
    class Broken:
        def read(self, _size: int) -> bytes:
            raise OSError("the disk is gone")

    examination = Examination(None)
    examination.read([(ENTRY, "", Broken(), "")])
    [unread] = examination.verdict("x").unread
    assert (unread.what, unread.why) == ("a.txt", "the disk is gone")
