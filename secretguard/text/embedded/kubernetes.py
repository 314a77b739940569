"""The values of Kubernetes Secrets, which are base64 whatever they are.

https://kubernetes.io/docs/concepts/configuration/secret/#restrictions-on-secret-data-and-names
"""

from __future__ import annotations

import re

from secretguard.text.embedded.base64_runs import decode_run
from secretguard.text.embedded.readable import is_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from secretguard.model.pieces import Replacement

_VALUE = re.compile(
    rb"^[ \t]{1,40}[\"']?[A-Za-z0-9_.-]{1,253}[\"']?[ \t]{0,8}:[ \t]{1,8}(?:[|>][+-]?[ \t]{0,8}\r?\n[ \t]{1,40})?"
    rb"([\"']?)([A-Za-z0-9+/]{4,}={0,2})\1,?[ \t]{0,8}(?:#[^\n]*)?\r?$",
    re.MULTILINE,
)
_SECTION = re.compile(
    rb"^([ \t-]{0,40})[\"']?data[\"']?[ \t]{0,8}:[ \t]{0,8}\{?[ \t]{0,8}\r?$", re.MULTILINE
)
# The same in one line, as JSON or as YAML's flow style; its quotes may be escaped, since kubectl
# keeps what was last applied as JSON in a string.
_FLOW = re.compile(rb"(?<![\w:.-])data\\?[\"']?[ \t]{0,8}:[ \t]{0,8}\{(?=[ \t]{0,8}[\\\"'\w])")
_MEMBER = re.compile(
    rb"[ \t]{0,8}\\?[\"']?[A-Za-z0-9_.-]{1,253}\\?[\"']?[ \t]{0,8}:[ \t]{0,8}"
    rb"(?:\\?[\"']([A-Za-z0-9+/]*={0,2})\\?[\"']|([A-Za-z0-9+/]+={0,2})|\\?[\"'][^\"'\\\n]*\\?[\"'])"
    rb"[ \t]{0,8}(,|(?=\}))"
)


def document_around(data: bytes, position: int) -> tuple[int, int]:
    """The YAML document that holds ``position``; the whole of a JSON file."""
    low = data.rfind(b"\n---", 0, position)
    high = data.find(b"\n---", position)
    return max(low, 0), len(data) if high < 0 else high


def secret_values(data: bytes, low: int, high: int) -> Iterator[Replacement]:
    """The values below ``data:`` that decode to text, in the order of their places."""
    found = [*_in_lines(data, low, high), *_in_one_line(data, low, high)]
    end = low
    for value in sorted(found):
        if value[0] >= end:
            yield value
            end = value[1]


def _in_lines(data: bytes, low: int, high: int) -> Iterator[Replacement]:
    for section in _SECTION.finditer(data, low, high):
        end = _section_end(data, section.end() + 1, high, len(section[1]))
        for match in _VALUE.finditer(data, section.end(), end):
            yield from _decoded(data, *match.span(2))


def _in_one_line(data: bytes, low: int, high: int) -> Iterator[Replacement]:
    for section in _FLOW.finditer(data, low, high):
        position = section.end()
        while member := _MEMBER.match(data, position, high):
            yield from _decoded(data, *member.span(1 if member[1] else 2))
            position = member.end()


def _decoded(data: bytes, start: int, stop: int) -> Iterator[Replacement]:
    text = decode_run(data[start:stop]) if stop - start >= 4 and (stop - start) % 4 == 0 else b""
    if is_text(text):
        yield start, stop, text.rstrip(b"\r\n"), 3, 4


def _section_end(data: bytes, start: int, high: int, indent: int) -> int:
    """Where a line is indented no deeper than the section's own name."""
    while start < high:
        end = data.find(b"\n", start, high)
        end = high if end < 0 else end
        line = data[start:end]
        if line.strip() and len(line) - len(line.lstrip(b" \t")) <= indent:
            return start
        start = end + 1
    return high
