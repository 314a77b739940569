"""A random string that nothing explains: the bar is high, and everything around may excuse it."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st
from waking import BASE62, HEX, Bench, drawn

from secretguard.detectors import entropy
from secretguard.detectors.entropy import EntropyDetector
from secretguard.detectors.paths import is_test

BENCH = Bench(entropy, EntropyDetector)
KEY = drawn(7, 40)
RULE = "high-entropy-string"


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="nothing"),
        pytest.param(f"x = {KEY};", id="no string"),
        pytest.param(f'x = "{KEY[:31]}"', id="31 characters"),
        pytest.param(f'x = "{drawn(7, 129)}"', id="129 characters: data rather than a key"),
        pytest.param(f'x = "{drawn(7, 20)} {drawn(8, 20)}"', id="a blank in it"),
        pytest.param(f'x = "{KEY}', id="not closed"),
        pytest.param(f'x = "{drawn(7, 40, HEX)}"', id="the shape of SHA-1"),
        pytest.param(f'x = "{drawn(7, 64, HEX).upper()}"', id="the shape of SHA-256"),
        pytest.param(f'x = "{drawn(7, 40, string.ascii_lowercase + "0123")}"', id="no capital"),
        pytest.param(f'x = "{drawn(7, 40, string.ascii_letters)}"', id="no digit"),
        pytest.param('x = "4f3c2b1a-0000-4000-8000-123456789abc"', id="a UUID"),
        pytest.param('x = "getUserNameFromTheRegistryOfUsers2And3"', id="camelCase"),
        pytest.param('x = "path/to/some/Directory/with/Files2/x3"', id="a path"),
        pytest.param('x = "com.example.Package2.Class3.method.Name"', id="a dotted name"),
        pytest.param('x = "Some-Words-Joined-By-Dashes-2-And-3-More"', id="a slug"),
        pytest.param(f'x = "{BASE62}"', id="an alphabet"),
        pytest.param(f'x = "{KEY[:16]}.{KEY[16:28]}.{KEY[28:]}"', id="dots between parts"),
        pytest.param(f'x = "{"/".join(KEY[i : i + 4] for i in range(0, 40, 4))}"', id="slashes"),
        pytest.param(f'x = "{"-".join(KEY[i : i + 8] for i in range(0, 40, 8))}"', id="dashes"),
        pytest.param(f'src = "data:image/png;base64,{KEY}"', id="an image"),
    ],
)
def test_no_candidate(text: str) -> None:
    assert BENCH.told("src/a.py", text) == []
    assert not BENCH.refuses("src/a.py", text)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param('x = "~"', id="double quotes"),
        pytest.param("f('~')", id="single quotes"),
        pytest.param("x: `~`", id="backticks"),
        pytest.param('["a", "~", "b"]', id="in a list"),
        pytest.param('first line\nx = "~"\nlast line', id="between lines"),
    ],
)
def test_the_string_is_the_secret(text: str) -> None:
    assert BENCH.told("src/a.py", text.replace("~", KEY)) == [(RULE, "medium", "", KEY)]
    assert BENCH.refuses("src/a.py", text.replace("~", KEY))


@pytest.mark.parametrize("padding", ["=", "=="])
def test_padding_belongs_to_the_value(padding: str) -> None:
    assert BENCH.told("src/a.py", f'x = "{KEY}{padding}"') == [(RULE, "medium", "", KEY + padding)]


@pytest.mark.parametrize("length", [32, 64, 128])
def test_lengths_of_keys(length: int) -> None:
    key = drawn(4, length)
    assert BENCH.told("src/a.py", f'x = "{key}"') == [(RULE, "medium", "", key)]


@pytest.mark.parametrize(
    "context",
    [
        "sha256 = ", "integrity: ", "checksum = ", "digest=", "content_hash = ", "md5 = ", "ETag: ",
        "signature = ", "certificate = ", "public_key = ", "pubkey: ", "fingerprint = ", "font = ",
        "image: ", "nonce = ", "uuid = ", "ALPHABET = ", "charset = ", "href=", "url = ", "path = ",
        "encoded = ", "cipher = ", "test_vector = ", "expected = ", "assert x == ", "revision = ",
        "commit = ", "version: ", "document_id = ", "payload = ", "address = ", "multipart/mixed; boundary=",
        "$trusted_keys[] = ", "sample: ", "key_example: ", "placeholder=", "watch?v=x, playlist?list=",
    ],
)  # fmt: skip
def test_what_the_line_calls_it_excuses_it(context: str) -> None:
    assert BENCH.told("src/a.py", f'{context}"{KEY}"') == []
    assert not BENCH.refuses("src/a.py", f'{context}"{KEY}"')
    on_another_line = f'{context}""\nx = "{KEY}"'
    assert BENCH.told("src/a.py", on_another_line) == [(RULE, "medium", "", KEY)]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param('"a.js": "~",\n"b.js": "~"', id="a table of digests"),
        pytest.param('"~"\n"~"\n"~"', id="a block of base64"),
        pytest.param('["~", "~"]', id="a list on one line"),
        pytest.param('x = "sha512-~"', id="an integrity value"),
        pytest.param('"VersionId": "~"', id="an id"),
    ],
)
def test_more_of_the_same_beside_it_excuses_it(text: str) -> None:
    assert BENCH.told("src/a.json", text.replace("~", KEY)) == []


@pytest.mark.parametrize(
    "path",
    [
        "tests/a.py", "src/a_test.go", "docs/a.adoc", "README.md", "fixtures/a.json", "poetry.lock",
        "package-lock.json", "pnpm-lock.yaml", "go.sum", "a.min.js", "a.js.map", "a.svg", "a.ipynb",
        "a.po", "a.csv", "a.pem", "tests.snap", "fix.patch",
    ],
)  # fmt: skip
def test_where_random_strings_are_common_one_more_is_no_news(path: str) -> None:
    assert BENCH.told(path, f'x = "{KEY}"') == (
        [(RULE, "low", "", KEY)] if is_test(path) and path != "tests.snap" else []
    )
    assert not BENCH.refuses(path, f'x = "{KEY}"')


def test_a_long_line_is_made_by_a_machine() -> None:
    text = "a=1;" * 40 + f'x="{KEY}"'
    assert BENCH.told("src/a.js", text) == [(RULE, "low", "", KEY)]


@given(st.text(BASE62 + "+/=_-.\"'` \n", max_size=160))
def test_a_refusal_is_always_a_candidate_of_its_own(text: str) -> None:
    told = BENCH.told("src/a.py", text)
    assert BENCH.refuses("src/a.py", text) is any(each[1] == "medium" for each in told)
    assert all(32 <= len(each[3]) <= 128 for each in told)


@given(st.lists(st.sampled_from(["get", "User", "name", "Of", "2", "Table", "x", "_"]), min_size=8))
def test_joined_words_never_refuse(words: list[str]) -> None:
    assert not BENCH.refuses("src/a.py", f'x = "{"".join(words)}"')
