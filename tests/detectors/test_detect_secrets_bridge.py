"""detect-secrets' plugins behind the bridge: whole tokens, exact places, nothing verified."""

from __future__ import annotations

import base64
import random
import socket
import string

import pytest
from detect_secrets.core.plugins.util import get_mapping_from_secret_type_to_class

from secretguard.detectors.detect_secrets_bridge import DetectSecretsDetector
from secretguard.errors import ConfigError
from secretguard.model.fragment import Fragment

LETTERS = string.ascii_letters + string.digits
HEX = "0123456789abcdef"
CLASS_NAMES = sorted(kind.__name__ for kind in get_mapping_from_secret_type_to_class().values())


def made(seed: int, length: int, alphabet: str = LETTERS) -> str:
    """Random characters; the same seed gives the same."""
    source = random.Random(seed)
    return "".join(source.choice(alphabet) for _ in range(length))


def found(class_name: str, text: str, path: str = "a.py") -> list[tuple[str, tuple[int, int], str]]:
    fragment = Fragment(path, text.encode())
    return [
        (each.rule_id, each.span, each.secret.reveal())
        for each in DetectSecretsDetector((class_name,)).detect(fragment)
    ]


def placed(rule_id: str, text: str, *values: str) -> list[tuple[str, tuple[int, int], str]]:
    """What ``found`` has to give when each value stands once in ``text``."""
    data = text.encode()
    starts = [data.index(value.encode()) for value in values]
    return [
        (rule_id, (start, start + len(value.encode())), value)
        for start, value in zip(starts, values, strict=True)
    ]


@pytest.mark.parametrize(
    ("class_name", "text"),
    [
        pytest.param("GitHubTokenDetector", "", id="empty file"),
        pytest.param("GitHubTokenDetector", "the prefix gh" + "p_ alone", id="a prefix alone"),
        pytest.param("Base64HighEntropyString", f"key = '{'ab' * 20}'", id="little entropy"),
        pytest.param("Base64HighEntropyString", f"key = {made(1, 40)}", id="not quoted"),
        pytest.param("HexHighEntropyString", f"key = '{made(2, 40)}'", id="not hexadecimal"),
        pytest.param("KeywordDetector", f"colour = '{made(3, 12)}'", id="no telling name"),
        pytest.param("KeywordDetector", "password = ''", id="empty value"),
    ],
)
def test_nothing_is_found(class_name: str, text: str) -> None:
    assert found(class_name, text) == []


def test_no_plugins_find_nothing() -> None:
    fragment = Fragment("a.py", f"password = '{made(3, 12)}'".encode())
    assert list(DetectSecretsDetector(()).detect(fragment)) == []


@pytest.mark.parametrize(
    ("class_name", "rule_id", "prefix", "length"),
    [
        # Both plugins have one group, around the prefix that every token shares.
        ("GitHubTokenDetector", "detect-secrets:github-token", "gh" + "p_", 36),
        ("GitHubTokenDetector", "detect-secrets:github-token", "gh" + "s_", 36),
        ("GitLabTokenDetector", "detect-secrets:gitlab-token", "gl" + "pat-", 20),
    ],
)
def test_two_tokens_of_a_provider_are_two_different_secrets(
    class_name: str, rule_id: str, prefix: str, length: int
) -> None:
    first, second = prefix + made(4, length), prefix + made(5, length)
    text = f"clé = {first}\nother = '{second}'\n"
    assert found(class_name, text) == placed(rule_id, text, first, second)


AWS_SECRET = made(6, 40)
LABEL = "PRIVATE " + "KEY-----"
PEM = f"-----BEGIN RSA {LABEL}\n{made(16, 64)}\n-----END RSA {LABEL}"
JWT = ".".join(
    base64.urlsafe_b64encode(part).decode().rstrip("=")
    for part in (b'{"alg":"HS256"}', b'{"sub":"1","name":"a person"}', made(17, 32).encode())
)
SLACK = "-".join(("xo" + "xb", made(7, 12, string.digits), made(8, 12, string.digits), made(9, 24)))


@pytest.mark.parametrize(
    ("class_name", "rule_id", "text", "value"),
    [
        pytest.param(
            "AWSKeyDetector", "detect-secrets:aws-access-key",
            f"aws_secret_access_key = '{AWS_SECRET}'", AWS_SECRET, id="a group that is the value",
        ),
        pytest.param(
            "PrivateKeyDetector", "detect-secrets:private-key",
            f"# é\n{PEM}\nx = 1", PEM.lstrip("-"), id="a key from header to footer",
        ),
        pytest.param(
            "JwtTokenDetector", "detect-secrets:json-web-token",
            f"jwt = '{JWT}'", JWT, id="a token with its signature",
        ),
        pytest.param(
            "IPPublicDetector", "detect-secrets:public-ip-ipv4",
            "host = 8.8.4.4", "8.8.4.4", id="an id without a trailing dash",
        ),
        pytest.param(
            "SlackDetector", "detect-secrets:slack-token", f"s = {SLACK}", SLACK, id="no group"
        ),
        pytest.param(
            "BasicAuthDetector", "detect-secrets:basic-auth-credentials",
            f"é = https://user:{made(10, 12)}@example.org/", made(10, 12), id="inside a URL",
        ),
        pytest.param(
            "Base64HighEntropyString", "detect-secrets:base64-high-entropy-string",
            f"# é\nkey = '{made(11, 44)}'", made(11, 44), id="entropy of base64",
        ),
        pytest.param(
            "HexHighEntropyString", "detect-secrets:hex-high-entropy-string",
            f'# é\nkey = "{made(12, 40, HEX)}"', made(12, 40, HEX), id="entropy of hexadecimal",
        ),
        pytest.param(
            "KeywordDetector", "detect-secrets:secret-keyword",
            f"# é\n\n  password = '{made(13, 12)}'  # ü\n", made(13, 12), id="a telling name",
        ),
    ],
)  # fmt: skip
def test_the_value_and_its_place(class_name: str, rule_id: str, text: str, value: str) -> None:
    assert found(class_name, text) == placed(rule_id, text, value)


def test_the_keyword_plugin_reads_each_kind_of_file_in_its_own_way() -> None:
    text = f"password: {made(14, 12)}\n"
    assert found("KeywordDetector", text, "a.yaml") == placed(
        "detect-secrets:secret-keyword", text, made(14, 12)
    )
    assert found("KeywordDetector", text, "a.py") == []


def test_several_plugins_answer_in_the_order_of_the_settings() -> None:
    value = made(15, 40, HEX)
    fragment = Fragment("a.py", f"password = '{value}'".encode())
    names = ("KeywordDetector", "HexHighEntropyString")
    assert [
        (each.rule_id, each.evidence, each.detector, each.secret.reveal())
        for each in DetectSecretsDetector(names).detect(fragment)
    ] == [
        (
            "detect-secrets:secret-keyword",
            ("found by detect-secrets' KeywordDetector",),
            "detect-secrets",
            value,
        ),
        (
            "detect-secrets:hex-high-entropy-string",
            ("found by detect-secrets' HexHighEntropyString",),
            "detect-secrets",
            value,
        ),
    ]


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        (
            "GithubTokenDetector",
            "has no plugin 'GithubTokenDetector'; did you mean GitHubTokenDetector",
        ),
        ("Zebra", "has no plugin 'Zebra'$"),
    ],
)
def test_an_unknown_plugin_is_a_configuration_error(name: str, sentence: str) -> None:
    with pytest.raises(ConfigError, match=sentence):
        DetectSecretsDetector((name,))


@pytest.mark.parametrize("class_name", CLASS_NAMES)
def test_no_plugin_reaches_for_the_network(
    class_name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    reached: list[object] = []
    monkeypatch.setattr(socket.socket, "connect", lambda _self, address: reached.append(address))
    monkeypatch.setattr(socket, "getaddrinfo", lambda *address, **_: reached.append(address))
    key = "AK" + "IA" + made(16, 16, string.ascii_uppercase)
    values = [SLACK, "gh" + "p_" + made(4, 36), key, f"aws_secret_access_key = '{AWS_SECRET}'"]
    list(DetectSecretsDetector((class_name,)).detect(Fragment("a.py", "\n".join(values).encode())))
    assert reached == []
