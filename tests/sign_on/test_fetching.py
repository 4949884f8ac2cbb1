"""RVU Edge asks a provider over https alone, at no private address unless the operator allows it, for a short time and few bytes."""

import http.server
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from rvuedge.sign_on import fetching
from rvuedge.sign_on.faults import SignOnError
from rvuedge.sign_on.fetching import Session, read_json, require_address, require_public

PRIVATE = ("127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1") + (
    "::1",
    "fe80::1%eth0",
    "fc00::1",
    "::ffff:10.0.0.1",
)


def why(act: Callable[[], object]) -> str:
    with pytest.raises(SignOnError) as caught:
        act()
    return caught.value.fault.value


@contextmanager
def answering(status: int, body: bytes, **headers: str) -> Iterator[str]:
    """A server on this machine that gives everybody the same answer."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_words: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def private(settings: Any) -> None:
    settings.SIGN_ON_PRIVATE = True


@pytest.mark.parametrize(
    "address",
    [
        "http://provider.example",
        "http://localhost:8000",
        "ftp://provider.example",
        "file:///etc/passwd",
        "//provider.example",
        "provider.example",
        "https://",
        "https://name:word@provider.example",
        "https://provider.example/#part",
        "https://provider.example:port/",
        "",
    ],
)
def test_asks_no_address_that_is_not_https(address: str) -> None:
    assert why(lambda: require_address(address)) == "insecure"


def test_asks_this_machine_over_http_only_where_the_operator_allows_it(private: None) -> None:
    require_address("http://127.0.0.1:9000/realms/clinic")
    require_address("https://provider.example/realms/clinic")
    assert why(lambda: require_address("http://10.0.0.5/")) == "insecure"


@pytest.mark.parametrize(
    "host",
    PRIVATE,
)
def test_keeps_out_of_private_networks_unless_the_operator_allows_them(host: str, settings: Any) -> None:
    assert why(lambda: require_public(host)) == "private"
    settings.SIGN_ON_PRIVATE = True
    require_public(host)


@pytest.mark.parametrize("host", ["8.8.8.8", "2606:4700:4700::1111"])
def test_asks_public_addresses(host: str) -> None:
    require_public(host)


def test_looks_at_the_address_that_was_reached_and_not_at_the_name(monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that is public when it is looked at and private when it is asked gains nothing."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        inside = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_asked, **_more: inside)
        with Session() as session:
            assert why(lambda: session.get("https://provider.example/")) == "private"


def test_follows_no_redirect(private: None) -> None:
    with answering(302, b"", Location="http://169.254.169.254/") as address, Session() as session:
        assert why(lambda: session.get(address)) == "redirected"


def test_reads_no_more_than_half_a_megabyte(private: None) -> None:
    with answering(200, b" " * (fetching.MOST_BYTES + 1)) as address, Session() as session:
        assert why(lambda: session.get(address)) == "too_large"


@pytest.mark.parametrize(("status", "body", "fault"), [(404, b"{}", "status"), (200, b"<html>", "not_json"), (200, b"[]", "not_json")])
def test_says_what_is_wrong_with_an_answer(private: None, status: int, body: bytes, fault: str) -> None:
    with answering(status, body) as address, Session() as session:
        assert why(lambda: read_json(session, address)) == fault


def test_waits_only_a_moment(private: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "READ_WITHIN", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as server, Session() as session:
        assert why(lambda: session.get(f"http://127.0.0.1:{server.getsockname()[1]}/")) == "slow"


def test_tells_a_machine_that_is_down_from_a_name_that_nobody_knows(private: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody_knows(*_asked: object, **_more: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    with Session() as session:
        assert why(lambda: session.get(f"http://127.0.0.1:{port}/")) == "unreachable"
        monkeypatch.setattr(socket, "getaddrinfo", nobody_knows)
        assert why(lambda: session.get("https://provider.invalid/")) == "unknown_name"
