"""The folder of hooks that git really uses, and our scripts in it.

A hook that was there before is kept beside ours and runs first; its answer counts.
"""

from __future__ import annotations

import os

from secretguard.errors import SourceError
from secretguard.sources.git import answers, run_git

STAGES = ("pre-commit", "pre-merge-commit", "commit-msg", "pre-push")
SERVER_STAGES = ("pre-receive",)
_WITH_INPUT = ("pre-push", "pre-receive")
NOT_INSTALLED = "not installed"
_KEPT = ".before-secretguard"
_MARK = "# secretguard hook 1"

# Nothing is forked when there is nothing to chain: ``exec`` replaces the shell. When neither the
# interpreter that installed the hook nor the command is there, nothing was looked at: exit 3.
_SCRIPT = """\
#!/bin/sh
{mark}: runs secretguard at {stage}; `secretguard uninstall` removes it
look() {{
    [ -x {python} ] && exec {python} -I -c 'from secretguard.cli import main; main()' hook {stage} "$@"
    command -v secretguard >/dev/null 2>&1 && exec secretguard hook {stage} "$@"
    echo 'secretguard: not installed any more, so nothing was looked at (exit 3).' >&2
    exit 3
}}
{chain}look "$@"
"""
_CHAIN = """\
kept="$(dirname "$0")/{stage}{kept}"
if [ -x "$kept" ]; then
    "$kept" "$@" || exit $?
fi
"""
# The list of refs comes by standard input: both hooks have to read it.
_CHAIN_WITH_INPUT = """\
kept="$(dirname "$0")/{stage}{kept}"
if [ -x "$kept" ]; then
    refs="$(cat; echo x)"
    printf %s "${{refs%x}}" | "$kept" "$@" || exit $?
    printf %s "${{refs%x}}" | look "$@"
    exit $?
fi
"""


def hooks_folder() -> str:
    """The absolute path of the folder in which git looks for hooks.

    Raises ``SourceError`` when ``core.hooksPath`` points to hooks shared with other repositories.
    """
    folder = os.path.abspath(
        os.fsdecode(run_git(["rev-parse", "--git-path", "hooks"])).rstrip("\n")
    )
    scope = answers(["config", "--show-scope", "--get", "core.hooksPath"])
    level = os.fsdecode(scope or b"").split("\t")[0]
    if level in {"global", "system"}:
        raise SourceError(
            f"core.hooksPath of your {level} configuration sends all repositories to {folder}; "
            "unset it, or set one for this repository"
        )
    return folder


def install_hook(folder: str, stage: str, python: str) -> str:
    """Write one hook, executable, keeping what was there. A word for the user about what was done."""
    path = os.path.join(folder, stage)
    before = _read(path)
    kept = path + _KEPT
    if before is not None and _MARK not in before:
        if os.path.lexists(kept):
            raise SourceError(f"{kept} is in the way: it was kept by an earlier installation")
        os.makedirs(folder, exist_ok=True)
        os.rename(path, kept)
    script = script_for(stage, python, os.path.lexists(kept))
    if before == script and os.access(path, os.X_OK):
        return "already installed"
    os.makedirs(folder, exist_ok=True)
    _write(path, script)
    return "installed, after the hook that was there" if os.path.lexists(kept) else "installed"


def uninstall_hook(folder: str, stage: str) -> str:
    """Remove our hook and put back the one that was kept."""
    path = os.path.join(folder, stage)
    before = _read(path)
    if before is None or _MARK not in before:
        return NOT_INSTALLED
    os.unlink(path)
    if os.path.lexists(path + _KEPT):
        os.rename(path + _KEPT, path)
        return "removed, the earlier hook is back"
    return "removed"


def script_for(stage: str, python: str, chained: bool) -> str:
    """The hook's text. ``python`` is the interpreter that has secretguard installed."""
    quoted = _quoted(python.replace(os.sep, "/"))
    template = _CHAIN_WITH_INPUT if stage in _WITH_INPUT else _CHAIN
    chain = template.format(stage=stage, kept=_KEPT) if chained else ""
    return _SCRIPT.format(mark=_MARK, stage=stage, chain=chain, python=quoted)


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "'\\''") + "'"


def _read(path: str) -> str | None:
    try:
        with open(path, encoding="utf-8", errors="surrogateescape", newline="") as file:
            return file.read()
    except FileNotFoundError:
        return None


def _write(path: str, script: str) -> None:
    with open(path, "w", encoding="utf-8", errors="surrogateescape", newline="\n") as file:
        file.write(script)
    os.chmod(path, 0o755)  # noqa: S103 - git runs only executable hooks
