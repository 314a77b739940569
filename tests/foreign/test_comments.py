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
    "line",
    [
        "Put `gitleaks:allow` in a comment of the line.",
        "# this is notsecret because it was published",
        "the value is notsecret; everybody has it",
        'MARKS = ("gitleaks:allow", "trufflehog:ignore")',
        "ignore lines with gitleaks:allow and a reason",
    ],
)
def test_prose_and_code_that_speak_of_a_marker(line: str) -> None:
    text = f"{line}\n".encode()
    assert list(comments_in("a", text)) == []
    assert rewritten(text) == text


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"\x7fELF\0# gitleaks:allow a rule of it\n", id="NUL bytes"),
        pytest.param(b"# caf\xe9\nx # gitleaks:allow a sample\n", id="no UTF-8"),
        pytest.param("x # gitleaks:allow a sample\n".encode("utf-16"), id="UTF-16"),
    ],
)
def test_what_is_no_text_stays(data: bytes) -> None:
    assert list(comments_in("a", data)) == []
    assert rewritten(data) == data


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param("x = 1\n", "x = 1\n", id="no-op: no comment"),
        pytest.param("x # gitleaks:allow\n", "x # gitleaks:allow\n", id="no-op: no reason"),
        pytest.param("x # nosec B105 why\n", "x # nosec B105 why\n", id="no-op: a linter's"),
        pytest.param("x # gitleaks:allow - a sample\n", "x # secretguard: allow a sample\n", id="reason"),
        pytest.param("<!-- gitleaks:allow: a sample -->", "<!-- secretguard: allow a sample -->",
                     id="closing stays"),
        pytest.param("x // gitleaks:allow made up\n", "x // secretguard: allow made up\n", id="slashes"),
        pytest.param("x -- gitleaks:allow made up\n", "x -- secretguard: allow made up\n", id="dashes"),
        pytest.param("x #notsecret: made up\n", "x #secretguard: allow made up\n", id="no blank"),
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
