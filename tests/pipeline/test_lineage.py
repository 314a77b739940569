"""What wakes in a version is the same, whether it is looked at whole or where it changed."""

from __future__ import annotations

import os
import random
from base64 import b64encode
from functools import cache

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from mocks import mock_token

from secretguard.pipeline.lineage import Lineage
from secretguard.pipeline.screen import Screen, open_screen
from secretguard.sources.versions import Version
from secretguard.testing.contexts import CONTEXTS

TOKENS = [mock_token(name, 9) for name in ("github-pat", "aws-access-key-id", "jwt", "gitlab-pat")]
WORD = "correct-h0rse-Battery"
BODY = "".join(random.Random(5).choices("abcdefABCDEFGHIJKLMNOP0123456789+/", k=64))
# Pieces of texts; each that holds something looks around, back or further on in its own way.
PIECES = [
    *(template.replace("{name}", "api_key").replace("{token}", token)
      for template in CONTEXTS.values() for token in TOKENS[:2]),
    *TOKENS,
    f'password = "{WORD}"\n', "password:\n", f"  {WORD}\n", "secret: |\n", "token = (\n", f"    '{WORD}'\n",
    f"postgres://app:{WORD}@db.example.org/\n", f'key = "{BODY[:40]}"\n', f"{BODY}\n", f'"{BODY[:20]}" +\n',
    f'  "{BODY[20:40]}"\n', "user,password,host\n", f"ann,{WORD},db\n", "-----BEGIN PRIVATE KEY-----\n",
    "-----END PRIVATE KEY-----\n", "--- a/x.py\n+++ b/x.py\n@@ -1 +1 @@\n", "GIT binary patch\n", "data:\n",
    "\\x41\\x42\\x43\\x44\\x45\\x46\\x47\\x48", "value: ", "IDENTIFIED BY '", "# a line of words\n" * 60,
    "\n", "\r\n", '"', "'", " ", "=", "é", "x" * 700, "import os\n" * 90, "\t",
    b64encode(f"a {TOKENS[0]} b\n".encode()).decode(), " */\n",
]  # fmt: skip
TEXT = st.lists(st.sampled_from(PIECES), min_size=1, max_size=12).map("".join)
# Where to begin, as a share of the text; how much goes; what comes in its place.
EDITS = st.lists(
    st.tuples(
        st.floats(0, 1), st.sampled_from((0, 0, 1, 7, 300, 2000)), st.sampled_from(["", *PIECES])
    ),
    min_size=1,
    max_size=3,
)
PATHS = st.sampled_from((b"a.py", b"conf/app.yml", b"table.csv", b".env", b"x.patch", b"notes.md"))


@cache
def screen() -> Screen:
    return open_screen(None)


def edited(base: Version, edits: list[tuple[float, int, str]]) -> Version:
    """The content with each of the edits made, told as copies of what is left of the base."""
    content, copies, position = b"", [], 0
    for share, gone, new in sorted(edits):
        start = max(position, int(share * len(base.content)))
        if start > position:
            copies.append((position, len(content), start - position))
        content += base.content[position:start] + new.encode()
        position = min(len(base.content), start + gone)
    if position < len(base.content):
        copies.append((position, len(content), len(base.content) - position))
    return Version(content + base.content[position:], base, copies)


@given(TEXT, st.lists(EDITS, min_size=1, max_size=4), PATHS)
@settings(max_examples=300)
@example('x = "' + "y" * 900 + '"\n', [[(0.0, 0, 'password = """\n')]], b"a.py")
def test_a_version_wakes_the_same_as_a_whole(
    text: str, history: list[list[tuple[float, int, str]]], path: bytes
) -> None:
    lineage = Lineage(screen())
    version = Version(text.encode(), None, [])
    assert lineage.hits(path, version) == screen().hits(path, version.content)
    for edits in history:
        version = edited(version, edits)
        assert lineage.hits(path, version) == screen().hits(path, version.content)


class Counting:
    """A matcher that counts what it reads."""

    def __init__(self) -> None:
        self.read = 0

    def hits(self, data: bytes) -> list[tuple[int, int]]:
        self.read += len(data)
        return screen().matcher.hits(data)


def test_only_what_is_new_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = [f"line {number} of many\n" for number in range(5000)]
    counting = Counting()
    fresh = open_screen(None)
    monkeypatch.setattr(fresh, "matcher", counting)
    lineage = Lineage(fresh)
    whole = Version("".join(lines).encode(), None, [])
    assert lineage.hits(b"a.txt", whole) == []
    assert counting.read == len(whole.content)
    counting.read = 0
    leak = f'token = "{TOKENS[0]}"\n'
    found = lineage.hits(b"a.txt", leaky := edited(whole, [(0.5, 0, leak)]))
    assert counting.read < 4000
    assert found == screen().hits(b"a.txt", leaky.content) != []
    counting.read = 0
    moved = edited(leaky, [(0.0, 0, "first\n")])
    assert lineage.hits(b"a.txt", moved) == [(end + 6, index) for end, index in found]
    assert counting.read < 4000


def test_under_another_path_it_is_looked_at_whole() -> None:
    lineage = Lineage(screen())
    text = f'password = "{WORD}"\n' + "import os\n" * 500
    whole = Version(text.encode(), None, [])
    lineage.hits(b"docs/a.md", whole)
    version = edited(whole, [(1.0, 0, "import re\n")])
    assert lineage.hits(b"conf/a.py", version) == screen().hits(b"conf/a.py", version.content)


@pytest.mark.parametrize(
    "content",
    [
        pytest.param("password = 1\n".encode("utf-16"), id="another encoding"),
        pytest.param(bytes(range(32)) * 50, id="binary"),
        pytest.param(b"version https://git-lfs.github.com/spec/v1\noid sha256:0\n", id="a pointer"),
    ],
)
def test_what_is_no_plain_text_is_left_to_the_screen(content: bytes) -> None:
    assert Lineage(screen()).hits(b"a.bin", Version(content, None, [])) is None


def test_lines_without_end_are_searched_once() -> None:
    text = os.urandom(40_000).hex().encode()
    lineage = Lineage(screen())
    whole = Version(text, None, [])
    lineage.hits(b"a.txt", whole)
    version = edited(whole, [(number / 2000, 1, "0") for number in range(2000)])
    assert list(lineage._windows(version)) == [(0, 0, len(version.content))]
