"""Excluded paths: gitignore patterns, with git itself as the judge."""

from __future__ import annotations

import pytest
from conftest import Repo
from factory import drawn, placed, told
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from secretguard.filters.path import path_filter

KEY = drawn(1, 40)
EXCLUDED = ("path", "the settings exclude this path")


def excluded(patterns: list[str], path: str) -> bool:
    answer = told(path_filter(tuple(patterns)), *placed(KEY, KEY, path=path))
    assert answer in (EXCLUDED, ("", ""))
    return answer == EXCLUDED


@pytest.mark.parametrize(
    ("patterns", "path", "expected"),
    [
        pytest.param(["keys"], "src/app.py", False, id="another path"),
        pytest.param(["keys"], "src/monkeys/a", False, id="part of a name"),
        pytest.param(["keys/"], "keys", False, id="a file where a folder was meant"),
        pytest.param(["/keys"], "src/keys/a", False, id="anchored at the top"),
        pytest.param(["src/*.py"], "src/deep/a.py", False, id="a star does not cross folders"),
        pytest.param(["*.pem", "!real.pem"], "a/real.pem", False, id="taken back"),
        pytest.param(["# keys"], "# keys", False, id="a comment"),
        pytest.param(["a/", "!a/b"], "a/b", False, id="taken back out of a folder, unlike git"),
        pytest.param(["Keys"], "keys/a", False, id="another case"),
        pytest.param(["keys"], "src/keys/a", True, id="a name at any depth"),
        pytest.param(["keys/"], "src/keys/deep/a", True, id="a folder and all below it"),
        pytest.param(["/keys"], "keys/a", True, id="at the top"),
        pytest.param(["src/*.py"], "src/a.py", True, id="a path is anchored"),
        pytest.param(["src/**/a.py"], "src/x/y/a.py", True, id="two stars cross folders"),
        pytest.param(["!real.pem", "*.pem"], "a/real.pem", True, id="the last pattern counts"),
        pytest.param([r"\#a"], "#a", True, id="an escaped sign"),
        pytest.param(["sp ace/*"], "sp ace/x y", True, id="blanks"),
        pytest.param(["*.bin"], "caf\udce9.bin", True, id="a name that is no UTF-8"),
    ],
)
def test_patterns(patterns: list[str], path: str, expected: bool) -> None:
    assert excluded(patterns, path) is expected


PIECES = st.sampled_from(["a", "b", "*", "**", "?", "a*", "[ab]", ".x"])
PATTERN = st.builds(
    lambda no, top, parts, end: no + top + "/".join(parts) + end,
    st.sampled_from(["", "", "!"]),
    st.sampled_from(["", "/"]),
    st.lists(PIECES, min_size=1, max_size=3),
    st.sampled_from(["", "/"]),
).filter(lambda pattern: not pattern.endswith("**/"))
PATH = st.lists(st.sampled_from(["a", "b", "ab", ".x", "c"]), min_size=1, max_size=3).map("/".join)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(PATTERN, min_size=1, max_size=3), st.lists(PATH, min_size=1, unique=True))
def test_git_agrees_or_would_exclude_more(
    repo: Repo, patterns: list[str], paths: list[str]
) -> None:
    repo.write(".git/info/exclude", "".join(f"{pattern}\n" for pattern in patterns))
    asked = "\0".join(paths).encode()
    told_by_git = repo.run("check-ignore", "--no-index", "-z", "--stdin", check=False, stdin=asked)
    ignored = {path.decode() for path in told_by_git.stdout.split(b"\0") if path}
    ours = {path for path in paths if excluded(patterns, path)}
    assert ours <= ignored
    # Git never looks into an excluded folder; we do, so that "!" takes back what is in it.
    assert ours == ignored or any(pattern.startswith("!") for pattern in patterns)
