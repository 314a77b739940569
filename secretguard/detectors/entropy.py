"""Strings that a machine made, where nothing else says what they are.

Without a telling name the bar is high: thirty-two characters or more, three classes of them, and
evidence of randomness (see ``randomness``) that leaves one chance in billions for a word. Hashes,
UUIDs, hex and everything that the line calls a digest, a certificate or an image is left alone.
"""

from __future__ import annotations

from secretguard.detectors.paths import is_test
from secretguard.detectors.randomness import is_encoded_text, is_sequential, random_bits
from secretguard.detectors.runs import MEMBERS, PADDED

TYPE_CHECKING = False  # importing typing costs the hook 4 ms
if TYPE_CHECKING:
    from collections.abc import Iterator

    from secretguard.model.candidate import Candidate
    from secretguard.model.fragment import Fragment

_CLOSINGS = b"\"'`"
_OPENINGS = (b'"', b"'", b"`", b"=")

_SHORTEST, _LONGEST = 32, 128
_EXCUSES = (
    b"hash", b"sha1", b"sha2", b"sha3", b"sha5", b"sha-", b"md5", b"digest", b"integrity", b"checksum",
    b"signature", b"sig", b"cert", b"public", b"pubkey", b"fingerprint", b"font", b"image", b"base64,",
    b"data:", b"etag", b"nonce", b"uuid", b"guid", b"alphabet", b"charset", b"chars", b"crc", b"thumb",
    b"src=", b"href", b"url", b"path", b"encoded", b"cipher", b"vector", b"expected", b"assert", b"icon",
    b"ssh-", b"wasm", b"svg", b"version", b"revision", b"commit", b"import", b"require", b"selector",
    b"class", b"kty", b"crv", b"-id", b"_id", b"id=", b"id:", b"b64", b"base64", b"payload", b"cid", b"address",
    b"decode", b"boundary", b"trusted",
)  # fmt: skip
# What the name before it ends with when it tells things apart or is for everybody.
_EXCUSED_NAMES = (b"id", b"ids", b"name", b".js", b".css", b".html", b"pk", b"next", b"nexttoken",
                  b"cursor", b"state", b"marker", b"opaque", b"body", b"content", b"sample",
                  b"example", b"placeholder", b"?list")  # fmt: skip
_LONGEST_LINE = 4096
_BESIDE = 24  # so long is a string beside it that is more of the same
_GENERATED = (".lock", ".min.js", ".min.css", ".svg", ".map", ".ipynb", ".po", ".pem", ".crt", ".csv",
              "lock.json", "lock.yaml", ".sum", ".snap", ".patch", ".diff", ".pot")  # fmt: skip


def screen(data: bytes, end: int, path: str) -> bool:
    """Whether the string that closes at ``end`` is random enough to refuse a commit."""
    found = _string_before(data, end)
    return found is not None and _level(data, found, path) >= 2


class EntropyDetector:
    """Believes long strings that are overwhelmingly unlikely to be words or names."""

    name = "entropy"

    def detect(self, fragment: Fragment) -> Iterator[Candidate]:
        """Candidates at the engine's points."""
        from secretguard.model.candidate import Candidate
        from secretguard.model.levels import Confidence, Severity
        from secretguard.model.secret import Secret

        for _, end in fragment.regions.get("entropy", ()):
            span = _string_before(fragment.data, end)
            level = 0 if span is None else _level(fragment.data, span, fragment.path)
            if span is not None and level:
                value = fragment.data[span[0] : span[1]].decode("ascii")
                bits = min(round(random_bits(value)), 99)
                yield Candidate(
                    rule_id="high-entropy-string",
                    title="random string that looks like a key",
                    span=span,
                    match=span,
                    secret=Secret(value),
                    severity=Severity.MEDIUM,
                    confidence=Confidence(level),
                    detector=self.name,
                    evidence=(f"random rather than words by a factor of 2^{bits}",),
                )


def _string_before(data: bytes, end: int) -> tuple[int, int] | None:
    """The string's span when it has the length and the classes of characters of a key.

    Nearly all long strings are names and paths; this dismisses them at the speed of C.
    """
    stop = end - 1
    if data[stop] not in _CLOSINGS:
        return None
    if data[max(0, stop - _SHORTEST) : stop].rstrip(PADDED):
        return None  # too short, which most are
    low = max(0, stop - _LONGEST - 3)
    padded = data[low:stop]
    body = padded.rstrip(b"=")
    before = body.rstrip(MEMBERS)
    if before[-1:] not in _OPENINGS or not _SHORTEST <= len(padded) - len(before) <= _LONGEST:
        return None
    start = low + len(before)
    value = data[start:stop]
    if value.lower() == value or value.upper() == value:
        return None
    digits = len(value) - len(value.translate(None, b"0123456789"))
    return (start, stop) if digits >= 2 else None


def _level(data: bytes, span: tuple[int, int], path: str) -> int:
    """0 nothing, 1 low, 2 medium; what is asked first dismisses most, or costs least."""
    value = data[span[0] : span[1]].decode("ascii").rstrip("=")
    if value.count(".") > 1 or value.count("/") > len(value) // 12 or value.count("-") > 3:
        return 0
    lowered = path.lower()
    if lowered.endswith(_GENERATED) or value.startswith(("sha", "ssh-")):
        return 0
    low = max(0, span[0] - 120)
    before = data[max(low, data.rfind(b"\n", low, span[0]) + 1) : span[0]].lower()
    name = before.rstrip(b" \t\"'`:=(,>[{")
    if name.endswith(_EXCUSED_NAMES) or any(map(before.__contains__, _EXCUSES)):
        return 0
    bits = random_bits(value)
    if bits < 20 or bits / len(value) < 0.8:
        return 0
    if 4 * len(set(zip(value, value[1:], strict=False))) < 3 * len(value):  # noqa: RUF007 - an import
        return 0  # the same pieces again and again
    if is_sequential(value) or is_encoded_text(value) or _is_part(data, span):
        return 0
    if is_test(path):
        return 1
    return 2 if bits >= 32 and len(before) < 120 else 1


def _is_part(data: bytes, span: tuple[int, int]) -> bool:
    """Whether what stands beside it is of the same kind: tables of digests, blocks of base64."""
    first = data.rfind(b"\n", max(0, span[0] - _LONGEST_LINE), span[0])
    last = data.find(b"\n", span[1], span[1] + 400)
    beside = [data[max(0, span[0] - _LONGEST - 4) : max(first + 1, span[0] - 1)]]
    if first > 0:
        low = max(0, first - 400)
        beside.append(data[max(data.rfind(b"\n", low, first) + 1, low) : first])
    behind = data[span[1] : span[1] + _LONGEST + 8].lstrip(b"\"'`=, ")
    beside.append(behind[: len(behind) - len(behind.lstrip(MEMBERS))])
    if last > 0:
        end = data.find(b"\n", last + 1, last + 400)
        beside.append(data[last + 1 : end if end > 0 else last + 400])
    return any(_ends_random(text) for text in beside)


def _ends_random(line: bytes) -> bool:
    body = line.rstrip(b" \t\r\"'`,;+\\)]}=")
    run = body[len(body.rstrip(MEMBERS)) :]
    return (
        len(run) >= _BESIDE
        and run.lower() != run != run.upper()
        and any(48 <= byte <= 57 for byte in run)
    )
