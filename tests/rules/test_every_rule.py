"""The data tests itself: every rule of the catalogue keeps its promises, and checks can fail."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from secretguard.model.rule import Rule
from secretguard.rules.catalog import builtin_rules, provider_files
from secretguard.rules.describe import describe
from secretguard.rules.schema import load_document
from secretguard.testing.generate import token
from secretguard.testing.rule_checks import Bench, check_files, complaints, written

RULES = builtin_rules()
ENTRIES = {
    entry["id"]: entry
    for path in provider_files()
    for entry in load_document(Path(path).read_text("utf-8"), path)["token"]
}


@pytest.fixture(scope="module")
def fast() -> Bench:
    return Bench(RULES)


@pytest.fixture(scope="module")
def portable() -> Bench:
    return Bench(RULES, fast=False)


def test_no_rule_matches_ordinary_text(fast: Bench, portable: Bench) -> None:
    text = "def token(self):\n    return self.secret_key or os.environ['API_KEY']\n" * 50
    assert (fast.find(text), portable.find(text)) == ([], [])


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_rule_keeps_its_promises(fast: Bench, rule: Rule) -> None:
    assert list(complaints(fast, rule, ENTRIES[rule.id])) == []


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_the_portable_engine_finds_the_same(fast: Bench, portable: Bench, rule: Rule) -> None:
    text, expected = written(rule, ENTRIES[rule.id]["example"][0]["text"], 11)
    for bench in (portable, fast):
        assert bench.beside_partner(rule).find(text, rule.id) == [expected]


def test_near_misses_end_in_time_and_engines_agree(fast: Bench, portable: Bench) -> None:
    source = random.Random(5)
    alphabet = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-+/."
    noise = "".join(source.choice(alphabet) for _ in range(200_000))
    starts = "".join(f" {token(rule, 3)[:-1]}" for rule in RULES if rule.boundary == "word")
    assert fast.find(starts + noise) == portable.find(starts + noise)


PROVIDER = """\
[provider]
id = "acme"
name = "ACME"

[revocation]
steps = ["Delete the key."]

[[token]]
id = "acme-key"
name = "ACME key"
kind = "api-key"
pattern = 'acme_(?P<body>[A-Za-z0-9]{30})(?P<checksum>[A-Za-z0-9]{6})'
keywords = ["acme_"]
severity = "high"
confidence = "high"
checksum = "crc32-base62"
shown = "acme_"

[[token.example]]
text = 'KEY={token}'

[[token.counterexample]]
text = 'x{token}'
why = "part of a longer word"
"""


def complaints_about(tmp_path: Path, *changes: tuple[str, str]) -> list[tuple[int, str]]:
    text = PROVIDER
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    path = tmp_path / "acme.toml"
    path.write_text(text)
    return [(told.line, told.sentence) for told in check_files([str(path)], RULES)]


def test_a_good_file_draws_no_complaint(tmp_path: Path) -> None:
    assert complaints_about(tmp_path) == []


@pytest.mark.parametrize(
    ("changes", "line", "sentence"),
    [
        pytest.param([("[A-Za-z0-9]{30}", "[A-Za-z0-9]+")], 12, "upper bound", id="open repeat"),
        pytest.param([('id = "acme"', 'id = "other"')], 1, "name of the file", id="file name"),
        pytest.param([("severity", "sevrity")], 14, "did you mean 'severity'?", id="unknown key"),
        pytest.param([('id = "acme"\n', 'id = "acme\n')], 2, "at line 2", id="no TOML"),
        pytest.param([('"high"\nconf', '"hgh"\nconf')], 14, "one of low", id="a level"),
        pytest.param([("api-key", "api-kye")], 11, "did you mean 'api-key'?", id="a kind"),
        pytest.param([("crc32-base62", "crc32-base63")], 16, "did you mean", id="a checksum"),
        pytest.param([('["acme_"]', "[1]")], 13, "a list of texts in quotes", id="keywords"),
        pytest.param([('"acme-key"', '"Acme Key"')], 9, "joined by dashes", id="an id"),
        pytest.param([('shown = "acme_"', 'needs = "other"')], 17, "names no rule", id="a partner"),
        pytest.param([("acme_(?P<body>[A-Za-z0-9]{30})(?P<checksum>[A-Za-z0-9]{6})", "[a-z]{0,9}"),
                      ('checksum = "crc32-base62"\n', "")], 12, "an empty text", id="empty text"),
        pytest.param([(PROVIDER[PROVIDER.index("[[token]]") :], "")], 1, "no [[token]]", id="no token"),
        pytest.param([("key.\"]", 'key"]')], 9, "full stop", id="a step that is no sentence"),
        pytest.param([('keywords = ["acme_"]', 'keywords = ["zzz"]')], 9, "keywords", id="keyword"),
        pytest.param([("KEY={token}", "KEY=zz{token}")], 9, "is not found exactly", id="example"),
        pytest.param([("KEY={token}", "KEY=token")], 9, "placeholder", id="no placeholder"),
        pytest.param([("'x{token}'", "' {token}'")], 9, "make the pattern stricter", id="counter"),
        pytest.param(
            [("\n[[token.counterexample]]\ntext = 'x{token}'\nwhy = \"part of a longer word\"\n", "")],
            9, "no [[token.counterexample]]", id="no counter-example",
        ),
        pytest.param([("{30}", "{3}")], 9, "a third of the token", id="shown"),
        pytest.param([("acme_(?P", "ghp_(?P"), ('["acme_"]', '["ghp_"]'), ("shown", "#shown")],
                     9, "github-pat claims the same token", id="another rule's token"),
        pytest.param([("Delete the key.", "FILL IN.")], 9, "still to be filled in", id="template"),
        pytest.param([('shown = "acme_"', "min_distinct = 90")], 9, "min_distinct", id="distinct"),
        pytest.param(
            [("(?P<body>[A-Za-z0-9]{30})(?P<checksum>[A-Za-z0-9]{6})", "[A-Za-z0-9]{20}[\"\\x27]?"),
             ('checksum = "crc32-base62"\n', "")],
            9, "check the pattern's ends", id="ragged ends",
        ),
    ],
)  # fmt: skip
def test_a_broken_promise_is_told(
    tmp_path: Path, changes: list[tuple[str, str]], line: int, sentence: str
) -> None:
    told = complaints_about(tmp_path, *changes)
    assert any(place == line and sentence in text for place, text in told), told


def test_a_name_that_ships_is_taken(tmp_path: Path) -> None:
    for provider, rule_id in (("github", "acme-key"), ("acme", "github-pat")):
        path = tmp_path / f"{provider}.toml"
        path.write_text(PROVIDER.replace('"acme"', f'"{provider}"').replace("acme-key", rule_id))
    told = [str(one).partition("/test")[2] for one in check_files(
        [str(tmp_path / "github.toml"), str(tmp_path / "acme.toml")], RULES
    )]  # fmt: skip
    assert any(text.endswith("github.toml:1: there is a provider 'github' already: choose another name")
               for text in told)  # fmt: skip
    assert any(text.endswith("acme.toml:1: github-pat: there is a rule of this name already")
               for text in told)  # fmt: skip


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        ("acme", "'acme'"),
        ("acme_[a-z0-9]{8}", "'acme_' + 8 lower-case letters and digits"),
        ("(?:ab|cd)[0-9]{2,3}", "('ab' or 'cd') + 2 to 3 digits"),
        ("x(?P<secret>[A-F0-9]{4})=?", "'x' + 4 capital hex digits (secret) + ('=', or nothing)"),
        ("[A-Za-z0-9_-]{20}", "20 letters and digits and - _"),
    ],
)
def test_a_shape_in_words(pattern: str, words: str) -> None:
    assert describe(pattern) == words
