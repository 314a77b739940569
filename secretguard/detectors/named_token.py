"""Providers' tokens that nothing but the name before them tells from a digest or an id.

The rules are those of ``provider`` with the boundary "assignment". Their triggers ask only that a
name stands shortly before a run of characters; here what plainly is an address or a word of code is dismissed.
"""

from __future__ import annotations

_VALUE = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+/_.~=-:@#%"
_RUN = _VALUE[:-4]
_DIGITS = b"0123456789"
_CAPITALS = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_REACH = 256


def screen(data: bytes, end: int, _path: str) -> bool:
    """Whether the run that goes on at ``end`` may be a token rather than an address or a word."""
    before = data[max(0, end - _REACH) : end]
    after = data[end : end + _REACH]
    run = before[len(before.rstrip(_VALUE)) :]
    if b"://" in run or b"sha256:" in run:
        return False
    value = before[len(before.rstrip(_RUN)) :] + after[: len(after) - len(after.lstrip(_RUN))]
    if len(value.translate(None, _DIGITS)) < len(value):
        return True
    # Without a digit it is an identifier, unless its capitals stand as thick as chance puts them.
    return 4 * (len(value) - len(value.translate(None, _CAPITALS))) > len(value)
