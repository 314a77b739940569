"""Golden reports: ``pytest tests/report --update-golden`` writes them, and git shows the change."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="write fixtures/reports anew")
