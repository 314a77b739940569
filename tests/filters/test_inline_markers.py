"""Other tools' markers count where, and only where, the settings accept them."""

from __future__ import annotations

import json

import pytest
from conftest import Repo
from filters.factory import drawn, placed, told
from mocks import mock_token

from secretguard.config.load import parse_settings
from secretguard.config.markers import MARKERS
from secretguard.errors import ConfigError
from secretguard.filters.inline import marker_filter

VALUE = drawn(7, 30)
COMMENTS = {
    "gitleaks:allow": "# gitleaks:allow",
    "betterleaks:allow": "// betterleaks:allow",
    "pragma: allowlist secret": "# pragma: allowlist secret",
    "trufflehog:ignore": "<!-- trufflehog:ignore -->",
    "ggshield:ignore": "# ggignore",
    "kingfisher:ignore": "# kingfisher:ignore",
    "secretlint-disable-line": "// secretlint-disable-line",
    "notsecret": "# notsecret",
    "nosec B105": "# nosec B105",
    "noqa: S105": "# noqa: E501, S105",
}


@pytest.mark.parametrize("name", MARKERS)
@pytest.mark.parametrize("accepted", MARKERS)
def test_a_marker_counts_where_it_is_accepted(name: str, accepted: str) -> None:
    candidate, fragment = placed(f'x = "{VALUE}"  {COMMENTS[name]}\ny = 1\n', VALUE)
    answer = told(marker_filter((accepted,)), candidate, fragment)
    expected = ("inline", f"{name}, which the settings accept")
    assert answer == (expected if name == accepted else ("", ""))


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(f'x = "{VALUE}"\n', id="no marker"),
        pytest.param(f'x = "{VALUE}"\n# gitleaks:allow\n', id="on the line below"),
        pytest.param(f'# gitleaks:allow\nx = "{VALUE}"\n', id="on the line above"),
        pytest.param(f'x = "{VALUE}"  # nosec\n', id="a bare nosec"),
        pytest.param(f'x = "{VALUE}"  # nosec B101\n', id="a nosec about something else"),
        pytest.param(f'x = "{VALUE}"  # noqa\n', id="a bare noqa"),
        pytest.param(f'x = "{VALUE}"  # noqa: E501\n', id="a noqa about something else"),
    ],
)
def test_what_is_no_marker_here_excuses_nothing(text: str) -> None:
    assert told(marker_filter(tuple(MARKERS)), *placed(text, VALUE)) == ("", "")


@pytest.mark.parametrize(
    ("above", "name"),
    [
        ("# pragma: allowlist nextline secret", "pragma: allowlist secret"),
        ("// secretlint-disable-next-line", "secretlint-disable-line"),
    ],
)
def test_a_marker_for_the_next_line(above: str, name: str) -> None:
    candidate, fragment = placed(f'{above}\nx = "{VALUE}"\n', VALUE)
    answer = told(marker_filter((name,)), candidate, fragment)
    assert answer == ("inline", f"{name}, which the settings accept")


def test_an_unknown_marker_is_an_error() -> None:
    with pytest.raises(ConfigError, match=r"no marker 'gitleaks:alow' is known; did you mean 'g"):
        parse_settings(b'accept-markers = ["gitleaks:alow"]', ".secretguard.toml")


def test_the_hook_refuses_unless_the_settings_accept(repo: Repo) -> None:
    repo.stage("a.py", f'TOKEN = "{mock_token()}"  # gitleaks:allow\n')
    assert repo.secretguard("hook", "pre-commit").returncode == 1
    repo.stage(".secretguard.toml", 'accept-markers = ["gitleaks:allow"]\n')
    done = repo.secretguard("hook", "pre-commit")
    assert done.returncode == 0
    words = b"".join(done.stdout.split())
    assert b"accept-markers:thecommentgitleaks:allowsuppressesfindings" in words
    report = json.loads(repo.secretguard("scan", "--staged", "--format", "json").stdout)
    assert [item["suppression"]["kind"] for item in report["suppressed"]] == ["inline"]
