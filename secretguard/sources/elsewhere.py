"""Work in another repository than the one this process was started in, and in no other by mistake.

Git looks for a repository upwards and believes its environment. A folder that is none, inside of one
that is, would be answered for by the outer one; a ``GIT_DIR`` that somebody left would answer for all.
"""

from __future__ import annotations

import os
import sys
import threading
from contextlib import contextmanager

from secretguard.errors import GitError
from secretguard.sources.git import run_git

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

# What ``git rev-parse --local-env-vars`` names, without the configuration (``safe.directory`` may
# stand there).
_LOCAL = ("GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_OBJECT_DIRECTORY", "GIT_DIR", "GIT_WORK_TREE",
          "GIT_IMPLICIT_WORK_TREE", "GIT_GRAFT_FILE", "GIT_INDEX_FILE", "GIT_PREFIX",
          "GIT_SHALLOW_FILE", "GIT_COMMON_DIR", "GIT_NAMESPACE")  # fmt: skip
_process = threading.Lock()  # a process has one working folder, however many threads


@contextmanager
def inside(path: str) -> Iterator[None]:
    """Within it, the top folder of the repository at ``path`` is the working folder.

    A work tree or a bare repository. Other threads wait until it is left. Raises ``GitError`` when
    there is no repository at exactly this path.
    """
    with _process:
        before = os.getcwd()
        # An empty entry means the working folder: the repository's files must not become modules.
        sys.path[:] = [os.path.abspath(entry) for entry in sys.path]
        hidden = {name: os.environ.pop(name) for name in _LOCAL if name in os.environ}
        try:
            os.chdir(path)
            _check()
            yield
        except (FileNotFoundError, NotADirectoryError, PermissionError) as error:
            raise GitError(f"it cannot be entered: {error.strerror}") from error
        finally:
            os.chdir(before)
            os.environ.update(hidden)


def _check() -> None:
    """Raise ``GitError`` unless the working folder is the top of a repository."""
    # In a bare repository there is no way up to tell, not even an empty line.
    *up, folder = run_git(["rev-parse", "--show-cdup", "--absolute-git-dir"]).splitlines()
    bare = os.path.realpath(os.fsdecode(folder)) == os.getcwd()
    if any(up) or not (bare or os.path.lexists(".git")):
        raise GitError("it is no git repository, only a folder in one")


def object_count() -> int:
    """How many objects the repository's own store holds, about: packs may overlap."""
    told = dict(line.split(b": ", 1) for line in run_git(["count-objects", "-v"]).splitlines())
    return int(told.get(b"count", 0)) + int(told.get(b"in-pack", 0))
