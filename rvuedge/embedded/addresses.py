"""The addresses of localhost that a server takes, and whether they are free."""

import errno
import http
import http.client
import socket

from rvuedge.embedded.refusal import Refusal

_LOCALHOST = ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1"))


def take_port(port: int) -> tuple[int, tuple[str, ...]]:
    """Return the port (a free one for 0) and the addresses to bind, both of localhost where the machine has IPv6."""
    if not 0 <= port <= 65535:
        raise Refusal(f"There is no port {port}: choose one from 1024 to 65535.")
    port = port or _free_port()
    bound = tuple(_written(host, port) for family, host in _LOCALHOST if _can_bind(family, host, port))
    if not bound:
        raise Refusal("This machine has no localhost address to serve on: check its network set-up.")
    return port, bound


def serves(port: int) -> bool:
    """Whether a web server answers there, and not with a fault of its own."""
    client = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        client.request("GET", "/healthz", headers={"Host": "localhost"})
        return client.getresponse().status < http.HTTPStatus.INTERNAL_SERVER_ERROR
    except (OSError, http.client.HTTPException):
        return False
    finally:
        client.close()


def _can_bind(family: socket.AddressFamily, host: str, port: int) -> bool:
    """Whether the address exists and is free; one in use is refused, since a browser might reach the other program."""
    try:
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise Refusal(f"Port {port} is taken by another program: stop it, or choose another with --port {port + 1}.") from error
        if error.errno == errno.EACCES:
            raise Refusal(f"Port {port} is for administrators only: choose one from 1024 on with --port.") from error
        return False
    return True


def _free_port() -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _written(host: str, port: int) -> str:
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
