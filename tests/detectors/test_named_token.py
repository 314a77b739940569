"""What stands before a run of characters, and whether the run may be a token."""

from __future__ import annotations

import pytest

from secretguard.config.settings import Settings
from secretguard.detectors.named_token import NAME_REACH, screen_of
from secretguard.detectors.waking import triggers
from secretguard.rules.catalog import builtin_rules
from secretguard.rules.pattern import parse
from tests.detectors.waking import drawn

TRIGGER = "named:acme:acme-key:acme,bolt:bolt-key:boltworks/blt"


def _seen(before: str, value: str, behind: str) -> bool:
    data = f"{before}{value}{behind}".encode()
    return screen_of(TRIGGER)(data, len(before) + 20, "file.py")


@pytest.mark.parametrize(
    ("before", "behind"),
    [
        pytest.param('other_api_key = "', '"', id="nobody's name"),
        pytest.param('acme = 1\napi_key = "', '"', id="a name in the line above"),
        pytest.param('acme["x"], api_key = "', '"', id="a name behind another mark"),
    ],
)
def test_nobody_s_key_wakes_no_rule(before: str, behind: str) -> None:
    assert not _seen(before, drawn(7, 32), behind)


@pytest.mark.parametrize(
    "value",
    [
        pytest.param("generate_some_token_for_everybody", id="words"),
        pytest.param("GenerateSomeTokenForEverybody", id="words in camel case"),
        pytest.param("CONF_SOME_TOKEN_FOR_EVERYBODY", id="a constant"),
        pytest.param("https://acme.example.org/v1/token", id="an address"),
    ],
)
def test_what_is_no_token_wakes_no_rule(value: str) -> None:
    assert not _seen('acme_api_key = "', value, '"')


@pytest.mark.parametrize(
    "before",
    [
        'acme_api_key = "',
        "ACME-API-KEY: ",
        '"acmeApiKey": "',
        'key = "acme token ',
        'acme_key = b"',
        'acme_key = Rb"',
        "bolt.works.token=",
        "blt_auth => '",
    ],
)
def test_a_token_under_a_name_wakes_its_rules(before: str) -> None:
    assert _seen(before, drawn(7, 32), '"')


def test_no_name_begins_further_back_than_is_looked() -> None:
    found, modules = triggers(Settings(), builtin_rules())
    widths = [
        parse(trigger.pattern).getwidth()[1]
        for trigger, module in zip(found, modules, strict=True)
        if module == "named_token"
    ]
    longest = max(len(word) for rule in builtin_rules() for word in rule.keywords)
    brand_before_the_word = longest + 40
    assert widths
    assert max(widths) + brand_before_the_word <= NAME_REACH + 20
