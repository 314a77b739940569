"""Both engines find the same; the cache trusts nobody."""

from __future__ import annotations

import os
import random
import stat
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mocks import mock_token

from secretguard.config.settings import Settings
from secretguard.detectors.overlap import one_per_secret
from secretguard.detectors.registry import open_detectors
from secretguard.detectors.waking import table_of, triggers
from secretguard.engine import cache, portable, vectorscan
from secretguard.engine.literals import required_literal
from secretguard.errors import EngineError
from secretguard.model.fragment import Fragment
from secretguard.pipeline.placing import regions_of
from secretguard.rules.catalog import builtin_rules, provider_rules
from secretguard.rules.pack import pack, providers_in, unpack

TRIGGERS, MODULES = triggers(Settings(), builtin_rules())
TABLE = table_of(TRIGGERS, MODULES)
EXTENSION = vectorscan.load_extension(vectorscan.extension_path())
WITH_PATTERN = [trigger for trigger in TRIGGERS if trigger.pattern]
FAST = vectorscan.load_database(EXTENSION, vectorscan.compile_triggers(EXTENSION, WITH_PATTERN))
PORTABLE = portable.Matcher(WITH_PATTERN)
# By the index of a trigger those that it wakes.
WOKEN = {
    index: [row for row, other in enumerate(TRIGGERS) if other.woken_by == trigger.name]
    for index, trigger in enumerate(WITH_PATTERN)
}
DETECTORS = open_detectors(Settings(), provider_rules)

PIECES = st.sampled_from(
    [
        *(mock_token(name, 5) for name in ("github-pat", "npm-access-token", "aws-access-key-id",
                                           "gitlab-pat", "slack-bot-token", "jwt", "sendgrid-api-key")),
        "password", "api_key", "PASSWORD", "secretToken", " = ", ": ", "=", '"', "'", "\n", " ", ",",
        "https://", "user:", "@host.org", "hunter2!x", "--token ", "ghp_", "AKIA", "-", "_", "x", "9",
        "é", "\0", "<password>", "</password>", "identified by '",
    ]
)  # fmt: skip


def findings(matcher: vectorscan.Matcher | portable.Matcher, data: bytes) -> list[object]:
    hits = [(end, row) for end, index in matcher.hits(data) for row in WOKEN[index] or [index]]
    fragment = Fragment("a.yml", data, regions_of(hits, TABLE, len(data)))
    found = [c for detector in DETECTORS for c in detector.detect(fragment)]
    return [(c.rule_id, c.span, c.secret.reveal()) for c in one_per_secret(found)]


@settings(deadline=None, max_examples=400)
@given(st.lists(PIECES | st.text(max_size=6), max_size=14))
def test_both_engines_find_the_same(pieces: list[str]) -> None:
    data = "".join(pieces).encode("utf-8", "replace")
    assert findings(FAST, data) == findings(PORTABLE, data)


def test_a_bomb_is_named_instead_of_eaten() -> None:
    with pytest.raises(vectorscan.TooManyHitsError, match="places to judge"):
        FAST.hits(b"password=" * 500_000)


@pytest.fixture
def private_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    return tmp_path / "secretguard"


ROWS = (("name", 3, "provider"),)


def test_what_was_written_is_read_and_private(private_cache: Path) -> None:
    cache.write("key", ROWS, b"database")
    assert cache.read("key") == (ROWS, b"database")
    assert cache.read("other") is None
    assert stat.S_IMODE(private_cache.stat().st_mode) == 0o700
    assert [stat.S_IMODE(p.stat().st_mode) for p in private_cache.iterdir()] == [0o600]


def test_the_rules_lie_beside_the_database(private_cache: Path) -> None:
    cache.write("key", ROWS, b"database", b"rules")
    assert (cache.read("key"), cache.read_rules("key")) == ((ROWS, b"database"), b"rules")
    path = private_cache / "key.db"
    path.write_bytes(path.read_bytes()[:-1] + b"!")
    assert (cache.read("key"), cache.read_rules("key")) == ((ROWS, b"database"), None)
    assert cache.read_rules("other") is None


def test_a_damaged_database_does_not_load() -> None:
    whole = vectorscan.compile_triggers(EXTENSION, TRIGGERS[:20])
    source = random.Random(3)
    for _ in range(40):
        damaged = bytearray(whole)
        damaged[source.randrange(64, len(whole) - 64)] ^= source.randrange(1, 256)
        with pytest.raises(EngineError):
            vectorscan.load_database(EXTENSION, bytes(damaged))
        with pytest.raises(EngineError):
            vectorscan.load_database(EXTENSION, whole[: source.randrange(len(whole))])


def test_packed_rules_come_back_whole() -> None:
    rules = builtin_rules()
    packed = providers_in(pack(rules))
    providers = sorted({rule.provider for rule in rules})
    assert sorted(packed) == providers
    assert [unpack(packed[name]) for name in providers] == [provider_rules(p) for p in providers]


@given(st.integers(0, 80), st.integers(1, 255))
def test_any_damage_is_noticed(
    tmp_path_factory: pytest.TempPathFactory, at: int, bits: int
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("damaged")))
        cache.write("key", ROWS, b"database")
        path = Path(cache.folder()) / "key.db"
        content = bytearray(path.read_bytes())
        content[at % len(content)] ^= bits
        path.write_bytes(content)
        assert cache.read("key") is None
        path.write_bytes(content[: at % len(content)])
        assert cache.read("key") is None


def test_what_others_may_write_is_not_trusted(private_cache: Path, tmp_path: Path) -> None:
    cache.write("key", ROWS, b"database")
    path = private_cache / "key.db"
    path.chmod(0o644)
    assert cache.read("key") is None
    path.chmod(0o600)
    private_cache.chmod(0o755)
    assert cache.read("key") is None
    private_cache.chmod(0o700)
    path.rename(tmp_path / "elsewhere.db")
    path.symlink_to(tmp_path / "elsewhere.db")
    assert cache.read("key") is None


def test_a_folder_that_cannot_be_written_is_told(private_cache: Path) -> None:
    private_cache.parent.joinpath("secretguard").write_text("a file is in the way")
    with pytest.raises(OSError, match="secretguard"):
        cache.write("key", ROWS, b"database")


def cached(folder: Path) -> set[str]:
    return {path.stem for path in folder.iterdir()}


def write_aged(folder: Path, name: str, days: float) -> None:
    """Write a file that was used so many days ago."""
    cache.write(name, ROWS, b"database")
    used = time.time() - days * 86_400
    os.utime(folder / f"{name}.db", (used, used))


def test_what_was_used_longest_ago_is_pruned(
    private_cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(cache, "_prune", lambda _where: None)
        for number in range(60):
            write_aged(private_cache, f"key{number}", number / 10)
    cache.write("last", ROWS, b"database")
    assert cached(private_cache) == {"last", *(f"key{number}" for number in range(47))}
    assert cache.read("last") == (ROWS, b"database")


def test_what_nobody_used_for_a_month_is_pruned(private_cache: Path) -> None:
    write_aged(private_cache, "old", 31)
    write_aged(private_cache, "used", 29)
    cache.write("last", ROWS, b"database")
    assert cached(private_cache) == {"used", "last"}


def test_a_use_counts(private_cache: Path) -> None:
    write_aged(private_cache, "in-use", 29)
    write_aged(private_cache, "of-today", 0.5)
    path = private_cache / "of-today.db"
    before = path.stat().st_mtime
    assert cache.read("in-use") == cache.read("of-today") == (ROWS, b"database")
    assert time.time() - (private_cache / "in-use.db").stat().st_mtime < 60
    assert path.stat().st_mtime == before, "once a day is enough"


def test_what_another_hook_is_writing_is_left_alone(private_cache: Path) -> None:
    cache.write("first", ROWS, b"database")
    (private_cache / "being-written.7.tmp").write_bytes(b"half")
    (private_cache / "of-a-dead-hook.8.tmp").write_bytes(b"half")
    os.utime(private_cache / "of-a-dead-hook.8.tmp", (1, 1))
    cache.forget()
    assert [path.name for path in private_cache.iterdir()] == ["being-written.7.tmp"]


@pytest.mark.parametrize(
    ("pattern", "literal"),
    [
        pytest.param("[a-z]{8}", "", id="nothing fixed"),
        pytest.param("acme_[a-z]{8}", "acme_", id="prefix"),
        pytest.param("(?:abc|def)x", "", id="alternatives"),
        pytest.param("(?:optional)?yes_it", "_it", id="optional part"),
        pytest.param("(?:acme_token){e<=1}", "", id="fuzzy"),
        pytest.param("[[:alpha:]]abcd", "", id="POSIX class"),
        pytest.param("(unclosed", "", id="invalid"),
    ],
)
def test_required_literal(pattern: str, literal: str) -> None:
    assert required_literal(pattern) == "".join(f"\\x{ord(char):02x}" for char in literal)
