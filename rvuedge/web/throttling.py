"""Limits of requests that keep no entry out: where the server that counts them does not answer, nothing is counted.

The limits of tries to sign in are others: they let nobody in uncounted.
"""

import logging
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from redis.exceptions import RedisError
from rest_framework.request import Request
from rest_framework.throttling import AnonRateThrottle, SimpleRateThrottle, UserRateThrottle

if TYPE_CHECKING:  # the views import the throttles
    from rest_framework.views import APIView

logger = logging.getLogger("rvuedge.throttling")


# After it did not answer the server is left alone for so many seconds: a request waits for it once, not each.
SILENT_FOR = 5.0


@dataclass(slots=True)
class _Server:
    silent_until: float = 0.0


_server = _Server()


class _Counted(SimpleRateThrottle):
    def allow_request(self, request: Request, view: "APIView") -> bool:
        """Return whether the request is within the limit, or cannot be counted."""
        if time.monotonic() < _server.silent_until:
            return True
        try:
            return super().allow_request(request, view)
        except RedisError:
            _server.silent_until = time.monotonic() + SILENT_FOR
            logger.warning("The cache does not answer: requests are not counted")
            return True


class OfPeople(_Counted, UserRateThrottle):
    """Counts the requests of each person."""


class OfVisitors(_Counted, AnonRateThrottle):
    """Counts the requests of each address without a sign-in."""
