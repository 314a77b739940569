"""Expressions over paths: what becomes a gitignore pattern excludes nothing more than before."""

from __future__ import annotations

import re

import pathspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from secretguard.foreign.paths import ignored

CASES = [
    (r"^tests/fixtures/", ("/tests/fixtures/",)),
    (r"^tests/fixtures/.*$", ("/tests/fixtures/",)),
    (r"(^|/)vendor/", ("vendor/",)),
    (r"vendor/", ("vendor/",)),
    (r"a/b/", ("**/a/b/",)),
    (r"\.lock$", ("*.lock",)),
    (r".*\.min\.js$", ("*.min.js",)),
    (r"\.(jpg|png)$", ("*.jpg", "*.png")),
    (r"(.*?)(jpg|gif)$", ("*.jpg", "*.gif")),
    (r"^src/keys\.py$", ("/src/keys.py",)),
    (r"package-lock\.json$", ("package-lock.json",)),
    (r"(?i)\.PEM$", ("*.PEM",)),
]
LEFT = [
    "test",
    "foo$",
    "vendor/$",
    ".*",
    "",
    "^",
    "[ab]/",
    "a+/",
    "/vendor/",
    r"x(?=y)",
    "a|b/",
    "^$",
]


@pytest.mark.parametrize(("expression", "patterns"), CASES, ids=lambda value: str(value))
def test_what_it_becomes(expression: str, patterns: tuple[str, ...]) -> None:
    assert ignored(expression) == patterns


@pytest.mark.parametrize("expression", LEFT)
def test_what_is_not_surely_the_same_is_left(expression: str) -> None:
    assert ignored(expression) == ()


SPECS = [(re.compile(one), pathspec.GitIgnoreSpec.from_lines(lines)) for one, lines in CASES]
NAMES = st.sampled_from(["tests", "fixtures", "vendor", "src", "a", "b", "x.lock", "keys.py",
                         "p.min.js", "i.jpg", "package-lock.json", "k.PEM", "xvendor"])  # fmt: skip


@given(st.lists(NAMES, min_size=1, max_size=4).map("/".join))
def test_nothing_more_is_excluded_than_before(path: str) -> None:
    for expression, spec in SPECS:
        folders = {
            "vendor/",
            "x.lock",
            "keys.py",
            "p.min.js",
            "i.jpg",
            "package-lock.json",
            "k.PEM",
        }
        # gitignore does not tell a folder x.lock from a file of that name.
        if spec.match_file(path) and not folders & set(path.split("/")[:-1]):
            assert expression.search(path), (expression, path)
