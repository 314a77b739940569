"""What a run asks of the ledgers, and how much of that it can afford."""

from __future__ import annotations

import pytest
from conftest import Repo

from secretguard.ledger.consultation import Ledgers
from secretguard.model.finding import Finding, Location
from secretguard.model.levels import Confidence, Severity
from secretguard.model.secret import Secret

FINDING = Finding(
    rule_id="generic-password",
    title="password in an assignment",
    location=Location("a.env", 1, 1, 1, 9),
    redacted="***",
    severity=Severity.HIGH,
    confidence=Confidence.MEDIUM,
    detector="assignment",
    fingerprint="0" * 32,
    group=1,
)


def test_a_run_that_records_nothing_takes_no_fingerprint(repo: Repo) -> None:
    ledgers = Ledgers(str(repo.path), records=0)
    assert ledgers.recordable(FINDING, Secret("Summer-2024")) == FINDING


def test_of_many_passwords_some_are_recorded_and_the_others_say_so(
    repo: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(repo.path)
    ledgers = Ledgers(".", records=2)
    found = [
        ledgers.recordable(FINDING, Secret(f"Summer-{year}")) for year in (2021, 2022, 2023, 2021)
    ]
    assert [bool(each.secret_fingerprint) for each in found] == [True, True, False, True]
    assert found[0].secret_fingerprint == found[3].secret_fingerprint
    assert [each.evidence for each in found] == [
        (), (), ("not recorded: it is one of more than 2 passwords",), (),
    ]  # fmt: skip
