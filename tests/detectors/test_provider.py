"""What has a token's shape by chance and is none."""

from __future__ import annotations

import base64
import random
import string

import pytest

from secretguard.rules.catalog import builtin_rules
from secretguard.testing.generate import token
from secretguard.testing.rule_checks import Bench

RULES = {rule.id: rule for rule in builtin_rules()}
STS = "alibaba-cloud-sts-access-key-id"
OLDER = "atlassian-api-token-older"
GOOGLE = "google-api-key"
META = "meta-access-token"
BENCH = Bench([RULES[STS], RULES[OLDER], RULES[META], RULES[GOOGLE]])
BINARY = base64.b64encode(random.Random(4).randbytes(300)).decode()


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("see AWS.STS.assumeRoleWithWebIdentity for more", id="a method"),
        pytest.param("new STS.AssumeRoleWithWebIdentityRequest()", id="a class"),
        pytest.param("STS.GetSessionTokenV2Response", id="a number in it"),
        pytest.param("CONFLUENCE_CREDENTIAL_NAME = 'confluenceCloudOAuth2Api'", id="in quotes"),
        pytest.param("jira_key = JiraSoftwareServer2Issue;", id="behind a name"),
    ],
)
def test_words_in_camel_case_are_no_token(text: str) -> None:
    assert BENCH.find(text) == []


@pytest.mark.parametrize("seed", range(40))
def test_what_somebody_drew_is_no_word(seed: int) -> None:
    drawn = random.Random(seed)
    sts = "STS." + "".join(drawn.choices(string.ascii_letters + string.digits, k=24))
    older = token(RULES[OLDER], seed)
    assert [value for _, _, value in BENCH.find(f"AWS.x({sts})")] == [sts]
    assert [value for _, _, value in BENCH.find(f"jira_token = '{older}'")] == [older]


@pytest.mark.parametrize("around", ["{0}/{1}/{0}", "{0}+{1}", "{1}/{0}"])
def test_a_piece_of_a_long_run_of_base64_is_data(around: str) -> None:
    assert BENCH.find(f'wasm = "{around.format(BINARY, token(RULES[META], 4))}"') == []


@pytest.mark.parametrize(
    "around",
    [
        pytest.param("{1}", id="alone"),
        pytest.param("https://graph.example.com/v19/{1}/me", id="a part of a path"),
        pytest.param("{0} {1} {0}", id="beside data"),
        pytest.param("+{1}", id="an added line"),
    ],
)
def test_a_token_that_stands_by_itself_is_found(around: str) -> None:
    value = token(RULES[META], 4)
    assert [each for _, _, each in BENCH.find(around.format(BINARY, value))] == [value]


def test_the_evidence_names_the_rule_whatever_letter_it_begins_with() -> None:
    (found,) = BENCH.candidates(f"jira_token = '{token(RULES[OLDER], 1)}'")
    assert found.evidence == ("has the shape of: Atlassian API token (older form)",)


def test_the_key_that_the_firebase_sdk_prints_is_public() -> None:
    printed = "AIza" + "SyDdVgKwhZl0sTTTLZ7iTmt" + "1r3N2cJLnaDk"
    found = BENCH.candidates(f'{printed}", "{token(RULES[GOOGLE], 4)}"')
    assert [each.public for each in found] == [
        "the provider publishes this value as an example",
        "",
    ]
