"""Whole reports, side by side with what a person approved."""

from __future__ import annotations

from pathlib import Path

import pytest

from report.verdicts import CASES
from secretguard.report import json_report, render, sarif

GOLDEN = Path(__file__).parents[2] / "fixtures" / "reports"
WAYS: dict[str, tuple[str, dict[str, bool]]] = {
    "hook.txt": ("text", {"hook": True}),
    "verbose.txt": ("text", {"verbose": True}),
    "json": ("json", {}),
    "sarif": ("sarif", {}),
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("case", CASES)
def test_report_is_the_approved_one(
    case: str, way: str, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    for renderer in (json_report, sarif):
        monkeypatch.setattr(renderer, "__version__", "0.0.0")  # a release changes no report
    format_name, options = WAYS[way]
    report = render(format_name, CASES[case], **options)
    approved = GOLDEN / f"{case}.{way}"
    # The option is unknown when the run begins above this folder.
    if request.config.getoption("--update-golden", default=False):
        approved.write_text(report, encoding="utf-8", newline="\n")
    assert report == approved.read_bytes().decode("utf-8")


def test_every_golden_file_belongs_to_a_case() -> None:
    assert {path.name for path in GOLDEN.iterdir()} == {
        f"{case}.{way}" for case in CASES for way in WAYS
    }
