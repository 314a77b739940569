"""The page about the configuration is written from the options."""

from __future__ import annotations

from pathlib import Path

from secretguard.config.document import render


def test_the_page_is_up_to_date() -> None:
    page = Path(__file__).parents[2] / "docs" / "configuration.md"
    assert page.read_text("utf-8") == render()
