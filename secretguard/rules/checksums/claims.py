"""Tokens that carry readable claims: JSON web tokens and what HTTP's Basic scheme encodes."""

from __future__ import annotations

import binascii
from collections.abc import Mapping

from secretguard.rules.checksums.shape import Checksum, Groups

_SHORT_PAYLOAD = 40  # characters of base64; a longer one is nobody's shortest example
_REGISTERED = frozenset({"iss", "sub", "aud", "exp", "nbf", "iat", "jti"})
# What stands in the names of the claims that applications add.
_CLAIMING = ("id", "user", "mail", "name", "role", "scope", "scp", "perm", "group", "admin", "org")


def _json_part(part: str) -> dict[str, object] | None:
    import json
    from base64 import urlsafe_b64decode

    try:
        found = json.loads(urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    except (binascii.Error, ValueError):
        return None
    return found if isinstance(found, dict) else None


def _jwt_fits(token: str, _groups: Groups) -> bool:
    """Header and payload are JSON objects, the header names an algorithm and the payload claims something.

    https://www.rfc-editor.org/rfc/rfc7519
    """
    header, payload, _ = token.split(".")
    head, claims = _json_part(header), _json_part(payload)
    if head is None or claims is None or "alg" not in head:
        return False
    return len(payload) > _SHORT_PAYLOAD or any(map(_is_claim, claims))


def _is_claim(name: str) -> bool:
    """It says who may do what until when; the ``{"a":"b"}`` of manuals does not."""
    lowered = name.lower()
    return lowered in _REGISTERED or any(word in lowered for word in _CLAIMING)


def _encoded(values: Mapping[str, object]) -> str:
    import json
    from base64 import urlsafe_b64encode

    packed = json.dumps(values, separators=(",", ":")).encode()
    return urlsafe_b64encode(packed).decode().rstrip("=")


def _jwt_complete(token: str, _groups: Groups) -> str:
    header, payload, signature = token.split(".")
    kid = payload[3:30]
    # A rule may fix how the header begins (Kubernetes writes the key id second).
    heads: tuple[dict[str, object], ...] = (
        {"alg": "RS256", "kid": kid},
        {"ver": "2", "typ": "JWT", "alg": "RS256", "kid": kid},
        {"alg": "RS256", "typ": "JWT", "kid": kid},
    )
    head = next((_encoded(one) for one in heads if header.startswith(_encoded(one)[:28])), "")
    claims = {"iss": "https://issuer.test", "sub": kid, "exp": 4102444800, "pad": payload[:200]}
    return f"{head or _encoded(heads[2])}.{_encoded(claims)}.{signature}"


def _basic_fits(token: str, _groups: Groups) -> bool:
    """The text is base64 of ``user:password``, both printable (RFC 7617)."""
    try:
        text = binascii.a2b_base64(token, strict_mode=True).decode("utf-8")
    except (binascii.Error, ValueError):
        return False
    user, colon, password = text.partition(":")
    return bool(colon and password) and (user + password).isprintable()


def _basic_complete(token: str, _groups: Groups) -> str:
    letters = "".join(char for char in token if char.isalnum())
    return binascii.b2a_base64(
        f"user-{letters[:4]}:{letters[4:24]}".encode(), newline=False
    ).decode()


def _supabase(role: str) -> Checksum:
    """A JSON web token that Supabase's key page gave out for this role.

    https://supabase.com/docs/guides/api/api-keys
    """

    def fits(token: str, _groups: Groups) -> bool:
        payload = _json_part(token.split(".")[1])
        return payload is not None and payload.get("role") == role and "supabase" in str(payload)

    def complete(token: str, _groups: Groups) -> str:
        header, payload, signature = token.split(".")
        claims = {"iss": "supabase", "ref": payload[3:23], "role": role, "exp": 4102444800}
        return f"{header}.{_encoded(claims)}.{signature}"

    return Checksum(fits, complete)


CHECKSUMS = {
    "jwt-structure": Checksum(_jwt_fits, _jwt_complete),
    "supabase-service-role": _supabase("service_role"),
    "supabase-anon": _supabase("anon"),
    "basic-credentials": Checksum(_basic_fits, _basic_complete),
}
