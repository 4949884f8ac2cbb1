"""Requests to a provider: https alone, no redirect, no private address unless the operator allows it, little time and few bytes."""

import ipaddress
import json
import socket
from time import monotonic
from typing import Any
from urllib.parse import urlsplit

import requests
from django.conf import settings
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

from rvuedge.sign_on.faults import Fault, SignOnError

CONNECT_WITHIN, READ_WITHIN, DONE_WITHIN = 5.0, 5.0, 10.0
MOST_BYTES = 512 * 1024
_LOOPBACK = ("localhost", "127.0.0.1", "::1")


def require_address(address: str) -> None:
    """Raise unless the address is one that may be asked: https, or http on this machine where the operator allows private addresses."""
    try:
        parts = urlsplit(address)
        host, _port = parts.hostname or "", parts.port
    except ValueError:
        raise SignOnError(Fault.INSECURE, address) from None
    is_here = parts.scheme == "http" and host in _LOOPBACK and settings.SIGN_ON_PRIVATE
    if not host or parts.username is not None or parts.fragment or not (parts.scheme == "https" or is_here):
        raise SignOnError(Fault.INSECURE, address)


def require_public(host: str) -> None:
    """Raise where an address of the network is not one of the public internet, unless the operator allows those."""
    address = ipaddress.ip_address(host.partition("%")[0])
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    if not settings.SIGN_ON_PRIVATE and (not address.is_global or address.is_multicast):
        raise SignOnError(Fault.PRIVATE, str(address))


class _Guarded(HTTPConnection):
    """Looks at the address that was really reached, before a byte is sent: a name that changes its mind gains nothing."""

    def _new_conn(self) -> socket.socket:
        return _looked_at(super()._new_conn())


class _GuardedTLS(HTTPSConnection):
    def _new_conn(self) -> socket.socket:
        return _looked_at(super()._new_conn())


class _Pool(HTTPConnectionPool):
    ConnectionCls = _Guarded


class _TLSPool(HTTPSConnectionPool):
    ConnectionCls = _GuardedTLS


class _Adapter(HTTPAdapter):
    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = {"http": _Pool, "https": _TLSPool}


class Session(requests.Session):
    """The session by which the sign-in library asks a provider."""

    def __init__(self) -> None:
        super().__init__()
        for scheme in ("https://", "http://"):
            self.mount(scheme, _Adapter())

    def request(self, method: str, url: str | bytes, *args: Any, **kwargs: Any) -> requests.Response:
        address = url if isinstance(url, str) else url.decode()
        require_address(address)
        kwargs |= {"allow_redirects": False, "timeout": (CONNECT_WITHIN, READ_WITHIN), "stream": True}
        try:
            answer = super().request(method, address, *args, **kwargs)
            _read(answer)
        except requests.Timeout as error:
            raise SignOnError(Fault.SLOW, address) from error
        except requests.ConnectionError as error:
            raise SignOnError(_why(error), address) from error
        except requests.RequestException as error:
            raise SignOnError(Fault.UNREACHABLE, address) from error
        if answer.is_redirect:
            raise SignOnError(Fault.REDIRECTED, address)
        return answer


def read_json(session: requests.Session, address: str, headers: dict[str, str] | None = None) -> dict[str, Any]:
    """Return the JSON object at an address; raise with the reason where there is none."""
    answer = session.get(address, headers=headers)
    if answer.status_code != requests.codes.ok:
        raise SignOnError(Fault.STATUS, str(answer.status_code))
    try:
        found = json.loads(answer.content)
    except ValueError:
        raise SignOnError(Fault.NOT_JSON, address) from None
    if not isinstance(found, dict):
        raise SignOnError(Fault.NOT_JSON, address)
    return found


def _read(answer: requests.Response) -> None:
    """Read the body, as much and as long as is allowed."""
    ends, body = monotonic() + DONE_WITHIN, bytearray()
    for part in answer.iter_content(16 * 1024):
        body += part
        if len(body) > MOST_BYTES:
            raise SignOnError(Fault.TOO_LARGE, str(answer.url))
        if monotonic() > ends:
            raise SignOnError(Fault.SLOW, str(answer.url))
    answer._content = bytes(body)


def _looked_at(reached: socket.socket) -> socket.socket:
    try:
        require_public(reached.getpeername()[0])
    except (SignOnError, OSError):
        reached.close()
        raise
    return reached


def _why(error: requests.ConnectionError) -> Fault:
    """Tell a name that nobody knows from a machine that does not answer."""
    return Fault.UNKNOWN_NAME if "NameResolutionError" in repr(error) or "Failed to resolve" in str(error) else Fault.UNREACHABLE
