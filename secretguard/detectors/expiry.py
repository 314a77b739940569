"""When a credential says that it ends, as far as that can be read offline.

An end in the past makes a leak less urgent and nothing else: clocks and renewals are not ours to
judge, so it stays a finding.
"""

from __future__ import annotations

import binascii
import re
from datetime import UTC, datetime, timedelta

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

_AROUND = 1500  # bytes of an address before and after its signature
# https://learn.microsoft.com/rest/api/storageservices/create-service-sas
_SAS_END = re.compile(rb"[?&;]se=(\d{4})-(\d\d)-(\d\d)")
# https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html
_SIGNED = re.compile(rb"X-(?:Amz|Goog)-Date=(\d{8}T\d{6})Z")
_LIFE = re.compile(rb"X-(?:Amz|Goog)-Expires=(\d{1,7})")
# RFC 5280 section 4.1.2.5: a SEQUENCE of two times, UTCTime (23) or GeneralizedTime (24).
_VALIDITY = re.compile(rb"\x30[\x1e-\x22](?:\x17\x0d[0-9]{12}Z|\x18\x0f[0-9]{14}Z)"
                       rb"(?:\x17\x0d([0-9]{12})Z|\x18\x0f([0-9]{14})Z)")  # fmt: skip
_CERTIFICATE = re.compile(rb"-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]{200,20000})-----END")


def read_end(kind: str, value: str, data: bytes, span: tuple[int, int]) -> datetime | None:
    """When the credential ends (UTC), by the ``expiry`` of its rule; None when it does not say.

    ``kind`` is one of ``KINDS``; ``data`` and ``span`` are where it was found.
    """
    around = data[max(0, span[0] - _AROUND) : span[1] + _AROUND]
    try:
        return KINDS[kind](value, around)
    except (ValueError, OverflowError, OSError):
        return None  # a date that no calendar has


def sentence(end: datetime, now: datetime) -> str:
    """What a report says about the end."""
    day = end.date().isoformat()
    if end < now:
        return f"it says that it ran out on {day}, which makes it less urgent, not harmless"
    return f"it says that it is good until {day}"


def _jwt(value: str, _around: bytes) -> datetime | None:
    """The claim ``exp`` (RFC 7519 section 4.1.4)."""
    import json

    parts = value.split(".")
    if len(parts) < 2:
        return None
    padded = parts[1] + "=" * (-len(parts[1]) % 4)
    claims = json.loads(binascii.a2b_base64(padded.translate({45: "+", 95: "/"})))
    end = claims.get("exp") if isinstance(claims, dict) else None
    return datetime.fromtimestamp(end, UTC) if isinstance(end, int | float) else None


def _sas(_value: str, around: bytes) -> datetime | None:
    found = _SAS_END.search(around)
    return datetime(*map(int, found.groups()), tzinfo=UTC) if found else None  # type: ignore[misc,arg-type]


def _signed_url(_value: str, around: bytes) -> datetime | None:
    made, life = _SIGNED.search(around), _LIFE.search(around)
    if not made or not life:
        return None
    begun = datetime.strptime(made[1].decode(), "%Y%m%dT%H%M%S").replace(tzinfo=UTC)
    return begun + timedelta(seconds=int(life[1]))


KINDS: dict[str, Callable[[str, bytes], datetime | None]] = {
    "jwt": _jwt,
    "sas": _sas,
    "signed-url": _signed_url,
}


def certificate_end(data: bytes) -> datetime | None:
    """``notAfter`` of the first PEM certificate in ``data``, such as one beside a private key."""
    found = _CERTIFICATE.search(data)
    if found is None:
        return None
    try:
        validity = _VALIDITY.search(binascii.a2b_base64(found[1]))
        if validity is None:
            return None
        if validity[2]:
            return datetime.strptime(validity[2].decode(), "%Y%m%d%H%M%S").replace(tzinfo=UTC)
        short = validity[1].decode()
        century = "20" if short < "50" else "19"
        return datetime.strptime(century + short, "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    except ValueError:
        return None
