"""Each file of another tool: every entry is taken over, left with a reason, or noted."""

from __future__ import annotations

import json

import pytest

from secretguard.config.settings import UserPattern
from secretguard.errors import ConfigError
from secretguard.foreign import detect_secrets, gitleaks, lists, yaml_files
from secretguard.foreign.plan import NOT_A_SECRET, REAL, UNREVIEWED, Known, Read
from secretguard.model.secret import Secret

RULES = frozenset({"github-pat", "npm-access-token"})


def told(read: Read, outcome: str) -> list[tuple[str, str]]:
    return [(line.where, line.text) for line in read.lines if line.outcome == outcome]


GITLEAKS = r"""
title = "ours"
[extend]
useDefault = true
path = "base.toml"
disabledRules = ["github-pat", "private-key-of-theirs"]

[[rules]]
id = "ACME Token"
description = "ACME token"
regex = '''(?i)acme[_-]token\s*=\s*(\w{32})$'''
keywords = ["acme"]
entropy = 3.5

[[rules]]
id = "github-pat"
regex = '''ghx_(a)(b)'''
secretGroup = 2

[[rules]]
id = "file-names"
path = '''\.p12$'''

[[rules]]
id = "odd"
regex = '''(?U)a+'''
[[rules.allowlists]]
stopwords = ["hidden value"]

[allowlist]
paths = ['''^tests/fixtures/''', '''(.*?)test''']
regexes = ['''hidden value''']
stopWords = ["hidden value", "another"]

[filters]
x = 1
"""


def test_a_gitleaks_configuration() -> None:
    read = gitleaks.read_config(GITLEAKS, ".gitleaks.toml", RULES)
    assert read.exclude == ("/tests/fixtures/",)
    assert read.disable == ("github-pat",)
    assert read.patterns == (
        UserPattern(
            "acme-token",
            r"(?i:acme[_-]token[\t\n\f\r ]*=[\t\n\f\r ]*([0-9A-Za-z_]{32})\Z)",
            title="ACME token",
        ),
        UserPattern("gitleaks-github-pat", "ghx_(a)(?P<secret>b)"),
    )
    assert told(read, "converted") == [
        (".gitleaks.toml: disabledRules", "disable github-pat"),
        (".gitleaks.toml: rule ACME Token", "becomes the pattern acme-token"),
        (".gitleaks.toml: rule github-pat", "becomes the pattern gitleaks-github-pat"),
        (".gitleaks.toml: allowlist path ^tests/fixtures/", "exclude /tests/fixtures/"),
    ]
    left = told(read, "left")
    assert [where for where, _ in left] == [
        ".gitleaks.toml: extend.path",
        ".gitleaks.toml: disabledRules",
        ".gitleaks.toml: rule file-names",
        ".gitleaks.toml: rule odd",
        ".gitleaks.toml: rule odd: allowlist stopwords (1)",
        ".gitleaks.toml: allowlist path (.*?)test",
        ".gitleaks.toml: allowlist regexes (1)",
        ".gitleaks.toml: allowlist stopwords (2)",
        ".gitleaks.toml: filters",
    ]
    assert "hidden value" not in repr(read)  # an allowlist may spell out a secret


@pytest.mark.parametrize(
    "narrowed", ['condition = "AND"', 'condition = "&&"', 'targetRules = ["github-pat"]']
)
def test_an_allowlist_under_further_conditions_excludes_nothing(narrowed: str) -> None:
    text = f"[[allowlists]]\n{narrowed}\npaths = ['''^a/''']\n"
    read = gitleaks.read_config(text, "g", RULES)
    assert (read.exclude, [where for where, _ in told(read, "left")]) == (
        (), ["g: allowlist paths (1)"],
    )  # fmt: skip


def test_of_several_groups_the_first_is_taken_and_that_is_noted() -> None:
    text = "[[rules]]\nid = 'x'\nregex = 'a(b)(c)'\n"
    read = gitleaks.read_config(text, "g", RULES)
    assert read.patterns == (UserPattern("x", "a(?P<secret>b)(c)"),)
    assert told(read, "note") == [
        ("g: rule x", "of its groups the first one is taken as the secret")
    ]


def test_fingerprints_to_ignore() -> None:
    text = "# known\n\napp.py:github-pat:3\n" + "a" * 40 + ":lib\\x.py:aws:7\nnonsense\na:b:c\n"
    read = gitleaks.read_ignore(text, ".gitleaksignore")
    assert read.known == (
        Known(".gitleaksignore:3", "app.py", UNREVIEWED, "github-pat", 3),
        Known(".gitleaksignore:4", "lib/x.py", UNREVIEWED, "aws", 7),
    )
    assert [where for where, _ in told(read, "left")] == [".gitleaksignore:5", ".gitleaksignore:6"]


def test_a_gitleaks_report_as_baseline() -> None:
    rows = [
        {"RuleID": "aws", "File": "a.py", "StartLine": 3, "Secret": "made up value"},
        {"RuleID": "aws", "File": "b.py", "StartLine": 4, "Secret": "REDACTED"},
    ]
    read = gitleaks.read_baseline(json.dumps(rows), "r.json")
    assert read.known == (
        Known("r.json: 1", "a.py", UNREVIEWED, "aws", 3, secret=Secret("made up value")),
        Known("r.json: 2", "b.py", UNREVIEWED, "aws", 4),
    )
    assert "made up value" not in repr(read)
    assert [text for _, text in told(read, "note")] == [
        "it holds the secrets themselves: delete it, and its history"
    ]


BASELINE = {
    "version": "1.5.0",
    "plugins_used": [
        {"name": "AWSKeyDetector"},
        {"name": "Base64HighEntropyString", "limit": 4.5},
        {"name": "Mine", "path": "file://evil.py"},
    ],
    "filters_used": [
        {"path": "detect_secrets.filters.allowlist.is_line_allowlisted"},
        {
            "path": "detect_secrets.filters.regex.should_exclude_file",
            "pattern": [r"\.lock$", "x|y"],
        },
        {"path": "detect_secrets.filters.regex.should_exclude_secret", "pattern": ["hidden value"]},
        {"path": "file://evil.py::is_fine"},
    ],
    "results": {
        "a\\b.py": [
            {
                "type": "Secret Keyword",
                "hashed_secret": "A" * 40,
                "line_number": 3,
                "is_secret": True,
            },
            {"type": "Secret Keyword", "hashed_secret": "b" * 40, "is_secret": False},
        ],
        "c.py": [{"type": "AWS Access Key", "hashed_secret": "c" * 40, "line_number": 1}],
    },
}


def test_a_detect_secrets_baseline() -> None:
    read = detect_secrets.read_baseline(json.dumps(BASELINE), ".secrets.baseline")
    where = ".secrets.baseline"
    assert read.exclude == ("*.lock",)
    assert read.known == (
        Known(f"{where}: a\\b.py", "a/b.py", REAL, "Secret Keyword", 3, digest="a" * 40),
        Known(f"{where}: a\\b.py", "a/b.py", NOT_A_SECRET, "Secret Keyword", 0, digest="b" * 40),
        Known(f"{where}: c.py", "c.py", UNREVIEWED, "AWS Access Key", 1, digest="c" * 40),
    )
    assert [place for place, _ in told(read, "left")] == [
        f"{where}: plugin Base64HighEntropyString",
        f"{where}: plugin Mine",
        f"{where}: filter should_exclude_file x|y",
        f"{where}: filter should_exclude_secret",
        f"{where}: filter file://evil.py::is_fine",
    ]
    assert "hidden value" not in repr(read)


def test_an_older_baseline() -> None:
    text = json.dumps({"exclude": {"files": r"^a/", "lines": "x"}, "results": {}})
    read = detect_secrets.read_baseline(text, "b")
    assert (read.exclude, [place for place, _ in told(read, "left")]) == (
        ("/a/",), ["b: exclude.lines"],
    )  # fmt: skip


def test_ggshield() -> None:
    text = """
version: 2
exit_zero: true
secret:
  show_secrets: false
  ignored_paths: ["tests/**"]
  ignored_detectors: [Generic]
  ignored_matches:
    - {name: one, match: DIGEST}
    - {name: two, match: made up value}
""".replace("DIGEST", "AB" * 32)
    read = yaml_files.read_ggshield(text, "g")
    assert read.exclude == ("tests/**",)
    assert read.known == (
        Known("g: ignored_matches 1", "", NOT_A_SECRET, digest="ab" * 32),
        Known("g: ignored_matches 2", "", NOT_A_SECRET, secret=Secret("made up value")),
    )
    assert [place for place, _ in told(read, "left")] == [
        "g: ignored_detectors Generic", "g: show_secrets", "g: exit_zero",
    ]  # fmt: skip
    assert "made up value" not in repr(read)


def test_an_older_ggshield_file_is_left() -> None:
    read = yaml_files.read_ggshield("paths-ignore: [a]\n", "g")
    assert told(read, "left") == [("g", "only version 2 of the file is known")]


def test_talisman() -> None:
    text = """
fileignoreconfig:
  - {filename: keys.txt, checksum: abc}
  - {checksum: abc}
custom_patterns: ["acme_([a-z]{9})"]
threshold: medium
"""
    read = yaml_files.read_talisman(text, "t")
    assert read.known == (Known("t: fileignoreconfig keys.txt", "keys.txt", UNREVIEWED),)
    assert read.patterns == (UserPattern("talisman-1", "acme_([a-z]{9})", title="talisman 1"),)
    assert [place for place, _ in told(read, "left")] == [
        "t: fileignoreconfig keys.txt", "t: fileignoreconfig 2", "t: threshold",
    ]  # fmt: skip


def test_trufflehog() -> None:
    text = """
detectors:
  - name: Hog Token
    keywords: [hog]
    regex: {id: "hog_[0-9]{4}", secret: "(?i)hog=(x)(y)"}
    verify: [{endpoint: "http://evil.example"}]
"""
    read = yaml_files.read_trufflehog(text, "t")
    assert read.patterns == (
        UserPattern("hog-token-id", "hog_[0-9]{4}", title="Hog Token id"),
        UserPattern("hog-token-secret", "(?i:hog=(?P<secret>x)(y))", title="Hog Token secret"),
    )
    assert told(read, "left") == [
        ("t: detector Hog Token: verify", "nothing asks the network by itself")
    ]


def test_lists() -> None:
    read = lists.read_expressions("# no\n^a/\n.*\n", "e")
    assert (read.exclude, told(read, "left")) == (
        ("/a/",), [("e:3: .*", "no gitignore pattern says surely the same")],
    )  # fmt: skip
    read = lists.read_globs("a/\n[secrets]\nmade up value\n", "s")
    assert read.exclude == ("a/",)
    assert read.known == (Known("s:3", "", NOT_A_SECRET, secret=Secret("made up value")),)


@pytest.mark.parametrize(
    ("reader", "text"),
    [
        (lambda text: gitleaks.read_config(text, "f", RULES), "a = "),
        (lambda text: gitleaks.read_baseline(text, "f"), "{"),
        (lambda text: gitleaks.read_baseline(text, "f"), '[{"File": 1}]'),
        (lambda text: detect_secrets.read_baseline(text, "f"), "[]"),
        (lambda text: detect_secrets.read_baseline(text, "f"), '{"results": {"a": [{}]}}'),
        (lambda text: yaml_files.read_ggshield(text, "f"), "a: ["),
        (lambda text: yaml_files.read_talisman(text, "f"), "- a"),
        (
            lambda text: yaml_files.read_talisman(text, "f"),
            "!!python/object/apply:os.system [exit]",
        ),
    ],
)
def test_a_file_that_is_none_is_named(reader: object, text: str) -> None:
    assert callable(reader)
    with pytest.raises(ConfigError, match=r"^f: "):
        reader(text)
