"""The recipes of ``docs/ci.md``: their shell steps are taken from the page and run."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import Repo
from mocks import mock_token

PAGE = Path(__file__).parents[1] / "docs" / "ci.md"
RECIPES: dict[str, Any] = {
    block.split("\n", 1)[0].removeprefix("# "): yaml.safe_load(block)
    for block in re.findall(r"```yaml\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
}
SECRET = f'token = "{mock_token("github-pat", 1)}"\n'
ZEROS = "0" * 40


def steps_of(name: str) -> list[tuple[str, dict[str, str]]]:
    """``(script, environment)`` of each shell step, in order."""
    recipe = RECIPES[name]
    if name == ".gitlab-ci.yml":
        return [("\n".join(recipe["secretguard"]["script"]), {})]
    steps = recipe["steps"] if "steps" in recipe else recipe["jobs"]["secrets"]["steps"]
    scripts = [(step.get("run") or step.get("script"), step.get("env", {})) for step in steps]
    return [(script, env) for script, env in scripts if script]


def base_of(name: str, base: str) -> dict[str, str]:
    """What the runner tells of the commit before the new ones."""
    if name == ".gitlab-ci.yml":
        return {"CI_COMMIT_BEFORE_SHA": base}
    if name == "azure-pipelines.yml":
        return {} if base == ZEROS else {"SYSTEM_PULLREQUEST_TARGETBRANCH": "refs/heads/main"}
    return {"github.event.pull_request.base.sha || github.event.before": base}


def run_steps(repo: Repo, tools: Path, name: str, base: str) -> int:
    """Run the steps as a runner does: until one fails."""
    told = base_of(name, base)
    for script, env in steps_of(name):
        filled = {
            key: re.sub(r"\$\{\{ (.*?) \}\}", lambda found: told[found[1]], value)
            for key, value in env.items()
        }
        variables = {key: value for key, value in told.items() if key.isidentifier()}
        done = subprocess.run(
            ["bash", "-eo", "pipefail", "-c", script],
            cwd=repo.path,
            check=False,
            capture_output=True,
            env={**os.environ, **variables, **filled, "PATH": f"{tools}:{os.environ['PATH']}"},
        )
        if done.returncode:
            return done.returncode
    return 0


@pytest.fixture
def tools(tmp_path: Path) -> Path:
    """A runner's PATH: ``pip`` has nothing to do, ``secretguard`` is the one under test."""
    folder = tmp_path / "bin"
    folder.mkdir()
    command = f'exec {sys.executable} -I -m secretguard "$@"\n'
    for name, body in {"pip": '[ "$*" = "install secretguard" ]\n', "secretguard": command}.items():
        (folder / name).write_text("#!/bin/sh\n" + body)
        (folder / name).chmod(0o755)
    return folder


@pytest.fixture
def clone(repo: Repo, tmp_path: Path) -> Repo:
    """A runner's clone: an old leak on main, and a branch with something new."""
    repo.stage("old.py", SECRET)
    repo.commit("legacy")
    repo.git("clone", "-q", ".", str(tmp_path / "clone"))
    made = Repo(tmp_path / "clone")
    made.git("checkout", "-q", "-b", "topic")
    made.stage("a.py", "x = 1\n")
    made.commit("clean")
    return made


def test_there_is_a_recipe_for_each_service() -> None:
    assert set(RECIPES) == {
        ".github/workflows/secretguard.yml",
        ".gitlab-ci.yml",
        "azure-pipelines.yml",
    }


@pytest.mark.parametrize("name", sorted(RECIPES))
def test_a_clean_branch_passes(clone: Repo, tools: Path, name: str) -> None:
    base = clone.git("rev-parse", "origin/main").decode().strip()
    assert run_steps(clone, tools, name, base) == 0
    assert json.loads((clone.path / "secretguard.sarif").read_text())["runs"][0]["results"] == []


@pytest.mark.parametrize("name", sorted(RECIPES))
def test_a_leak_fails_although_it_was_removed_again(clone: Repo, tools: Path, name: str) -> None:
    base = clone.git("rev-parse", "origin/main").decode().strip()
    clone.stage("b.py", SECRET)
    clone.commit("leak")
    clone.git("rm", "-q", "b.py")
    clone.commit("gone")
    assert run_steps(clone, tools, name, base) == 1
    [found] = json.loads((clone.path / "secretguard.sarif").read_text())["runs"][0]["results"]
    assert found["ruleId"] == "github-pat"


@pytest.mark.parametrize("name", sorted(RECIPES))
def test_without_a_commit_before_everything_is_looked_at(
    clone: Repo, tools: Path, name: str
) -> None:
    assert run_steps(clone, tools, name, ZEROS) == 1


def test_the_nightly_commands_run(clone: Repo, tools: Path) -> None:
    [script] = re.findall(r"```sh\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    done = subprocess.run(
        ["bash", "-e", "-c", script], cwd=clone.path, check=False, capture_output=True,
        env={**os.environ, "PATH": f"{tools}:{os.environ['PATH']}"},
    )  # fmt: skip
    assert done.returncode == 1
    assert (clone.path / "history.sarif").exists()
