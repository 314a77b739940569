"""A renewed certificate asks for a new key: which certificates stand over the same one.

Only certificates of ends (servers, signers) count: authorities keep their key on purpose, for
cross-signing. The layout is that of RFC 5280 section 4.1.
"""

from __future__ import annotations

import re

from secretguard.model.candidate import Candidate
from secretguard.model.finding import Location
from secretguard.model.frozen import frozen
from secretguard.model.levels import Confidence, Severity
from secretguard.model.secret import Secret
from secretguard.model.violation import REUSED_KEY, Violation
from secretguard.text.der import BIT_STRING, INTEGER, SEQUENCE, Element, read

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from secretguard.model.fragment import Fragment

_TITLE = "a new certificate over an old key"
_PEM = re.compile(
    rb"-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]{100,20000})-----END CERTIFICATE-----"
)
_BEGIN = b"-----BEGIN CERTIFICATE-----"
_MOST = 2000  # certificates of one scan; bundles hold some 150
_CONSTRAINTS = bytes.fromhex("0603551d13")  # the extension that tells authorities apart
_EXTENSIONS = 0xA3  # their tag, beside the fields of a certificate
_BUNDLE = 10  # so many certificates without a key are those that a program trusts
_TRUE = bytes.fromhex("0101ff")  # that it is critical, then that it is an authority


@frozen
class Certificate:
    """``span`` is its place in the text; ``key`` the encoded public key; ``end`` the last day.

    ``root``: it signed itself and says no more, as authorities did before there were extensions.
    """

    span: tuple[int, int]
    key: bytes
    serial: int
    start: str
    end: str
    root: bool


class KeyReuse:
    """Gathers the certificates of one scan and their older versions."""

    def __init__(self) -> None:
        self._seen: dict[bytes, tuple[Certificate, Location]] = {}
        self._violations: list[Violation] = []
        self._left = _MOST

    def look(
        self,
        fragment: Fragment,
        past: Iterable[bytes],
        place: Callable[[Candidate], Location | None],
    ) -> None:
        """Hold the certificates of a file against those in its ``past`` and those seen before.

        ``place`` gives the location of a certificate, None when the settings or a person excuse it.
        """
        older = {each.key: each for text in past for each in read_certificates(text)}
        for certificate in read_certificates(fragment.data):
            location = place(_candidate(certificate, fragment))
            if location is None or self._left <= 0:
                continue
            self._left -= 1
            before = older.get(certificate.key)
            known = self._seen.setdefault(certificate.key, (certificate, location))
            if before is not None and _differs(before, certificate):
                sentence = (
                    f"the certificate in {location.path} was renewed over its old key: "
                    f"{_told(before)}, now {_told(certificate)}"
                )
                self._add(sentence, (location,))
            elif _differs(known[0], certificate):
                sentence = (
                    f"two certificates share one key: {known[1].path} ({_told(known[0])}) and "
                    f"{location.path} ({_told(certificate)})"
                )
                self._add(sentence, (known[1], location))

    def _add(self, sentence: str, places: tuple[Location, ...]) -> None:
        self._violations.append(Violation(REUSED_KEY, _TITLE, sentence, places, Severity.MEDIUM))

    @property
    def violations(self) -> tuple[Violation, ...]:
        """What was found so far."""
        return tuple(self._violations)


def _candidate(certificate: Certificate, fragment: Fragment) -> Candidate:
    """What the filters are asked about; nothing in it is secret."""
    start, end = certificate.span
    return Candidate(
        rule_id=REUSED_KEY,
        title=_TITLE,
        span=certificate.span,
        match=certificate.span,
        secret=Secret(fragment.data[start:end].decode("ascii")),
        severity=Severity.MEDIUM,
        confidence=Confidence.HIGH,
        detector="policy",
        structured=True,
    )


def _differs(one: Certificate, other: Certificate) -> bool:
    return one.serial != other.serial and (one.start, one.end) != (other.start, other.end)


def _told(certificate: Certificate) -> str:
    return f"good until {certificate.end}"


def read_certificates(data: bytes) -> list[Certificate]:
    """The certificates of ends in PEM; what does not parse as one is left out.

    Some roots of old say nowhere that they are authorities: a bundle tells.
    """
    import binascii

    found = []
    for match in _PEM.finditer(data):
        try:
            certificate = _parsed(binascii.a2b_base64(match[1]), match.span())
        except (ValueError, IndexError):  # binascii.Error is a ValueError, too
            continue
        if certificate is not None:
            found.append(certificate)
    if data.count(_BEGIN) < _BUNDLE or b" PRIVATE KEY-----" in data:
        return found
    return [certificate for certificate in found if not certificate.root]


def _parsed(der: bytes, span: tuple[int, int]) -> Certificate | None:
    body = read(der).children()[0]
    fields = body.children()
    fields = fields if fields[0].tag == INTEGER else fields[1:]  # the version may be left out
    serial, validity, key = fields[0], fields[3], fields[5]
    if key.tag != SEQUENCE or key.children()[1].tag != BIT_STRING or _is_authority(body):
        return None
    start, end = (_day(time) for time in validity.children()[:2])
    bare = all(field.tag != _EXTENSIONS for field in fields)
    root = bare and fields[2].encoded == fields[4].encoded
    return Certificate(span, key.encoded, serial.number, start, end, root)


def _is_authority(body: Element) -> bool:
    content = body.encoded
    at = content.find(_CONSTRAINTS)
    extension = content[at + len(_CONSTRAINTS) : at + 16].removeprefix(_TRUE)
    return at >= 0 and _TRUE in extension


def _day(time: Element) -> str:
    """``2031-04-30`` of a UTCTime (two digits of the year) or GeneralizedTime."""
    text = time.content.decode("ascii", "replace")
    if len(text) < 15:
        text = ("20" if text < "50" else "19") + text
    return f"{text[:4]}-{text[4:6]}-{text[6:8]}"
