"""Random text, words and the shapes in between: the judgement under every guess."""

from __future__ import annotations

import base64
import itertools
import string
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from waking import BASE62, HEX, drawn

from secretguard.detectors.randomness import (
    classes,
    is_encoded_text,
    is_hex,
    is_sequential,
    is_uuid,
    random_bits,
)
from secretguard.detectors.values import (
    CHOSEN,
    NOTHING,
    RANDOM,
    WEAK,
    is_filler,
    is_identifier,
    is_reference,
    looks_random,
    strength,
)

UUID = "-".join(drawn(9, length, HEX) for length in (8, 4, 4, 4, 12))
NAMES = (
    "getElementsByTagName", "application_configuration", "ConnectionPoolTimeoutError",
    "user-agent-string", "com.example.service.Handler", "MAX_RETRY_COUNT", "XMLHttpRequest",
    "utf8_general_ci", "multipart/form-data", "test_login_with_expired_session",
    "content-security-policy", "useEffectOnce", "base64_encoder", "organizationalUnitName",
    "text/html;charset=utf-8", "DEFAULT_PASSWORD_VALIDATORS", "sha256_checksum", "iso8859_15",
    "en_US.UTF-8", "application/x-www-form-urlencoded", "AbstractSingletonProxyFactoryBean",
)  # fmt: skip


def encoded(content: bytes) -> str:
    return base64.b64encode(content).decode()


def share_random(length: int, alphabet: str) -> float:
    texts = [drawn(seed, length, alphabet) for seed in range(300)]
    return sum(map(looks_random, texts)) / len(texts)


@pytest.mark.parametrize("text", ["", "a", "-", "A", "/"])
def test_too_little_to_tell(text: str) -> None:
    assert random_bits(text) == 0


@pytest.mark.parametrize("name", NAMES)
def test_words_and_names_are_not_random(name: str) -> None:
    assert random_bits(name) < 10
    assert not looks_random(name)


@pytest.mark.parametrize(
    ("length", "alphabet", "at_least"),
    [
        pytest.param(20, HEX, 0.95, id="20 hex digits"),
        pytest.param(40, HEX, 0.99, id="40 hex digits"),
        pytest.param(24, BASE62, 0.97, id="24 of base62"),
        pytest.param(32, BASE62, 0.99, id="32 of base62"),
        pytest.param(40, BASE62 + "+/", 0.98, id="40 of base64"),
        pytest.param(32, string.ascii_lowercase + string.digits, 0.99, id="32 of base36"),
        pytest.param(32, string.ascii_uppercase + "234567", 0.99, id="32 of base32"),
        pytest.param(32, BASE62 + "!@#$%^&*", 0.95, id="32 with punctuation"),
    ],
)
def test_how_much_of_what_machines_make_is_seen(
    length: int, alphabet: str, at_least: float
) -> None:
    assert share_random(length, alphabet) >= at_least


def test_longer_keys_are_surer() -> None:
    shares = [share_random(length, BASE62) for length in (10, 16, 24, 40)]
    assert shares == sorted(shares)
    assert shares[0] < shares[-1]


@given(st.text(string.ascii_lowercase + string.digits, max_size=20))
def test_evidence_ignores_the_case_as_such(text: str) -> None:
    assert random_bits(text.upper()) == random_bits(text)


@given(st.text(max_size=60))
def test_every_text_is_judged(text: str) -> None:
    assert strength(text) in (NOTHING, WEAK, CHOSEN, RANDOM)
    assert (strength(text) == RANDOM) <= looks_random(text)
    assert not is_uuid(text) or looks_random(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0123456789abcdef", True),
        ("ABCDEF0123", True),
        ("aBcdef", False),
        ("abcg", False),
        ("12 34", False),
    ],
)
def test_hex(text: str, expected: bool) -> None:
    assert is_hex(text) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (UUID, True),
        (UUID.upper(), True),
        (UUID[:-1], False),
        (UUID + "0", False),
        (UUID.replace("-", ""), False),
        ("g" + UUID[1:], False),
        ("{" + UUID + "}", False),
    ],
)
def test_uuid(text: str, expected: bool) -> None:
    assert is_uuid(text) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("abc", 1), ("ABC", 1), ("123", 1), ("-", 1), ("aB", 2), ("aB1", 3), ("aB1!", 4)],
)
def test_classes(text: str, expected: int) -> None:
    assert classes(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", False),
        ("abc", False),
        ("abcd", True),
        ("zyxwv", True),
        ("aaaaaa", True),
        ("1234567890", True),
        ("abcdefxq1", True),
        (drawn(2, 20), False),
        ("password", False),
    ],
)
def test_sequences(text: str, expected: bool) -> None:
    assert is_sequential(text) is expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        pytest.param("", NOTHING, id="nothing"),
        pytest.param("abc", NOTHING, id="three characters"),
        pytest.param("1234567", NOTHING, id="a short number"),
        pytest.param("two words", NOTHING, id="words"),
        pytest.param("a\tb1Cdef", NOTHING, id="a blank in it"),
        pytest.param("tulip_garden_bench_by_the_lake", NOTHING, id="a long name"),
        pytest.param("config.database.connection", NOTHING, id="a dotted name"),
        pytest.param("/etc/tulip/garden", NOTHING, id="a path"),
        pytest.param(drawn(3, 513), NOTHING, id="a text"),
        pytest.param("tulips", WEAK, id="a word"),
        pytest.param("tulip_garden", WEAK, id="two words, joined"),
        pytest.param("12345678", WEAK, id="a long number"),
        pytest.param("Tulip7" + "garden", CHOSEN, id="words with a digit"),
        pytest.param("tulip" + "garden77", CHOSEN, id="words and a number"),
        pytest.param("Tu7!" + "ip", CHOSEN, id="short, of four classes"),
        pytest.param("Tulip" + "7", CHOSEN, id="short, of three classes"),
        pytest.param("tulip" + "7", WEAK, id="short, of two classes"),
        pytest.param(UUID, RANDOM, id="a UUID"),
        pytest.param(drawn(3, 32, HEX), RANDOM, id="hex"),
        pytest.param(drawn(3, 32), RANDOM, id="base62"),
    ],
)
def test_strength(value: str, expected: int) -> None:
    assert strength(value) == expected


@pytest.mark.parametrize(
    ("value", "name"),
    [
        ("changeme", "password"),
        ("your-api-key-token", "api_key"),
        ("PASSWORD", "password"),
        ("db_secret", "db_secret"),
        ("aaaaaaaaaa", "token"),
        ("acbacbca", "token"),
        ("abababab", "token"),
        ("example-token", "token"),
        ("none", "password"),
        ("admin", "password"),
        ("xxxx-xxxx-xxxx", "serial"),
    ],
)
def test_filler(value: str, name: str) -> None:
    assert is_filler(value, name)


@pytest.mark.parametrize("value", [drawn(3, 32), f"your{drawn(3, 32)}", "Tulip7" + "garden"])
def test_no_filler(value: str) -> None:
    assert not is_filler(value, "password")


@pytest.mark.parametrize(
    "value",
    ["tulip_garden", "com.tulip.Garden", "tulipGarden", "TULIP-GARDEN", "$tulip", "tulip:a"],
)
def test_an_identifier(value: str) -> None:
    assert is_identifier(value)


@pytest.mark.parametrize("value", ["", "tulip7", "tulip garden", drawn(3, 32)])
def test_no_identifier(value: str) -> None:
    assert not is_identifier(value)


@pytest.mark.parametrize(
    "value",
    [
        "$NAME", "${NAME}", "prefix-${NAME}", "{{ name }}", "<%= name %>", "$(command)", "%(name)s",
        "<your key>", "op://vault/item/field", "vault:secret/data#key", "arn:aws:kms:eu:1:key/2",
        "/run/secrets/db", "ENC[AES256_GCM,data:x]", "{cipher}0a0b", "var.db_password",
        "process.env.TOKEN", "https://host/path", "a...z", "****",
    ],
)  # fmt: skip
def test_a_reference(value: str) -> None:
    assert is_reference(value)


@pytest.mark.parametrize("value", [drawn(3, 32), "Tulip7" + "garden", "tu$lip", "a.b.c", ""])
def test_no_reference(value: str) -> None:
    assert not is_reference(value)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("", False, id="nothing"),
        pytest.param(encoded(b"a sentence that people read"), True, id="a sentence"),
        pytest.param(encoded(b'{"alg":"HS256","typ":"JWT"}').rstrip("="), True, id="no padding"),
        pytest.param(encoded(b"012345678901"), True, id="digits"),
        pytest.param(encoded(b"short"), False, id="too short to tell"),
        pytest.param(encoded(bytes(range(200, 230))), False, id="bytes"),
        pytest.param("a" * 17, False, id="no base64"),
    ],
)
def test_encoded_text(text: str, expected: bool) -> None:
    assert is_encoded_text(text) is expected


@given(st.text(max_size=40) | st.text("abcxyz019AZ", max_size=40))
def test_a_run_is_one_by_its_steps(text: str) -> None:
    steps = [ord(after) - ord(before) for before, after in itertools.pairwise(text)]
    most = max(steps.count(step) for step in (0, 1, -1))
    for _ in range(2):  # calculated, then remembered
        assert is_sequential(text) == (len(steps) > 2 and most * 2 > len(steps))


def test_more_values_than_are_remembered_are_judged_alike() -> None:
    texts = [drawn(seed, 12, BASE62) for seed in range(300)]
    first = [random_bits(text) for text in texts]
    for number in range(21_000):
        random_bits(f"{number:08}")
    assert [random_bits(text) for text in texts] == first


@pytest.mark.parametrize(("args", "code"), [(["--help"], 0), ([], 2), (["gone"], 2)])
def test_the_table_is_written_for_folders_alone(tmp_path: Path, args: list[str], code: int) -> None:
    root = Path(__file__).parents[2]
    table = root / "secretguard" / "detectors" / "trigrams.txt"
    before = table.stat().st_mtime_ns
    script = root / "benchmarks" / "build_trigrams.py"
    done = subprocess.run([sys.executable, script, *args], cwd=tmp_path, capture_output=True)
    assert (done.returncode, table.stat().st_mtime_ns) == (code, before)
