"""The plot in the documentation is drawn from the figures that lie beside it."""

from __future__ import annotations

import json
import subprocess
import sys
import xml.etree.ElementTree as ET
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parent.parent.parent
RESULTS = ROOT / "benchmarks" / "results.jsonl"
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def records(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(ROOT / "benchmarks")
    return import_module("records")


@pytest.fixture
def speed(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(ROOT / "benchmarks")
    return import_module("speed")


def test_each_panel_shows_the_recorded_names_and_times(records: ModuleType) -> None:
    panels: dict[tuple[str, str], list[str]] = {}
    for record in records.read(RESULTS):
        if record.bench in records.DRAWN:
            shown = panels.setdefault((record.bench, record.what), [record.what])
            shown += [record.name, records.spoken(record.cpu)]
    drawing = ET.parse(ROOT / "docs" / "performance.svg").getroot()  # noqa: S314 - our own file
    drawn = [
        [text.text for text in group.iter(f"{SVG}text")]
        for group in drawing.iter(f"{SVG}g")
        if group.get("id", "").startswith("panel-")
    ]
    # matplotlib writes the names first, then the times, both from the first bar to the last.
    assert drawn == [[*shown[1::2], *shown[2::2], shown[0]] for shown in panels.values()]


def test_the_page_shows_the_plot() -> None:
    assert "](performance.svg)" in (ROOT / "docs" / "performance.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        pytest.param(0.00512, "5.12 ms", id="two decimals below ten"),
        pytest.param(0.0224, "22.4 ms", id="one decimal below a hundred"),
        pytest.param(0.66851, "669 ms", id="none from a hundred on"),
        pytest.param(0.9997, "1.00 s", id="what rounds to a second is one"),
        pytest.param(79.04, "79.0 s", id="seconds"),
    ],
)
def test_times_have_three_digits(records: ModuleType, seconds: float, said: str) -> None:
    assert records.spoken(seconds) == said


def test_a_command_that_is_recorded_twice_is_an_error(records: ModuleType, tmp_path: Path) -> None:
    twice = tmp_path / "results.jsonl"
    twice.write_text(RESULTS.read_text("utf-8").splitlines()[0] + "\n", "utf-8")
    records.append(twice, records.read(twice))
    with pytest.raises(ValueError, match="recorded twice: hook, "):
        records.read(twice)


@pytest.mark.parametrize(
    ("given", "name", "words"),
    [
        pytest.param("/opt/peer git .", "peer", ["/opt/peer", "git", "."], id="its program's name"),
        pytest.param("peer --a=b", "peer", ["peer", "--a=b"], id="an option's equals sign"),
        pytest.param("/a=b/peer", "peer", ["/a=b/peer"], id="a path's equals sign"),
        pytest.param(
            "peer 2.0-rc.4=/opt/p --a=b", "peer 2.0-rc.4", ["/opt/p", "--a=b"], id="named"
        ),
    ],
)
def test_a_peer_has_a_name_without_a_path(
    speed: ModuleType, given: str, name: str, words: list[str]
) -> None:
    assert speed.peer(given) == speed.Command(name, "peer", words)


def test_a_comparison_is_recorded_by_names(tmp_path: Path) -> None:
    recorded = tmp_path / "results.jsonl"
    (tmp_path / "tree").mkdir()
    for name in ("app.py", "main.py"):
        (tmp_path / "tree" / name).write_text("import os\n", "utf-8")
    command = [
        sys.executable,
        str(ROOT / "benchmarks" / "speed.py"),
        "tree",
        str(tmp_path / "tree"),
    ]
    options = ["--runs", "1", "--record", str(recorded), "--peer", "peer 1.0=git --version"]
    subprocess.run([*command, *options], check=True, capture_output=True)
    rows = [json.loads(line) for line in recorded.read_text("utf-8").splitlines()]
    assert [(row["name"], row["kind"], row["exit"]) for row in rows] == [
        ("secretguard", "ours", 0),
        ("secretguard --jobs 2", "ours", 0),
        ("grep -rc, absent word", "floor", 1),
        ("peer 1.0", "peer", 0),
    ]
    assert {row["what"] for row in rows} == {"a tree of 0 MB, 2 files"}
    assert str(tmp_path) not in recorded.read_text("utf-8")
