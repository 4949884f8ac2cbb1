"""RVU Edge works out anew what its cache cannot keep."""

from collections.abc import Callable

import pytest
from django.core.cache import cache

from rvuedge.web.keeping import kept_or_made


@pytest.fixture
def counted() -> Callable[[], int]:
    """Gives 1, 2, 3 and so on: how often it was asked."""
    calls: list[None] = []

    def made() -> int:
        calls.append(None)
        return len(calls)

    return made


def test_keeps_what_was_made(counted: Callable[[], int]) -> None:
    cache.clear()
    assert [kept_or_made("here", counted, 60), kept_or_made("here", counted, 60)] == [1, 1]
    assert kept_or_made("elsewhere", counted, 60) == 2


def test_makes_it_anew_where_the_cache_does_not_answer(counted: Callable[[], int], settings, tmp_path) -> None:
    nobody = {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": f"unix://{tmp_path}/nobody.sock"}
    settings.CACHES = {"default": nobody}
    assert [kept_or_made("here", counted, 60), kept_or_made("here", counted, 60)] == [1, 2]
