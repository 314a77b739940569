"""The names before a value that tell a provider's credential from an id or a digest."""

from __future__ import annotations

import re

# A brand alone names no credential: `heroku: <uuid>` is an id, `heroku_api_key: <uuid>` a key.
CREDENTIAL_WORDS = (
    "key", "token", "secret", "pass", "pwd", "auth", "cred", "bearer", "pat", "api", "jwt", "license",
)  # fmt: skip
# Words that stand in names of every provider, and so tell none.
_COMMON = frozenset({
    *CREDENTIAL_WORDS, "direct", "line", "gateway", "page", "status", "record", "stream", "push",
    "access", "account", "admin", "app", "application", "base", "basic", "bot", "budget",
    "center", "circle", "client", "cloud", "cloudfront", "code", "config", "connection",
    "consumer", "data", "database", "deploy", "dev", "developer", "digital", "engine", "file",
    "flow", "form", "hook", "host", "http", "id", "integration", "live", "login", "mail",
    "management", "master", "model", "oauth", "ocean", "open", "password", "personal", "primary",
    "private", "project", "public", "read", "refresh", "root", "sdk", "search", "secondary",
    "server", "service", "services", "session", "shared", "sign", "signing", "smart", "static",
    "storage", "store", "string", "team", "test", "time", "transfer", "url", "user", "video",
    "webhook", "work", "write", "zone",
})  # fmt: skip
_SHORT = 4  # parts of names up to this length are in too many words


def says_credential(text: str) -> bool:
    """Whether a word such as key, token or secret stands in a lower-case text."""
    return any(word in text for word in CREDENTIAL_WORDS)


def spelling(keyword: str) -> str:
    """``api_key`` stands for apikey, api-key, api.key and "api key", too."""
    return "[ _.-]?".join(re.escape(part) for part in parts(keyword))


def joined(keyword: str) -> str:
    """A keyword without what may separate its words, as ``plain`` writes a text."""
    return "".join(parts(keyword))


def parts(keyword: str) -> list[str]:
    """The words of a keyword."""
    return re.split(r"[ _.\-]", keyword)


def telling(part: str) -> int:
    """The length of a part that is no word of every day, else 0."""
    return len(part) if len(part) > _SHORT and part not in _COMMON else 0
