"""The door to the network: what it refuses, how it fails, and that no failure quotes a secret."""

from __future__ import annotations

import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import pytest
from contact.provider import Asked, Provider, trusting
from mocks import mock_token

from secretguard.contact.client import Client, Response
from secretguard.contact.fill import Filled
from secretguard.errors import ContactError

HOST = "api.acme.example"
SECRET = mock_token("github-pat", 31)


def request(host: str = HOST, port: int = 443, target: str = "/user") -> Filled:
    return Filled("GET", host, port, target, (("Authorization", f"Bearer {SECRET}"),), b"")


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


def test_what_is_sent_and_what_comes_back() -> None:
    with Provider((HOST,), {("GET", "/user"): (200, '{"id": 1}')}) as provider:
        assert provider.client().send(request()) == Response(200, b'{"id": 1}')
    (asked,) = provider.asked
    assert (asked.host, asked.headers["Authorization"]) == (HOST, f"Bearer {SECRET}")
    assert asked.headers["User-Agent"].startswith("secretguard/")
    assert provider.dialled == [(HOST, 443)]


def test_a_redirect_is_an_answer_and_is_not_followed() -> None:
    answers = {("GET", "/user"): (302, "")}
    with Provider((HOST,), answers, headers={"Location": "https://evil.example/"}) as provider:
        assert provider.client().send(request()).status == 302
    assert (len(provider.asked), provider.dialled) == (1, [(HOST, 443)])


def test_a_certificate_for_another_name_is_refused_before_anything_is_sent() -> None:
    with (
        Provider(("other.example",)) as provider,
        pytest.raises(ContactError, match=r"not to be trusted .*Hostname mismatch"),
    ):
        provider.client().send(request())
    assert provider.asked == []


def test_an_unknown_authority_is_refused_before_anything_is_sent() -> None:
    with (
        Provider((HOST,)) as provider,
        pytest.raises(ContactError, match="not to be trusted"),
    ):
        Client(provider.connect).send(request())
    assert provider.asked == []


def _raises(error: Exception) -> Callable[[str, int], socket.socket]:
    def connect(_host: str, _port: int) -> socket.socket:
        raise error

    return connect


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (socket.gaierror(8, SECRET), "its name leads nowhere"),
        (TimeoutError(SECRET), "no answer in time"),
        (ConnectionRefusedError(111, "Connection refused"), "Connection refused"),
        (ssl.SSLError(1, SECRET), "no secure connection came about"),
        (ValueError(f"Invalid header value {SECRET}"), "the exchange failed with ValueError"),
        (UnicodeEncodeError("ascii", SECRET, 0, 1, SECRET), "failed with UnicodeEncodeError"),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else "",
)
def test_a_failure_is_told_in_our_own_words(error: Exception, told: str) -> None:
    with pytest.raises(ContactError, match=told) as caught:
        Client(_raises(error), trusting()).send(request())
    assert SECRET not in str(caught.value)
    assert (caught.value.__cause__, caught.value.__context__) == (None, None)


def test_a_server_that_speaks_no_http_is_told() -> None:
    listening = socket.create_server(("127.0.0.1", 0))

    def hang_up() -> None:
        listening.accept()[0].close()

    threading.Thread(target=hang_up, daemon=True).start()
    client = Client(lambda *_: socket.create_connection(listening.getsockname(), 5), trusting())
    with listening, pytest.raises(ContactError, match=f"^{HOST} could not be asked: "):
        client.send(request())


def test_an_endless_answer_is_cut() -> None:
    with Provider((HOST,), {("GET", "/user"): (200, "x" * 3_000_000)}) as provider:
        assert len(provider.client().send(request()).body) < 1_200_000


def test_one_request_a_second_to_one_host() -> None:
    waited: list[float] = []
    answers = {("GET", "/user"): (200, "")}
    with Provider((HOST, "b.example"), answers) as provider:
        client = Client(provider.connect, trusting(), waited.append)
        client.send(request())
        client.send(request("b.example"))
        assert waited == []
        client.send(request())
    assert len(waited) == 1
    assert 0.5 < waited[0] <= 1.0


@contextmanager
def _proxy(provider: Provider, seen: list[bytes], answer: bytes) -> Iterator[tuple[str, int]]:
    """A proxy that notes what it is told and then passes bytes on, as far as it agrees."""
    listening = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        near, _ = listening.accept()
        with near:
            seen.append(near.recv(4096))
            near.sendall(answer)
            if b" 200 " not in answer:
                return
            with socket.create_connection(("127.0.0.1", provider.port)) as far:
                back = threading.Thread(target=_pass_on, args=(far, near, seen))
                back.start()
                _pass_on(near, far, seen)
                far.shutdown(socket.SHUT_RDWR)
                back.join()

    serving = threading.Thread(target=serve)
    serving.start()
    with listening:
        yield listening.getsockname()
        serving.join()


def _pass_on(one: socket.socket, other: socket.socket, seen: list[bytes]) -> None:
    with suppress(OSError):
        while data := one.recv(65536):
            seen.append(data)
            other.sendall(data)


def test_a_proxy_sees_the_host_and_nothing_more(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[bytes] = []
    dialled: list[tuple[str, int]] = []
    with Provider((HOST,), {("GET", "/user"): (200, "{}")}) as provider:
        monkeypatch.setenv("https_proxy", "http://me:pass@proxy.example:3128")
        with _proxy(provider, seen, b"HTTP/1.1 200 Connection established\r\n\r\n") as address:

            def connect(host: str, port: int) -> socket.socket:
                dialled.append((host, port))
                return socket.create_connection(address, 5)

            assert Client(connect, trusting()).send(request()).status == 200
    assert dialled == [("proxy.example", 3128)]
    assert seen[0].startswith(b"CONNECT api.acme.example:443 HTTP/1.1\r\n")
    assert b"Proxy-Authorization: Basic bWU6cGFzcw==\r\n" in seen[0]
    assert SECRET.encode() not in b"".join(seen)


def test_a_proxy_that_refuses_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("https_proxy", "proxy.example:3128")
    refusal = b"HTTP/1.1 407 Proxy Authentication Required\r\n\r\n"
    with Provider((HOST,)) as provider, _proxy(provider, [], refusal) as address:
        client = Client(lambda *_: socket.create_connection(address, 5))
        with pytest.raises(ContactError, match=r"the proxy proxy\.example answered 407"):
            client.send(request())


def test_another_kind_of_proxy_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("all_proxy", "socks5://proxy.example")
    with pytest.raises(ContactError, match="has to be an http:// address"):
        Client(_raises(ValueError("dialled"))).send(request())


def test_no_proxy_is_respected(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("https_proxy", "http://proxy.example:3128")
    monkeypatch.setenv("no_proxy", HOST)
    with Provider((HOST,), {("GET", "/user"): (200, "")}) as provider:
        provider.client().send(request())
    assert provider.dialled == [(HOST, 443)]


def test_a_server_that_drips_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("secretguard.contact.client._DEADLINE", -1.0)

    def slow(_asked: Asked) -> tuple[int, str]:
        time.sleep(0.01)
        return 200, "x"

    with (
        Provider((HOST,), {("GET", "/user"): slow}) as provider,
        pytest.raises(ContactError, match="no answer in time"),
    ):
        provider.client().send(request())
