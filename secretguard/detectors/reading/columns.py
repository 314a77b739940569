"""Values whose names stand above them: CSV, tables of Markdown, SQL's ``INSERT``.

A reading's name is the cell of the header, its last word ``column``. Nothing is read when the
header names no credential.
"""

from __future__ import annotations

from secretguard.detectors.names import MATERIAL, kind_of
from secretguard.detectors.reading.marks import COLUMN

TYPE_CHECKING = False  # importing typing costs the hook 4 ms
if TYPE_CHECKING:
    from collections.abc import Iterator

    from secretguard.detectors.reading.marks import Reading

    Span = tuple[int, int]

CSV_ENDINGS = (".csv", ".tsv", ".tab", ".psv")
TABLE_ENDINGS = (".md", ".markdown", ".mdx", ".mdown", ".txt", ".rmd", ".qmd")
_SEPARATORS = (b",", b";", b"\t", b"|")
_LONGEST_LINE = 8192
_LONGEST_NAME = 60
_FIRST_ROW = 512  # bytes of SQL's values within which the first literal stands
_LONGEST_LIST = 4096  # bytes of SQL's list of columns
_MOST_COLUMNS = 200
_SHORTEST = 4
_DEEPEST = 3  # calls inside of calls
_BLANKS = b" \t\r"
_MARKS = b" \t\r\n\"'`[]*\\"  # around a name or a value
_RULE = b"|-: \t\r"  # what a line of dashes consists of
_SQL_QUOTES = b"'\""


def rows_of(data: bytes, hit: int, path: str) -> Iterator[Reading]:
    """The readings of the table whose trigger ended at ``hit``."""
    last, lowered = data[hit - 1 : hit], path.lower()
    if last == b"(":
        yield from _insert(data, hit)
    elif last == b"|" and lowered.endswith(TABLE_ENDINGS):
        yield from _table(data, hit)
    elif lowered.endswith(CSV_ENDINGS):
        yield from _csv(data)
    elif data[hit - 2 : hit - 1] == b"|" and lowered.endswith(TABLE_ENDINGS):
        yield from _pair(data, hit)


def _telling(data: bytes, cells: list[Span]) -> dict[int, Span]:
    """The columns whose names announce a credential. {} when one is too long for a name."""
    found: dict[int, Span] = {}
    for number, (start, stop) in enumerate(cells):
        if stop - start > _LONGEST_NAME:
            return {}
        kind = kind_of(data[start:stop].decode("utf-8", "replace"))
        if kind and kind != MATERIAL:
            found[number] = start, stop
    return found if len(cells) <= _MOST_COLUMNS else {}


def _lines(data: bytes, start: int) -> Iterator[Span]:
    """Each line from ``start`` on, up to one that is longer than a row."""
    while start < len(data):
        stop = data.find(b"\n", start, start + _LONGEST_LINE)
        if stop < 0:
            if len(data) - start > _LONGEST_LINE:
                return
            stop = len(data)
        yield start, stop
        start = stop + 1


def _csv(data: bytes) -> Iterator[Reading]:
    """RFC 4180, with the separators that spreadsheets write; a row in several lines is passed over."""
    lines = _lines(data, 0)
    head = next(lines, (0, 0))
    separator = max(_SEPARATORS, key=lambda mark: data.count(mark, *head))
    cells = _cells(data, *head, separator)
    names = _telling(data, cells)
    if len(cells) < 2 or not names:
        return
    for start, stop in lines:
        line = data[start:stop]
        if line.count(separator) + 1 < len(cells):
            continue
        if b'"' not in line and not _any_filled(line.split(separator), names):
            continue  # most rows of most tables
        row = _cells(data, start, stop, separator)
        if len(row) == len(cells):
            yield from _readings(names, row)


def _any_filled(cells: list[bytes], names: dict[int, Span]) -> bool:
    return any(len(cells[number]) >= _SHORTEST for number in names)


def _readings(names: dict[int, Span], row: list[Span]) -> Iterator[Reading]:
    for number, name in names.items():
        start, stop = row[number]
        if start < stop:
            yield name, start, stop, COLUMN


def _cells(data: bytes, start: int, stop: int, separator: bytes) -> list[Span]:
    """The spans of a row's values, without blanks and quotes around them."""
    cells: list[Span] = []
    while start <= stop and len(cells) <= _MOST_COLUMNS:
        while start < stop and data[start] in _BLANKS and data[start : start + 1] != separator:
            start += 1
        if data[start : start + 1] == b'"':
            end = data.find(b'"', start + 1, stop)
            while end >= 0 and data[end + 1 : end + 2] == b'"':
                end = data.find(b'"', end + 2, stop)
            if end < 0:
                return []  # it goes on in the next line
            cells.append((start + 1, end))
            end = data.find(separator, end, stop)
        else:
            end = data.find(separator, start, stop)
            last = stop if end < 0 else end
            cells.append((start, start + len(data[start:last].rstrip(_BLANKS))))
        if end < 0:
            return cells
        start = end + 1
    return cells


def _table(data: bytes, hit: int) -> Iterator[Reading]:
    """``| User | Password |``, a line of dashes, and the rows below (GitHub's tables)."""
    dashes = data.rfind(b"\n", max(0, hit - _LONGEST_LINE), hit)
    if dashes < 0 or data[dashes + 1 : hit].count(b"|") > 2:
        return  # the line of dashes is read at its first or second mark
    head = data.rfind(b"\n", max(0, dashes - _LONGEST_LINE), dashes) + 1
    cells = _table_cells(data, head, dashes)
    names = _telling(data, cells)
    if not names:
        return
    below = data.find(b"\n", hit, hit + _LONGEST_LINE)
    for start, stop in _lines(data, below + 1) if below > 0 else ():
        row = _table_cells(data, start, stop)
        if len(row) != len(cells) or not data[start:stop].strip(_RULE):
            return
        yield from _readings(names, row)


def _table_cells(data: bytes, start: int, stop: int) -> list[Span]:
    cells: list[Span] = []
    if b"|" not in data[start:stop]:
        return []
    line = data[start:stop].strip(_BLANKS)
    start += data[start:stop].find(line)
    stop = start + len(line)
    start += line[:1] == b"|"
    stop -= line[-1:] == b"|" and stop > start
    while start <= stop:
        end = data.find(b"|", start, stop)
        last = stop if end < 0 else end
        cells.append(_stripped(data, start, last))
        if end < 0:
            break
        start = end + 1
    return cells


def _stripped(data: bytes, start: int, stop: int) -> Span:
    text = data[start:stop]
    low = start + len(text) - len(text.lstrip(_MARKS))
    return low, max(low, start + len(text.rstrip(_MARKS)))


def _pair(data: bytes, hit: int) -> Iterator[Reading]:
    """``| DB_PASSWORD | value |``: a row that is a name and its value."""
    start = data.rfind(b"\n", max(0, hit - 200), hit) + 1
    stop = data.find(b"\n", hit, hit + 1000)
    cells = _table_cells(data, start, stop if stop >= 0 else len(data))
    for number in _telling(data, cells[:1]):
        if len(cells) > 1 and cells[1][0] < cells[1][1]:
            yield cells[number], *cells[1], COLUMN


def _insert(data: bytes, hit: int) -> Iterator[Reading]:
    """``INSERT INTO t (user, password) VALUES ('a', 'b'), ('c', 'd')``."""
    first = data[hit : hit + _FIRST_ROW]
    if b"'" not in first and b'"' not in first:
        return  # parameters of a prepared statement
    close = data.rfind(b")", max(0, hit - 64), hit - 1)
    opening = data.rfind(b"(", max(0, close - _LONGEST_LIST), close)
    if opening < 0:
        return
    names = _sql_names(data, opening + 1, close)
    telling = _telling(data, names)
    position = hit
    while telling:
        row, position = _sql_row(data, position)
        if len(row) != len(names):
            return
        yield from _readings(telling, row)
        following = data[position : position + 16].lstrip(b" \t\r\n")
        if following[:1] != b",":
            return
        position = data.find(b"(", position, position + 64) + 1
        if not position:
            return


def _sql_names(data: bytes, start: int, stop: int) -> list[Span]:
    spans = []
    while start <= stop:
        end = data.find(b",", start, stop)
        end = stop if end < 0 else end
        spans.append(_stripped(data, start, end))
        start = end + 1
    return spans


def _sql_row(data: bytes, position: int) -> tuple[list[Span], int]:
    """The values from behind a ``(`` on, and where its ``)`` ends. What is no literal is empty."""
    row: list[Span] = []
    limit = min(len(data), position + _LONGEST_LINE)
    start = position
    span: Span | None = None
    depth = 0
    while position < limit:
        code = data[position]
        if code in _SQL_QUOTES:
            end = _sql_end(data, position, limit)
            if end < 0:
                return [], position
            if depth == 0 and not data[start:position].strip(b" \t\r\nNnEe"):
                span = position + 1, end
            position = end
        elif code == 0x28:  # a call: what it gives is no literal
            depth += 1
            span = None
            if depth > _DEEPEST:
                return [], position
        elif depth and code == 0x29:
            depth -= 1
        elif not depth and code in b",)":
            row.append(span or (position, position))
            start, span = position + 1, None
            if code == 0x29:
                return row, position + 1
        position += 1
    return [], position


def _sql_end(data: bytes, quote: int, limit: int) -> int:
    """Where the literal that opens at ``quote`` closes; doubled and escaped quotes are part of it."""
    mark = data[quote : quote + 1]
    end = data.find(mark, quote + 1, limit)
    while end >= 0:
        if data[end - 1 : end] == b"\\":
            end = data.find(mark, end + 1, limit)
        elif data[end + 1 : end + 2] == mark:
            end = data.find(mark, end + 2, limit)
        else:
            return end
    return -1
