"""Every call of every provider file: it can be filled, reaches the host it says, and can be told."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from secretguard.contact.answers import ACCEPTED, DEAD, LIVE, UNKNOWN, meaning
from secretguard.contact.ask import with_parts
from secretguard.contact.fill import fill
from secretguard.errors import RuleError
from secretguard.model.call import Call, Condition, Request
from secretguard.rules.calls import REVOKE, VERIFY, calls_for, calls_in
from secretguard.rules.catalog import builtin_rules, provider_files
from secretguard.testing.generate import token

RULES = {rule.id: rule for rule in builtin_rules()}
CALLS = [
    pytest.param(call, table, id=f"{Path(path).stem} {table} {number}")
    for path in provider_files()
    for table, calls in calls_in(Path(path).read_text("utf-8"), path).items()
    for number, call in enumerate(calls, 1)
]


def values_for(call: Call, rule_id: str) -> dict[str, str]:
    values = {"secret": token(RULES[rule_id], 3)}
    values |= {name: token(RULES[partner], 4) for name, partner in call.partners}
    if call.host_near:
        values["host"] = "git.acme.example"
    return with_parts(call, values) | {name: "77" for name, _ in call.take}


@pytest.mark.parametrize(("call", "table"), CALLS)
def test_a_call_is_filled_for_each_of_its_tokens(call: Call, table: str) -> None:
    for rule_id in call.tokens:
        values = values_for(call, rule_id)
        for request in filter(None, (call.first, call.request)):
            filled = fill(request, values)
            assert filled.port == 443
            assert values["secret"] not in filled.host
            assert "{" not in filled.target + "".join(value for _, value in filled.headers)
    assert call in calls_for(call.tokens[0], table)


@pytest.mark.parametrize(("call", "table"), CALLS)
def test_each_documented_answer_means_one_thing(call: Call, table: str) -> None:
    expected = {LIVE: call.live, DEAD: call.dead, ACCEPTED: call.accepted}
    for outcome, conditions in expected.items():
        for condition in conditions:
            for status, body in answers(condition):
                assert meaning(call, status, body) == outcome


@pytest.mark.parametrize(("call", "table"), CALLS)
def test_what_nobody_documented_is_unknown(call: Call, table: str) -> None:
    page = b"<html>Forbidden by the gateway</html>"
    for status in (301, 302, 403, 407, 429, 500, 502, 503):
        assert meaning(call, status, page) == UNKNOWN


def answers(condition: Condition) -> list[tuple[int, bytes]]:
    """Answers that fulfil a condition, one for each of its texts and values."""
    bodies: list[object] = []
    for text in condition.text or ("",):
        for value in condition.equals or ("something",):
            document: object = {"note": text}
            if condition.field:
                document = {"note": text} | nested(condition.field.split("."), parsed(value))
            bodies.append(document)
    return [(status, json.dumps(body).encode()) for status in condition.status for body in bodies]


def nested(path: list[str], value: object) -> dict[str, object]:
    for name in reversed(path):
        value = [value] if name == "0" else {name: value}
    assert isinstance(value, dict)
    return value


def parsed(value: str) -> object:
    return json.loads(value) if value in {"true", "false", "null"} else value


def test_so_many_providers_can_be_asked() -> None:
    asked = {table: set() for table in (VERIFY, REVOKE)}  # type: dict[str, set[str]]
    for path in provider_files():
        for table, calls in calls_in(Path(path).read_text("utf-8"), path).items():
            asked[table] |= {Path(path).stem for call in calls if call}
    assert {"github", "gitlab", "slack", "npm", "aws", "google-cloud"} <= asked[REVOKE]
    assert {"stripe", "telegram", "sendgrid", "digitalocean", "heroku"} <= asked[VERIFY]
    assert len(asked[VERIFY]) >= 60
    assert len(asked[REVOKE]) >= 20


FILE = """
[provider]
id = "acme"
name = "ACME"
[revocation]
steps = ["Delete it."]
[[token]]
id = "acme-key"
name = "ACME key"
kind = "api-key"
pattern = 'acme_[a-z]{20}'
keywords = ["acme_"]
severity = "high"
confidence = "high"
[[token.example]]
text = 'KEY={token}'
[[verify]]
tokens = ["acme-key"]
url = "https://api.acme.example/me"
headers = { Authorization = "Bearer {secret}" }
live = [{ status = 200 }]
dead = [{ status = 401 }]
"""


def test_a_good_file_is_read() -> None:
    (call,) = calls_in(FILE, "acme.toml")[VERIFY]
    headers = (("Authorization", "Bearer {secret}"),)
    assert call.request == Request("GET", "https://api.acme.example/me", headers)
    assert (call.live, call.dead) == ((Condition((200,)),), (Condition((401,)),))


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        pytest.param("https://", "http://", "has to begin with https://", id="no TLS"),
        pytest.param("api.acme.example/", "{secret}/", "have to be fixed", id="host from the secret"),
        pytest.param("api.acme.example/", "a.{secret}.net/", "have to be fixed", id="domain chosen"),
        pytest.param("api.acme.example/", "{host}/", "needs host_near", id="host from nowhere"),
        pytest.param("api.acme.example/", "me@api.acme.example/", "have to be fixed", id="user"),
        pytest.param('"acme-key"]\nurl', '"github-pat"]\nurl', "no rule 'github-pat' in this file",
                     id="another provider's token"),
        pytest.param("{secret}", "{other}", "nothing fills the placeholder {other}", id="unfilled"),
        pytest.param("live = [{ status = 200 }]\n", "", "which answers mean live", id="no live"),
        pytest.param("status = 401", "status = 429", "429 and 5xx tell nothing", id="429"),
        pytest.param("status = 401", "status = 503", "429 and 5xx tell nothing", id="503"),
        pytest.param("status = 401", "status = 403", "403 alone tells nothing", id="403"),
        pytest.param("headers", "header", "did you mean 'headers'?", id="unknown key"),
        pytest.param("url", 'method = "TRACE"\nurl', "method must be one of", id="method"),
        pytest.param("url", "parts = '(?P<id>'\nurl", "(?P<id>", id="broken parts"),
        pytest.param("url", "host_near = 'x'\nurl", "needs the group 'host'", id="no host group"),
        pytest.param("url", 'form = { a = "1" }\njson = { a = "1" }\nurl', "one body", id="bodies"),
        pytest.param("url", 'sign = { key = "{secret}" }\nurl', "sign needs key", id="sign"),
        pytest.param("url", "form = { a = 1 }\nurl", "must be a string", id="number"),
        pytest.param("[[verify]]", "[[revoke_call]]\naccepted = [{ status = 503 }]", "5xx", id="503 accepted"),
    ],
)  # fmt: skip
def test_a_wrong_call_is_named(old: str, new: str, sentence: str) -> None:
    assert old in FILE
    head, mark, tail = FILE.partition("[[verify]]")
    text = (
        (head + mark + tail).replace(old, new)
        if old == mark
        else head + mark + tail.replace(old, new, 1)
    )
    with pytest.raises(RuleError) as caught:
        calls_in(text, "acme.toml")
    assert sentence in str(caught.value)


def test_rules_check_names_a_wrong_call(tmp_path: Path) -> None:
    from secretguard.testing.rule_checks import check_files

    path = tmp_path / "acme.toml"
    path.write_text(FILE.replace("https://api", "http://api"))
    assert any("https://" in told.sentence for told in check_files([str(path)]))
