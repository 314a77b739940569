"""A repository in a temporary folder, apart from the user's own git configuration."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from typing import Self

from secretguard.errors import GitError
from secretguard.sources.git import answers, environment


class ThrowawayRepository:
    """A context manager: an empty repository that is removed again unless ``keep`` is set."""

    def __init__(self, *, keep: bool = False) -> None:
        if answers(["--version"]) is None:
            raise GitError("git could not be started: it is not on PATH")
        self.path = tempfile.mkdtemp(prefix="secretguard-demo-")
        self.hooks = os.path.join(self.path, ".git", "hooks")
        self._keep = keep
        env = {k: v for k, v in environment().items() if not k.startswith("GIT_")}
        person = {"NAME": "Demo", "EMAIL": "demo@example.org"}
        env.update(
            {f"GIT_{who}_{k}": v for who in ("AUTHOR", "COMMITTER") for k, v in person.items()}
        )
        self._env = {**env, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
        self._git("init", "--quiet")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if not self._keep:
            shutil.rmtree(self.path, ignore_errors=True)

    def stage(self, name: str, content: str) -> None:
        """Write one file and add it to the index."""
        with open(os.path.join(self.path, name), "w", encoding="utf-8") as file:
            file.write(content)
        self._git("add", "--", name)

    def commit(self, message: str) -> tuple[int, str]:
        """``git commit`` with its hooks; the exit status and all that was printed."""
        done = self._git("commit", "--message", message)
        return done.returncode, done.stdout

    def has_commits(self) -> bool:
        """Whether any commit exists."""
        return self._git("rev-parse", "--quiet", "--verify", "HEAD").returncode == 0

    def _git(self, *args: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["git", *args],
            cwd=self.path,
            env=self._env,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            check=False,
        )
