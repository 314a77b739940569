"""Values without quotes: settings, YAML blocks, XML elements, flags of commands."""

from __future__ import annotations

from secretguard.detectors.reading.marks import (
    LONGEST_VALUE,
    is_code,
    line_start,
    quote_at,
    skip_blanks,
)
from secretguard.detectors.reading.quoted import quoted

TYPE_CHECKING = False  # importing typing costs the hook 4 ms
if TYPE_CHECKING:
    from secretguard.detectors.reading.marks import Reading

_PROSE_ENDINGS = (".1", ".5", ".7", ".8", ".adoc", ".txt", ".log", ".md", ".rst", ".html", ".sql",
                  ".http")  # fmt: skip
YAML_ENDINGS = (".yml", ".yaml")
_MARKUP_ENDINGS = (".xml", ".html", ".plist", ".config", ".csproj", ".htm", ".xhtml", ".resx", ".jmx",
                   ".kjb", ".ktr", ".rdg", ".wsdl", ".props", ".targets", ".settings")  # fmt: skip
_KEY_QUOTES = (b'"', b"'")
_NEXT = 48  # characters of what follows a value
# Where commands are written down.
_COMMAND_ENDINGS = (".sh", ".bash", ".zsh", ".md", ".yml", ".yaml", ".bat", ".cmd", ".ps1", ".psm1",
                    ".rst", ".adoc", ".txt", ".log", ".toml", ".service", ".bats")  # fmt: skip


def element(name: tuple[int, int], data: bytes, start: int, path: str) -> Reading | None:
    """``<password>value</password>`` and ``<entry key="password">value</entry>``."""
    low = max(0, name[0] - LONGEST_VALUE)
    attribute = data[name[0] - 1 : name[0]] in (b'"', b"'", b".") and data.rfind(
        b"<", low, name[0]
    ) > data.rfind(b">", low, name[0])
    if not (attribute or data[name[0] - 1 : name[0]] == b"<") or not path.endswith(_MARKUP_ENDINGS):
        return None
    stop = data.find(b"</", start, start + LONGEST_VALUE)
    found = stop > start and b"\n" not in data[start:stop]
    return (name, start, stop, "element") if found else None


def block(name: tuple[int, int], data: bytes, position: int, path: str) -> Reading | None:
    """YAML: the value stands alone on the next, deeper indented line."""
    if not path.endswith(YAML_ENDINGS):
        return None
    line_end = data.find(b"\n", position, position + 8)
    if line_end < 0:
        return None
    start = skip_blanks(data, line_end + 1)
    indent = name[0] - line_start(data, name[0], 2000)
    stop = data.find(b"\n", start)
    stop = len(data) if stop < 0 else stop
    line = data[start:stop].strip()
    if start - line_end - 1 <= indent or not line or b": " in line or line[:1] in b"-#&*":
        return None
    quote = quote_at(data, start)
    if quote == start:
        return quoted(name, data, quote, "quoted")
    return name, start, start + len(line), "bare"


def flag_value(name: tuple[int, int], data: bytes, start: int, path: str) -> Reading | None:
    """``--password value``, in files that hold commands and in strings of others."""
    base = path.rpartition("/")[2]
    commands = path.endswith(_COMMAND_ENDINGS) or "." not in base or base.startswith("dockerfile")
    if not (commands or inside_string(data, name[0])) or data[start : start + 1] == b"-":
        return None
    return up_to(name, data, start, b" \t\r\n\"'`<>;,&|\\", "flag")


def passphrase(data: bytes, start: int) -> Reading | None:
    """A bare value up to the next blank or mark, without a name: SQL, ``pass:value``."""
    return up_to((start, start), data, start, b" \t\r\n\"'`<>;,&|)\\", "given")


def unquoted(name: tuple[int, int], data: bytes, start: int, path: str) -> Reading | None:
    """A bare value: a literal in configuration files, an expression in code."""
    key = data[name[0] - 1 : name[0]] in _KEY_QUOTES and data[name[1] : name[1] + 1] in _KEY_QUOTES
    in_string = not key and inside_string(data, name[0])
    if (is_code(path) or data[name[0] - 1 : name[0]] == b"$") and not in_string:
        return None  # an expression; ``$name = word`` compares, where it does not begin a statement
    stops = b" \t\r\n\"'`<>;,&" if in_string else b" \t\r\n"
    found = up_to(name, data, start, stops, "inside" if in_string else "bare")
    if found is not None and path.endswith(_PROSE_ENDINGS) and not in_string:
        behind = found[2] + (data[found[2] : found[2] + 1] in (b",", b";"))
        rest = data[behind : behind + _NEXT]
        if rest[:2].lstrip(b" \t")[:1].isalpha() and not _is_pair(rest):
            return None  # a sentence goes on after the "value"
    return found


def _is_pair(text: bytes) -> bool:
    """``status=200``: what follows is told in the same way."""
    return b"=" in text.split(None, 1)[0]


def inside_string(data: bytes, position: int) -> bool:
    """An odd number of quotes since the line began: ``"Server=db;Password=..."``."""
    line = data[line_start(data, position, 2000) : position]
    return line.count(b'"') % 2 == 1 or line.count(b"'") % 2 == 1 or line.count(b"`") % 2 == 1


def up_to(name: tuple[int, int], data: bytes, start: int, stops: bytes, how: str) -> Reading | None:
    """A bare value that ends before one of ``stops``; None for what only code consists of."""
    stop = start
    while stop < len(data) and data[stop] not in stops and stop - start < LONGEST_VALUE:
        stop += 1
    while stop > start and _unbalanced(data[start:stop]):
        stop -= 1
    value = data[start:stop].rstrip(b",;")
    if not value or value[:1] in b"{[(" or b"(" in value or value.endswith((b".", b":")):
        return None
    return name, start, start + len(value), how


def _unbalanced(value: bytes) -> bool:
    """The value ends with a bracket that was opened before it began."""
    pairs = {b"}": b"{", b"]": b"[", b")": b"("}
    opening = pairs.get(value[-1:])
    return opening is not None and value.count(value[-1:]) > value.count(opening)
