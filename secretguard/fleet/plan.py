"""Which repositories there are to look at, and under which names they are told."""

from __future__ import annotations

import os
import re

from secretguard.errors import UsageError
from secretguard.fleet.words import Order
from secretguard.model.verdict import Skipped

_REMOTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+://|[^/]+@[^/]+:")


def plan(repositories: str) -> tuple[list[Order], list[Skipped]]:
    """Orders for a folder of repositories, or for a file with a path a line; what is passed over.

    Raises ``UsageError`` when there is neither, or when the file names what is no path.
    """
    try:
        if os.path.isdir(repositories):
            return _in_folder(os.path.abspath(repositories))
        with open(repositories, "rb") as file:
            return _named([os.fsdecode(line) for line in file.read().splitlines()], repositories)
    except OSError as error:
        raise UsageError(f"{repositories}: {error.strerror}") from error


def _in_folder(folder: str) -> tuple[list[Order], list[Skipped]]:
    orders, skipped = [], []
    for name in sorted(os.listdir(folder)):
        path = f"{folder}/{name}"
        if not os.path.isdir(path):
            continue
        if _looks_like_one(path):
            orders.append(Order(path, name))
        else:
            skipped.append(Skipped(name, "it is no git repository"))
    return orders, skipped


def _looks_like_one(path: str) -> bool:
    """Any sign is enough: a damaged repository has to be asked, so that it can be named."""
    signs = (".git", "HEAD", "objects", "packed-refs")
    return path.endswith(".git") or any(os.path.lexists(f"{path}/{sign}") for sign in signs)


def _named(lines: list[str], where: str) -> tuple[list[Order], list[Skipped]]:
    """Names are the paths below the folder that holds all of them."""
    for number, line in enumerate(lines, 1):
        if _REMOTE.match(line):
            raise UsageError(f"{where}:{number}: only paths: nothing is fetched; clone it first")
    paths = [os.path.abspath(line) for line in lines if line.strip() and line[:1] != "#"]
    if not paths:
        return [], []
    try:
        base = os.path.commonpath([os.path.dirname(path) for path in paths])
    except ValueError:  # on different drives
        return [Order(path, path.replace(os.sep, "/")) for path in dict.fromkeys(paths)], []
    names = {path: os.path.relpath(path, base).replace(os.sep, "/") for path in paths}
    return [Order(path, name) for path, name in names.items()], []


def slices(order: Order, objects: int, cut_above: int) -> list[Order]:
    """The order for a repository with so many objects as orders for slices of it."""
    of = -(-objects // cut_above)
    return [Order(order.path, order.name, (number, of)) for number in range(of)]
