"""AWS Signature Version 4, as far as the Query APIs (STS, IAM) need it.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from datetime import UTC, datetime

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

_ALGORITHM = "AWS4-HMAC-SHA256"
_BASE32_PREFIX = 4


def sign_aws(
    method: str,
    host: str,
    target: str,
    body: bytes,
    headers: Mapping[str, str],
    signing: Mapping[str, str],
    now: datetime | None = None,
) -> dict[str, str]:
    """``headers`` with date and signature; ``signing`` has key, secret, service, region, session.

    ``target`` must have no query: the Query APIs take their parameters in the body.
    """
    moment = (now or datetime.now(UTC)).strftime("%Y%m%dT%H%M%SZ")
    scope = f"{moment[:8]}/{signing['region']}/{signing['service']}/aws4_request"
    signed = {**headers, "Host": host, "X-Amz-Date": moment}
    if signing.get("session"):
        signed["X-Amz-Security-Token"] = signing["session"]
    lowered = sorted((name.lower(), value.strip()) for name, value in signed.items())
    names = ";".join(name for name, _ in lowered)
    canonical = "\n".join([
        method, target, "", *(f"{name}:{value}" for name, value in lowered), "", names, _hex(body),
    ])  # fmt: skip
    to_sign = "\n".join([_ALGORITHM, moment, scope, _hex(canonical.encode())])
    key = f"AWS4{signing['secret']}".encode()
    for part in scope.split("/"):
        key = hmac.digest(key, part.encode(), "sha256")
    signature = hmac.digest(key, to_sign.encode(), "sha256").hex()
    signed["Authorization"] = (
        f"{_ALGORITHM} Credential={signing['key']}/{scope}, "
        f"SignedHeaders={names}, Signature={signature}"
    )
    return signed


def _hex(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def account_of(key_id: str) -> str:
    """The twelve digits of the account inside an access key id; "" for ids that hold none.

    Ids made before 2019 (AKIAI..., AKIAJ...) are older than the scheme.
    """
    body = key_id[_BASE32_PREFIX:]
    if len(body) != 16 or body[0] in "IJ":
        return ""
    try:
        packed = base64.b32decode(body)[:6]
    except ValueError:
        return ""
    return f"{(int.from_bytes(packed, 'big') & 0x7FFFFFFFFF80) >> 7:012d}"
