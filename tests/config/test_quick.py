"""Which file may hold settings, told without parsing it."""

from __future__ import annotations

from pathlib import Path

import pytest

from secretguard.config.quick import settings_bytes

DOT, PYPROJECT = ".secretguard.toml", "pyproject.toml"


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        pytest.param({}, None, id="no file"),
        pytest.param({PYPROJECT: b""}, None, id="an empty project file"),
        pytest.param({PYPROJECT: b"[tool.ruff]\n"}, None, id="a project that does not name us"),
        pytest.param({"sub/" + DOT: b"exclude = []"}, None, id="a file further down"),
        pytest.param({DOT: b""}, (DOT, b""), id="an empty file of our own counts"),
        pytest.param({DOT: b"\xff = ["}, (DOT, b"\xff = ["), id="nothing is parsed"),
        pytest.param(
            {PYPROJECT: b"[tool.secretguard]\r\n"},
            (PYPROJECT, b"[tool.secretguard]\r\n"),
            id="a project that names us",
        ),
        pytest.param(
            {DOT: b"exclude = []", PYPROJECT: b"[tool.secretguard]"},
            (DOT, b"exclude = []"),
            id="our own file wins",
        ),
    ],
)
def test_the_file_that_may_hold_settings(
    tmp_path: Path, files: dict[str, bytes], expected: tuple[str, bytes] | None
) -> None:
    for name, content in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(content)
    assert settings_bytes(str(tmp_path)) == expected


def test_no_root_means_the_current_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert settings_bytes("") is None
    (tmp_path / DOT).write_bytes(b"plugins = []")
    assert settings_bytes("") == (DOT, b"plugins = []")


def test_a_root_that_is_no_folder_holds_none(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    assert settings_bytes(str(tmp_path / "file")) is None
    assert settings_bytes(str(tmp_path / "absent")) is None
