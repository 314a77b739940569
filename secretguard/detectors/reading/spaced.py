"""A name, blanks and a value, with nothing between them: settings of servers, statements, ``#define``.

In prose and in code words stand so all the time; only what begins a line, or stands behind a word
that gives something a value, is read.
"""

from __future__ import annotations

from secretguard.detectors.names import kind_of
from secretguard.detectors.reading.bare import up_to
from secretguard.detectors.reading.marks import QUOTES, is_code, line_start, name_before
from secretguard.detectors.reading.quoted import quoted

TYPE_CHECKING = False  # importing typing costs the hook 4 ms
if TYPE_CHECKING:
    from secretguard.detectors.reading.marks import Reading

_BLANKS = b" \t"
_NO_VALUE = b" \t\r\n\"'`\\=:,;()<>[]{}&"  # what the triggers let no value begin with
_REACH = 200
# What gives the next word the value behind it: Docker, Apache, nginx, shells.
_BARE_GIVING = frozenset({b"env", b"arg", b"setenv", b"setx", b"fastcgi_param", b"set -gx", b"set -x",
                          b"set -ux", b"set -g"})  # fmt: skip
# The same of a value in quotes: C, Elixir, Clojure, CMake, and what begins a line.
_GIVING = _BARE_GIVING | {b"", b"#define", b"@", b"(def", b"set(", b"proxy_set_header", b"define", b"let",
                          b"set -u", b"set"}  # fmt: skip
# Files in which a line is a setting and its value.
_SETTINGS = (".conf", ".cfg", ".cnf", ".rc", "rc", ".config", ".ini")
_SENTINEL = b"sentinel"


def is_spaced(data: bytes, start: int, hit: int) -> bool:
    """Blanks, perhaps a quote, and nothing else stand between a name and the value from ``start`` on."""
    if start < 2 or any(map(_NO_VALUE.__contains__, data[start:hit])):
        return False
    opened = data[start - 1] in QUOTES
    if data[start - 1 - opened] not in _BLANKS:
        return False
    before = data[max(0, start - 32) : start - opened].rstrip(_BLANKS)
    if before[before.rfind(b" ") + 1 :][:1] in (b"&", b"!"):
        return False  # an anchor or a tag of YAML
    return before[-1:].isalnum() or before[-1:] == b"_"


def statement(data: bytes, start: int, path: str) -> Reading | None:
    """The reading of a value at ``start``; ``path`` in lower case."""
    opened = data[start - 1] in QUOTES
    name = name_before(data, start - opened)
    text = data[name[0] : name[1]].decode("ascii", "replace")
    first = line_start(data, name[0], _REACH)
    giving = data[first : name[0]].strip().lower()
    if opened:
        told = giving in _GIVING and kind_of(text) and text.lower() != "pass"
        return quoted(name, data, start - 1, "flag") if told else None
    if giving.startswith(_SENTINEL):  # sentinel auth-pass MASTER VALUE
        name = name_before(data, name[0])
        giving = b""
    elif not kind_of(text):
        return None
    if giving in _BARE_GIVING and not is_code(path):
        return up_to(name, data, start, b" \t\r\n\"'`", "flag")
    if giving or not path.endswith(_SETTINGS):
        return None
    found = up_to(name, data, start, b" \t\r\n\"'`", "flag")
    if found is None or data[found[2] : found[2] + 64].partition(b"\n")[0].strip():
        return None  # a sentence goes on
    return found
