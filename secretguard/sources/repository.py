"""Where a repository keeps its things, found without running git: the hook counts milliseconds.

These are hints for speed. Whatever is not where it usually is makes the caller ask git itself.
"""

from __future__ import annotations

import os

# The committed ledger of incidents and its salts; most repositories have none.
LEDGER = ".secretguard/ledger.jsonl"
SALT = ".secretguard/salt"


def git_dir(start: str = ".") -> str:
    """The ``.git`` directory (of the linked work tree, if it is one), "" when none is seen.

    See https://git-scm.com/docs/gitrepository-layout. ``GIT_DIR`` wins, as it does for git.
    """
    if given := os.environ.get("GIT_DIR"):
        return given
    folder = os.path.abspath(start)
    while True:
        candidate = f"{folder}/.git"
        if os.path.isdir(candidate):
            return candidate
        if os.path.isfile(candidate):
            return _linked(candidate)
        parent = os.path.dirname(folder)
        if parent == folder:
            return ""
        folder = parent


def _linked(pointer: str) -> str:
    with open(pointer, "rb") as file:
        content = file.read()
    if not content.startswith(b"gitdir: "):
        return ""
    target = os.fsdecode(content[len(b"gitdir: ") :].rstrip(b"\r\n"))
    return os.path.normpath(os.path.join(os.path.dirname(pointer), target))


def common_dir(of_git_dir: str) -> str:
    """The directory that all work trees of the repository share."""
    try:
        with open(f"{of_git_dir}/commondir", "rb") as file:
            return os.path.join(of_git_dir, os.fsdecode(file.read().rstrip(b"\r\n")))
    except FileNotFoundError:
        return of_git_dir


def private_folder() -> str:
    """Our own folder in git's directory, for all work trees; "" outside of a repository."""
    found = git_dir()
    return f"{os.path.abspath(common_dir(found))}/secretguard" if found else ""


def objects_dir(of_git_dir: str) -> str:
    """Where objects lie, loose and in packs."""
    return os.environ.get("GIT_OBJECT_DIRECTORY") or f"{common_dir(of_git_dir)}/objects"


def work_tree_root(start: str = ".") -> str:
    """The top folder of the work tree that holds ``start``, "" when none is seen."""
    if given := os.environ.get("GIT_WORK_TREE"):
        return given
    folder = os.path.abspath(start)
    while not os.path.exists(f"{folder}/.git"):
        parent = os.path.dirname(folder)
        if parent == folder:
            return ""
        folder = parent
    return folder
