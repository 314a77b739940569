"""A commit message: the path it is reported under, and its text as git will store it."""

from __future__ import annotations

import os

from secretguard.sources.git import answers

MESSAGE_PATH = b"(commit message)"
# ``git commit --verbose`` and ``--cleanup=scissors`` have this line below the message, behind the
# character of comments: https://git-scm.com/docs/git-commit#Documentation/git-commit.txt-scissors
_SCISSORS = b" ------------------------ >8 ------------------------"
_AUTOMATIC = b"#;@!$%^&|:"  # of which git takes what begins no line of the message


def message_text(content: bytes) -> bytes:
    """The message without what git cuts off at its scissors line.

    Git does not tell its hooks whether it cuts; only what looks like its own work is left out. Git
    wrote none when it launched no editor, which it says by ``GIT_EDITOR``
    (https://git-scm.com/docs/githooks#_pre_commit).
    """
    if os.environ.get("GIT_EDITOR") == ":":
        return content
    lines = content.split(b"\n")
    for number, line in enumerate(lines):
        mark = line.removesuffix(_SCISSORS)
        if mark != line and _begins_comments(mark) and _is_of_git(lines[number + 1 :], mark):
            return b"\n".join(lines[:number])
    return content


def _begins_comments(mark: bytes) -> bool:
    """Whether git has comments begin so; ``core.commentString`` is newer than ``core.commentChar``."""
    told = answers(["config", "--get-regexp", r"^core\.comment(char|string)$"]) or b""
    configured = told.strip().rpartition(b"\n")[2].partition(b" ")[2] or b"#"
    return len(mark) == 1 and mark in _AUTOMATIC if configured == b"auto" else mark == configured


def _is_of_git(below: list[bytes], mark: bytes) -> bool:
    """Whether git wrote what stands below a scissors line: comments, then perhaps a diff.

    The comments may be in any language. Their first line stands right below, and none ends the diff:
    to a text that only quotes an earlier message git adds its comments at the end.
    """
    told = [line for line in below if line]
    rest = [line for line in told if not line.startswith(mark)]
    if not below or not below[0].startswith(mark + b" "):
        return False
    return not rest or (rest[0].startswith(b"diff --") and not told[-1].startswith(mark))
