r"""Runs of characters that may be base64, a random string or half of a split literal.

One trigger for all three: any of its own would cost the engine a pass over everything, and each
hit a call. Nearly all runs are too short, which is seen here once.
"""

from __future__ import annotations

from secretguard.detectors import joined

RUN = "run"
# A digit beside a capital is in nearly every random string and encoded text, and in few names and
# paths; without it three times as many would have to be dismissed one by one.
RUN_PATTERN = r"""(?:[A-Z][0-9]|[0-9][A-Z])[A-Za-z0-9+/_.~-]{4,}={0,2}["'`\r\n<]"""
TRIGGER_SPECS = ((RUN, RUN_PATTERN, (), 0, False),)
# Trigger and module of those that a hit wakes; they have no pattern of their own.
OWNERS = (("entropy", "entropy"), ("embedded:base64", "embedded"), ("joined:run", "joined"))
MEMBERS = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+/_.~-"
PADDED = MEMBERS + b"="
_SHORTEST = 20


def screen(data: bytes, end: int, path: str) -> bool:
    """Whether the run that closes at ``end`` is long enough for any of its owners to be asked."""
    if not data[max(0, end - 1 - _SHORTEST) : end - 1].rstrip(PADDED):
        return True
    return joined.screen(data, end, path)
