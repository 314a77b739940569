"""Every rule has a mock: its own rule finds it, the filter knows it, no checksum fits."""

from __future__ import annotations

import random
import re
from hashlib import blake2b
from pathlib import Path

import pytest

from secretguard.errors import UsageError
from secretguard.filters.mock import is_marked_mock
from secretguard.model.fragment import Fragment
from secretguard.model.rule import Rule
from secretguard.rules.catalog import builtin_rules
from secretguard.rules.checksums import checksum
from secretguard.rules.mock import is_mock
from secretguard.rules.schema import parse_provider
from secretguard.testing.generate import token
from secretguard.testing.mock import STRUCTURES, mock_of, mock_text
from secretguard.testing.rule_checks import Bench, name_for

# GitHub's own made-up token for tests: five free characters carry no mark.
TOO_FIXED = "github-secret-scanning-test-token"
RULES = tuple(rule for rule in builtin_rules() if rule.id != TOO_FIXED)
ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def bench() -> Bench:
    return Bench(RULES)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_mock_is_found_by_its_rule_and_known_as_a_mock(bench: Bench, rule: Rule) -> None:
    whole = mock_text(rule, 5)
    match = re.fullmatch(rule.pattern, whole)
    assert match is not None
    value = match["secret"] if "secret" in match.groupdict() else whole
    text = f"{name_for(rule)} = '{whole}'\n"
    seen = bench.beside_partner(rule).candidates(text)
    found = [item for item in seen if item.rule_id == rule.id]
    assert [item.secret.reveal() for item in found] == [value]
    known = is_marked_mock(found[0], Fragment("app.py", text.encode()))
    assert known is not None
    assert known.kind == "mock"
    if rule.checksum and rule.checksum not in STRUCTURES:
        groups = {name: part for name, part in match.groupdict().items() if part}
        assert not checksum(rule.checksum).fits(value, groups)


def test_tokens_that_look_real_carry_no_mark() -> None:
    assert [rule.id for rule in RULES for seed in range(3) if is_mock(token(rule, seed))] == []


@pytest.mark.parametrize(
    "value",
    [
        pytest.param("", id="no-op: nothing"),
        pytest.param("a", id="no-op: one character"),
        pytest.param("x" * 40, id="no-op: filler"),
        pytest.param("caf\udce9" * 5, id="no-op: bytes that are no UTF-8"),
        pytest.param("clé鍵🔑" * 9, id="no-op: no ASCII"),
    ],
)
def test_other_values_carry_no_mark(value: str) -> None:
    assert not is_mock(value)


def test_one_changed_character_in_the_tail_takes_the_mark_away() -> None:
    mock = mock_of("github-pat", 3)
    changed = [
        mock[:place] + swapped + mock[place + 1 :]
        for place in range(len(mock) - 17, len(mock) - 4)
        if (swapped := "a" if mock[place] != "a" else "b")
    ]
    assert [text for text in changed if is_mock(text)] == []


def test_the_recipe_of_the_documentation_gives_the_same_answers() -> None:
    page = (ROOT / "docs" / "mock-secrets.md").read_text("utf-8")
    recipe = page.split("from hashlib import blake2b\n")[1].split("```")[0]
    names: dict[str, object] = {"blake2b": blake2b}
    exec(recipe, names)  # noqa: S102 - our own page
    told = names["is_mock"]
    assert callable(told)
    source = random.Random(4)
    mocks = [mock_text(rule, 9) for rule in source.sample(RULES, 40)]
    others = [token(rule, 9) for rule in source.sample(RULES, 40)]
    assert [told(text) for text in mocks + others] == [is_mock(text) for text in mocks + others]


def test_seeds_give_the_same_and_different_values() -> None:
    assert mock_of("npm-access-token", 4) == mock_of("npm-access-token", 4)
    assert len({mock_of("npm-access-token", seed) for seed in range(20)}) == 20


def test_an_unknown_type_draws_a_suggestion() -> None:
    with pytest.raises(UsageError, match="did you mean 'github-pat'"):
        mock_of("github-patt")


def test_a_secret_of_few_free_characters_is_told_to_have_no_mock() -> None:
    with pytest.raises(UsageError, match="too short or too fixed"):
        mock_of(TOO_FIXED)


def test_a_short_secret_is_told_to_be_too_short() -> None:
    text = """
        [provider]
        id = "acme"
        name = "ACME"
        [revocation]
        steps = ["Delete it."]
        [[token]]
        id = "acme-pin"
        name = "ACME PIN"
        kind = "password"
        pattern = '[0-9]{8}'
        keywords = ["acme_pin"]
        boundary = "assignment"
        severity = "low"
        confidence = "low"
        [[token.example]]
        text = 'ACME_PIN={token}'
    """
    (rule,) = parse_provider(text, "acme.toml")
    with pytest.raises(ValueError, match="too short"):
        mock_text(rule, 1)


def test_the_fixture_hands_out_mocks(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        """
        from secretguard.rules.mock import is_mock

        def test_it(secretguard_mock):
            one, other = secretguard_mock("github-pat"), secretguard_mock("github-pat", seed=2)
            assert one.startswith("ghp_") and is_mock(one) and is_mock(other) and one != other
            assert one == secretguard_mock("github-pat")
        """
    )
    pytester.runpytest("-q").assert_outcomes(passed=1)
