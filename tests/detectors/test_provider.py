"""What has a token's shape by chance and is none."""

from __future__ import annotations

import random
import string

import pytest

from secretguard.rules.catalog import builtin_rules
from secretguard.testing.generate import token
from secretguard.testing.rule_checks import Bench

RULES = {rule.id: rule for rule in builtin_rules()}
STS = "alibaba-cloud-sts-access-key-id"
OLDER = "atlassian-api-token-older"
BENCH = Bench([RULES[STS], RULES[OLDER]])


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
