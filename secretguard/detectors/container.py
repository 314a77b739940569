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
    ("pdf", r"^%PDF-[12]"),
    ("sqlite", r"^SQLite format 3\x00"),
    ("pyc", r"^.[\x0c-\x0f]\r\n[\x00-\x03]\x00\x00\x00"),
    ("7z", r"^7z\xbc\xaf\x27\x1c"),
    ("rar", r"^Rar!\x1a\x07"),
)
PREFIX = "container:"
TRIGGER_SPECS = tuple((PREFIX + name, f"(?s){pattern}", (), 0, False) for name, pattern in _KINDS)
