"""Which lines of a file are new, by content.

A line is new when the file now holds more copies of it than it did. That needs no diff
program, no patch and no attribute; it is linear, knows only LF, and a line that merely moves
inside its file is not new. Between the unchanged beginning and end of the file, the first copies
of a line are taken for the old ones and those beyond their number for the new ones.
"""

from __future__ import annotations


def added_lines(old: bytes, new: bytes) -> frozenset[int]:
    """Numbers (from 1) of the lines of ``new`` that ``old`` has no copy of."""
    old_lines, new_lines = old.split(b"\n"), new.split(b"\n")
    start = _common(old_lines, new_lines)
    limit = min(len(old_lines), len(new_lines)) - start
    end = min(_common(old_lines[::-1], new_lines[::-1]), limit)
    copies: dict[bytes, int] = {}
    for line in old_lines[start : len(old_lines) - end]:
        copies[line] = copies.get(line, 0) + 1
    added = []
    for number, line in enumerate(new_lines[start : len(new_lines) - end], start + 1):
        left = copies.get(line, 0)
        if left:
            copies[line] = left - 1
        else:
            added.append(number)
    return frozenset(added)


def _common(first: list[bytes], second: list[bytes]) -> int:
    """How many lines both begin with."""
    count = 0
    for one, other in zip(first, second, strict=False):
        if one != other:
            return count
        count += 1
    return count
