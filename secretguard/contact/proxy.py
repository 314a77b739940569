"""Through a proxy: ``CONNECT`` first, then TLS with the provider itself, so the proxy reads nothing."""

from __future__ import annotations

import base64
import http.client
import socket
from urllib.parse import unquote, urlsplit

from secretguard.errors import ContactError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable


def open_tunnel(
    connect: Callable[[str, int], socket.socket], proxy: str, host: str, port: int
) -> socket.socket:
    """A socket through ``proxy`` (``http://[user:password@]host[:port]``) to ``host``.

    Raises ``ContactError`` when the address is none or the proxy refuses.
    """
    address = urlsplit(proxy if "://" in proxy else f"http://{proxy}")
    if address.scheme != "http" or not address.hostname:
        raise ContactError("https_proxy has to be an http:// address with a host")
    lines = [f"CONNECT {host}:{port} HTTP/1.1", f"Host: {host}:{port}"]
    if address.username is not None:
        user = f"{unquote(address.username)}:{unquote(address.password or '')}"
        lines.append(f"Proxy-Authorization: Basic {base64.b64encode(user.encode()).decode()}")
    opened = connect(address.hostname, address.port or 80)
    try:
        opened.sendall("\r\n".join([*lines, "", ""]).encode("ascii"))
        answer = http.client.HTTPResponse(opened, method="CONNECT")
        answer.begin()
        answer.close()  # the tunnel stays: this lets go of the answer's own handle alone
    except BaseException:
        opened.close()
        raise
    if answer.status != http.client.OK:
        opened.close()
        raise ContactError(f"the proxy {address.hostname} answered {answer.status}")
    return opened
