"""Which module opens which format. Modules are imported when the first such container is met."""

from __future__ import annotations

import importlib

TYPE_CHECKING = False
if TYPE_CHECKING:
    from secretguard.text.containers import Members

_MODULES = {
    "zip": "zip_archive",
    "tar": "tar_archive",
    "gzip": "compressed",
    "bzip2": "compressed",
    "xz": "compressed",
    "zstd": "compressed",
    "pdf": "pdf",
    "sqlite": "sqlite",
    "pyc": "bytecode",
    "7z": "unreadable",
    "rar": "unreadable",
}
# A compressed file is one text; an archive in it is opened under the compressed file's own name.
STREAMS = ("gzip", "bzip2", "xz", "zstd")


def opener(kind: str) -> Members:
    """The function that lists the members of a container of this kind."""
    module = importlib.import_module(f"secretguard.text.containers.{_MODULES[kind]}")
    members: Members = module.members
    return members
