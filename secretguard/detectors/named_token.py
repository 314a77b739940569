"""Providers' tokens that nothing but the name before them tells from a digest or an id.

The rules are those of ``provider`` with the boundary "assignment". Their triggers ask only that a
name stands shortly before such a value; here what plainly is an address is dismissed.
"""

from __future__ import annotations

_VALUE = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+/_.~=-:@#%"
_DIGITS = b"0123456789"
_REACH = 256
_SEEN = 24  # what a trigger has seen of the value at most


def screen(data: bytes, end: int, _path: str) -> bool:
    """Whether the value that goes on at ``end`` may be a token rather than an address or a word."""
    value = data[max(0, end - _SEEN) : end]
    if len(value.translate(None, _DIGITS)) == len(value):
        return False  # letters alone are an identifier; a random token of this length has digits
    before = data[max(0, end - _REACH) : end]
    run = before[len(before.rstrip(_VALUE)) :]
    return b"://" not in run and b"sha256:" not in run
