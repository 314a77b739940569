"""Patches are read as the files they change; every byte leads back to the patch."""

from __future__ import annotations

import random
import string
import zlib
from base64 import b85encode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secretguard.model.pieces import outer_span
from secretguard.text.embedded.patches import binary_at, change_at, sides

HEAD = "diff --git a/x.py b/x.py\n--- a/x.py\n+++ b/x.py\n"


def change(patch: str) -> tuple[str, list[str]]:
    """The path of the first change in a patch, and the texts of its sides."""
    data = patch.encode()
    path, low, high = change_at(data, data.index(b"\n+++ ") + 5)
    return path.decode(), [side.text.decode() for side in sides(data, low, high)]


HUNK = "@@ -1,3 +1,3 @@ class A:\n a = 1\n-b = 2\n+b = 3\n c = 4\n"
AFTER, BEFORE = "class A:\na = 1\nb = 3\nc = 4\n", "class A:\na = 1\nb = 2\nc = 4\n"

# patch: path, sides
CHANGES = {
    "lines lost and won": (HEAD + HUNK, "x.py", [AFTER, BEFORE]),
    "lines won alone": (HEAD + "@@ -1 +1,2 @@\n a\n+b\n", "x.py", ["\na\nb\n"]),
    "no line end at the end": (
        HEAD + "@@ -0,0 +1 @@\n+a\n\\ No newline at end of file\n",
        "x.py",
        ["\na\n"],
    ),
    "the next file": (HEAD + HUNK + HEAD.replace("x.py", "y.py") + HUNK, "x.py", [AFTER, BEFORE]),
    "a patch without git's line": (
        HEAD[25:] + HUNK + "--- a/y.py\n+++ b/y.py\n" + HUNK,
        "x.py",
        [AFTER, BEFORE],
    ),
    "the signature of a mail": (HEAD + HUNK + "-- \n2.39.2\n\n", "x.py", [AFTER, BEFORE]),
    "a line that looks like one": (
        HEAD + "@@ -1,2 +1,1 @@\n-- \n a\n",
        "x.py",
        ["\na\n", "\n- \na\n"],
    ),
    "a new file": ("--- /dev/null\n+++ b/n.env\n@@ -0,0 +1 @@\n+A=1\n", "n.env", ["\nA=1\n"]),
    "a deleted file": (
        "diff --git a/o.env b/o.env\n--- a/o.env\n+++ /dev/null\n@@ -1 +0,0 @@\n-A=1\n",
        "o.env",
        ["\n", "\nA=1\n"],
    ),
    "a time behind the name": ("--- o\n+++ a b/n.c\t2024-01-01\n@@ -1 +1 @@\n+x\n", "a b/n.c", ["\nx\n"]),
    "carriage returns": ("--- o\r\n+++ b/n.c\r\n@@ -1 +1 @@\r\n+x\r\n", "n.c", ["\r\nx\r\n"]),
}  # fmt: skip


@pytest.mark.parametrize("name", CHANGES)
def test_a_change_is_read_as_its_two_files(name: str) -> None:
    patch, path, texts = CHANGES[name]
    assert change(patch) == (path, texts)


lines = st.lists(
    st.tuples(st.sampled_from("+- "), st.text(st.sampled_from("ab +-@\\é"), max_size=6))
)


@given(lines, st.data())
def test_each_byte_of_a_side_leads_back_to_the_patch(
    drawn: list[tuple[str, str]], data: st.DataObject
) -> None:
    hunk = "".join(f"{sign}x{text}\n" for sign, text in drawn)
    patch = (HEAD + "@@ -1,9 +1,9 @@\n" + hunk + "diff --git a/y b/y\n").encode()
    _, low, high = change_at(patch, patch.index(b"\n+++ ") + 5)
    assert patch[high:] == b"diff --git a/y b/y\n"
    found = list(sides(patch, low, high))
    for side, sign in zip(found, "+-", strict=False):
        expected = "".join(f"x{text}\n" for other, text in drawn if other in (sign, " "))
        assert side.text.decode() == "\n" + expected
        at = data.draw(st.integers(0, len(side.text) - 1))
        start, stop = outer_span(side.pieces(), at, at + 1)
        assert patch[start:stop] == side.text[at : at + 1]


def packed(content: bytes) -> bytes:
    """The lines of git's binary patch."""
    data = zlib.compress(content)
    letters = string.ascii_uppercase + string.ascii_lowercase
    rows = [data[at : at + 52] for at in range(0, len(data), 52)]
    return b"".join(
        letters[len(row) - 1].encode() + b85encode(row, pad=True) + b"\n" for row in rows
    )


def binary(content: bytes, size: int) -> tuple[bytes, int]:
    head = b"From x\n\ndiff --git a/d/k.p12 b/d/k.p12\nGIT binary patch\nliteral %d\n" % size
    return head + content + b"\nliteral 0\nHcmV?d00001\n\n", len(head)


@pytest.mark.parametrize("size", [0, 1, 51, 52, 53, 3000])
def test_a_binary_patch_is_read(size: int) -> None:
    content = random.Random(size).randbytes(size)
    data, at = binary(packed(content), size)
    assert binary_at(data, at) == (b"d/k.p12", content, data.rindex(b"\nliteral 0"))


def test_no_more_is_unpacked_than_the_patch_announces() -> None:
    data, at = binary(packed(bytes(1 << 20)), 100)
    assert binary_at(data, at)[1] == bytes(100)


@pytest.mark.parametrize("damage", [b"z" + b" " * 65, b"z" + b"a" * 65, b"B0\n"])
def test_a_damaged_binary_patch_holds_nothing(damage: bytes) -> None:
    data, at = binary(damage + b"\n", 10)
    assert binary_at(data, at)[1] == b""
