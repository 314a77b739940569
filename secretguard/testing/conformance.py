"""One call that tells the author of a detector what secretguard expects of it.

It needs no test framework: a broken promise is an ``AssertionError`` whose sentence names the
promise and never the secret.
"""

from __future__ import annotations

from secretguard.model.candidate import Candidate
from secretguard.model.fragment import Fragment
from secretguard.model.levels import Confidence, Severity
from secretguard.model.rule import Guidance

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from secretguard.detectors.protocol import Detector

_PATH = "folder/example.txt"

# Detectors see whatever people commit. Each of these has broken a scanner that read only tidy text.
_ODD = {
    "an empty file": b"",
    "NUL bytes": b"\0" * 64 + b"key = \0value\0\n",
    "one line of a megabyte": b"ab1=" * (1 << 18),
    "bytes that are no UTF-8": b"caf\xe9 = '\xff\xfe\x80'\n",
    "a cut UTF-8 character": "key = clé".encode()[:-1],
    "carriage returns alone": b"one\rtwo\rthree",
    "line separators that are no line feeds": "one\u2028two\x0bthree\x85four\x0c".encode(),
    "every byte there is": bytes(range(256)),
}


def check_detector(
    detector: Detector,
    positive: Iterable[tuple[str, str]],
    negative: Iterable[str],
) -> None:
    """Raise ``AssertionError`` unless ``detector`` keeps every promise of the contract.

    ``positive`` holds ``(text, value)``: each place of ``value`` in ``text`` has to be found, and
    nothing else. On the texts of ``negative`` the detector has to be silent. Besides, it must
    answer twice the same, survive odd files, and let no value into what reports may print.
    """
    _expect(bool(getattr(detector, "name", "")), "the detector has no name")
    for number, (text, value) in enumerate(positive, 1):
        for what, data in _surroundings(text):
            _check_positive(detector, data, value, f"positive example {number}, {what}")
    for number, text in enumerate(negative, 1):
        found = _answer(detector, text.encode(), f"negative example {number}")
        _expect(not found, f"negative example {number}: {_ids(found)} was found in it")
    for what, data in _ODD.items():
        for candidate in _answer(detector, data, what):
            _check_shape(detector, candidate, Fragment(_PATH, data), what)


def _surroundings(text: str) -> Iterator[tuple[str, bytes]]:
    """Give the text alone and behind letters whose places in bytes and characters differ."""
    yield "as it is", text.encode()
    yield "after non-ASCII letters", f"clé = 鍵\n{text}".encode()
    if text.isascii():
        yield "in a Latin-1 file", f"clé\n{text}".encode("latin-1")


def _check_positive(detector: Detector, data: bytes, value: str, where: str) -> None:
    _expect(bool(value) and value.encode() in data, f"{where}: the text does not hold the value")
    fragment = Fragment(_PATH, data)
    found = _answer(detector, data, where)
    expected = _places(data, value.encode())
    spans = sorted(candidate.span for candidate in found)
    _expect(
        spans == expected, f"{where}: expected the bytes {expected}, found {spans or 'nothing'}"
    )
    for candidate in found:
        _check_shape(detector, candidate, fragment, where)
        _expect(
            value not in repr(candidate),
            f"{where}: the value stands in the title, name, evidence or rule id, which are printed",
        )


def _answer(detector: Detector, data: bytes, where: str) -> list[Candidate]:
    """Ask the detector twice. Its own exceptions are chained, not quoted."""
    try:
        first = list(detector.detect(Fragment(_PATH, data)))
        second = list(detector.detect(Fragment(_PATH, data)))
    except Exception as error:
        raise AssertionError(f"{where}: the detector raised {type(error).__name__}") from error
    for candidate in first:
        kind = type(candidate).__name__
        _expect(isinstance(candidate, Candidate), f"{where}: it yields {kind}, not Candidate")
    _expect(first == second, f"{where}: asked twice, the detector gave two answers")
    return first


def _check_shape(detector: Detector, candidate: Candidate, fragment: Fragment, where: str) -> None:
    start, end = candidate.span
    _expect(
        0 <= start < end <= len(fragment.data), f"{where}: the span {candidate.span} is not in it"
    )
    outer = candidate.match
    _expect(
        outer[0] <= start and end <= outer[1], f"{where}: the match {outer} leaves out the span"
    )
    there = fragment.data[start:end]
    _expect(
        candidate.secret.reveal()
        in {there.decode("utf-8", "surrogateescape"), there.decode("latin-1")},
        f"{where}: the secret is not what stands at the bytes {candidate.span} "
        "(are the offsets characters? secretguard.detectors.plugins.hit converts them)",
    )
    _expect(bool(candidate.rule_id and candidate.title), f"{where}: rule id or title is missing")
    _expect(isinstance(candidate.severity, Severity), f"{where}: the severity is no Severity")
    _expect(
        isinstance(candidate.confidence, Confidence), f"{where}: the confidence is no Confidence"
    )
    _check_guidance(detector, candidate.rule_id, where)


def _check_guidance(detector: Detector, rule_id: str, where: str) -> None:
    guidance = getattr(detector, "guidance", {}).get(rule_id)
    _expect(
        guidance is None or (isinstance(guidance, Guidance) and bool(guidance.steps)),
        f"{where}: the guidance of {rule_id} has no steps",
    )


def _places(data: bytes, value: bytes) -> list[tuple[int, int]]:
    places = []
    start = data.find(value)
    while start >= 0:
        places.append((start, start + len(value)))
        start = data.find(value, start + len(value))
    return places


def _ids(found: list[Candidate]) -> str:
    return ", ".join(sorted({candidate.rule_id for candidate in found}))


def _expect(kept: bool, sentence: str) -> None:
    if not kept:
        raise AssertionError(sentence)
