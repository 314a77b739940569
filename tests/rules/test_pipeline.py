"""Every rule's tokens through the whole pipeline: one finding each, at the level that refuses."""

from __future__ import annotations

import os
from collections import defaultdict

from secretguard.model.levels import Confidence
from secretguard.model.rule import Rule
from secretguard.rules.catalog import builtin_rules
from secretguard.runs.examine import Examination
from secretguard.testing.contexts import CONTEXTS
from secretguard.testing.rule_checks import written

# Random text around a generated secret may look like a second one, and some three in a thousand
# generated tokens consist of letters alone, which only a name announces.
SHARE_OF_ALL, SHARE_OF_RULE = 0.995, 0.8


def texts_of(rule: Rule) -> dict[str, str]:
    """The contexts in which the rule's tokens are written, each with another token."""
    return {
        f"{rule.id}/{number}.cfg": written(rule, template, number + 100)[0]
        for number, template in enumerate(CONTEXTS.values())
        if rule.boundary != "assignment" or "{name}" in template
    }


def test_each_token_gives_one_finding_by_its_own_rule() -> None:
    rules = builtin_rules()
    texts = {path: text for rule in rules for path, text in texts_of(rule).items()}
    examination = Examination(None)
    examination.tally.listed = len(texts)
    examination.read(
        (("A", 0, "", (), os.fsencode(path)), "", text.encode(), "") for path, text in texts.items()
    )
    verdict = examination.verdict("a test")
    assert verdict.unread == ()
    found = defaultdict[str, list[str]](list)
    for finding in verdict.findings:
        found[finding.location.path].append(finding.rule_id)
    explained = {(one.finding.location.path, one.finding.rule_id) for one in verdict.suppressed}
    shares = {}
    for rule in rules:
        own = texts_of(rule)
        if rule.public:
            shown = rule.confidence >= Confidence.MEDIUM
            good = [not found[path] and ((path, rule.id) in explained or not shown) for path in own]
        else:
            good = [found[path] == [rule.id] for path in own]
        shares[rule.id] = sum(good) / len(good)
    assert {name: share for name, share in shares.items() if share < SHARE_OF_RULE} == {}
    assert sum(shares.values()) / len(shares) >= SHARE_OF_ALL
