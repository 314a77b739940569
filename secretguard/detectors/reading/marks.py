"""The small marks of all syntaxes: names, quotes, blanks, and what a file's ending says."""

from __future__ import annotations

TYPE_CHECKING = False  # importing typing costs the hook 4 ms
if TYPE_CHECKING:
    # name span, value start, value end, how
    Reading = tuple[tuple[int, int], int, int, str]

OPENINGS = (b'"', b"'", b"`", b"\\")
LITERAL_PREFIXES = b"rbuflLNn@RBUF"
LONGEST_VALUE = 600
COLUMN = "column"  # how a value below its name was read
_NAME_CHARS = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-"
QUOTES = b"\"'`"
_LONGEST_NAME = 80
# In source code a bare value is an expression; everywhere else it may be a literal.
_CODE_ENDINGS = (
    ".py", ".pyi", ".pyx", ".js", ".jsx", ".mjs", ".cjs", ".ts", ".tsx", ".vue", ".svelte", ".java",
    ".kt", ".kts", ".scala", ".groovy", ".gradle", ".clj", ".go", ".rs", ".c", ".h", ".cc", ".cpp",
    ".cxx", ".hpp", ".hh", ".m", ".mm", ".swift", ".cs", ".vb", ".fs", ".rb", ".erb", ".php", ".pl",
    ".pm", ".lua", ".r", ".jl", ".dart", ".ex", ".exs", ".erl", ".hs", ".ml", ".nim", ".zig", ".d",
    ".proto", ".thrift", ".idl", ".graphql", ".css", ".scss", ".less", ".json", ".jsonc", ".ipynb", ".map",
    ".lock", ".tf", ".hcl", ".sol", ".asm", ".s", ".pas", ".f90", ".cob", ".tcl", ".el", ".lisp",
    ".coffee", ".jsp", ".aspx", ".cshtml", ".tpl", ".hbs", ".ejs", ".tmpl", ".svg", ".po", ".pot",
    ".diff", ".patch", ".csv", ".tsv", ".bas", ".applescript", ".awk", ".y", ".cmake", ".mk",
)  # fmt: skip


def is_code(path: str) -> bool:
    """Whether a bare value in the file is an expression; ``path`` in lower case."""
    return path.endswith(_CODE_ENDINGS)


def name_before(data: bytes, position: int) -> tuple[int, int]:
    """The name that ends before ``position``, quotes, brackets and blanks skipped."""
    low = max(0, position - _LONGEST_NAME - 24)
    before = data[low:position].rstrip(b" \t\"'`]),\\")
    start = low + len(before.rstrip(_NAME_CHARS))
    if start and data[start - 1 : start] == b"\\" and data[start : start + 1] in (b"n", b"r", b"t"):
        start += 1  # a name behind an escaped line break
    return start, low + len(before)


def line_start(data: bytes, position: int, most: int) -> int:
    """Where the line of ``position`` begins, ``most`` bytes before it at the earliest.

    A minified file is one line: to look for its beginning costs as much as the file is long.
    """
    low = max(0, position - most)
    return max(low, data.rfind(b"\n", low, position) + 1)


def line_before(data: bytes, position: int) -> int:
    """Where the text of the line (or list item) before ``position`` ends."""
    low = max(0, position - 64)
    return low + len(data[low:position].rstrip(b" \t\n\r\"',:{-"))


def skip_blanks(data: bytes, position: int) -> int:
    """The next position that is neither a blank nor a tabulator."""
    while data[position : position + 1] in (b" ", b"\t"):
        position += 1
    return position


def quote_at(data: bytes, position: int) -> int:
    """Where a string literal's opening quote stands, its prefix (r, b, @, N) skipped; else -1."""
    for offset in range(3):
        char = data[position + offset : position + offset + 1]
        if char and char in QUOTES:
            return position + offset
        if char == b"\\" and data[position + offset + 1 : position + offset + 2] in (b'"', b"'"):
            return position + offset + 1
        if not char or char not in LITERAL_PREFIXES:
            break
    return -1
