"""Explanations that the pipeline does not give yet: evidence with weights."""

from __future__ import annotations

import json

from report.verdicts import password
from secretguard.model.explanation import Account, Dismissal, Evidence, Explanation, Opinion
from secretguard.report.explanation import render_json, render_text

WEIGHED = Explanation(
    "deploy/values.yaml, line 3",
    (
        Account(
            password(),
            "refused",
            "Its confidence is high, and the hook refuses from medium up.",
            "In a vault.",
            (Evidence("the name says password", 2.25), Evidence("it stands in a test", -1.0)),
            (Opinion("documented"),),
        ),
    ),
    (Dismissal("entropy", "a.py", tuple(range(1, 21))),),
)


def test_weights_are_shown_with_their_sign() -> None:
    report = render_text(WEIGHED, colour=False)
    assert "    +2.2  the name says password\n    -1.0  it stands in a test\n" in report
    assert "    no reason to pass it: documented\n" in report
    assert "  entropy: a.py, lines 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12 and 8 more" in report


def test_weights_are_numbers_for_machines() -> None:
    (match,) = json.loads(render_json(WEIGHED))["matches"]
    assert [each["weight"] for each in match["evidence"]] == [2.25, -1.0]


def test_colour_is_the_callers_decision() -> None:
    assert "\x1b" not in render_text(WEIGHED, colour=False)
    assert "\x1b[31;1m  refused\x1b[0m" in render_text(WEIGHED, colour=True)
