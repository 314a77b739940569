"""A provider on this machine: HTTPS with a certificate of our own, answers as documented.

The provider's name leads here through the client's ``connect``; its certificate is checked against
that name as it would be at the real one.
"""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Self

import trustme

from secretguard.contact.client import Client

Answer = tuple[int, str]


@dataclass
class Asked:
    """A request as it arrived."""

    method: str
    host: str
    path: str
    headers: dict[str, str]
    body: str


Answers = dict[tuple[str, str], Answer | Callable[[Asked], Answer]]
AUTHORITY = trustme.CA(key_type=trustme.KeyType.ECDSA)


def trusting() -> ssl.SSLContext:
    """What a client checks with: the defaults, and our authority alone."""
    context = ssl.create_default_context()
    AUTHORITY.configure_trust(context)
    return context


@dataclass
class Provider:
    """Answers for ``hosts``; ``answers`` maps (method, path with query) to status and body."""

    hosts: tuple[str, ...]
    answers: Answers = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)
    dialled: list[tuple[str, int]] = field(default_factory=list)
    headers: dict[str, str] = field(default_factory=dict)
    port: int = 0

    def __enter__(self) -> Self:
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        AUTHORITY.issue_cert(*self.hosts, key_type=trustme.KeyType.ECDSA).configure_cert(context)
        self._server.socket = context.wrap_socket(
            self._server.socket, server_side=True, do_handshake_on_connect=False
        )
        self._server.handle_error = lambda *_: None  # type: ignore[method-assign]
        self.port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def connect(self, host: str, port: int) -> socket.socket:
        """What leads every name to this machine."""
        self.dialled.append((host, port))
        return socket.create_connection(("127.0.0.1", self.port), 5)

    def client(self) -> Client:
        """A client that reaches nothing but this provider, and does not wait."""
        return Client(self.connect, trusting(), lambda _seconds: None)

    def _answer(self, asked: Asked) -> Answer:
        self.asked.append(asked)
        found = self.answers.get((asked.method, asked.path), (404, '{"message": "no such page"}'))
        return found(asked) if callable(found) else found

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        provider = self

        class Handler(BaseHTTPRequestHandler):
            def answer(self) -> None:
                length = int(self.headers.get("Content-Length") or 0)
                status, body = provider._answer(Asked(
                    self.command, self.headers["Host"], self.path, dict(self.headers.items()),
                    self.rfile.read(length).decode(),
                ))  # fmt: skip
                self.send_response(status)
                for name, value in provider.headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(body.encode())))
                self.end_headers()
                self.wfile.write(body.encode())

            do_GET = do_POST = do_DELETE = do_PUT = do_HEAD = answer  # noqa: N815

            def log_message(self, *_: object) -> None:
                pass

        return Handler
