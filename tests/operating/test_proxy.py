"""RVU Edge behind the proxy of its deployment: the real program with the file of the guide, before a web that tells what reached it."""

import json
import socket
import ssl
import subprocess
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import ClassVar

import pytest

from tests.operating.caddy import NAME, Answer, Proxy, program, proxy_to
from tests.shape import ROOT

pytestmark = pytest.mark.slow


class _Telling(BaseHTTPRequestHandler):
    """Answers with the headers that came, and keeps them."""

    protocol_version = "HTTP/1.1"
    came: ClassVar[list[tuple[str, dict[str, str]]]] = []

    def do_GET(self) -> None:
        self.came.append((self.path, {name.lower(): value for name, value in self.headers.items()}))
        body = json.dumps({"path": self.path, "headers": dict(self.headers.items())}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_words: object) -> None:
        """Print nothing."""


@pytest.fixture(scope="module")
def proxy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxy]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Telling)
    Thread(target=server.serve_forever, daemon=True).start()
    with proxy_to(server.server_port, tmp_path_factory.mktemp("proxy")) as running:
        yield running
    server.shutdown()
    server.server_close()


def reached(answer: Answer) -> dict[str, str]:
    assert answer.status == 200
    return {name.lower(): value for name, value in json.loads(answer.body)["headers"].items()}


def test_says_whence_a_visitor_comes_and_believes_no_visitor(proxy: Proxy) -> None:
    told = reached(proxy.ask("/log/", X_Forwarded_For="10.9.8.7", X_Forwarded_Proto="http", X_Forwarded_Host="evil.example"))
    assert (told["x-forwarded-for"], told["x-forwarded-proto"], told["host"]) == ("127.0.0.1", "https", NAME)
    assert told["x-forwarded-host"] == NAME


def test_leads_people_to_https_and_no_program(proxy: Proxy) -> None:
    answer = proxy.ask("/log/?day=1", tls=False)
    assert (answer.status, answer.headers["Location"]) == (308, f"https://{NAME}/log/?day=1")
    for path in ("/api/v1/cases/", "/scim/v2/Users"):
        answer = proxy.ask(path, tls=False, Authorization="Bearer rvu_x")
        assert (answer.status, answer.headers["Location"]) == (403, None)
        reached(proxy.ask(path))


@pytest.mark.parametrize("path", ["/metrics", "/readyz"])
def test_keeps_what_is_for_machines_inside(proxy: Proxy, path: str) -> None:
    assert proxy.ask(path).status == 404
    reached(proxy.ask("/healthz"))


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion.TLSv1")
def test_speaks_the_protocols_of_today_and_the_old_ones_with_nobody(proxy: Proxy) -> None:
    for version in (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3):
        context = proxy.trusting()
        context.minimum_version = context.maximum_version = version
        with socket.create_connection(("127.0.0.1", proxy.https)) as plain, context.wrap_socket(plain, server_hostname=NAME) as secure:
            name, _protocol, bits = secure.cipher() or ("", "", 0)
            assert bits >= 128 and ("GCM" in name or "CHACHA20" in name)
    old = proxy.trusting()
    old.set_ciphers("ALL:@SECLEVEL=0")
    old.minimum_version, old.maximum_version = ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1
    with socket.create_connection(("127.0.0.1", proxy.https)) as plain, pytest.raises(ssl.SSLError, match="PROTOCOL_VERSION"):
        old.wrap_socket(plain, server_hostname=NAME)


def test_tells_the_end_of_a_message_in_one_way(proxy: Proxy) -> None:
    """What tells the length of its body twice reaches the web in one way, or not at all."""
    _Telling.came.clear()
    head = f"GET /one HTTP/1.1\r\nHost: {NAME}\r\nConnection: close\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n"
    said = head + "5\r\nhello\r\n0\r\n\r\n"
    with (
        socket.create_connection(("127.0.0.1", proxy.https)) as plain,
        proxy.trusting().wrap_socket(plain, server_hostname=NAME) as secure,
    ):
        secure.sendall(said.encode())
        secure.settimeout(30)
        answer = b""
        while piece := secure.recv(65536):
            answer += piece
    assert answer.startswith(b"HTTP/1.1 ")
    assert [path for path, _headers in _Telling.came] in ([], ["/one"])
    assert not any({"content-length", "transfer-encoding"} <= headers.keys() for _path, headers in _Telling.came)


def test_its_file_is_valid_and_in_the_form_of_its_program(tmp_path: Path) -> None:
    file = ROOT / "docs" / "deploy" / "Caddyfile"
    places = {"HOME": str(tmp_path), "SITE_NAME": NAME}
    done = subprocess.run(
        [program(), "validate", "--config", str(file), "--adapter", "caddyfile"], env=places, capture_output=True, text=True
    )
    assert (done.returncode, done.stderr.count('"level":"error"')) == (0, 0), done.stderr
    shown = subprocess.run([program(), "fmt", str(file)], env=places, capture_output=True, text=True)
    assert shown.stdout == file.read_text(encoding="utf-8")
