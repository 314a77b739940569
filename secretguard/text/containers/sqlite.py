"""SQLite databases: the text columns of their tables, a row a line.

In the file itself a row's values stand one after the other without anything between them, so that
no token in it has edges. Each value comes out with its column's name, which judges it.
"""

from __future__ import annotations

import sqlite3
from time import monotonic

from secretguard.text.containers import ContainerError, Member

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from secretguard.text.containers import Room

_SECONDS = 10.0
_STEPS = 10_000  # virtual machine instructions between two looks at the clock
# In bytes 18 and 19 of the header 2 asks for a log beside the file, 1 does not
# (https://www.sqlite.org/fileformat.html#file_format_version_numbers).
_NO_LOG = b"\1\1"


def members(data: bytes, room: Room) -> Iterator[Member]:
    """One text a table."""
    connection = sqlite3.connect(":memory:")
    try:
        connection.deserialize(data[:18] + _NO_LOG + data[20:])
        connection.text_factory = lambda raw: raw.decode("utf-8", "replace")
        # The schema is a stranger's: no function and no virtual table of it may run.
        connection.execute("PRAGMA trusted_schema = OFF")
        connection.execute("PRAGMA query_only = ON")
        end = monotonic() + _SECONDS
        connection.set_progress_handler(lambda: monotonic() > end, _STEPS)
        for (name,) in connection.execute(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'"
        ).fetchall():
            yield Member(name, _table(connection, name, room))
    # Names of columns and of what is missing, which ``text_factory`` does not see, may be no UTF-8.
    except (sqlite3.Error, OverflowError, MemoryError, UnicodeDecodeError) as error:
        raise ContainerError("the SQLite database is damaged or took too long to read") from error
    finally:
        connection.close()


def _table(connection: sqlite3.Connection, name: str, room: Room) -> bytes:
    quoted = name.replace('"', '""')
    cursor = connection.execute(f'SELECT * FROM "{quoted}"')  # noqa: S608 - quoted as an identifier
    columns = [str(column[0]) for column in cursor.description]
    lines: list[bytes] = []
    size = 0
    for row in cursor:
        line = _line(columns, row)
        size += len(line)
        room.expect(size, size)
        lines.append(line)
    return b"\n".join(lines)


def _line(columns: list[str], row: Iterable[object]) -> bytes:
    cells = (
        f'"{column}": "{value}"'
        for column, value in zip(columns, map(_text, row), strict=True)
        if value
    )
    return ", ".join(cells).replace("\n", " ").encode("utf-8", "replace")


def _text(value: object) -> str:
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace") if value.isascii() else ""
    return value if isinstance(value, str) else ""
