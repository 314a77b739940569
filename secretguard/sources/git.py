"""The one door to git: every command line is pinned here, and nothing of the user leaks in.

Only commands for scripts are run, none like ``git log`` or ``git diff``: ``log.diffMerges``, ``color.ui``,
``diff.external`` and their kin do not reach them. Where one of them heeds a setting
(``i18n.logOutputEncoding``), an option goes before it. The environment is cleaned of what would
change an answer.
"""

from __future__ import annotations

import os

from secretguard.errors import GitError

# https://git-scm.com/docs/git#_environment_variables
_PINNED = {
    "GIT_NO_REPLACE_OBJECTS": "1",  # a replace ref would show other content than is committed
    "GIT_GRAFT_FILE": os.devnull,  # nor may a graft hide commits: a push carries them all
    "GIT_NO_LAZY_FETCH": "1",  # looking must never open a connection
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_PAGER": "cat",
    "LC_ALL": "C",
}
_DROPPED = ("GIT_EXTERNAL_DIFF", "GIT_DIFF_OPTS", "GIT_LITERAL_PATHSPECS", "GIT_GLOB_PATHSPECS",
            "GIT_NOGLOB_PATHSPECS", "GIT_ICASE_PATHSPECS", "GIT_REDIRECT_STDOUT",
            "GIT_REDIRECT_STDERR", "GIT_SHALLOW_FILE")  # fmt: skip

# https://git-scm.com/docs/git-config#Documentation/git-config.txt-safedirectory
_REMEDY = "git config --global --add safe.directory"


def environment() -> dict[str, str]:
    """The process's environment as git should see it (``GIT_INDEX_FILE`` and the like stay)."""
    env = {
        name: value
        for name, value in os.environ.items()
        if name not in _DROPPED and not name.startswith("GIT_TRACE")
    }
    env.update(_PINNED)
    return env


class Running:
    """A git command that has been started; ``collect`` waits for it.

    The hook starts git before it loads its engine, so that both work at once. ``os.posix_spawn``
    is used where it exists: importing ``subprocess`` alone costs as much as git's answer.
    """

    __slots__ = ("_args", "_fd", "_pid")

    def __init__(self, args: list[str]) -> None:
        self._args = args
        if not hasattr(os, "posix_spawnp"):
            self._pid, self._fd = -1, -1
            return
        self._fd, write_end = os.pipe()
        null = os.open(os.devnull, os.O_RDWR)
        actions = [
            (os.POSIX_SPAWN_DUP2, null, 0),
            (os.POSIX_SPAWN_DUP2, write_end, 1),
            (os.POSIX_SPAWN_DUP2, null, 2),
        ]
        try:
            self._pid = os.posix_spawnp("git", ["git", *args], environment(), file_actions=actions)
        except OSError as error:
            os.close(self._fd)
            raise GitError(_not_started(error)) from error
        finally:
            os.close(write_end)
            os.close(null)

    def collect(self) -> bytes:
        """Standard output of the command; ``GitError`` with git's complaint when it failed."""
        if self._pid < 0:
            return run_git(self._args)
        chunks = []
        while chunk := os.read(self._fd, 1 << 16):
            chunks.append(chunk)
        os.close(self._fd)
        _, status = os.waitpid(self._pid, 0)
        if status:
            return run_git(self._args)  # asks again, this time listening to the complaint
        return b"".join(chunks)


def run_git(args: list[str], cwd: str | None = None, stdin: bytes = b"") -> bytes:
    """Run ``git ARGS`` and return its standard output.

    Raises ``GitError`` with the first line of git's complaint when the exit status is not 0, and
    with the command by which git offers to trust a folder of somebody else.
    """
    import subprocess  # 9 ms: never on the silent path

    try:
        done = subprocess.run(
            ["git", *args],
            input=stdin,
            capture_output=True,
            cwd=cwd,
            env=environment(),
            check=False,
        )
    except OSError as error:
        raise GitError(_not_started(error)) from error
    if done.returncode:
        lines = done.stderr.decode("utf-8", "replace").strip().splitlines() or ["no message"]
        complaint = "".join(char if char.isprintable() else "?" for char in lines[0])
        if complaint.startswith("fatal: not a git repository"):
            raise GitError("this is not a git repository")
        complaint = complaint.removeprefix("fatal: ").removeprefix("error: ")
        complaint += next((f"; {line.strip()}" for line in lines if _REMEDY in line), "")
        raise GitError(f"git {args[0]} failed ({done.returncode}): {complaint}")
    return done.stdout


def _not_started(error: OSError) -> str:
    missing = isinstance(error, FileNotFoundError)
    return f"git could not be started: {'it is not on PATH' if missing else error.strerror}"


def answers(args: list[str], cwd: str | None = None) -> bytes | None:
    """Like ``run_git`` for questions that git may answer with "no": None when it fails."""
    try:
        return run_git(args, cwd)
    except GitError:
        return None
