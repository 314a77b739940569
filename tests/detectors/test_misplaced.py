"""Advice on what fills a vault and is no secret; never a word about what may be one."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secretguard.detectors import misplaced
from secretguard.detectors.setting_values import what_it_is
from secretguard.engine.portable import Matcher
from secretguard.engine.trigger import Trigger
from secretguard.model.fragment import Fragment

TRIGGERS = [Trigger(*spec) for spec in misplaced.TRIGGER_SPECS]
MATCHER = Matcher(TRIGGERS)


def advised(text: str | bytes) -> list[tuple[str, str, str]]:
    """(name, what it is, the text at its place)"""
    data = text.encode() if isinstance(text, str) else text
    regions: dict[str, tuple[tuple[int, int], ...]] = {}
    for end, index in MATCHER.hits(data):
        assert not misplaced.screen(data, end, "file")
        name = TRIGGERS[index].name
        regions[name] = (*regions.get(name, ()), (end, end))
    found = misplaced.MisplacedDetector().detect(Fragment("file", data, regions))
    return [
        (each.name, each.advice.partition(",")[0][6:], data[slice(*each.span)].decode())
        for each in found
    ]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        pytest.param("password", "correct-horse-battery", id="a password"),
        pytest.param("pin", "4711", id="a number that may be a PIN"),
        pytest.param("hook", "https://example.org/hook/T00/B00", id="a web hook"),
        pytest.param("webhook_url", "https://example.org/x", id="a web hook by its name"),
        pytest.param("url", "https://example.org/a/0123456789abcdef0123", id="a long random part"),
        pytest.param("url", "https://me:pw@example.org/", id="a URL with a password"),
        pytest.param("url", "https://example.org/?sig=abc", id="a URL with a query"),
        pytest.param("user", "admin", id="a user's name"),
        pytest.param("region", "us-weast-9", id="no region"),
        pytest.param("word", "info", id="a level without its name"),
        pytest.param("mode", "production", id="an environment without its name"),
        pytest.param("empty", "", id="nothing"),
    ],
)
def test_no_setting(name: str, value: str) -> None:
    assert what_it_is(name, value) == ""


@pytest.mark.parametrize(
    ("name", "value", "kind"),
    [
        ("API_URL", "https://api.example.org/v1", "an address"),
        ("BROKER", "amqps://queue.example.org:5671", "an address"),
        ("HOST", "db.internal.example.org:5432", "the name of a host"),
        ("HOST", "10.0.0.12", "the name of a host"),
        ("REGION", "eu-west-1", "a region"),
        ("REGION", "us-gov-east-1", "a region"),
        ("LOCATION", "westeurope", "a region"),
        ("LOCATION", "GermanyWestCentral", "a region"),
        ("ZONE", "europe-west4", "a region"),
        ("DEBUG", "True", "a flag"),
        ("LOG_LEVEL", "warn", "a log level"),
        ("APP_ENV", "production", "the name of an environment"),
        ("DB_PORT", "5432", "a port"),
        ("HTTP_TIMEOUT", "30", "a number of the configuration"),
    ],
)
def test_settings(name: str, value: str, kind: str) -> None:
    assert what_it_is(name, value) == kind


def encoded(value: str) -> str:
    return base64.b64encode(value.encode()).decode()


MANIFEST = f"""\
apiVersion: v1
kind: Secret
metadata:
  name: "true"
stringData:
  REGION: "eu-west-1"  # where it runs
  URL: https://api.example.org
  PASSWORD: correct-horse-battery
  BLOCK: |
    true
type: Opaque
data:
    DEBUG: {encoded("true")}
    HOST: '{encoded("db.example.org")}'
    TOKEN: {encoded("correct-horse")}
    ODD: "no base64"
other:
  FLAG: "true"
---
kind: ConfigMap
data:
  DEBUG: "true"
"""


def test_a_manifest_of_kubernetes() -> None:
    assert advised(MANIFEST) == [
        ("REGION", "a region", "eu-west-1"),
        ("URL", "an address", "https://api.example.org"),
        ("DEBUG", "a flag", encoded("true")),
        ("HOST", "the name of a host", encoded("db.example.org")),
    ]
    assert advised(MANIFEST.replace("\n", "\r\n")) == advised(MANIFEST)
    assert advised(MANIFEST.replace("kind: Secret", "kind: SecretStore")) == []


def test_a_manifest_in_json() -> None:
    text = (
        '{\n "kind": "Secret",\n "stringData": {\n  "FLAG": "off",\n  "PW": "a-real-one"\n }\n}\n'
    )
    assert advised(text) == [("FLAG", "a flag", "off")]


def test_terraform() -> None:
    text = """\
resource "azurerm_key_vault_secret" "region" {
  name         = "app-region"
  value        = "westeurope"
}
resource "azurerm_key_vault_secret" "generated" {
  name  = "pw"
  value = random_password.p.result
}
resource "aws_secretsmanager_secret_version" "flag" {
  secret_string = "true"
}
resource "azurerm_app_service" "a" {
  value = "true"
}
"""
    assert advised(text) == [("app-region", "a region", "westeurope"), ("flag", "a flag", "true")]


def test_a_seed_of_a_key_vault() -> None:
    text = """\
az keyvault secret set --vault-name v --name api-url \\
    --value "https://api.example.org"
az keyvault secret set --vault-name v -n flag --value=true && az keyvault secret set -n x --value yes
az keyvault secret set --vault-name v --name pw --value "$PW"
az keyvault secret set --vault-name v --name gone
echo --value true
"""
    assert advised(text) == [
        ("api-url", "an address", "https://api.example.org"),
        ("flag", "a flag", "true"),
        ("x", "a flag", "yes"),
    ]


def test_templates_of_azure() -> None:
    bicep = """\
resource s 'Microsoft.KeyVault/vaults/secrets@2023-07-01' = {
  name: 'api-host'
  properties: {
    value: 'api.example.org'
  }
}
resource w 'Microsoft.Web/sites@2023-01-01' = { name: 'x', value: 'true' }
"""
    arm = '{"type": "Microsoft.KeyVault/vaults/secrets", "name": "r", "properties": {"value": "eastus2"}}'
    assert advised(bicep) == [("api-host", "the name of a host", "api.example.org")]
    assert advised(arm) == [("r", "a region", "eastus2")]


@given(st.text(alphabet="kind: Secret\ndata\"'{}-", max_size=200))
def test_any_manifest_is_answered(text: str) -> None:
    advised("kind: Secret\nstringData:\n" + text)
