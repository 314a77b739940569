"""One key at a time from a terminal, without waiting for the Enter key."""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager

from secretguard.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@contextmanager
def keys() -> Iterator[Callable[[], str]]:
    """Gives a function that waits for one key; "" when the terminal is gone.

    Raises ``UsageError`` when no terminal is there. The terminal is as before afterwards.
    """
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise UsageError(
            "incidents triage needs a terminal; scripts use incidents list --format json and "
            "incidents dismiss, revoke and rotate"
        )
    if os.name == "nt":
        import msvcrt

        yield msvcrt.getwch  # type: ignore[attr-defined,unused-ignore]
        return
    import termios
    import tty

    file = sys.stdin.fileno()
    before = termios.tcgetattr(file)
    tty.setcbreak(file)
    try:
        yield lambda: os.read(file, 1).decode("latin-1")
    finally:
        termios.tcsetattr(file, termios.TCSADRAIN, before)


def ask(prompt: str, key: Callable[[], str]) -> str:
    """A line of text, typed key by key and echoed; "" for none."""
    sys.stdout.write(prompt)
    sys.stdout.flush()
    typed = bytearray()
    while (pressed := key()) not in ("\r", "\n", ""):
        if pressed in ("\x7f", "\x08"):
            if typed:
                # A character of several bytes goes as a whole.
                while typed and typed[-1] & 0xC0 == 0x80:
                    typed.pop()
                typed.pop()
                sys.stdout.write("\b \b")
        elif pressed.isprintable() or ord(pressed) >= 0x80:
            typed += pressed.encode("latin-1", "replace")
            sys.stdout.buffer.write(pressed.encode("latin-1", "replace"))
        sys.stdout.flush()
    sys.stdout.write("\n")
    return typed.decode("utf-8", "replace").strip()
