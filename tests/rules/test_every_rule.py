"""The data tests itself: every rule of the catalogue, in one file."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from secretguard.config.settings import Settings
from secretguard.detectors.provider import ProviderDetector, trigger_name
from secretguard.detectors.waking import triggers
from secretguard.engine import portable, vectorscan
from secretguard.model.fragment import Fragment
from secretguard.model.rule import Rule
from secretguard.model.secret import Secret
from secretguard.rules.boundary import CREDENTIAL_WORDS
from secretguard.rules.catalog import builtin_rules, provider_files, provider_rules
from secretguard.rules.schema import load_document
from secretguard.scan import regions_of
from secretguard.testing.contexts import CONTEXTS
from secretguard.testing.generate import match_text, token

RULES = builtin_rules()
DOCUMENTS = {
    document["provider"]["id"]: document
    for document in (load_document(Path(p).read_text("utf-8"), p) for p in provider_files())
}
Found = list[tuple[str, tuple[int, int], str]]


@pytest.fixture(scope="module")
def engines() -> list[tuple[object, object]]:
    found, modules = triggers(Settings())
    extension = vectorscan.load_extension(vectorscan.extension_path())
    database = vectorscan.compile_triggers(extension, found)
    table = tuple((t.name, t.width, m) for t, m in zip(found, modules, strict=True))
    return [
        (vectorscan.load_database(extension, database), table),
        (portable.Matcher(found), table),
    ]


def find(engine: tuple[object, object], text: str, only: str = "") -> Found:
    """(rule id, span, value) of every provider match."""
    matcher, table = engine
    data = text.encode()
    regions = regions_of(matcher.hits(data), table, len(data))  # type: ignore[attr-defined]
    regions = {name: spans for name, spans in regions.items() if name.startswith("rule:")}
    detected = ProviderDetector(provider_rules).detect(Fragment("file", data, regions))
    return sorted(
        (candidate.rule_id, candidate.span, candidate.secret.reveal())
        for candidate in detected
        if not only or candidate.rule_id == only
    )


def name_for(rule: Rule) -> str:
    """A name under which the value would be kept."""
    if rule.boundary != "assignment":
        return "value"
    name = rule.keywords[0]
    named = rule.bare_name or any(word in name for word in CREDENTIAL_WORDS)
    return name if named else f"{name}_key"


def in_context(rule: Rule, template: str, seed: int) -> tuple[str, Found]:
    """A text with a generated match, and what has to be found in it."""
    whole, value = match_text(rule, seed), token(rule, seed)
    text = template.replace("{name}", name_for(rule)).replace("{token}", whole)
    start = text.index(whole) + whole.index(value)
    return text, [(rule.id, (start, start + len(value)), value)]


def examples(kind: str) -> list[object]:
    return [
        pytest.param(rule, row["text"], id=f"{rule.id}-{number}")
        for rule in RULES
        for entry in DOCUMENTS[rule.provider]["token"]
        if entry["id"] == rule.id
        for number, row in enumerate(entry.get(kind, []), 1)
    ]


def test_no_rule_matches_ordinary_text(engines: list[tuple[object, object]]) -> None:
    text = "def token(self):\n    return self.secret_key or os.environ['API_KEY']\n" * 50
    assert [find(engine, text) for engine in engines] == [[], []]


@pytest.mark.parametrize(("rule", "text"), examples("example"))
def test_examples_are_found_exactly(
    engines: list[tuple[object, object]], rule: Rule, text: str
) -> None:
    for seed in range(3):
        written, expected = in_context(rule, text, seed)
        assert [find(engine, written, rule.id) for engine in engines] == [expected, expected]


@pytest.mark.parametrize(("rule", "text"), examples("counterexample"))
def test_counterexamples_are_silent(
    engines: list[tuple[object, object]], rule: Rule, text: str
) -> None:
    for seed in range(3):
        written = text.replace("{token}", match_text(rule, seed))
        assert [find(engine, written, rule.id) for engine in engines] == [[], []]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_generated_tokens_are_found_in_every_context(
    engines: list[tuple[object, object]], rule: Rule
) -> None:
    for number, (name, template) in enumerate(sorted(CONTEXTS.items())):
        if rule.boundary == "assignment" and "{name}" not in template:
            continue
        text, expected = in_context(rule, template, number)
        assert (name, find(engines[0], text, rule.id)) == (name, expected)


# These describe a structure rather than summing up every character.
STRUCTURES = {"jwt-structure", "basic-credentials"}
SUMMED = [r for r in RULES if r.checksum and r.checksum_required and r.checksum not in STRUCTURES]


@pytest.mark.parametrize("rule", SUMMED, ids=lambda rule: rule.id)
def test_a_changed_character_breaks_a_required_checksum(
    engines: list[tuple[object, object]], rule: Rule
) -> None:
    text, _ = in_context(rule, "{name} = '{token}'", 1)
    value = token(rule, 1)
    place = text.index(value) + len(value) // 4
    swapped = "a" if text[place] != "a" else "b"
    changed = text[:place] + swapped + text[place + 1 :]
    assert find(engines[0], changed, rule.id) == []


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_rule_keeps_its_promises(rule: Rule) -> None:
    for seed in range(5):
        whole, value = match_text(rule, seed), token(rule, seed)
        if rule.boundary != "assignment":
            assert any(keyword in whole.lower() for keyword in rule.keywords)
        shown = rule.shown if value.startswith(rule.shown) else ""
        redacted = Secret(value, shown).redacted
        assert value not in redacted
        assert len(shown) * 3 <= len(value) or shown not in redacted
    assert rule.guidance.steps
    assert all(step.endswith(".") for step in rule.guidance.steps)
    assert trigger_name(rule).count(":") == 2


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_no_other_rule_claims_a_token(engines: list[tuple[object, object]], rule: Rule) -> None:
    text, expected = in_context(rule, "{name} = '{token}'", 7)
    claims = {found[0] for found in find(engines[0], text) if found[1] == expected[0][1]}
    assert claims == {rule.id}


def test_near_misses_end_in_time(engines: list[tuple[object, object]]) -> None:
    source = random.Random(5)
    alphabet = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-+/."
    text = "".join(source.choice(alphabet) for _ in range(200_000))
    starts = "".join(f" {token(rule, 3)[:-1]}" for rule in RULES if rule.boundary == "word")
    found = [find(engine, starts + text) for engine in engines]
    assert found[0] == found[1]
