"""Groups of findings with the same value, held against where they live."""

from __future__ import annotations

import pytest
from report.verdicts import finding, place

from secretguard.policy.shared import shared_secrets


@pytest.mark.parametrize(
    "paths",
    [
        pytest.param([".env.prod"], id="one place"),
        pytest.param([".env.prod", "prod/values.yaml"], id="twice in one environment"),
        pytest.param(["a.py", ".env.prod"], id="one place without an environment"),
        pytest.param(["services/api/a", "services/api/b"], id="twice in one consumer"),
    ],
)
def test_no_violation(paths: list[str]) -> None:
    assert shared_secrets([finding(location=place(path)) for path in paths]) == ()


def test_two_environments() -> None:
    findings = [
        finding(location=place(path), group=4)
        for path in (".env.staging", "values-prod.yaml", ".env.prod", "notes.txt")
    ]
    (found,) = shared_secrets(findings)
    assert (found.rule_id, found.group, found.severity.word) == ("shared-secret", 4, "high")
    assert found.sentence == (
        "one secret serves production (values-prod.yaml) and staging (.env.staging)"
    )
    assert [where.path for where in found.places] == [".env.staging", "values-prod.yaml"]


def test_two_names_in_one_file() -> None:
    findings = [finding(name=name) for name in ("PROD_KEY", "devKey", "QA_KEY")]
    (found,) = shared_secrets(findings)
    assert found.sentence == (
        "one secret serves development (app/settings.py), production (app/settings.py) and test "
        "(app/settings.py)"
    )


def test_two_consumers_and_different_secrets() -> None:
    findings = [
        finding(location=place("services/api/.env"), group=1),
        finding(location=place("services/mail/.env"), group=1),
        finding(location=place(".env.prod"), group=2),
        finding(location=place(".env.dev"), group=3),
    ]
    (found,) = shared_secrets(findings)
    assert found.title == "one secret for several consumers"
    assert found.sentence == (
        "one secret serves api (services/api/.env) and mail (services/mail/.env)"
    )
