"""``secretguard redact``: a pipe that replaces secrets by marks."""

from __future__ import annotations

import os
import sys
from _blake2 import blake2b

from secretguard.errors import EXIT_ALLOW, EXIT_COULD_NOT_LOOK, SourceError, UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse

    from secretguard.runs.redaction import Redactor

HELP = "replace each secret in a log by a stable mark"
_FLAGS = os.O_RDONLY | getattr(os, "O_BINARY", 0)
_CHUNK = 1 << 16
_SHORTEST_KEY = 16


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the arguments of ``redact``."""
    parser.add_argument(
        "files", nargs="*", metavar="FILE", help="what to read (default: standard input)"
    )
    parser.add_argument(
        "--key-file",
        metavar="FILE",
        help="a secret file of at least 16 bytes that makes the marks; "
        "default: one of this repository for this user, elsewhere a new one for each run",
    )


def run(arguments: argparse.Namespace) -> int:
    """Copy what is read to standard output without its secrets; 3 when something was withheld."""
    from secretguard.config.quick import settings_bytes
    from secretguard.runs.redaction import Redactor
    from secretguard.sources.repository import work_tree_root

    root = work_tree_root()
    key = _key_of(arguments.key_file) if arguments.key_file else _own_key()
    redactor = Redactor(key, settings_bytes(root) if root else None, root or None)
    withheld = 0
    for name in arguments.files or [""]:
        try:
            file = os.open(name, _FLAGS) if name else sys.stdin.fileno()
            withheld += _copy(redactor, file)
        except OSError as error:
            if isinstance(error, BrokenPipeError):
                raise
            raise SourceError(f"{name or 'standard input'}: {error.strerror}") from error
    if withheld:
        sys.stderr.write(f"secretguard: {withheld} bytes could not be judged and were withheld\n")
    return EXIT_COULD_NOT_LOOK if withheld else EXIT_ALLOW


def _copy(redactor: Redactor, file: int) -> int:
    """Redact one file; how many bytes were withheld."""
    from secretguard.runs.redaction import Stream

    stream = Stream(redactor)
    out = sys.stdout.buffer
    while data := os.read(file, _CHUNK):
        out.write(stream.feed(data))
        out.flush()
    out.write(stream.close())
    out.flush()
    return stream.withheld


def _key_of(path: str) -> bytes:
    try:
        with open(path, "rb") as file:
            key = file.read()
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror}") from error
    if len(key) < _SHORTEST_KEY:
        raise UsageError(f"{path}: a key has at least {_SHORTEST_KEY} bytes")
    return key


def _own_key() -> bytes | None:
    """The key of this user for this repository; None (a new one) outside of repositories."""
    from secretguard.engine.cache import own_key
    from secretguard.errors import GitError
    from secretguard.sources.reach import shared_folder

    try:
        folder = os.path.realpath(os.fsencode(shared_folder()))
    except GitError:
        return None
    own = own_key()
    return blake2b(folder, key=own, digest_size=32).digest() if own else None
