"""Is it text that came out of a decoder? Images, hashes and keys end here."""

from __future__ import annotations

_CONTROLS = bytes(set(range(32)) - set(b"\t\n\v\f\r\x1b")) + b"\x7f"
_SAMPLE = 4096
_LONGEST_CHARACTER = 4


def is_text(data: bytes) -> bool:
    """The beginning of ``data`` is UTF-8 (or ASCII) and holds no control characters."""
    sample = data[:_SAMPLE]
    if not sample or len(sample.translate(None, _CONTROLS)) != len(sample):
        return False
    if sample.isascii():
        return True
    try:
        sample.decode("utf-8")
    except UnicodeDecodeError as error:
        # The sample may end inside a character.
        return len(data) > _SAMPLE and error.start > len(sample) - _LONGEST_CHARACTER
    return True
