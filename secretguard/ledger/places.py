"""Where a repository keeps its ledger: what is committed, and what never leaves the machine."""

from __future__ import annotations

import os

from secretguard.sources.repository import common_dir, git_dir

FOLDER = ".secretguard"
LEDGER = f"{FOLDER}/ledger.jsonl"
SALT = f"{FOLDER}/salt"
# In the private folder.
LOCAL = "incidents.jsonl"
ATTRIBUTES = f"{FOLDER}/.gitattributes"
# Two branches that both add lines never conflict; every platform sees the same bytes.
ATTRIBUTES_TEXT = (
    "# secretguard: events of two branches are merged line by line (docs/ledger.md)\n"
    "ledger.jsonl text eol=lf merge=union\n"
    "salt text eol=lf merge=union\n"
)


def private_folder() -> str:
    """The folder in git's own directory, shared by all work trees; "" outside of a repository."""
    found = git_dir()
    return f"{os.path.abspath(common_dir(found))}/secretguard" if found else ""


def anything_recorded(root: str) -> bool:
    """Whether there is a ledger to consult, committed or local."""
    local = private_folder()
    return os.path.lexists(f"{root or '.'}/{LEDGER}") or (
        bool(local) and os.path.lexists(f"{local}/{LOCAL}")
    )
