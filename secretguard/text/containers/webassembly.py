"""WebAssembly modules: each data segment and each section by itself.

In the file itself a length stands right before a segment and may look like one more letter of the
token behind it. https://webassembly.github.io/spec/core/binary/modules.html
"""

from __future__ import annotations

from secretguard.text.containers import ContainerError, Member

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from secretguard.text.containers import Room

_PREAMBLE = 8
_CUSTOM, _DATA = 0, 11
_SECTIONS = ("custom", "type", "import", "function", "table", "memory", "global", "export", "start",
             "element", "code", "data", "data count", "tag")  # fmt: skip
_END = 0x0B
# What an offset of a segment may be computed with, and how many bytes follow; -1 for a LEB128 number.
_OPERANDS = {0x23: -1, 0x41: -1, 0x42: -1, 0x43: 4, 0x44: 8, 0x6A: 0, 0x6B: 0, 0x6C: 0, 0x7C: 0,
             0x7D: 0, 0x7E: 0}  # fmt: skip
_DAMAGED = "the WebAssembly module is damaged or cut off"


def members(data: bytes, room: Room) -> Iterator[Member]:
    """The data segments, the custom sections under their names, and all other sections."""
    room.expect(len(data), len(data))
    position = _PREAMBLE
    while position < len(data):
        kind = data[position]
        size, start = _number(data, position + 1)
        position = start + size
        if position > len(data):
            raise ContainerError(_DAMAGED)
        if kind == _CUSTOM:
            length, begin = _number(data, start)
            name = data[begin : begin + length].decode("utf-8", "surrogateescape")
            yield Member(f"section {name}", data[min(begin + length, position) : position])
        elif kind == _DATA:
            yield from _segments(data[start:position])
        else:
            name = _SECTIONS[kind] if kind < len(_SECTIONS) else str(kind)
            yield Member(f"section {name}", data[start:position])


def _segments(section: bytes) -> Iterator[Member]:
    count, position = _number(section, 0)
    for place in range(1, count + 1):
        flags, position = _number(section, position)
        if flags == 2:  # the memory is named
            _, position = _number(section, position)
        if flags != 1:  # all but the passive ones have an offset
            position = _behind_expression(section, position)
        size, position = _number(section, position)
        content = section[position : position + size]
        position += size
        if len(content) < size:
            raise ContainerError(_DAMAGED)
        yield Member(f"data segment {place}", content)
    if section[position:]:
        yield Member("data behind the segments", section[position:])


def _behind_expression(section: bytes, position: int) -> int:
    while position < len(section) and section[position] != _END:
        operand = _OPERANDS.get(section[position])
        if operand is None:
            raise ContainerError("a WebAssembly module with an offset that cannot be read")
        position += 1 + max(operand, 0)
        if operand < 0:
            _, position = _number(section, position)
    return position + 1


def _number(data: bytes, position: int) -> tuple[int, int]:
    """A number in LEB128, and where it ends."""
    value = shift = 0
    while position < len(data) and shift < 70:
        byte = data[position]
        value |= (byte & 0x7F) << shift
        position, shift = position + 1, shift + 7
        if byte < 0x80:
            return value, position
    raise ContainerError(_DAMAGED)
