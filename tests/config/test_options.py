"""Every option stands once: the types, the defaults and the documentation agree."""

from __future__ import annotations

import re
import subprocess
import sys
from typing import Any

import pytest

from secretguard.config.document import render
from secretguard.config.load import parse_settings
from secretguard.config.options import OPTIONS, PATTERN_OPTIONS, Option
from secretguard.config.settings import Settings, UserPattern
from secretguard.model.levels import Confidence, Severity


def defaults(kind: Any, *without: str) -> dict[str, object]:
    """Field names and defaults of a frozen type, as the options write them; None: required."""
    found: dict[str, object] = {}
    for name in kind.__match_args__:
        value = vars(kind)["_defaults"].get(name)
        found[name] = value.word if isinstance(value, Confidence | Severity) else value
    return {name: value for name, value in found.items() if name not in without}


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        pytest.param(OPTIONS, defaults(Settings, "patterns"), id="Settings"),
        pytest.param(PATTERN_OPTIONS, defaults(UserPattern), id="UserPattern"),
    ],
)
def test_options_and_fields_are_the_same(
    options: tuple[Option, ...], expected: dict[str, object]
) -> None:
    assert {option.field: option.default for option in options} == expected


@pytest.mark.parametrize("option", [*OPTIONS, *PATTERN_OPTIONS], ids=lambda option: option.key)
def test_an_option_is_named_and_explained_alike(option: Option) -> None:
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", option.key)
    assert re.fullmatch(r"[A-Z].*\.", option.help)
    assert "|" not in option.help  # it would end the cell of the table


def test_the_module_writes_the_page() -> None:
    done = subprocess.run(
        [sys.executable, "-I", "-m", "secretguard.config.document"], capture_output=True, check=True
    )
    assert done.stdout.decode().replace("\r\n", "\n") == render()


def test_the_example_of_the_page_works() -> None:
    example = render().split("```toml\n")[1].split("```")[0]
    assert parse_settings(example.encode(), "pyproject.toml") == Settings(
        exclude=("tests/fixtures/keys/",),
        refuse_at=Confidence.MEDIUM,
        patterns=(
            UserPattern(
                id="acme-token",
                regex="acme_(?P<secret>[a-z0-9]{32})",
                title="Acme deploy token",
                steps=("Open the deploy page of Acme and revoke the token.",),
            ),
        ),
    )
