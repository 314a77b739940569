"""Which environment and which consumer a place and a name speak of."""

from __future__ import annotations

import pytest

from secretguard.policy.homes import Home, home_of


@pytest.mark.parametrize(
    ("path", "name"),
    [
        pytest.param("app/settings.py", "password", id="an ordinary file"),
        pytest.param("latest/device.json", "", id="words that only begin like an environment"),
        pytest.param("product/stages.yaml", "produce", id="longer words"),
        pytest.param("compose.prod-and-dev.yaml", "", id="two environments in one name"),
        pytest.param("services/readme.md", "", id="a file right below a collection"),
    ],
)
def test_no_home(path: str, name: str) -> None:
    assert home_of(path, name) == Home()


@pytest.mark.parametrize(
    ("path", "environment"),
    [
        (".env.prod", "production"),
        (".env.production.local", ""),
        (".env.staging", "staging"),
        ("values-dev.yaml", "development"),
        ("charts/values.prd.yaml", "production"),
        ("appsettings.Production.json", "production"),
        ("appsettings.Development.json", "development"),
        ("local.settings.json", "development"),
        ("terraform/prod.tfvars", "production"),
        ("terraform.tfstate.d/uat/terraform.tfvars", "staging"),
        ("overlays/qa/secret.yaml", "test"),
        ("environments/prod/eu/main.tf", "production"),
        ("application-prod.properties", "production"),
        ("config/stagingDatabase.json", "staging"),
        ("PROD.env", "production"),
    ],
)
def test_environments_of_files(path: str, environment: str) -> None:
    assert home_of(path).environment == environment


def test_the_name_counts_before_the_file_and_the_file_before_its_folders() -> None:
    assert home_of("prod/values.yaml", "STAGING_TOKEN").environment == "staging"
    assert home_of("prod/values-dev.yaml").environment == "development"
    assert home_of("staging/prod/values.yaml").environment == "production"


@pytest.mark.parametrize(
    ("path", "consumer"),
    [
        ("services/api/.env", "api"),
        ("deploy/charts/worker/values.yaml", "worker"),
        ("src/Apps/shop/config/app.json", "shop"),
        ("services/.env", ""),
    ],
)
def test_consumers(path: str, consumer: str) -> None:
    assert home_of(path).consumer == consumer
