"""What a settings file may say, and the sentence for everything that it may not."""

from __future__ import annotations

import pytest
import tomlkit
from hypothesis import given
from hypothesis import strategies as st
from mocks import mock_token

from secretguard.config.load import check_rule_ids, parse_settings, settings_of, suggestion
from secretguard.config.markers import MARKERS
from secretguard.config.options import OPTIONS, PATTERN_OPTIONS, Option
from secretguard.config.settings import Settings, UserPattern
from secretguard.errors import ConfigError
from secretguard.model.levels import Confidence, Severity

DOT, PYPROJECT = ".secretguard.toml", "pyproject.toml"

ALL_OPTIONS = """\
exclude = ["keys/", "!keys/live.pem"]
refuse-at = "high"
disable = ["generic-password"]
inline-allow = false
plugins = ["acme"]
detect-secrets = ["IbmCloudIamDetector"]
pattern-timeout = 0.5
[[TABLE]]
id = "acme-token"
regex = 'acme_(?P<body>[a-z]{8})'
title = "Acme token"
group = "body"
severity = "critical"
steps = ["Open Acme.", "Press revoke."]
console-url = "https://acme.example/tokens"
[[TABLE]]
id = "acme"
regex = "b"
"""
ALL_SETTINGS = Settings(
    exclude=("keys/", "!keys/live.pem"),
    refuse_at=Confidence.HIGH,
    disable=("generic-password",),
    inline_allow=False,
    plugins=("acme",),
    detect_secrets=("IbmCloudIamDetector",),
    pattern_timeout=0.5,
    patterns=(
        UserPattern(
            id="acme-token",
            regex="acme_(?P<body>[a-z]{8})",
            title="Acme token",
            group="body",
            severity=Severity.CRITICAL,
            steps=("Open Acme.", "Press revoke."),
            console_url="https://acme.example/tokens",
        ),
        UserPattern("acme", "b"),
    ),
)


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        pytest.param(DOT, "", Settings(), id="an empty file"),
        pytest.param(DOT, "# secretguard\n", Settings(), id="a comment"),
        pytest.param(PYPROJECT, "", Settings(), id="an empty project"),
        pytest.param(
            PYPROJECT, 'dependencies = ["secretguard"]', Settings(), id="the name, but no table"
        ),
        pytest.param(PYPROJECT, "[tool.ruff]\nexclude = 3", Settings(), id="another tool's table"),
        pytest.param(PYPROJECT, "[tool.secretguard]", Settings(), id="an empty table"),
        pytest.param(
            DOT, ALL_OPTIONS.replace("TABLE", "pattern"), ALL_SETTINGS, id="all, own file"
        ),
        pytest.param(
            PYPROJECT,
            "[tool.secretguard]\n" + ALL_OPTIONS.replace("TABLE", "tool.secretguard.pattern"),
            ALL_SETTINGS,
            id="all, project file",
        ),
        pytest.param(
            DOT, 'refuse-at = "CERTAIN"', Settings(refuse_at=Confidence.CERTAIN), id="upper case"
        ),
        pytest.param(
            DOT, "pattern-timeout = 3", Settings(pattern_timeout=3.0), id="seconds as an integer"
        ),
        pytest.param(DOT, "exclude = []\r\n", Settings(), id="Windows line ends"),
    ],
)
def test_settings(name: str, text: str, expected: Settings) -> None:
    assert parse_settings(text.encode(), name) == expected


@pytest.mark.parametrize(
    "pattern",
    [
        pytest.param("[A-Z]{4}-[a-z0-9]{400}-[a-z]{30,400}", id="one behind the other"),
        pytest.param("(?:[A-Za-z0-9+/]{64}\\n){10,50}", id="the lines of a key"),
        pytest.param("(?:ab){30}(?:cd){30}", id="groups"),
        pytest.param("[a-z]{1000}{", id="a brace"),
    ],
)
def test_patterns_may_count(pattern: str) -> None:
    [found] = parse_settings(f"[[pattern]]\nid = 'a'\nregex = '{pattern}'".encode(), DOT).patterns
    assert found.regex == pattern


def test_no_file_means_the_defaults() -> None:
    assert settings_of(None) == Settings()


def test_a_file_is_read_by_its_name() -> None:
    project = b"[tool.secretguard]\ninline-allow = false"
    assert settings_of((PYPROJECT, project)) == Settings(inline_allow=False)


TOO_LONG = "pattern acme: its counted repeats multiply to more than 100000"
PATTERN = "[[pattern]]\nid = 'acme'\nregex = 'a'\n"


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        # what no file may be
        (b"\xff", "the file is not UTF-8"),
        (b"refuse-at =\n", "Invalid value (at line 1, column 12)"),
        (b"\nexclude = [1\n", "Unclosed array (at end of document)"),
        (b"a = 1\na = 2\n", "Cannot overwrite a value (at line 2, column 6)"),
        # keys that do not exist
        (b"refuse_at = 'high'", "unknown option 'refuse_at'; did you mean 'refuse-at'?"),
        (b"excludes = []", "unknown option 'excludes'; did you mean 'exclude'?"),
        (b"colour = 'red'", "unknown option 'colour'"),
        (b"[[patterns]]\nid = 'acme'", "unknown option 'patterns'; did you mean 'pattern'?"),
        (
            b"[tool.secretguard]\nexclude = []",
            "unknown option 'tool': in this file the options stand at the top, without [tool.secretguard]",
        ),
        # values of another kind
        (b"exclude = 'keys/'", "exclude must be a list of strings"),
        (b"exclude = [1]", "exclude must be a list of strings"),
        (b"exclude = ['']", "exclude must be a list of strings"),
        (b"disable = true", "disable must be a list of strings"),
        (b"refuse-at = 2", "refuse-at must be one of low, medium, high, certain"),
        (b"refuse-at = 'critical'", "refuse-at must be one of low, medium, high, certain"),
        (b"inline-allow = 1", "inline-allow must be true or false"),
        (b"inline-allow = 'false'", "inline-allow must be true or false"),
        (b"pattern-timeout = 0", "pattern-timeout must be a number of seconds greater than 0"),
        (b"pattern-timeout = -1", "pattern-timeout must be a number of seconds greater than 0"),
        (b"pattern-timeout = nan", "pattern-timeout must be a number of seconds greater than 0"),
        (b"pattern-timeout = true", "pattern-timeout must be a number of seconds greater than 0"),
        (b"pattern-timeout = '2'", "pattern-timeout must be a number of seconds greater than 0"),
        # paths
        (b"exclude = ['ok/', '!']", "exclude: '!' is no gitignore pattern"),
        # the user's own patterns
        (b"pattern = 'a+'", "pattern must be tables: [[pattern]]"),
        (b"[pattern]\nid = 'acme'\nregex = 'a'", "pattern must be tables: [[pattern]]"),
        (b"[[pattern]]", "[[pattern]]: id is missing"),
        (b"[[pattern]]\nregex = 'a'", "[[pattern]]: id is missing"),
        (b"[[pattern]]\nid = 'acme'", "[[pattern]] acme: regex is missing"),
        (b"[[pattern]]\nid = 'acme'\nregex = ''", "[[pattern]] acme: regex is missing"),
        (b"[[pattern]]\nid = 7\nregex = 'a'", "[[pattern]] 7: id must be a string"),
        (
            b"[[pattern]]\nid = 'Acme_1'\nregex = 'a'",
            "[[pattern]] Acme_1: the id must be lower-case words joined by dashes",
        ),
        (
            b"[[pattern]]\nid = 'acme\\u000a'\nregex = 'a'".replace(b"'acme\\u000a'", b'"acme\\n"'),
            "[[pattern]] acme: the id must be lower-case words joined by dashes",
        ),
        (
            PATTERN.encode() + b"console_url = 'x'",
            "[[pattern]] acme: unknown option 'console_url'; did you mean 'console-url'?",
        ),
        (
            PATTERN.encode() + b"severity = 'certain'",
            "[[pattern]] acme: severity must be one of low, medium, high, critical",
        ),
        (PATTERN.encode() + b"steps = 'Revoke.'", "[[pattern]] acme: steps must be a list of strings"),
        (PATTERN.encode() + b"group = 1", "[[pattern]] acme: group must be a string"),
        (PATTERN.encode() + b"group = 'key'", "pattern acme: it has no group 'key'"),
        (PATTERN.encode() * 2, "two patterns have the id 'acme'"),
        (b"[[pattern]]\nid = 'acme'\nregex = 'ab('", "pattern acme: missing ) at position 3"),
        # what would take the machine down
        (b"exclude = " + b"[" * 5000 + b"]" * 5000, "it is nested too deeply"),
        (
            b"[[pattern]]\nid = 'acme'\nregex = '" + b"(" * 5000 + b")" * 5000 + b"'",
            "pattern acme: it is nested too deeply",
        ),
        (b"[[pattern]]\nid = 'acme'\nregex = '((((a{100}){100}){100}){10}){10}'", TOO_LONG),
        (b"[[pattern]]\nid = 'acme'\nregex = '''(?x)((a{9}) # x\n{ 2,300 })(?#x){100}'''", TOO_LONG),
        (b"[[pattern]]\nid = 'acme'\nregex = '(?:[a-z]{999}[)]){101,}'", TOO_LONG),
    ],
)  # fmt: skip
def test_a_mistake_is_named_with_its_file(text: bytes, complaint: str) -> None:
    with pytest.raises(ConfigError) as raised:
        parse_settings(text, DOT)
    assert str(raised.value) == f"{DOT}: {complaint}"


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        (b"[tool]\nsecretguard = 3", "tool.secretguard must be a table"),
        (b'tool = "secretguard"', "tool must be a table"),
        (b"[[tool.secretguard]]", "tool.secretguard must be a table"),
        (
            b"[tool.secretguard]\nexcludes = []",
            "unknown option 'excludes'; did you mean 'exclude'?",
        ),
    ],
)
def test_a_mistake_in_the_project_file(text: bytes, complaint: str) -> None:
    with pytest.raises(ConfigError) as raised:
        parse_settings(text, PYPROJECT)
    assert str(raised.value) == f"{PYPROJECT}: {complaint}"


@pytest.mark.parametrize("option", [*OPTIONS, *PATTERN_OPTIONS], ids=lambda option: option.key)
def test_a_wrong_value_is_never_quoted(option: Option) -> None:
    """Somebody pastes a token where a list, a level or a number belongs."""
    value = [mock_token()] if option.kind in {"string", "severity"} else mock_token()
    table = {option.key: value} if option in OPTIONS else {"pattern": [{option.key: value}]}
    with pytest.raises(ConfigError) as raised:
        parse_settings(tomlkit.dumps(table).encode(), DOT)
    assert f"{option.key} must be" in str(raised.value)
    if option.key != "id":  # the id names the table that is complained about
        assert mock_token() not in str(raised.value)


VALUES = {
    "strings": st.lists(st.text(min_size=1)).map(tuple),
    "string": st.text(),
    "level": st.sampled_from(list(Confidence)),
    "severity": st.sampled_from(list(Severity)),
    "flag": st.booleans(),
    "seconds": st.floats(0.001, 1e6),
}
# What ``exclude`` may hold is a language of its own.
IGNORED = st.sampled_from(["keys/", "*.pem", "/a/**/b", "!live.pem", "a\\ b", 'it\'s "é"', "[ab]?"])
PATTERN_VALUES = {option.field: VALUES[option.kind] for option in PATTERN_OPTIONS} | {
    "id": st.from_regex(r"[a-z0-9]+(-[a-z0-9]+)*", fullmatch=True),
    "regex": st.from_regex(r"(?P<x>[a-z]{1,9})", fullmatch=True).map("(?P<x>{})".format),
    "group": st.sampled_from(["", "x"]),
}
SETTINGS = st.builds(
    Settings,
    patterns=st.lists(
        st.builds(UserPattern, **PATTERN_VALUES), max_size=3, unique_by=lambda pattern: pattern.id
    ).map(tuple),
    **{option.field: VALUES[option.kind] for option in OPTIONS}
    | {
        "exclude": st.lists(IGNORED).map(tuple),
        "accept_markers": st.lists(st.sampled_from(list(MARKERS))).map(tuple),
    },
)


def as_table(value: Settings | UserPattern, options: tuple[Option, ...]) -> dict[str, object]:
    table = {}
    for option in options:
        held = getattr(value, option.field)
        held = held.word if isinstance(held, Confidence | Severity) else held
        table[option.key] = list(held) if isinstance(held, tuple) else held
    return table


@given(SETTINGS)
def test_whatever_can_be_set_can_be_written_and_read_back(settings: Settings) -> None:
    table = as_table(settings, OPTIONS)
    table["pattern"] = [as_table(pattern, PATTERN_OPTIONS) for pattern in settings.patterns]
    assert parse_settings(tomlkit.dumps(table).encode(), DOT) == settings
    project = {"tool": {"secretguard": table}}
    assert parse_settings(tomlkit.dumps(project).encode(), PYPROJECT) == settings


@given(st.binary(max_size=60))
def test_any_bytes_are_settings_or_a_complaint(content: bytes) -> None:
    complaint = f"{DOT}: "
    try:
        parse_settings(content, DOT)
    except ConfigError as error:
        complaint = str(error)
    assert complaint.startswith(f"{DOT}: ")


@pytest.mark.parametrize(
    "disable",
    [
        pytest.param((), id="nothing"),
        pytest.param(("github-pat", "generic-password"), id="built-in rules"),
        pytest.param(("acme",), id="a pattern of the same settings"),
        pytest.param(("detect-secrets:Basic Auth Credentials",), id="a rule of the bridge"),
    ],
)
def test_rules_that_exist_may_be_disabled(disable: tuple[str, ...]) -> None:
    settings = Settings(disable=disable, patterns=(UserPattern("acme", "a"),))
    check_rule_ids(settings, ["github-pat", "generic-password"])


@pytest.mark.parametrize(
    ("name", "complaint"),
    [
        ("github-patt", "no rule 'github-patt'; did you mean 'github-pat'?"),
        ("acme-token", "no rule 'acme-token'; did you mean 'acme-tokens'?"),
        ("zzz", "no rule 'zzz'"),
        ("GITHUB-PAT", "no rule 'GITHUB-PAT'"),
    ],
)
def test_a_rule_that_does_not_exist_cannot_be_disabled(name: str, complaint: str) -> None:
    settings = Settings(disable=("github-pat", name), patterns=(UserPattern("acme-tokens", "a"),))
    with pytest.raises(ConfigError) as raised:
        check_rule_ids(settings, ["github-pat", "generic-password"], DOT)
    assert str(raised.value) == f"{DOT}: disable: {complaint}"


@pytest.mark.parametrize(
    ("word", "hint"),
    [
        ("", ""),
        ("zebra", ""),
        ("exclud", "; did you mean 'exclude'?"),
        ("refuseat", "; did you mean 'refuse-at'?"),
    ],
)
def test_a_suggestion_needs_a_close_word(word: str, hint: str) -> None:
    assert suggestion(word, (option.key for option in OPTIONS)) == hint
