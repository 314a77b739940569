"""The pytest plugin: ``secretguard_mock("github-pat")`` instead of a secret in a test.

pytest imports this at the start of every run in every project that has secretguard installed, so
it imports nothing else until a test asks.
"""

from __future__ import annotations

import pytest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.fixture(scope="session")
def secretguard_mock() -> Callable[..., str]:
    """``secretguard_mock(type, seed=1)``: a made-up secret of that type, equal for equal seeds."""
    from secretguard.testing.mock import mock_of

    return mock_of
