"""What every rule promises, as checks for our provider files and for anybody else's.

A provider file is data, so its tests come by themselves: tokens are generated from the pattern,
written into the examples and into some forty syntaxes, and have to be found there exactly, by
their own rule alone; counter-examples have to stay silent. Each broken promise becomes a
``Complaint`` that tells the author where and what to do.
"""

from __future__ import annotations

import os
import re
import time
from copy import copy
from dataclasses import dataclass

from secretguard.detectors.provider import ProviderDetector
from secretguard.detectors.waking import provider_triggers, table_of
from secretguard.engine import portable, vectorscan
from secretguard.errors import RuleError
from secretguard.model.finding import Finding, Location
from secretguard.model.fragment import Fragment
from secretguard.model.verdict import Verdict
from secretguard.pipeline.placing import regions_of
from secretguard.report import render
from secretguard.rules.calls import calls_in
from secretguard.rules.catalog import FOLDER, rules_in_file
from secretguard.rules.names import CREDENTIAL_WORDS
from secretguard.rules.schema import load_document
from secretguard.testing.contexts import CONTEXTS
from secretguard.testing.generate import match_text, token

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from typing import Any

    from secretguard.engine.trigger import Trigger
    from secretguard.model.candidate import Candidate
    from secretguard.model.rule import Rule

    Found = tuple[str, tuple[int, int], str]

# These describe a structure rather than summing up every character.
_STRUCTURES = frozenset({"jwt-structure", "basic-credentials"})
# What a new file holds where its author has to write something.
FILL_IN = "FILL IN"
_SEEDS = 3
_SLOW_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Complaint:
    """A promise that a rule breaks: the file, the line of the rule (from 1), and what to do."""

    path: str
    line: int
    rule_id: str
    sentence: str

    def __str__(self) -> str:
        rule = f"{self.rule_id}: " if self.rule_id else ""
        return f"{self.path}:{self.line}: {rule}{self.sentence}"


class Bench:
    """All rules compiled for one engine, to ask what is found in a text."""

    def __init__(self, rules: Iterable[Rule], *, fast: bool = True) -> None:
        by_provider: dict[str, list[Rule]] = {}
        for rule in rules:
            by_provider.setdefault(rule.provider, []).append(rule)
        every = [rule for found in by_provider.values() for rule in found]
        self._rules = {rule.id: rule for rule in every}
        self._behind = ""
        triggers, modules = provider_triggers(every)
        rules_of = {name: tuple(found) for name, found in by_provider.items()}
        self._detector = ProviderDetector(rules_of.__getitem__)
        self._table = table_of(triggers, modules)
        self._matcher = _fast_matcher(triggers) if fast else portable.Matcher(triggers)

    def beside_partner(self, rule: Rule) -> Bench:
        """The same, where each text is followed by a match of what ``rule`` needs."""
        if not rule.needs:
            return self
        partner = self._rules[rule.needs]
        other = copy(self)
        other._behind = f"\n{name_for(partner)} = '{match_text(partner, 3)}'\n"
        return other

    def candidates(self, text: str) -> list[Candidate]:
        """What the rules find in ``text``; a half without its other half is nothing."""
        data = (text + self._behind).encode()
        regions = regions_of(self._matcher.hits(data), self._table, len(data))
        found = self._detector.detect(Fragment("file", data, regions))
        return [each for each in found if not each.lacks]

    def find(self, text: str, only: str = "") -> list[Found]:
        """``(rule id, span, value)`` of each find, of one rule or of all, sorted."""
        return sorted(
            (found.rule_id, found.span, found.secret.reveal())
            for found in self.candidates(text)
            if not only or found.rule_id == only
        )


def _fast_matcher(triggers: list[Trigger]) -> vectorscan.Matcher | portable.Matcher:
    path = vectorscan.extension_path()
    if not path:
        return portable.Matcher(triggers)
    extension = vectorscan.load_extension(path)
    compiled = vectorscan.compile_triggers(extension, triggers)
    return vectorscan.load_database(extension, compiled)


def check_files(paths: Iterable[str], others: Iterable[Rule] = ()) -> list[Complaint]:
    """Everything that is wrong with the provider files; ``others`` are the rules beside theirs."""
    rules: dict[str, tuple[Rule, ...]] = {}
    found: list[Complaint] = []
    for path in paths:
        try:
            rules[path] = rules_in_file(path)
            _check_calls(path)
        except RuleError as error:
            found.append(_unreadable(path, str(error)))
    every = {rule.id: rule for rule in others}
    found += _taken(rules, every)
    every.update({rule.id: rule for own in rules.values() for rule in own})
    bench = Bench(every.values())
    return [*found, *(told for path, own in rules.items() for told in _check(bench, path, own))]


def _unreadable(path: str, error: str) -> Complaint:
    """A complaint at the line that the error names behind the file, else at the first."""
    told = re.match(r"(?P<file>.+?\.toml):(?:(?P<line>\d+):)? (?P<reason>.*)", error, re.DOTALL)
    return Complaint(path, int((told and told["line"]) or 1), "", told["reason"] if told else error)


def _taken(
    rules: Mapping[str, tuple[Rule, ...]], others: Mapping[str, Rule]
) -> Iterator[Complaint]:
    """Names of a user's files that rules which ship with secretguard have already."""
    providers = {rule.provider for rule in others.values()}
    for path, own in rules.items():
        if os.path.dirname(os.path.abspath(path)) == FOLDER:
            continue
        if own[0].provider in providers:
            sentence = f"there is a provider {own[0].provider!r} already: choose another name"
            yield Complaint(path, 1, "", sentence)
        for rule in own:
            if rule.id in others and rule.provider != others[rule.id].provider:
                yield Complaint(path, 1, rule.id, "there is a rule of this name already")


def _check_calls(path: str) -> None:
    with open(path, encoding="utf-8") as file:
        calls_in(file.read(), path)


def _check(bench: Bench, path: str, rules: tuple[Rule, ...]) -> Iterator[Complaint]:
    with open(path, encoding="utf-8") as file:
        text = file.read()
    entries = {entry["id"]: entry for entry in load_document(text, path)["token"]}
    for rule in rules:
        for sentence in complaints(bench, rule, entries[rule.id]):
            yield Complaint(path, _line_of(text, rule.id), rule.id, sentence)


def _line_of(text: str, rule_id: str) -> int:
    place = text.find(f'id = "{rule_id}"')
    return text.count("\n", 0, max(place, 0)) + 1


def complaints(bench: Bench, rule: Rule, entry: dict[str, Any]) -> Iterator[str]:
    """A sentence for each promise that ``rule`` breaks; ``entry`` is its table in the file."""
    try:
        match_text(rule, 0)
    except ValueError as error:
        yield f"no token can be made from the pattern ({error}); is min_distinct too high?"
        return
    if rule.needs:
        yield from _alone(bench, rule)
    bench = bench.beside_partner(rule)
    yield from _words(rule)
    yield from _examples(bench, rule, entry.get("example", []))
    yield from _counterexamples(bench, rule, entry.get("counterexample", []))
    yield from _contexts(bench, rule)
    yield from _flipped(bench, rule)
    yield from _claims(bench, rule)
    yield from _near_misses(bench, rule)
    yield from _leaks(bench, rule)


def name_for(rule: Rule) -> str:
    """A variable's name under which the value would be kept."""
    if rule.boundary != "assignment":
        return "value"
    name = rule.keywords[0]
    named = rule.bare_name or any(word in name for word in CREDENTIAL_WORDS)
    return name if named else f"{name}_key"


def written(rule: Rule, template: str, seed: int) -> tuple[str, Found]:
    """A template with a generated match, and what has to be found in it."""
    whole, value = match_text(rule, seed), token(rule, seed)
    text = template.replace("{name}", name_for(rule)).replace("{token}", whole)
    start = len(text[: text.index(whole)].encode()) + whole.index(value)
    return text, (rule.id, (start, start + len(value)), value)


def _alone(bench: Bench, rule: Rule) -> Iterator[str]:
    text, _ = written(rule, "{name} = '{token}'", 1)
    if bench.find(text, rule.id):
        yield f"it is found without {rule.needs}, which it needs: do the two patterns overlap?"


def _words(rule: Rule) -> Iterator[str]:
    steps = rule.guidance.steps
    for text in (rule.name, rule.provider_name, rule.guidance.check, *steps, *rule.references):
        if FILL_IN in text:
            yield f"still to be filled in: {text!r}"
    if any(not step.endswith(".") for step in steps):
        yield "a step of [revocation] is no sentence: end it with a full stop"
    if rule.guidance.console_url and not rule.guidance.console_url.startswith("https://"):
        yield "console_url has to begin with https://"
    for seed in range(_SEEDS):
        whole, value = match_text(rule, seed), token(rule, seed)
        if rule.boundary != "assignment" and not any(k in whole.lower() for k in rule.keywords):
            yield "a match need not contain any of its keywords: choose literal parts of the pattern"
            return
        if value.startswith(rule.shown) and len(rule.shown) * 3 > len(value):
            yield "shown is more than a third of the token: shorten it or leave it out"
            return


def _examples(bench: Bench, rule: Rule, rows: list[dict[str, str]]) -> Iterator[str]:
    for row in rows:
        if "{token}" not in row.get("text", ""):
            yield "an example needs the placeholder {token}"
            continue
        for seed in range(_SEEDS):
            text, expected = written(rule, row["text"], seed)
            if bench.find(text, rule.id) != [expected]:
                yield f"the example {row['text']!r} is not found exactly: mend pattern or example"
                break


def _counterexamples(bench: Bench, rule: Rule, rows: list[dict[str, str]]) -> Iterator[str]:
    if not rows and not rule.public:
        yield "it has no [[token.counterexample]]: what ordinary text comes close?"
    for row in rows:
        if not row.get("text") or not row.get("why"):
            yield "a counterexample needs text and why"
            continue
        for seed in range(_SEEDS):
            if bench.find(row["text"].replace("{token}", match_text(rule, seed)), rule.id):
                yield f"the counterexample {row['text']!r} is found: make the pattern stricter"
                break


def _contexts(bench: Bench, rule: Rule) -> Iterator[str]:
    for seed, (name, template) in enumerate(sorted(CONTEXTS.items())):
        if rule.boundary == "assignment" and "{name}" not in template:
            continue
        text, expected = written(rule, template, seed)
        if bench.find(text, rule.id) != [expected]:
            yield f"a generated token is not found exactly in {name}: check the pattern's ends"


def _flipped(bench: Bench, rule: Rule) -> Iterator[str]:
    if not rule.checksum or not rule.checksum_required or rule.checksum in _STRUCTURES:
        return
    text, (_, _, value) = written(rule, "{name} = '{token}'", 1)
    place = text.index(value) + len(value) // 4
    swapped = "a" if text[place] != "a" else "b"
    if bench.find(text[:place] + swapped + text[place + 1 :], rule.id):
        yield "a token with one changed character is still found: does the checksum cover the body?"


def _claims(bench: Bench, rule: Rule) -> Iterator[str]:
    for seed in range(7, 7 + _SEEDS):
        text, (_, (start, end), _) = written(rule, "{name} = '{token}'", seed)
        claims = {
            found[0] for found in bench.find(text) if found[1][0] < end and start < found[1][1]
        }
        if claims - {rule.id}:
            others = ", ".join(sorted(claims - {rule.id}))
            yield f"{others} claims the same token: narrow one of them or list it in supersedes"
            return


def _near_misses(bench: Bench, rule: Rule) -> Iterator[str]:
    almost = match_text(rule, 1)[:-1]
    text = f"{name_for(rule)} = " + " ".join([almost] * 400)
    began = time.process_time()
    bench.find(text, rule.id)
    if time.process_time() - began > _SLOW_SECONDS:
        yield "near misses take too long: bound the repeats or begin with something fixed"


def _leaks(bench: Bench, rule: Rule) -> Iterator[str]:
    text, (_, _, value) = written(rule, "{name} = '{token}'", 2)
    found = next((one for one in bench.candidates(text) if one.rule_id == rule.id), None)
    if found is None:
        return  # told above
    finding = Finding(
        rule.id, found.title, Location("file", 1, 1, 1, 1), found.secret.redacted,
        found.severity, found.confidence, found.detector, "", 1, evidence=found.evidence,
    )  # fmt: skip
    verdict = Verdict("a check", (finding,), guidance={rule.id: rule.guidance})
    for name in ("text", "json", "sarif"):
        if value in render(name, verdict):
            yield f"the {name} report would show the secret: shorten shown"
