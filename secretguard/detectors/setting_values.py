"""Values that are settings whatever they are called: addresses without secrets in them, regions, flags.

Each shape is narrow. A URL with a password, a query or a long random part in its path (web hooks)
may open something and is none of these.
"""

from __future__ import annotations

import re

_LONG_PART = re.compile(r"[A-Za-z0-9_-]*\d[A-Za-z0-9_-]*")
_URL = re.compile(
    r"(?:https?|wss?|tcp|grpc|amqps?|rediss?|postgres(?:ql)?|mysql|mongodb|kafka|ldaps?|nats)://"
    r"[a-z0-9.-]+(?::\d{1,5})?(/[\w./-]*)?",
    re.IGNORECASE,
)
_HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.){1,6}[a-z]{2,18}(?::\d{1,5})?")
_IP = re.compile(r"(?:\d{1,3}\.){3}\d{1,3}(?::\d{1,5}|/\d{1,2})?")
_FLAGS = frozenset({"true", "false", "yes", "no", "on", "off", "enabled", "disabled"})
_REGION = re.compile(
    r"(?:us|eu|ap|sa|ca|me|af|il|mx|cn)-(?:gov-)?(?:north|south|east|west|central){1,2}-\d"  # AWS
    r"|(?:us|europe|asia|australia|northamerica|southamerica|me|africa)-"  # Google
    r"(?:north|south|east|west|central){1,2}\d{1,2}"
    r"|(?:north|south|east|west|central){1,2}(?:us|europe|india|asia)\d?"  # Azure
    r"|(?:uk|france|germany|norway|sweden|switzerland|poland|italy|spain|japan|korea|canada|brazil"
    r"|australia|uae|qatar|israel)(?:north|south|east|west|central){1,2}\d?"
)
_LEVELS = frozenset({"trace", "debug", "info", "warn", "warning", "error", "fatal"})
_NUMBER = re.compile(r"\d{1,6}")
_COUNTING = (
    "port",
    "timeout",
    "ttl",
    "replicas",
    "retries",
    "interval",
    "limit",
    "workers",
    "size",
)
_ENVIRONMENTS = frozenset({"production", "staging", "development", "test", "prod", "dev", "local"})


def what_it_is(name: str, value: str) -> str:
    """What kind of setting ``value`` is ("a region"), or "" when it may be a secret."""
    text = value.strip()
    lowered, words = text.lower(), name.lower()
    if lowered in _FLAGS:
        return "a flag"
    if _REGION.fullmatch(lowered):
        return "a region"
    if _is_open_address(text, words):
        return "an address"
    if _HOST.fullmatch(text) or _IP.fullmatch(text):
        return "the name of a host"
    if lowered in _LEVELS and "level" in words:
        return "a log level"
    if lowered in _ENVIRONMENTS and ("env" in words or "stage" in words):
        return "the name of an environment"
    if _NUMBER.fullmatch(text) and any(word in words for word in _COUNTING):
        return "a port" if "port" in words else "a number of the configuration"
    return ""


def _is_open_address(text: str, name: str) -> bool:
    """A URL that only says where something is."""
    found = _URL.fullmatch(text)
    if found is None or "hook" in name or "hook" in text.lower():
        return False
    parts = (found[1] or "").split("/")
    return not any(len(part) >= 16 and _LONG_PART.fullmatch(part) for part in parts)
