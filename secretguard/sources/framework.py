"""Our entry in ``.pre-commit-config.yaml``, added and removed as text so that all else stays."""

from __future__ import annotations

import os
import re

from secretguard.errors import ConfigError, GitError
from secretguard.sources.repository import work_tree_root

CONFIG_NAME = ".pre-commit-config.yaml"
_HOOKS = ("secretguard", "secretguard-commit-msg", "secretguard-push")
_REPOS = re.compile(r"^repos:[ \t]*(?:#[^\n]*)?$", re.MULTILINE)
_FIRST_ITEM = re.compile(r"^([ \t]*)-[ \t]", re.MULTILINE)
_OURS = re.compile(
    r"^[ \t]*-[ \t]+id:[ \t]*['\"]?secretguard['\"]?[ \t]*(?:#[^\n]*)?$", re.MULTILINE
)


def add_entry(repo: str, rev: str) -> bool:
    """Add secretguard as the last repository of the list; False when it is there already."""
    path = _path()
    text, ending = _read(path)
    if _OURS.search(text):
        return False
    if not text.strip():
        after = "repos:\n" + _entry(repo, rev, "")
    else:
        place = _REPOS.search(text)
        if place is None:
            raise ConfigError(f"{CONFIG_NAME}: no block list `repos:` to add to; add it by hand")
        first = _FIRST_ITEM.search(text, place.end())
        after = _insert(text, place.end(), _entry(repo, rev, first[1] if first else ""))
    _write(path, after, ending)
    return True


def remove_entry() -> bool:
    """Remove what ``add_entry`` added; False when it is not there."""
    path = _path()
    text, ending = _read(path)
    found = _OURS.search(text)
    if found is None:
        return False
    lines = text.splitlines(keepends=True)
    at = text.count("\n", 0, found.start())
    start = at
    while start >= 0 and not re.match(r"[ \t]*-[ \t]+repo:", lines[start]):
        start -= 1
    if start < 0:
        raise ConfigError(f"{CONFIG_NAME}: the entry of secretguard has no repo; remove it by hand")
    indent = len(lines[start]) - len(lines[start].lstrip())
    end = start + 1
    while end < len(lines) and (_deeper(lines[end], indent)):
        end += 1
    rest = "".join(lines[:start] + lines[end:])
    if rest.strip() == "repos:":
        os.unlink(path)
    else:
        _write(path, rest, ending)
    return True


def _deeper(line: str, indent: int) -> bool:
    return bool(line.strip()) and len(line) - len(line.lstrip()) > indent


def _entry(repo: str, rev: str, indent: str) -> str:
    rows = [f"-   repo: {repo}", f"    rev: {rev}", "    hooks:"]
    rows += [f"    -   id: {hook}" for hook in _HOOKS]
    return "".join(f"{indent}{row}\n" for row in rows)


def _insert(text: str, after: int, entry: str) -> str:
    """Behind the last line of the list: before the next top-level key, or at the end."""
    end = len(text)
    for match in re.compile(r"^[^\s#-][^\n]*$", re.MULTILINE).finditer(text, after):
        end = match.start()
        break
    head, tail = text[:end], text[end:]
    body = head.rstrip("\n")
    gap = head[len(body) + 1 :]
    return f"{body}\n{entry}{gap}{tail}"


def _path() -> str:
    root = work_tree_root()
    if not root:
        raise GitError("this is not a git repository")
    return os.path.join(root, CONFIG_NAME)


def _read(path: str) -> tuple[str, str]:
    """The text with LF endings, and the ending that the file uses; "" for a missing file."""
    try:
        with open(path, encoding="utf-8", newline="") as file:
            text = file.read()
    except FileNotFoundError:
        return "", "\n"
    return text.replace("\r\n", "\n"), "\r\n" if "\r\n" in text else "\n"


def _write(path: str, text: str, ending: str) -> None:
    with open(path, "w", encoding="utf-8", newline="") as file:
        file.write(text.replace("\n", ending))
