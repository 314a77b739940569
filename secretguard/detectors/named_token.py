"""Providers' tokens that nothing but the name before them tells from a digest or an id.

The rules are those of ``provider`` with the boundary "assignment". Their triggers ask only that a
name stands shortly before such a value; here what plainly is an address is dismissed.
"""

from __future__ import annotations

_VALUE = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+/_.~=-:@#%"
_REACH = 256


def screen(data: bytes, end: int, _path: str) -> bool:
    """Whether the value that ends behind ``end`` may be assigned rather than part of an address."""
    before = data[max(0, end - _REACH) : end]
    run = before[len(before.rstrip(_VALUE)) :]
    return b"://" not in run and b"sha256:" not in run
