from __future__ import annotations

import base64
from pathlib import Path

import pytest
from conftest import Repo
from hypothesis import given
from hypothesis import strategies as st
from ledger_events import event, store_in
from mocks import mock_token

from secretguard.errors import SourceError
from secretguard.ledger import recall as recall_module
from secretguard.ledger.fingerprint import Key, new_salt
from secretguard.ledger.recall import Recall, open_recall, readings, words
from secretguard.model.incident import Kind

TOKEN = mock_token()
SALTS = [new_salt(), new_salt()]
DEAD = [
    (
        bytes.fromhex(salt),
        bytes.fromhex("00" * 16 + Key(salt).fingerprint(TOKEN).split(":")[2] + "ff" * 16),
    )
    for salt in SALTS
]
RAW = TOKEN.encode()


@pytest.mark.parametrize("dead", [DEAD[:1], DEAD, DEAD[::-1]], ids=["one salt", "two", "reversed"])
@pytest.mark.parametrize(
    "text",
    [
        pytest.param(RAW, id="alone"),
        pytest.param(b"# was " + RAW + b".", id="in a sentence"),
        pytest.param(b"KEY=" + RAW + b"\n", id="behind a name"),
        pytest.param(b"key: " + RAW + b",", id="in YAML"),
        pytest.param(b"'" + RAW + b"'", id="quoted"),
        pytest.param(b"Authorization: Bearer " + RAW, id="in a header"),
        pytest.param(b"x:" + RAW, id="behind a colon"),
        pytest.param(base64.b64encode(RAW), id="base64"),
        pytest.param(
            base64.urlsafe_b64encode(b"user:" + RAW).rstrip(b"="), id="basic authentication"
        ),
        pytest.param(RAW.hex().encode(), id="hex"),
        pytest.param(RAW.replace(b"_", b"%5F"), id="percent"),
    ],
)
def test_a_dead_secret_is_recognised(text: bytes, dead: list[tuple[bytes, bytes]]) -> None:
    assert Recall(dead).meets(text)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(RAW[:-1], id="all but one character"),
        pytest.param(RAW + b"x", id="one character more"),
        pytest.param(mock_token("github-pat", 2).encode(), id="another token"),
        pytest.param(b"a" * 5000, id="a word longer than any token"),
    ],
)
def test_anything_else_is_not(text: bytes) -> None:
    assert not Recall(DEAD).meets(text)


@given(st.binary(max_size=300))
def test_any_bytes_can_be_asked(data: bytes) -> None:
    assert Recall(DEAD).meets(data) is False
    assert all(20 <= len(word) <= 4096 and word in data for word in words(data))


@given(st.integers(0, 60), st.integers(0, 60))
def test_a_text_may_be_cut_anywhere_but_within_words(before: int, behind: int) -> None:
    text = b"word " * 4 + b"a" * before + b" " + RAW + b" " + b"b" * behind
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(recall_module, "_PIECE", 16)
        assert list(Recall(DEAD).dead_words(text)) == [RAW]
        assert b" ".join(recall_module._pieces(text)).split() == text.split()


def test_more_words_than_are_remembered_are_answered_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recall_module, "_MOST", 3)
    other = b" ".join(b"no%02dsecret0123456789abc" % number for number in range(40))
    found = Recall(DEAD)
    assert [found.meets(text) for text in (RAW, other, RAW, other)] == [True, False] * 2


@given(st.binary(min_size=20, max_size=60))
def test_every_reading_is_long_enough(data: bytes) -> None:
    assert all(len(text) >= 20 for text in readings(data))


@pytest.fixture
def recorded(repo: Repo) -> Repo:
    """A ledger with one revoked, one open and one weak secret."""
    folder = repo.path / ".secretguard"
    folder.mkdir()
    (folder / "salt").write_text(f"{SALTS[0]}\n")
    key = Key(SALTS[0])
    store = store_in(folder)
    for value, kind in (
        (TOKEN, Kind.REVOKED),
        (mock_token("github-pat", 2), Kind.SEEN_AGAIN),
        ("summer", Kind.REVOKED),
    ):
        fingerprint = key.fingerprint(value)
        store.append([event(fingerprint=fingerprint), event(kind, fingerprint)])
    return repo


def recall(repo: Repo) -> Recall | None:
    return open_recall(str(repo.path), str(repo.path / ".git/secretguard"))


def test_the_index_holds_the_dead_alone_and_follows_the_ledger(recorded: Repo) -> None:
    for _ in range(2):  # made, then read
        found = recall(recorded)
        assert found is not None
        assert found.meets(RAW)
        assert not found.meets(mock_token("github-pat", 2).encode())
        assert not found.meets(b"summer")
    key = Key(SALTS[0])
    store_in(recorded.path / ".secretguard").append([event(Kind.REOPENED, key.fingerprint(TOKEN))])
    assert recall(recorded) is None
    index = recorded.path / ".git/secretguard/dead"
    assert index.stat().st_mode & 0o777 == 0o600
    assert index.read_bytes().count(b"\n") == 1


def test_an_index_that_cannot_be_kept_is_made_each_time(recorded: Repo) -> None:
    (recorded.path / ".git/secretguard").write_text("in the way")
    found = recall(recorded)
    assert found is not None
    assert found.meets(RAW)


def test_a_ledger_that_is_a_link_is_no_answer(recorded: Repo, tmp_path: Path) -> None:
    ledger = recorded.path / ".secretguard/ledger.jsonl"
    ledger.rename(tmp_path / "elsewhere")
    ledger.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(SourceError, match="it is a link"):
        recall(recorded)
