r"""Where a text carries files: the changes of a patch, the parts of a mail. Wakes the unwrapping, judges nothing.

``\n+++ `` and the name of a mail header are rare in source, and what stands around them tells the rest.
"""

from __future__ import annotations

PREFIX = "carried:"
CHANGE, BINARY, MAIL = PREFIX + "change", PREFIX + "binary", PREFIX + "mail"
TRIGGER_SPECS = (
    (CHANGE, r"\n\+\+\+ ", ("+++ ",), 0, False),
    (BINARY, r"\n(?:literal|delta) [0-9]{1,12}\r?\n[A-Za-z]", ("literal ", "delta "), 0, False),
    (
        MAIL,
        r"\ncontent-transfer-encoding:[ \t]{0,4}(?:base64|quoted-printable)",
        ("content-transfer-encoding:",),
        0,
        True,
    ),
)
_LONGEST_LINE = 4200  # a path may have 4,096 bytes


def screen(data: bytes, end: int, _path: str) -> bool:
    """Whether the hit that ends at ``end`` is the head of a hunk, or of a binary patch, or a mail's header."""
    if data[end - 5 : end] == b"\n+++ ":
        before = data.rfind(b"\n", max(0, end - _LONGEST_LINE), end - 5) + 1
        behind = data.find(b"\n", end, end + _LONGEST_LINE) + 1
        return data.startswith(b"--- ", before) and data.startswith(b"@@ -", behind)
    if data[end - 2 : end - 1] == b"\n":
        return b"GIT binary patch" in data
    return True
