"""Placeholders to values: from a call and a credential to the bytes that would be sent."""

from __future__ import annotations

import base64
import json
import re
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from secretguard.contact.signing import sign_aws
from secretguard.errors import ContactError
from secretguard.rules.calls import PLACEHOLDER, URL

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

    from secretguard.model.call import Request

# What may stand unescaped in a path, RFC 3986 section 3.3; a slash would change the path.
_PATH_SAFE = "!$&'()*+,;=:@~"
_LABEL = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?")
_HOST = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?(?::(?P<port>[0-9]{1,5}))?")


@dataclass(frozen=True, slots=True, repr=False)
class Filled:
    """A request ready to be sent. It holds the credential, so it has no ``repr`` of its own."""

    method: str
    host: str
    port: int
    target: str
    headers: tuple[tuple[str, str], ...]
    body: bytes


def fill(request: Request, values: Mapping[str, str]) -> Filled:
    """The request with every placeholder filled and escaped for its place.

    Raises ``ContactError`` for a value that cannot stand in its place (a line end in a header,
    a host that is none).
    """
    host, port = _host(request.url, values)
    url = URL.fullmatch(request.url)
    assert url is not None  # noqa: S101 - held when the file was parsed
    path, query = url["path"] or "/", url["query"] or ""
    target = _replace(path, values, lambda value: quote(value, safe=_PATH_SAFE))
    target += _replace(query, values, lambda value: quote(value, safe=""))
    headers = {"Accept": "application/json"}
    headers.update({name: _plain(text, values) for name, text in request.headers})
    if request.basic:
        packed = base64.b64encode(_plain(request.basic, values).encode()).decode()
        headers["Authorization"] = f"Basic {packed}"
    body = b""
    if request.form:
        filled = [(name, _plain(text, values)) for name, text in request.form]
        body = urlencode(filled).encode()
        headers["Content-Type"] = "application/x-www-form-urlencoded"
    elif request.json:
        body = json.dumps(_filled(json.loads(request.json), values)).encode()
        headers["Content-Type"] = "application/json"
    made = Filled(request.method, host, port, target, tuple(headers.items()), body)
    if request.sign:
        signing = {name: _plain(text, values) for name, text in request.sign}
        signed = sign_aws(made.method, made.host, made.target, made.body, headers, signing)
        made = Filled(made.method, host, port, target, tuple(signed.items()), body)
    if any(not value.isprintable() or not value.isascii() for _, value in made.headers):
        raise ContactError(f"{host}: the credential cannot stand in an HTTP header")
    return made


def host_of(request: Request, values: Mapping[str, str]) -> str:
    """The host that a request goes to, for whoever has to agree; its port when it is not 443."""
    host, port = _host(request.url, values)
    return host if port == 443 else f"{host}:{port}"


def _host(url: str, values: Mapping[str, str]) -> tuple[str, int]:
    template = url.removeprefix("https://").partition("/")[0].partition("?")[0]
    if template == "{host}":
        match = _HOST.fullmatch(values["host"])
        if match is None or ".." in values["host"]:
            raise ContactError("the host is no host name")
        port = int(match["port"] or 443)
        return values["host"].partition(":")[0].lower(), port
    for name in PLACEHOLDER.findall(template):
        if not _LABEL.fullmatch(values[name]):
            raise ContactError(f"{template}: the {name} found is no part of a host name")
    return _plain(template, values).lower(), 443


def _plain(text: str, values: Mapping[str, str]) -> str:
    return _replace(text, values, str)


def _replace(text: str, values: Mapping[str, str], escape: Callable[[str], str]) -> str:
    return PLACEHOLDER.sub(lambda match: escape(values[match[1]]), text)


def _filled(document: Any, values: Mapping[str, str]) -> Any:
    if isinstance(document, str):
        return _plain(document, values)
    if isinstance(document, list):
        return [_filled(item, values) for item in document]
    if isinstance(document, dict):
        return {key: _filled(item, values) for key, item in document.items()}
    return document
