"""Go's regular expressions (RE2) as patterns for ``regex``, which runs the user's patterns.

https://github.com/google/re2/wiki/Syntax. Ours are compiled with MULTILINE, so that ``^`` and
``$`` have to be said differently where RE2 means the ends of the text.
"""

from __future__ import annotations

import re

_SPACE = r"\t\n\f\r "  # RE2's \s knows no vertical tab
_CLASSES = {"d": "0-9", "w": "0-9A-Za-z_", "s": _SPACE}
_POSIX = {
    "alnum": "0-9A-Za-z", "alpha": "A-Za-z", "ascii": r"\x00-\x7f", "blank": r"\t ",
    "cntrl": r"\x00-\x1f\x7f", "digit": "0-9", "graph": "!-~", "lower": "a-z", "print": " -~",
    "punct": r"!-/:-@\[-`{-~", "space": r"\t\n\v\f\r ", "upper": "A-Z", "word": "0-9A-Za-z_",
    "xdigit": "0-9A-Fa-f",
}  # fmt: skip
_FLAGS = re.compile(r"\(\?(?P<on>[a-zA-Z]*)(?:-(?P<off>[a-zA-Z]*))?(?P<end>[:)])")
_NAMED = re.compile(r"\(\?P?<(?P<name>[A-Za-z_][A-Za-z0-9_]*)>")
_HEX = re.compile(r"\\x\{(?P<code>[0-9A-Fa-f]{1,6})\}")
_KEPT = "aftnrvbBA0123456789x"  # letters whose meaning is the same


class UntranslatableError(ValueError):
    """The pattern uses something that has no counterpart; the text says what."""


def translate(pattern: str, secret_group: int = 0) -> tuple[str, int]:
    """``(pattern for regex, number of capture groups)``.

    ``secret_group`` counts from 1: that group gets the name ``secret``. Raises
    ``UntranslatableError``.
    """
    found = _Translation(pattern, secret_group)
    text = found.run()
    if secret_group > found.groups:
        raise UntranslatableError(f"there is no group {secret_group}")
    return text, found.groups


class _Translation:
    def __init__(self, pattern: str, secret_group: int) -> None:
        self.groups = 0
        self._text = pattern
        self._at = 0
        self._secret_group = secret_group
        self._out: list[str] = []
        # One entry an open group: its flags, and the flags of the group opened inside of it for
        # a (?i) in the middle, which RE2 lets count up to the end of the enclosing group.
        self._open: list[tuple[frozenset[str], str]] = [(frozenset(), "")]

    def run(self) -> str:
        while self._at < len(self._text):
            self._step()
        if len(self._open) != 1:
            raise UntranslatableError("a group is not closed")
        return "".join(self._out) + (")" if self._open[-1][1] else "")

    def _step(self) -> None:
        char = self._text[self._at]
        flags, inner = self._open[-1]
        if char == "\\":
            self._escape()
        elif char == "[":
            self._set()
        elif char == "(":
            self._group()
        elif char == ")":
            if len(self._open) == 1:
                raise UntranslatableError("a group is closed that was not opened")
            self._take(")" + (")" if inner else ""))
            self._open.pop()
        elif char == "|":
            self._take(f")|{inner}" if inner else "|")
        elif char == ".":
            self._take("(?s:.)" if "s" in flags else ".")
        elif char == "^":
            self._take("^" if "m" in flags else r"\A")
        elif char == "$":
            self._take("$" if "m" in flags else r"\Z")
        else:
            self._take(char)

    def _take(self, written: str, width: int = 1) -> None:
        self._out.append(written)
        self._at += width

    def _group(self) -> None:
        rest = self._text[self._at :]
        flags = self._open[-1][0]
        if not rest.startswith("(?"):
            self._capture("(", 1)
        elif match := _NAMED.match(rest):
            self._capture(f"(?P<{match['name']}>", match.end())
        elif match := _FLAGS.match(rest):
            self._change_flags(match, flags)
        else:
            raise UntranslatableError(f"{rest[:4]!r} is no group of RE2")

    def _capture(self, written: str, width: int) -> None:
        self.groups += 1
        named = "(?P<secret>" if self.groups == self._secret_group else written
        self._take(named, width)
        self._open.append((self._open[-1][0], ""))

    def _change_flags(self, match: re.Match[str], flags: frozenset[str]) -> None:
        on, off = set(match["on"]), set(match["off"] or "")
        if (on | off) - set("ims"):
            raise UntranslatableError(f"the flags of {match[0]!r} have no counterpart")
        changed = (flags | on) - off
        written = "(?i:" if "i" in changed else "(?-i:" if "i" in flags else "(?:"
        if match["end"] == ":":
            self._take(written, match.end())
            self._open.append((changed, ""))
            return
        closing = ")" if self._open[-1][1] else ""
        self._open[-1] = (changed, written)
        self._take(closing + written, match.end())

    def _escape(self) -> None:
        following = self._text[self._at + 1 : self._at + 2]
        if following == "Q":
            end = self._text.find(r"\E", self._at)
            quoted = self._text[self._at + 2 : end if end >= 0 else None]
            self._take(re.escape(quoted), len(quoted) + (4 if end >= 0 else 2))
        elif following and following in "dwsDWS":
            members = _CLASSES[following.lower()]
            self._take(f"[{'^' if following.isupper() else ''}{members}]", 2)
        elif following == "b":
            # ASCII in RE2: é counts as the edge of a word.
            self._take(r"(?a:\b)", 2)
        elif following == "B":
            self._take(r"(?a:\B)", 2)
        elif following == "z":
            self._take(r"\Z", 2)
        else:
            self._character()

    def _character(self) -> None:
        """An escape that stands for one character or a Unicode class, inside or outside of a set."""
        rest = self._text[self._at :]
        following = rest[1:2]
        if match := _HEX.match(rest):
            self._take(re.escape(chr(int(match["code"], 16))), match.end())
        elif following in {"p", "P"} and len(rest) > 2:
            name = rest[2:].partition("}")[0].lstrip("{") if rest[2] == "{" else rest[2]
            self._take(f"\\{following}{{{name}}}", len(name) + (4 if rest[2] == "{" else 2))
        elif following and (following in _KEPT or not following.isalnum()):
            self._take(rest[:2], 2)
        else:
            raise UntranslatableError(f"{rest[:2]!r} has no counterpart")

    def _set(self) -> None:
        self._take("[")
        if self._text[self._at : self._at + 1] == "^":
            self._take("^")
        first = True
        while self._at < len(self._text):
            char = self._text[self._at]
            if char == "]" and not first:
                self._take("]")
                return
            first = False
            self._member(char)
        raise UntranslatableError("a set of characters is not closed")

    def _member(self, char: str) -> None:
        rest = self._text[self._at :]
        if rest.startswith("[:") and ":]" in rest:
            name = rest[2 : rest.index(":]")]
            if name not in _POSIX:
                raise UntranslatableError(f"[:{name}:] has no counterpart inside a set")
            self._take(_POSIX[name], len(name) + 4)
        elif char == "\\" and rest[1:2] in _CLASSES:
            self._take(_CLASSES[rest[1]], 2)
        elif char == "\\" and rest[1:2] in {"D", "W", "S"}:
            raise UntranslatableError(f"{rest[:2]!r} inside a set has no counterpart")
        elif char == "\\":
            self._character()
        else:
            # A bracket would open a set within a set, and doubled signs would be set operations.
            self._take(re.escape(char) if char in "[&~|]" else char)
