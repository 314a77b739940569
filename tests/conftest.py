"""What every test may use: an isolated home and real git repositories."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

pytest_plugins = ["pytester"]
# A busy machine is slow, not wrong.
settings.register_profile("project", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("project")
# In the background of a shell Ctrl-C is ignored, and so it would be in every process of a test.
signal.signal(signal.SIGINT, signal.default_int_handler)

HOOK_COMMAND = [sys.executable, "-I", "-c", "from secretguard.cli import main; main()"]


@pytest.fixture(scope="session")
def cache_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One compiled rule cache for the whole run: compiling costs half a second."""
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(autouse=True)
def isolated(
    tmp_path_factory: pytest.TempPathFactory, cache_home: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[None]:
    """No test reads or writes the configuration, the cache or the hooks of the person at the desk."""
    home = tmp_path_factory.mktemp("home")
    for name in [name for name in os.environ if name.startswith(("GIT_", "PRE_COMMIT"))]:
        monkeypatch.delenv(name)
    for name, value in {
        "HOME": str(home),
        "XDG_CACHE_HOME": str(cache_home),
        "XDG_CONFIG_HOME": str(home / "config"),
        "GIT_CONFIG_GLOBAL": str(home / "gitconfig"),
        "GIT_CONFIG_NOSYSTEM": "1",
        "NO_COLOR": "1",
    }.items():
        monkeypatch.setenv(name, value)
    (home / "gitconfig").write_text(
        "[user]\n\tname = Test Person\n\temail = test@example.org\n[init]\n\tdefaultBranch = main\n"
        '[protocol "file"]\n\tallow = always\n[advice]\n\tdetachedHead = false\n'
    )
    return


class Repo:
    """A real git repository in a temporary folder."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def run(self, *args: str, check: bool = True, env: dict[str, str] | None = None,
            stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:  # fmt: skip
        """Run ``git ARGS`` here; the completed process with both outputs as bytes."""
        return subprocess.run(
            ["git", *args],
            cwd=self.path,
            capture_output=True,
            check=check,
            input=stdin,
            env=None if env is None else {**os.environ, **env},
        )

    def git(self, *args: str) -> bytes:
        """Standard output of ``git ARGS``."""
        return self.run(*args).stdout

    def write(self, name: str | bytes, content: str | bytes) -> None:
        """Write a file below the repository, making its folders."""
        target = os.path.join(os.fsencode(self.path), os.fsencode(name))
        os.makedirs(os.path.dirname(target), exist_ok=True)
        with open(target, "wb") as file:
            file.write(content.encode() if isinstance(content, str) else content)

    def stage(self, name: str | bytes, content: str | bytes) -> None:
        """Write and ``git add`` one file."""
        self.write(name, content)
        self.run("add", "-f", "--", os.fsdecode(name))

    def commit(self, message: str = "change", *args: str) -> str:
        """Commit what is staged without hooks; the new commit's id."""
        self.run("commit", "-q", "--no-verify", "--allow-empty", "-m", message, *args)
        return self.git("rev-parse", "HEAD").decode().strip()

    def secretguard(
        self, *args: str, stdin: bytes = b"", env: dict[str, str] | None = None, cwd: str = "."
    ) -> subprocess.CompletedProcess[bytes]:
        """Run the real command here, in a process of its own."""
        return subprocess.run(
            [*HOOK_COMMAND, *args],
            cwd=self.path / cwd,
            capture_output=True,
            check=False,
            input=stdin,
            env=None if env is None else {**os.environ, **env},
        )


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    """An empty repository without hooks."""
    path = tmp_path / "repo"
    path.mkdir()
    made = Repo(path)
    made.run("init", "-q")
    return made
