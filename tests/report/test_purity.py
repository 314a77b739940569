"""A renderer turns a verdict into a string; nothing else goes in or comes out."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import secretguard.report
from secretguard.report import FORMATS, render
from secretguard.report.colour import paint

MODULES = sorted(Path(secretguard.report.__file__).parent.glob("*.py"))
OUTSIDE = {"io", "logging", "os", "pathlib", "shutil", "socket", "subprocess", "sys", "tempfile"}
PRINTED_BY_A_SHELL = (
    "import sys; from secretguard.report import render; "
    "from secretguard.model.verdict import Verdict; "
    "render({format!r}, Verdict('x')); "
    "print(sorted({{'json', 'secretguard.report.text', 'secretguard.report.sarif',"
    " 'secretguard.report.json_report'}} & set(sys.modules)))"
)


def used_by(path: Path) -> set[str]:
    """Roots of the modules imported anywhere in a file, and the functions called by name."""
    used: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            used |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            used.add((node.module or "").split(".")[0])
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            used.add(f"{node.func.id}()")
    return used


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.name)
def test_renderer_touches_nothing_outside(path: Path) -> None:
    assert used_by(path) & (OUTSIDE | {"open()", "print()", "input()"}) == set()


@pytest.mark.parametrize(
    ("format_name", "loaded"),
    [
        ("text", ["secretguard.report.text"]),
        ("json", ["json", "secretguard.report.json_report"]),
        ("sarif", ["json", "secretguard.report.sarif"]),
    ],
)
def test_a_format_loads_its_own_renderer_alone(format_name: str, loaded: list[str]) -> None:
    code = PRINTED_BY_A_SHELL.format(format=format_name)
    done = subprocess.run([sys.executable, "-I", "-c", code], capture_output=True, check=True)
    assert ast.literal_eval(done.stdout.decode()) == loaded


def test_formats_are_those_of_the_command_line() -> None:
    from argparse import ArgumentParser

    from secretguard.cli.scan import add_arguments

    parser = ArgumentParser()
    add_arguments(parser)
    offered = next(action for action in parser._actions if action.dest == "format")
    assert tuple(offered.choices or ()) == FORMATS


def test_colour_is_the_callers_decision() -> None:
    assert paint("word", "red", False) == "word"
    assert paint("word", "red", True) == "\x1b[31;1mword\x1b[0m"


@pytest.mark.parametrize("format_name", ["json", "sarif"])
def test_documents_know_neither_colour_nor_hook(format_name: str) -> None:
    from report.verdicts import CASES

    plain = render(format_name, CASES["one-secret"])
    assert render(format_name, CASES["one-secret"], colour=True, hook=True, verbose=True) == plain
