"""Regular expressions over paths as gitignore patterns, where one says exactly the same or less.

An exclusion that became wider on the way would hide secrets, so what is not surely equal or
narrower is left to a person.
"""

from __future__ import annotations

import re

_NAME = r"(?:[A-Za-z0-9_@-]|\\?\.|\\-|\\_)+"
_PATH = rf"{_NAME}(?:\\?/{_NAME})*"
_ENDING = re.compile(rf"(?:\.\*)?\\\.(?P<ending>{_NAME})\$")
_ENDINGS = re.compile(rf"(?:\.\*)?\\\.\((?:\?:)?(?P<endings>{_NAME}(?:\|{_NAME})*)\)\$")
# gitleaks' own configuration writes (.*?)(jpg|gif)$, without the dot: with it, less is excluded.
_LOOSE = re.compile(rf"(?:\(\.\*\?\)|\.\*\??)\((?:\?:)?(?P<endings>{_NAME}(?:\|{_NAME})*)\)\$")
_FOLDER = re.compile(rf"(?P<start>\^|\(\^\|/\)|\(\?:\^\|/\))?(?P<path>{_PATH})\\?/(?:\.\*\$?)?")
# A name with an ending: gitignore would take a folder of that name, too.
_FILE = re.compile(rf"(?P<start>\^|\(\^\|/\)|\(\?:\^\|/\))?(?P<path>{_PATH}\\\.[A-Za-z0-9]+)\$")


def ignored(pattern: str) -> tuple[str, ...]:
    """The gitignore patterns for a regular expression that is searched in paths; () for none."""
    text = pattern.removeprefix("(?i)")
    if match := _ENDING.fullmatch(text):
        return (f"*.{_plain(match['ending'])}",)
    if match := _ENDINGS.fullmatch(text) or _LOOSE.fullmatch(text):
        return tuple(f"*.{_plain(part)}" for part in match["endings"].split("|"))
    if match := _FOLDER.fullmatch(text):
        return (_placed(match, "/"),)
    if match := _FILE.fullmatch(text):
        return (_placed(match, ""),)
    return ()


def _placed(match: re.Match[str], end: str) -> str:
    path = _plain(match["path"])
    if match["start"] == "^":
        return f"/{path}{end}"
    # Without an anchor the expression also fits in the middle of a name; gitignore does not.
    return f"**/{path}{end}" if "/" in path else f"{path}{end}"


def _plain(text: str) -> str:
    return text.replace("\\", "")
