"""Which module opens which format. Modules are imported when the first such container is met."""

from __future__ import annotations

import importlib

from secretguard.errors import SecretguardError
from secretguard.text.containers import ContainerError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import ParamSpec, TypeVar

    from secretguard.text.containers import Members
    from secretguard.text.containers.stream import Walk

    P = ParamSpec("P")
    T = TypeVar("T")

_MODULES = {
    "zip": "zip_archive",
    "tar": "tar_archive",
    "ar": "ar_archive",
    "cpio": "cpio_archive",
    "rpm": "rpm",
    "gzip": "compressed",
    "bzip2": "compressed",
    "xz": "compressed",
    "zstd": "compressed",
    "pdf": "pdf",
    "sqlite": "sqlite",
    "pyc": "bytecode",
    "wasm": "webassembly",
    "7z": "unreadable",
    "rar": "unreadable",
}
# A compressed file is one text; an archive in it is opened under the compressed file's own name.
STREAMS = ("gzip", "bzip2", "xz", "zstd")
# Their members lie one behind the other, so that they can be read in order and never as a whole.
IN_ORDER = ("tar", "ar", "cpio", "rpm")
# Nothing stands in them that does not come out as a member.
LAID_OPEN = ("tar", "ar", "cpio", "wasm")


def opener(kind: str) -> Members:
    """The function that lists the members of a container of this kind."""
    module = importlib.import_module(f"secretguard.text.containers.{_MODULES[kind]}")
    return _surely(module.members)


def walker(kind: str) -> Walk:
    """The function that walks over the members of a container of a kind that is ``IN_ORDER``."""
    module = importlib.import_module(f"secretguard.text.containers.{_MODULES[kind]}")
    return _surely(module.walk)


def _surely(reads: Callable[P, Iterator[T]]) -> Callable[P, Iterator[T]]:
    """``reads``, with ``ContainerError`` for whatever else a crafted file makes it raise."""

    def read(*args: P.args, **named: P.kwargs) -> Iterator[T]:
        try:
            yield from reads(*args, **named)
        except (SecretguardError, OSError):
            raise
        except Exception as error:
            # The message may quote the file, so only its type is told.
            raise ContainerError(f"it cannot be read: {type(error).__name__}") from error

    return read
