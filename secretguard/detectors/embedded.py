r"""Where text may stand in base64 or hexadecimal inside a text. Wakes the unwrapping, judges nothing.

Where base64 ends, ``runs`` sees, and at the end of a text its screen; what decodes to no text and to no archive is dismissed here.
"""

from __future__ import annotations

from secretguard.text.embedded import base64_runs, hex_runs
from secretguard.text.embedded.readable import is_text

TYPE_CHECKING = False  # importing typing costs the hook 4 ms
if TYPE_CHECKING:
    from collections.abc import Callable

BASE64, HEX, MANIFEST = "embedded:base64", "embedded:hex", "embedded:kubernetes"
_SPELLINGS = ("kind: Secret", 'kind: "Secret', "kind: 'Secret", '"kind": "Secret', '"kind":"Secret',
              r'\\"kind\\":\\"Secret')  # fmt: skip
TRIGGER_SPECS = (
    (HEX, r"[\"'](?:[2-7][0-9A-Fa-f]){16}", (), 0, False),
    (MANIFEST, f"(?:{'|'.join(_SPELLINGS)})", ("secret",), 0, False),
)
_asked: list[object] = [b"", False]  # the text that was asked about last, and whether it has data
_ARCHIVES = (b"\x1f\x8b\x08", b"PK\x03\x04")
_SHORTEST = 20
_GLANCE = 24  # characters that tell text from nearly all else
_SAMPLE = 4096


def screen_of(trigger: str) -> Callable[[bytes, int, str], bool]:
    """The screen of one of the triggers: whether what it saw decodes to text or to an archive."""
    return {BASE64: _screen_base64, HEX: _screen_hex, MANIFEST: _screen_manifest}[trigger]


def _screen_manifest(data: bytes, _end: int, _path: str) -> bool:
    if _asked[0] is not data:
        _asked[:] = data, b"data" in data
    return bool(_asked[1])


def _screen_hex(data: bytes, end: int, _path: str) -> bool:
    low, high = hex_runs.run_around(data, end)
    return is_text(hex_runs.decode_run(data[low : min(high, low + _SAMPLE)]))


def _screen_base64(data: bytes, end: int, _path: str) -> bool:
    if data[max(0, end - 1 - _SHORTEST) : end - 1].rstrip(base64_runs.MEMBERS):
        return False  # too short, which nearly all are
    start, stop = base64_runs.run_before(data, end - 1)
    if not _promising(base64_runs.decode_run(data[start : start + _GLANCE])):
        return False
    return worth_reading(base64_runs.decode_run(data[start : min(stop, start + _SAMPLE)]))


def _promising(beginning: bytes) -> bool:
    return is_text(beginning) or is_archive(beginning) or beginning[1::2].count(0) > 6


def worth_reading(decoded: bytes) -> bool:
    """Text, in UTF-8 or in UTF-16, or an archive."""
    if is_archive(decoded) or is_text(decoded):
        return True
    narrow = decoded[:_SAMPLE:2]
    return decoded[1:_SAMPLE:2].count(0) > len(narrow) * 3 // 4 and is_text(narrow)


def is_archive(decoded: bytes) -> bool:
    """It begins like a gzip or zip file."""
    return decoded.startswith(_ARCHIVES)
