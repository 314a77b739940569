"""STS and IAM on this machine: they check the signature as AWS documents it, and keep key states.

Written apart from ``secretguard.contact.signing``, from the request as it arrived.
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
"""

from __future__ import annotations

import hashlib
import hmac
import re
from dataclasses import dataclass, field
from urllib.parse import parse_qs

from contact.provider import Answer, Asked

_AUTHORIZATION = re.compile(
    r"AWS4-HMAC-SHA256 Credential=(?P<key>[^/]+)/(?P<scope>[^,]+), "
    r"SignedHeaders=(?P<names>[^,]+), Signature=(?P<signature>[0-9a-f]{64})"
)


@dataclass
class Aws:
    """Keys and their secrets; ``inactive`` ones are unknown to STS, as at AWS."""

    secrets: dict[str, str]
    may_update: bool = True
    inactive: set[str] = field(default_factory=set)

    def answer(self, asked: Asked) -> Answer:
        """What STS or IAM says."""
        match = _AUTHORIZATION.fullmatch(asked.headers["Authorization"])
        assert match is not None
        key = match["key"]
        if key not in self.secrets or key in self.inactive:
            return _error("InvalidClientTokenId")
        if not hmac.compare_digest(match["signature"], self._signature(asked, match)):
            return _error("SignatureDoesNotMatch")
        form = {name: values[0] for name, values in parse_qs(asked.body).items()}
        if form["Action"] == "GetCallerIdentity":
            return 200, '{"GetCallerIdentityResponse": {"GetCallerIdentityResult": {}}}'
        assert (form["Action"], form["Status"]) == ("UpdateAccessKey", "Inactive")
        if not self.may_update:
            return _error("AccessDenied")
        self.inactive.add(form["AccessKeyId"])
        return 200, '{"UpdateAccessKeyResponse": {}}'

    def _signature(self, asked: Asked, match: re.Match[str]) -> str:
        headers = {name.lower(): value for name, value in asked.headers.items()}
        lines = [f"{name}:{headers[name]}\n" for name in match["names"].split(";")]
        body = hashlib.sha256(asked.body.encode()).hexdigest()
        canonical = f"{asked.method}\n{asked.path}\n\n{''.join(lines)}\n{match['names']}\n{body}"
        digest = hashlib.sha256(canonical.encode()).hexdigest()
        text = f"AWS4-HMAC-SHA256\n{headers['x-amz-date']}\n{match['scope']}\n{digest}"
        key = b"AWS4" + self.secrets[match["key"]].encode()
        for part in match["scope"].split("/"):
            key = hmac.new(key, part.encode(), hashlib.sha256).digest()
        return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()


def _error(code: str) -> Answer:
    return 403, f'{{"Error": {{"Code": "{code}", "Type": "Sender"}}}}'
