"""What a provider confirmed and what another tool's baseline says goes on record."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest
from conftest import Repo
from incident_repos import incidents
from mocks import mock_token

from secretguard.cli.contacting import credential_of
from secretguard.cli.incidents.recording import place_of, record_revocation
from secretguard.errors import UsageError

TOKEN = mock_token("github-pat", 91)


@pytest.fixture
def inside(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> Repo:
    """A repository with a token on disk, and the process in a folder of it."""
    repo.stage("app.py", "x = 1\n")
    repo.commit()
    repo.write("src/deploy.py", f'\nTOKEN = "{TOKEN}"\n')
    monkeypatch.chdir(repo.path / "src")
    return repo


def test_a_confirmed_revocation_opens_and_closes_the_incident(inside: Repo) -> None:
    record_revocation(credential_of("deploy.py:2"), "the provider no longer accepts it (HTTP 401)")
    (incident,) = incidents(inside)
    told = [(event["event"], event.get("evidence", "")) for event in incident["events"]]
    assert incident["paths"] == ["src/deploy.py"]
    assert told[0][0] == "opened"
    assert told[-1] == ("revoked", "the provider no longer accepts it (HTTP 401)")
    assert TOKEN not in (inside.path / ".secretguard/ledger.jsonl").read_text()


def test_an_incident_leads_to_the_place_where_its_secret_stands_now(inside: Repo) -> None:
    inside.run("add", "src/deploy.py")
    assert inside.secretguard("hook", "pre-commit").returncode == 1
    (incident,) = incidents(inside)
    inside.write("src/deploy.py", f'\n\n\nTOKEN = "{TOKEN}"\n')
    assert place_of(incident["id"]) == "deploy.py:4:10"
    assert credential_of(incident["id"]).seen.secret.reveal() == TOKEN
    Path("deploy.py").unlink()
    with pytest.raises(UsageError, match="its secret stands in no file any more"):
        place_of(incident["id"])


def test_what_a_baseline_calls_real_is_opened_and_the_rest_dismissed(repo: Repo) -> None:
    other = mock_token("github-pat", 92)
    repo.stage("real.py", f'a = "{TOKEN}"\n')
    repo.stage("fake.py", f'b = "{other}"\n')

    def listed(value: str, *, real: bool) -> dict[str, object]:
        digest = hashlib.sha1(value.encode(), usedforsecurity=False).hexdigest()
        return {
            "type": "Secret Keyword",
            "hashed_secret": digest,
            "is_secret": real,
            "line_number": 1,
        }

    entries = {
        "real.py": [listed(TOKEN, real=True)],
        "fake.py": [listed(other, real=False)],
    }
    repo.stage(".secrets.baseline", json.dumps({"version": "1.5.0", "results": entries}))
    repo.commit()
    for _ in range(2):
        assert repo.secretguard("migrate", "--write").returncode == 0
    told = {tuple(found["paths"]): found["state"] for found in incidents(repo)}
    assert told == {("real.py",): "compromised", ("fake.py",): "dismissed"}
    assert all(len(found["events"]) <= 2 for found in incidents(repo))
