"""Files that hold files, by their first bytes. Wakes the unwrapping, judges nothing."""

from __future__ import annotations

# (format, pattern anchored at the start of the file)
_KINDS = (
    ("zip", r"^PK\x03\x04"),
    ("gzip", r"^\x1f\x8b\x08"),
    ("bzip2", r"^BZh[1-9]1AY&SY"),
    ("xz", r"^\xfd7zXZ\x00"),
    ("zstd", r"^\x28\xb5\x2f\xfd"),
    ("tar", r"^.{257}ustar"),
    ("ar", r"^!<arch>\n"),
    ("cpio", r"^07070[12][0-9A-Fa-f]{8}"),
    ("rpm", r"^\xed\xab\xee\xdb"),
    ("pdf", r"^%PDF-[12]"),
    ("sqlite", r"^SQLite format 3\x00"),
    ("pyc", r"^.[\x0c-\x0f]\r\n[\x00-\x03]\x00\x00\x00"),
    # The version comes first in what every bundler writes; any of the standard's fields follows.
    (
        "map",
        r'^\{\s{0,9}"version"\s{0,9}:\s{0,9}3\s{0,9},\s{0,9}"(?:file|mappings|names|sections|source)',
    ),
    ("wasm", r"^\x00asm\x01\x00\x00\x00"),
    ("7z", r"^7z\xbc\xaf\x27\x1c"),
    ("rar", r"^Rar!\x1a\x07"),
)
PREFIX = "container:"
# What is in a source map stands in it as text, which other scans read as such; to open each one
# in a tree of packages would take half as long again.
_OF_ARTIFACTS = ("map",)
TRIGGER_SPECS = tuple(
    (PREFIX + name, f"(?s){pattern}", (), 0, False)
    for name, pattern in _KINDS
    if name not in _OF_ARTIFACTS
)


def kind_of(head: bytes) -> str:
    """The format of a file that begins like this, "" for one that holds no files."""
    import re  # the silent path never comes here

    for name, pattern in _KINDS:
        if re.match(pattern.encode(), head, re.DOTALL):
            return name
    return ""
