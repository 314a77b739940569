"""Files, headers and addresses that hold credentials of no particular provider."""

from __future__ import annotations

import os

import pytest
from generic_shapes import ROWS, VALUES, Row, filled_in

from secretguard.model.finding import Finding
from secretguard.runs.examine import Examination


def findings_in(path: str, text: str) -> list[Finding]:
    """What a commit of such a file would be refused for."""
    examination = Examination(None)
    examination.tally.listed = 1
    examination.read([(("A", 0, "", (), os.fsencode(path)), "", text.encode(), "")])
    verdict = examination.verdict("a test")
    assert verdict.unread == ()
    return list(verdict.findings)


def value_of(finding: Finding, text: str) -> str:
    where = finding.location
    lines = text.split("\n")[where.line - 1 : where.end_line]
    assert len(lines) == 1
    return lines[0][where.column - 1 : where.end_column - 1]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_the_secret_is_found_exactly_and_by_its_own_rule(row: Row) -> None:
    _, path, template, rule, secret = row
    text = filled_in(template)
    expected = VALUES.get(secret) or filled_in(secret)
    found = [(one.rule_id, value_of(one, text)) for one in findings_in(path, text)]
    assert (rule, expected) in found
    assert len([value for _, value in found if value in expected or expected in value]) == 1


@pytest.mark.parametrize(
    ("path", "text"),
    [
        pytest.param("sa.json", '{"type": "external_account", "token_url": "https://sts.x.io"}',
                     id="workload identity has no secret"),
        pytest.param("sa.json", filled_in('{"type": "service_account", "private_key_id": "{hex40}", "x": 1}'),
                     id="the id of a key that is kept elsewhere"),
        pytest.param("a.py", filled_in('AMPLITUDE_API_KEY = "{hex32}"'), id="pages send with it"),
        pytest.param("a.js", filled_in("posthog.init('{jwk}', {api_host: 'https://app.posthog.com'});"),
                     id="pages send with this one, too"),
        pytest.param(".docker/config.json", '{"auths": {}, "credsStore": "desktop"}',
                     id="the credential store keeps it"),
        pytest.param(".npmrc", "//registry.npmjs.org/:_authToken=${NPM_TOKEN}\n",
                     id="npm fills it in"),
        pytest.param("appsettings.json",
                     '"Server=db.acme.io;Database=app;Authentication=Active Directory Default;"',
                     id="a managed identity signs in"),
        pytest.param(".kube/config", "users:\n- user:\n    exec:\n      command: gke-gcloud-auth-plugin\n",
                     id="a plugin gets the token"),
        pytest.param("etc/shadow", "root:!:19000:0:99999:7:::\nbin:*:19000:0:99999:7:::\n",
                     id="locked accounts have no hash"),
        pytest.param("wg0.conf", filled_in("[Peer]\nPublicKey = {key32}\n"), id="a public key"),
        pytest.param("key.json", filled_in('{"kty": "EC", "crv": "P-256", "x": "{jwk}"}'),
                     id="the public half of a key"),
        pytest.param("secrets.yml", "$ANSIBLE_VAULT;1.1;AES256\n" + filled_in("{hex64}\n{hex64}\n"),
                     id="Ansible Vault encrypts it"),
        pytest.param("readme.txt", "Write your mnemonic phrase down: twelve words that nobody else may ever "
                     "see and that open every account", id="words that no wallet drew"),
        pytest.param("notes.txt", filled_in("{hex32}\n"), id="a digest in a file of another name"),
    ],
)  # fmt: skip
def test_what_holds_no_secret_passes(path: str, text: str) -> None:
    assert [one.rule_id for one in findings_in(path, text)] == []
