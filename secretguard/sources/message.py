"""A commit message: the path it is reported under, and its text as git will store it."""

from __future__ import annotations

MESSAGE_PATH = b"(commit message)"
# ``git commit --verbose`` puts the diff below this line and cuts it off again afterwards:
# https://git-scm.com/docs/git-commit#Documentation/git-commit.txt---cleanupltmodegt
_SCISSORS = b"------------------------ >8 ------------------------"


def message_text(content: bytes) -> bytes:
    """The message without what git cuts off at the scissors line."""
    lines = content.split(b"\n")
    for number, line in enumerate(lines):
        if line.endswith(_SCISSORS) and len(line) <= len(_SCISSORS) + 2:
            return b"\n".join(lines[:number])
    return content
