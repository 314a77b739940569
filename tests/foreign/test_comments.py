"""Other tools' comments: found with their reasons, and only those with a reason are rewritten."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secretguard.foreign.comments import comments_in, rewritten


@pytest.mark.parametrize(
    ("line", "marker", "reason"),
    [
        ('x = "y"  # gitleaks:allow', "gitleaks:allow", ""),
        ('x = "y"  # gitleaks:allow the key of the manual', "gitleaks:allow", "the key of the manual"),
        ('x = "y"  // trufflehog:ignore - made up', "trufflehog:ignore", "made up"),
        ("<x>y</x> <!-- gitleaks:allow: a sample -->", "gitleaks:allow", "a sample"),
        ("x: y  # pragma: whitelist secret", "pragma: allowlist secret", ""),
        ("# pragma: allowlist nextline secret (for the demo)", "pragma: allowlist secret", "(for the demo)"),
        ("x = 'y'; // ggignore", "ggshield:ignore", ""),
        ("x // secretlint-disable-line @secretlint/rule -- revoked in May", "secretlint-disable-line",
         "revoked in May"),
        ("x // secretlint-disable-line @secretlint/rule", "secretlint-disable-line", ""),
        ('p = "x"  # nosec B105 - of a test', "nosec B105", ""),
        ('p = "x"  # noqa: S105 of a test', "noqa: S105", ""),
        ("x  # gitleaks:allow #1", "gitleaks:allow", ""),
    ],
)  # fmt: skip
def test_a_comment_and_its_reason(line: str, marker: str, reason: str) -> None:
    (found,) = comments_in("a", f"first\n{line}\nlast\n".encode())
    assert (found.line, found.marker, found.reason) == (2, marker, reason)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param("x = 1\n", "x = 1\n", id="no-op: no comment"),
        pytest.param("x # gitleaks:allow\n", "x # gitleaks:allow\n", id="no-op: no reason"),
        pytest.param("x # nosec B105 why\n", "x # nosec B105 why\n", id="no-op: a linter's"),
        pytest.param("x # gitleaks:allow - a sample\n", "x # secretguard: allow a sample\n", id="reason"),
        pytest.param("<!-- gitleaks:allow: a sample -->", "<!-- secretguard: allow a sample -->",
                     id="closing stays"),
        pytest.param("a # gitleaks:allow one\nb # trufflehog:ignore two\r\n",
                     "a # secretguard: allow one\nb # secretguard: allow two\r\n", id="several"),
    ],
)  # fmt: skip
def test_what_is_rewritten(before: str, after: str) -> None:
    assert rewritten(before.encode()) == after.encode()
    assert rewritten(after.encode()) == after.encode()


@given(st.binary())
def test_bytes_without_a_marker_stay(data: bytes) -> None:
    assert rewritten(data) == data
    assert list(comments_in("a", data)) == []
