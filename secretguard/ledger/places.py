"""Where a repository keeps its ledger: what is committed, and what never leaves the machine."""

from __future__ import annotations

import os

from secretguard.ledger.files import append_bytes, make_folder, read_file
from secretguard.sources.repository import LEDGER, private_folder

FOLDER = ".secretguard"
# In the private folder.
LOCAL = "incidents.jsonl"
ATTRIBUTES = f"{FOLDER}/.gitattributes"
# Two branches that both add lines never conflict; every platform sees the same bytes.
ATTRIBUTES_TEXT = (
    "# secretguard: events of two branches are merged line by line (docs/ledger.md)\n"
    "ledger.jsonl text eol=lf merge=union\n"
    "salt text eol=lf merge=union\n"
)


def anything_recorded(root: str) -> bool:
    """Whether there is a ledger to consult, committed or local."""
    local = private_folder()
    return os.path.lexists(f"{root or '.'}/{LEDGER}") or (
        bool(local) and os.path.lexists(f"{local}/{LOCAL}")
    )


def add_attributes(root: str) -> bool:
    """Have git merge ledgers line by line; False when it does already. Raises ``SourceError``."""
    path = f"{root}/{ATTRIBUTES}"
    if ATTRIBUTES_TEXT.encode() in read_file(path):
        return False
    make_folder(f"{root}/{FOLDER}")
    append_bytes(path, ATTRIBUTES_TEXT.encode(), 0o644)
    return True


def remove_attributes(root: str) -> bool:
    """Take back what ``add_attributes`` wrote, unless a ledger still needs it."""
    path = f"{root}/{ATTRIBUTES}"
    content = read_file(path)
    ours = ATTRIBUTES_TEXT.encode()
    if os.path.lexists(f"{root}/{LEDGER}") or ours not in content:
        return False
    if rest := content.replace(ours, b""):
        with open(path, "wb") as file:
            file.write(rest)
        return True
    os.unlink(path)
    if not os.listdir(f"{root}/{FOLDER}"):
        os.rmdir(f"{root}/{FOLDER}")
    return True
