"""What is costly to work out is kept for a while, and worked out anew where nothing can be kept."""

import logging
from collections.abc import Callable
from typing import TypeVar

from django.core.cache import cache
from redis.exceptions import RedisError

from rvuedge.web.product import product_version

Made = TypeVar("Made")
_logger = logging.getLogger(__name__)


def kept_or_made(key: str, make: Callable[[], Made], seconds: int) -> Made:
    """Return what is kept under a key, else make it and keep it. A server of the cache that does not answer costs time, never the page."""
    # What another release of the product kept may have another shape.
    key = f"{product_version()}-{key}"
    try:
        kept: Made | None = cache.get(key)
    except RedisError:
        _logger.warning("The cache does not answer: what it keeps is worked out anew.")
        return make()
    if kept is not None:
        return kept
    made = make()
    try:
        cache.set(key, made, seconds)
    except RedisError:
        _logger.warning("The cache does not answer: nothing was kept.")
    return made
