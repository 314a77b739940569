"""String literals, alone or inside a call that only wraps them."""

from __future__ import annotations

from secretguard.detectors.reading.marks import LONGEST_VALUE, quote_at, skip_blanks

TYPE_CHECKING = False  # importing typing costs the hook 4 ms
if TYPE_CHECKING:
    from secretguard.detectors.reading.marks import Reading

# What hands its only literal on: Some("x"), aws.String("x"), []byte("x"), SecretStr("x"),
# bytes.fromhex("x"), ConvertTo-SecureString 'x'.
_WRAPPERS = frozenset({
    b"some", b"string", b"str", b"bytes", b"byte", b"secret", b"secretstr", b"password", b"passwd",
    b"fromhex", b"unhexlify", b"decode", b"from", b"of", b"new", b"valueof", b"encode", b"securestring",
    b"converttosecurestring", b"ptr", b"strptr", b"stringptr", b"stringvalue", b"literal", b"sensitive",
    b"sensitivestring", b"b64decode", b"tochararray", b"cow", b"arc", b"rc", b"just", b"optional",
})  # fmt: skip
_DEFAULTS = (b"||", b"??", b"?:", b" or")
_REACH = 80
# What stands between the name of a variable of the environment and the value without it.
_INSTEAD = (b"||=", b"||", b"??", b"?:", b"or ", b".unwrap_or(", b".unwrap_or_else(|_| ", b".orElse(",
            b".or_else(|_| ")  # fmt: skip


def quoted(name: tuple[int, int], data: bytes, quote: int, how: str) -> Reading | None:
    """The literal whose opening quote stands at ``quote``; None without an end on its line."""
    mark = data[quote : quote + 1]
    start = quote + 1
    if data[start : start + 2] == mark * 2:
        start += 2  # a triple-quoted string
    limit = start + LONGEST_VALUE
    line_end = data.find(b"\n", start, limit)
    limit = min(limit, len(data)) if line_end < 0 else line_end
    stop = data.find(mark, start, limit)
    while stop > start and data[stop - 1 : stop] == b"\\" and data[quote - 1 : quote] != b"\\":
        stop = data.find(mark, stop + 1, limit)
    if stop > start and data[quote - 1 : quote] == b"\\" and data[stop - 1 : stop] == b"\\":
        stop -= 1
    return (name, start, stop, how) if stop > start else None


def wrapped(name: tuple[int, int], data: bytes, position: int) -> Reading | None:
    """``Some("x")``, ``given || "x"``: the literal behind a call or a default's operator."""
    segment = data[position : position + _REACH]
    opening = min((at for mark in (b'"', b"'", b"`") if (at := segment.find(mark)) > 0), default=0)
    before = segment[:opening].rstrip(b" \tb@")
    if not opening or b"\n" in before or b"#" in before:
        return None
    quote = quote_at(data, skip_blanks(data, position + len(before)))
    if quote < 0:
        return None
    fallback = _fallback(data, quote)
    if fallback >= 0:
        return quoted(name, data, fallback, "default")
    if before.endswith(_DEFAULTS) and b"," not in before:
        return quoted(name, data, quote, "default")
    word = before.rstrip(b"(")
    called = before[-1:] == b"(" or word.lower().endswith(b"-securestring")
    last = word.lower().replace(b"-", b"")
    for mark in (b".", b":", b"]", b" ", b"("):
        last = last.rpartition(mark)[2]
    if not called or last not in _WRAPPERS:
        return None
    found = quoted(name, data, quote, "wrapped")
    return None if found is not None and _is_codec(data[found[1] : found[2]]) else found


def _is_codec(value: bytes) -> bool:
    """What ``encode`` and ``decode`` take is the name of an encoding."""
    return value.lower().startswith((b"utf", b"ascii", b"latin", b"cp12", b"iso-8859", b"base64"))


def _fallback(data: bytes, quote: int) -> int:
    """``os.getenv("NAME") or "x"``: where the second literal is opened, or -1."""
    mark = data[quote : quote + 1]
    close = data.find(mark, quote + 1, quote + _REACH)
    if close < 0:
        return -1
    rest = data[close + 1 : close + _REACH]
    behind = rest.lstrip(b")] \t")
    operator = next((each for each in _INSTEAD if behind.startswith(each)), None)
    if operator is None:
        return -1
    start = close + 1 + len(rest) - len(behind) + len(operator)
    return quote_at(data, skip_blanks(data, start))
