"""Reads an assignment by hand, from where its trigger ended: back over the name, forward over the value.

No regular expression and no import stands between a harmless line and its dismissal, because
half of all source files hold such a line.
"""

from __future__ import annotations

from secretguard.detectors.names import kind_of

BARE = 4  # so many characters of an unquoted value does its trigger wait for
_OPERATORS = (b"=", b":", b",", b">", b"(")
_OPENINGS = (b'"', b"'", b"`", b"\\")
_NAME_CHARS = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-"
_BLANKS = b" \t"
_QUOTES = b"\"'`"
_LITERAL_PREFIXES = b"rbuflLNn@RBUF"
# In source code a bare value is an expression; everywhere else it may be a literal.
_CODE_ENDINGS = (
    ".py", ".pyi", ".pyx", ".js", ".jsx", ".mjs", ".cjs", ".ts", ".tsx", ".vue", ".svelte", ".java",
    ".kt", ".kts", ".scala", ".groovy", ".gradle", ".clj", ".go", ".rs", ".c", ".h", ".cc", ".cpp",
    ".cxx", ".hpp", ".hh", ".m", ".mm", ".swift", ".cs", ".vb", ".fs", ".rb", ".erb", ".php", ".pl",
    ".pm", ".lua", ".r", ".jl", ".dart", ".ex", ".exs", ".erl", ".hs", ".ml", ".nim", ".zig", ".d",
    ".proto", ".thrift", ".graphql", ".css", ".scss", ".less", ".json", ".jsonc", ".ipynb", ".map",
    ".lock", ".tf", ".hcl", ".sol", ".asm", ".s", ".pas", ".f90", ".cob", ".tcl", ".el", ".lisp",
    ".coffee", ".jsp", ".aspx", ".cshtml", ".tpl", ".hbs", ".ejs", ".tmpl", ".svg", ".po", ".pot",
    ".diff", ".patch", ".csv", ".tsv", ".bas", ".applescript", ".awk", ".y", ".cmake", ".mk",
)  # fmt: skip
_PROSE_ENDINGS = (
    ".1",
    ".5",
    ".7",
    ".8",
    ".adoc",
    ".txt",
    ".log",
    ".md",
    ".rst",
    ".html",
    ".sql",
    ".http",
)
_MARKUP_ENDINGS = (".xml", ".html", ".plist", ".config", ".csproj", ".htm", ".xhtml", ".resx")
_NAME_OPENS = (b'"', b"'", b"`", b":")
_LONGEST_NAME = 80
_LONGEST_VALUE = 600


def read_assignment(data: bytes, hit: int, path: str) -> tuple[tuple[int, int], int, int] | None:
    """``(name span, value start, value end)`` of the assignment whose trigger ended at ``hit``.

    None when the name announces no credential or no literal value follows.
    """
    end = _operator_end(data, hit)
    name = _name_before(data, end - 1)
    text = data[name[0] : name[1]].decode("ascii", "replace")
    if text.lower().rstrip() == "value":
        name = _name_before(data, _line_before(data, name[0]))
        text = data[name[0] : name[1]].decode("ascii", "replace")
    if text.lower() in {"by", ""} and data[end - 1 : end] in (b"'", b'"'):
        return _quoted((name[0], name[0]), data, end - 1)  # SQL: IDENTIFIED BY '...'
    if data[name[0] - 2 : name[0]] == b"::":
        return None  # Namespace::Token is a type
    if data[end - 1 : end] == b"," and data[name[0] - 1 : name[0]] not in _NAME_OPENS:
        return None  # the end of some text; ("password", "value") has the name for itself
    if not kind_of(text):
        return _typed(data, end, path)
    return _value_after(name, data, end, path.lower())


def _typed(data: bytes, end: int, path: str) -> tuple[tuple[int, int], int, int] | None:
    """``password: str = "x"``, seen from its ``=``."""
    low = max(0, end - 40)
    colon = data.rfind(b":", low, end)
    if data[end - 1 : end] != b"=" or colon <= low or data.find(b"\n", colon, end) >= 0:
        return None
    name = _name_before(data, colon)
    telling = kind_of(data[name[0] : name[1]].decode("ascii", "replace"))
    return _value_after(name, data, colon + 1, path.lower()) if telling else None


def _operator_end(data: bytes, hit: int) -> int:
    """Where the operator's first character ends, seen from where a trigger ended."""
    last = data[hit - 1 : hit]
    low = max(0, hit - 32)
    if last == b"\n":
        return low + len(data[low:hit].rstrip(b" \t\r\n|>+-"))  # YAML: the value stands below
    if last == b" " or (last in b"=:" and _ends_with_value(data[low : hit - 1])):
        return hit  # behind a --flag, or behind the word "value"
    if last in _OPENINGS:
        before = data[low : hit - 1]
        for _ in range(2):
            if before[-1:] and before[-1] in _LITERAL_PREFIXES:
                before = before[:-1]
    else:
        before = data[low : hit - BARE]
    before = before.rstrip(_BLANKS)
    if before[-1:] not in _OPERATORS:
        return hit  # SQL: IDENTIFIED BY '...'
    return low + len(before) - (before[-2:-1] in _OPERATORS[:2])


def _ends_with_value(before: bytes) -> bool:
    return before.rstrip(b" \t\"'").lower().endswith(b"value")


def _name_before(data: bytes, position: int) -> tuple[int, int]:
    """The name that ends before ``position``, quotes, brackets and blanks skipped."""
    low = max(0, position - _LONGEST_NAME - 24)
    before = data[low:position].rstrip(b" \t\"'`]),\\")
    return low + len(before.rstrip(_NAME_CHARS)), low + len(before)


def _line_before(data: bytes, position: int) -> int:
    """Where the text of the line (or list item) before ``position`` ends."""
    low = max(0, position - 64)
    return low + len(data[low:position].rstrip(b" \t\n\r\"',{-"))


def _value_after(
    name: tuple[int, int], data: bytes, end: int, path: str
) -> tuple[tuple[int, int], int, int] | None:
    operator = data[end - 1 : end]
    position = end
    if operator in (b"=", b":") and data[position : position + 1] in (b"=", b">"):
        if operator == b"=" and data[position : position + 1] == b"=":
            return None  # a comparison
        position += 1
    position = _skip_blanks(data, position)
    if operator == b":":
        position = _after_type(data, position)
    quote = _quote_at(data, position)
    if quote >= 0:
        return _quoted(name, data, quote)
    if operator in (b"(", b","):
        return None
    if operator == b">":
        return _element(name, data, end, path)
    if data[position : position + 1] in (b"", b"\n", b"\r", b"|", b">"):
        return _block(name, data, position, path) if operator == b":" else None
    return _unquoted(name, data, position, operator, path)


def _skip_blanks(data: bytes, position: int) -> int:
    while data[position : position + 1] in (b" ", b"\t"):
        position += 1
    return position


def _after_type(data: bytes, position: int) -> int:
    """``password: str = "x"``: the value of an annotated name comes after ``=``."""
    stop = data.find(b"=", position, position + 48)
    if stop > 0 and data[stop + 1 : stop + 2] != b"=":
        between = data[position:stop]
        if not any(char in between for char in b"\"'\n,;(&?/"):
            return _skip_blanks(data, stop + 1)
    return position


def _quote_at(data: bytes, position: int) -> int:
    """Where a string literal's opening quote stands, its prefix (r, b, @, N) skipped; else -1."""
    for offset in range(3):
        char = data[position + offset : position + offset + 1]
        if char and char in _QUOTES:
            return position + offset
        if char == b"\\" and data[position + offset + 1 : position + offset + 2] in (b'"', b"'"):
            return position + offset + 1
        if not char or char not in _LITERAL_PREFIXES:
            break
    return -1


def _quoted(
    name: tuple[int, int], data: bytes, quote: int
) -> tuple[tuple[int, int], int, int] | None:
    mark = data[quote : quote + 1]
    start = quote + 1
    if data[start : start + 2] == mark * 2:
        start += 2  # a triple-quoted string
    limit = start + _LONGEST_VALUE
    line_end = data.find(b"\n", start, limit)
    limit = len(data[:limit]) if line_end < 0 else line_end
    stop = data.find(mark, start, limit)
    while stop > start and data[stop - 1 : stop] == b"\\" and data[quote - 1 : quote] != b"\\":
        stop = data.find(mark, stop + 1, limit)
    if stop > start and data[quote - 1 : quote] == b"\\" and data[stop - 1 : stop] == b"\\":
        stop -= 1
    return (name, start, stop) if stop > start else None


def _element(
    name: tuple[int, int], data: bytes, start: int, path: str
) -> tuple[tuple[int, int], int, int] | None:
    """``<password>value</password>``."""
    if data[name[0] - 1 : name[0]] != b"<" or not path.endswith(_MARKUP_ENDINGS):
        return None
    stop = data.find(b"</", start, start + _LONGEST_VALUE)
    return (name, start, stop) if stop > start and b"\n" not in data[start:stop] else None


def _block(
    name: tuple[int, int], data: bytes, position: int, path: str
) -> tuple[tuple[int, int], int, int] | None:
    """YAML: the value stands alone on the next, deeper indented line."""
    if not path.endswith((".yml", ".yaml")):
        return None
    line_end = data.find(b"\n", position, position + 8)
    if line_end < 0:
        return None
    start = _skip_blanks(data, line_end + 1)
    indent = name[0] - (data.rfind(b"\n", 0, name[0]) + 1)
    stop = data.find(b"\n", start)
    stop = len(data) if stop < 0 else stop
    line = data[start:stop].strip()
    if start - line_end - 1 <= indent or not line or b": " in line or line[:1] in b"-#&*":
        return None
    quote = _quote_at(data, start)
    return _quoted(name, data, quote) if quote == start else (name, start, start + len(line))


def _unquoted(
    name: tuple[int, int], data: bytes, start: int, operator: bytes, path: str
) -> tuple[tuple[int, int], int, int] | None:
    """A bare value: a literal in configuration files, an expression in code."""
    in_string = _inside_string(data, name[0])
    settings = not path.endswith(_CODE_ENDINGS)
    if not (settings or in_string):
        return None
    if (
        settings
        and not in_string
        and operator == b" "
        and not path.endswith((".sh", ".md", ".yml", ".yaml"))
    ):
        return None
    stop = start
    stops = b" \t\r\n\"'`<>;,&" if in_string or operator == b" " else b" \t\r\n"
    while stop < len(data) and data[stop] not in stops and stop - start < _LONGEST_VALUE:
        stop += 1
    while stop > start and _unbalanced(data[start:stop]):
        stop -= 1
    rest = data[stop : stop + 2].lstrip(b" \t")
    if path.endswith(_PROSE_ENDINGS) and rest[:1].isalpha() and not in_string:
        return None  # a sentence goes on after the "value"
    value = data[start:stop].rstrip(b",;")
    if not value or value[:1] in b"{[(" or b"(" in value or value.endswith((b".", b":")):
        return None
    return name, start, start + len(value)


def _unbalanced(value: bytes) -> bool:
    """The value ends with a bracket that was opened before it began."""
    pairs = {b"}": b"{", b"]": b"[", b")": b"("}
    opening = pairs.get(value[-1:])
    return opening is not None and value.count(value[-1:]) > value.count(opening)


def _inside_string(data: bytes, position: int) -> bool:
    """An odd number of quotes since the line began: ``"Server=db;Password=..."``."""
    line = data[max(data.rfind(b"\n", 0, position) + 1, position - 2000) : position]
    return line.count(b'"') % 2 == 1 or line.count(b"'") % 2 == 1


def _is_settings_name(path: str) -> bool:
    base = path.rpartition("/")[2]
    return (
        "." not in base.lstrip(".")
        or base.startswith((".env", "dockerfile", "("))
        or ".env." in base
        or base in {"credentials", "config"}
    )
