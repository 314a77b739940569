"""Reads an assignment by hand, from where its trigger ended: back over the name, forward over the value.

No regular expression and no import stands between a harmless line and its dismissal, because
half of all source files hold such a line. A reading is ``(name span, value start, value end,
how)``; the last is one of the words below and counts as evidence.
"""

from __future__ import annotations

from secretguard.detectors.names import kind_of
from secretguard.detectors.reading.bare import (
    YAML_ENDINGS,
    block,
    element,
    flag_value,
    passphrase,
    unquoted,
)
from secretguard.detectors.reading.marks import (
    LITERAL_PREFIXES,
    OPENINGS,
    line_before,
    line_start,
    name_before,
    quote_at,
    skip_blanks,
)
from secretguard.detectors.reading.quoted import quoted, wrapped
from secretguard.detectors.reading.spaced import is_spaced, statement

TYPE_CHECKING = False  # importing typing costs the hook 4 ms
if TYPE_CHECKING:
    from secretguard.detectors.reading.marks import Reading

SEEN = 16  # so many characters of a quoted value does the trigger of a mere key wait for
BARE = 4  # so many characters of an unquoted value does its trigger wait for
_OPERATORS = (b"=", b":", b",", b">", b"(", b"!")
_DOUBLED = (b"=", b":", b"!")
_TAGS, _TAG_REACH = (b"&", b"!"), 48  # YAML
_VALUE_OPENS = (b'"', b"'", b"`", b"=")
_CALLS = (b"(", b"|", b"?", b"[")
_NAME_OPENS = (b'"', b"'", b"`", b":")
_BLANKS = b" \t"
_MEMBERS = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+/_-"
# Words before a password: IDENTIFIED BY '...', WITH PASSWORD '...', ConvertTo-SecureString '...'
_STATEMENTS = (b"create ", b"alter ", b"grant ", b"set ")
_TYPES = (b"string", b"str")  # behind a name
_TYPE_LINE, _TYPE_REACH = [b"type", b"="], 48
_NAMELESS = ("value", "default", "default_value", "defaultvalue")  # the name stands before these
_BEFORE = 12
_GIVING = ("by", "password", "convertto-securestring", "-string")


def read_assignment(data: bytes, hit: int, path: str) -> Reading | None:
    """The assignment whose trigger ended at ``hit``.

    None when the name announces no credential or no literal value follows.
    """
    if data[hit - 1] in b" \t:" and _stands_alone(data, hit):
        return _alone(data, hit)
    if is_spaced(data, hit - BARE, hit):
        return statement(data, hit - BARE, path.lower())
    before = data[hit - SEEN - 1 : hit - SEEN] if hit > SEEN else b""
    if (before in _VALUE_OPENS) and not data[hit - SEEN : hit].strip(_MEMBERS):
        hit -= SEEN - (BARE if before == b"=" else 0)
    end = _operator_end(data, hit)
    operator = data[end - 1 : end]
    name = name_before(data, end - 1)
    text = data[name[0] : name[1]].decode("ascii", "replace")
    if text.lower().rstrip() in _NAMELESS:
        name = name_before(data, _above(data, name[0]))
        text = data[name[0] : name[1]].decode("ascii", "replace")
    if operator in (b"'", b'"') and text.lower() in _GIVING:
        return quoted((name[0], name[0]), data, end - 1, "given")
    if _is_part_of_another(data, name, end):
        return None
    if not kind_of(text) or _is_public(text, data[max(0, name[0] - _BEFORE) : name[0]]):
        return _typed(data, end, path) or _declared(data, name, end, path)
    return _value_after(name, data, end, path.lower())


def _above(data: bytes, position: int) -> int:
    """Where the text above ends; Terraform's ``type = string`` may stand between."""
    position = line_before(data, position)
    first = line_start(data, position, _TYPE_REACH)
    return line_before(data, first) if data[first:position].split()[:2] == _TYPE_LINE else position


def _is_part_of_another(data: bytes, name: tuple[int, int], end: int) -> bool:
    """The "name" is a piece of a type, of a text or of an address."""
    operator = data[end - 1 : end]
    before = data[max(0, name[0] - 2) : name[0]]
    if before == b"::":
        return True  # Namespace::Token is a type
    if operator == b"," and before[-1:] not in _NAME_OPENS:
        return True  # the end of some text; ("password", "value") has the name for itself
    if operator == b":" and before[-1:] == b":":
        return True  # arn:aws:secretsmanager:region:1:secret:name
    # f("password") => "what it gives"
    return operator == b"=" and data[end : end + 1] == b">" and b")" in data[name[1] : end]


def _declared(data: bytes, name: tuple[int, int], end: int, path: str) -> Reading | None:
    """``var password string = "x"``, ``char pass[] = "x"``, ``Password { get; set; } = "x"``."""
    low = max(0, end - 80)
    before = data[low:end].rstrip(b":= \t")
    opening = {b"]": b"[", b"}": b"{"}.get(before[-1:])
    if opening:
        position = low + before.rfind(opening)
    elif data[name[0] : name[1]].lower() in _TYPES:
        position = name[0]
    else:
        return None
    name = name_before(data, position)
    if data[name[0] : name[1]].lower() == b"as":
        name = name_before(data, name[0])
    telling = kind_of(data[name[0] : name[1]].decode("ascii", "replace"))
    return _value_after(name, data, end, path.lower()) if telling else None


def _is_public(name: str, before: bytes) -> bool:
    """``public key: ...``, which anybody may know; ``public password`` is a field of a class."""
    lowered = before.lower()
    return lowered.endswith(b"public key ") or (
        lowered.endswith(b"public ") and name.lower().endswith("key")
    )


def _alone(data: bytes, hit: int) -> Reading | None:
    """Values without a name: SQL's ``IDENTIFIED BY value`` and OpenSSL's ``-passin pass:value``."""
    before = data[max(0, hit - 24) : hit].lower()
    if before.endswith(b"pass:") and b"-pass" in before:
        return passphrase(data, hit)
    start = skip_blanks(data, hit)
    quote = quote_at(data, start)
    if quote == start:
        return quoted((start, start), data, quote, "given")
    statement = data[max(0, hit - 80) : hit].lower().rpartition(b"\n")[2]
    # "is identified by these names" is a sentence
    return passphrase(data, start) if any(word in statement for word in _STATEMENTS) else None


def _stands_alone(data: bytes, hit: int) -> bool:
    before = data[max(0, hit - 24) : hit].lower()
    return (before[-1:] in (b" ", b"\t") and before.rstrip().endswith(b"by")) or (
        before.endswith(b"pass:") and b"-pass" in before
    )


def _typed(data: bytes, end: int, path: str) -> Reading | None:
    """``password: str = "x"``, seen from its ``=``."""
    low = max(0, end - 40)
    colon = data.rfind(b":", low, end)
    if data[end - 1 : end] != b"=" or colon <= low or data.find(b"\n", colon, end) >= 0:
        return None
    name = name_before(data, colon)
    telling = kind_of(data[name[0] : name[1]].decode("ascii", "replace"))
    return _value_after(name, data, colon + 1, path.lower()) if telling else None


def _operator_end(data: bytes, hit: int) -> int:
    """Where the operator's first character ends, seen from where a trigger ended."""
    last = data[hit - 1 : hit]
    low = max(0, hit - 80)
    if last in OPENINGS:
        before = data[low : hit - 1]
        for _ in range(2):
            if before and before[-1] in LITERAL_PREFIXES:
                before = before[:-1]
        before = before.rstrip(_BLANKS)
        if before[-1:] in _CALLS:
            before = _before_call(before)
    elif last == b"\n":
        return low + len(data[low:hit].rstrip(b" \t\r\n|>+-"))  # YAML: the value stands below
    elif last == b" " or (last in b"=:" and _ends_with_value(data[low : hit - 1])):
        return hit  # behind a --flag, or behind the word "value"
    else:
        before = data[low : hit - BARE].rstrip(_BLANKS)
        word = before[before.rfind(b" ") + 1 :]
        if word[:1] in _TAGS:
            before = before[: -len(word)].rstrip(_BLANKS)
    if before[-1:] not in _OPERATORS:
        return hit  # SQL: IDENTIFIED BY '...'
    while before[-2:-1] in _DOUBLED:
        before = before[:-1]
    return low + len(before)


def _before_call(before: bytes) -> bytes:
    """``password = Some(`` or ``password = given || `` without what stands behind the operator."""
    body = before.rstrip(b"(|?[ \t")
    stop = max(body.rfind(b"="), body.rfind(b":"))
    while stop > 0 and body[stop - 1 : stop] == b":" and body[stop : stop + 1] == b":":
        stop = max(body.rfind(b"=", 0, stop - 1), body.rfind(b":", 0, stop - 1))  # a::b
    if stop < 0 or b"\n" in body[stop:]:
        return before
    return body[: stop + 1]


def _ends_with_value(before: bytes) -> bool:
    return before.rstrip(b" \t\"'").lower().endswith(b"value")


def _value_after(name: tuple[int, int], data: bytes, end: int, path: str) -> Reading | None:
    operator = data[end - 1 : end]
    position = end
    how = "call" if operator == b"(" else "pair" if operator == b"," else "quoted"
    if operator in (b"=", b":", b"!"):
        while data[position : position + 1] in (b"=", b">", b":"):
            position += 1
        compared = operator == b"!" or (
            operator == b"="
            and data[end : end + 1] == b"="
            and data[position - 1 : position] == b"="
        )
        how = "compared" if compared else how
    position = skip_blanks(data, position)
    if operator == b":":
        position = _after_tags(data, _after_type(data, position), path)
    quote = quote_at(data, position)
    if quote >= 0:
        found = quoted(name, data, quote, how)
        return None if found is not None and how == "pair" and _is_listed(data, found) else found
    if how == "compared" or operator == b",":
        return None
    if operator == b"(":
        return None
    if operator == b" ":
        return flag_value(name, data, position, path)
    if operator == b">":
        return element(name, data, end, path)
    if data[position : position + 1] in (b"", b"\n", b"\r", b"|", b">"):
        return block(name, data, position, path) if operator == b":" else None
    return wrapped(name, data, position) or unquoted(name, data, position, path)


def _is_listed(data: bytes, found: Reading) -> bool:
    """The name and the "value" of the pair are two of a list of names."""
    value = data[found[1] : found[2]].decode("ascii", "replace")
    if not value.isidentifier():
        return False
    goes_on = (
        data[found[2] + 1 : found[2] + 2] == b","
        and quote_at(data, skip_blanks(data, found[2] + 2)) >= 0
    )
    ends = data[found[2] + 1 : found[2] + 2] == b"]"
    if (goes_on or ends) and _is_in_list(data, found[0][0]):
        return True
    return bool(kind_of(value)) or (goes_on and "_" in value.strip("_") and value.islower())


def _is_in_list(data: bytes, position: int) -> bool:
    """Another literal and a comma stand before the one that begins at ``position``."""
    before = data[max(0, position - _BEFORE) : position].rstrip(b"\"'`").rstrip(b" \t\r\n")
    return before[-1:] == b"," and before[:-1].rstrip(b" \t")[-1:] in _NAME_OPENS[:3]


def _after_type(data: bytes, position: int) -> int:
    """``password: str = "x"``: the value of an annotated name comes after ``=``."""
    stop = data.find(b"=", position, position + 48)
    if stop > 0 and data[stop + 1 : stop + 2] != b"=":
        between = data[position:stop].removeprefix(b"&").removeprefix(b"'static ")  # Rust
        if not any(char in between for char in b"\"'\n,;(&?/"):
            return skip_blanks(data, stop + 1)
    return position


def _after_tags(data: bytes, position: int, path: str) -> int:
    """YAML: past ``!!str`` and ``&anchor``, which stand before a value."""
    if path.endswith(YAML_ENDINGS):
        while data[position : position + 1] in _TAGS:
            tag = data[position : position + _TAG_REACH].split(None, 1)[0]
            position = skip_blanks(data, position + len(tag))
    return position
