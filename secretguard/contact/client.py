"""One HTTPS request at a time: TLS with checked names, no redirect, a time-out, a rate limit.

Whatever goes wrong becomes a ``ContactError`` whose words were all written here: an exception of
a library might quote what was sent.
"""

from __future__ import annotations

import http.client
import socket
import ssl
import time
from dataclasses import dataclass, field
from urllib.request import getproxies_environment, proxy_bypass

from secretguard import __version__
from secretguard.contact.proxy import open_tunnel
from secretguard.errors import ContactError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from secretguard.contact.fill import Filled

_TIMEOUT = 10.0  # seconds for each step: connecting, the handshake, each read
_DEADLINE = 30.0  # seconds for the whole answer
_LONGEST = 1 << 20
_BETWEEN = 1.0  # seconds from one request to the same host to the next


@dataclass(frozen=True, slots=True)
class Response:
    """What came back. The body may repeat the credential, so nobody prints it."""

    status: int
    body: bytes = field(repr=False)


def _connect(host: str, port: int) -> socket.socket:
    return socket.create_connection((host, port), _TIMEOUT)


@dataclass(slots=True)
class Client:
    """Sends requests. ``connect`` opens the socket to a host and port, ``context`` checks TLS.

    Tests give both, so that a provider's name leads to a local server with a certificate of the
    test's own; the name in the certificate is checked all the same.
    """

    connect: Callable[[str, int], socket.socket] = _connect
    context: ssl.SSLContext = field(default_factory=ssl.create_default_context)
    sleep: Callable[[float], None] = time.sleep
    _last: dict[str, float] = field(default_factory=dict)

    def send(self, request: Filled) -> Response:
        """Send one request and read the answer. Raises ``ContactError``."""
        self._wait(request.host)
        try:
            return self._exchange(request)
        except ContactError:
            raise
        except Exception as error:  # noqa: BLE001 - its text may hold the credential; see above
            why = _reason(error)
        raise ContactError(f"{request.host} could not be asked: {why}")

    def _wait(self, host: str) -> None:
        waited = time.monotonic() - self._last.get(host, -_BETWEEN)
        if waited < _BETWEEN:
            self.sleep(_BETWEEN - waited)
        self._last[host] = time.monotonic()

    def _exchange(self, request: Filled) -> Response:
        proxy = _proxy_for(request.host)
        if proxy:
            plain = open_tunnel(self.connect, proxy, request.host, request.port)
        else:
            plain = self.connect(request.host, request.port)
        with plain, self.context.wrap_socket(plain, server_hostname=request.host) as secured:
            connection = http.client.HTTPSConnection(request.host, request.port)
            connection.sock = secured
            headers = {
                **dict(request.headers),
                "User-Agent": f"secretguard/{__version__}",
                "Connection": "close",
            }
            connection.request(request.method, request.target, request.body or None, headers)
            answer = connection.getresponse()
            return Response(answer.status, _read(answer))


def _read(answer: http.client.HTTPResponse) -> bytes:
    """The body, as far as it is needed to tell what it means."""
    end = time.monotonic() + _DEADLINE
    body = b""
    while len(body) < _LONGEST and (chunk := answer.read1(1 << 16)):
        body += chunk
        if time.monotonic() > end:
            raise TimeoutError
    return body


def _proxy_for(host: str) -> str:
    """The proxy that the environment names for https (``https_proxy``, ``no_proxy``)."""
    proxies = getproxies_environment()
    proxy = proxies.get("https") or proxies.get("all") or ""
    return "" if not proxy or proxy_bypass(host) else proxy


def _reason(error: Exception) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"its certificate is not to be trusted ({error.verify_message})"
    if isinstance(error, ssl.SSLError):
        return "no secure connection came about"
    if isinstance(error, socket.gaierror):
        return "its name leads nowhere"
    if isinstance(error, TimeoutError):
        return "no answer in time"
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return f"the exchange failed with {type(error).__name__}"
