"""Every address that the product answers, walked from the URL configuration, and every operation of its API."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from django.urls import URLPattern, URLResolver, get_resolver
from drf_spectacular.generators import SchemaGenerator


@dataclass(frozen=True, slots=True)
class Address:
    """One address as the URL configuration writes it, its name, and the patterns that stand in a row for it."""

    route: str
    name: str
    parameters: tuple[str, ...]


@cache
def addresses() -> tuple[Address, ...]:
    """Return every address once; of two equal ones the first answers."""
    found: dict[str, Address] = {}
    for address in _walk(get_resolver().url_patterns, "", ()):
        found.setdefault(address.route, address)
    return tuple(found.values())


@cache
def operations() -> frozenset[tuple[str, str]]:
    """Return every (path, method) that the OpenAPI document of the product names."""
    document = SchemaGenerator().get_schema(request=None, public=True)
    return frozenset((path, method) for path, item in document["paths"].items() for method in item if method != "parameters")


def _walk(patterns: list[URLPattern | URLResolver], before: str, outer: tuple[str, ...]) -> Iterator[Address]:
    for pattern in patterns:
        route = before + str(pattern.pattern)
        inner = (*outer, *pattern.pattern.regex.groupindex)
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern.url_patterns, route, inner)
        else:
            # Django's admin names its apps in an order that changes.
            yield Address(re.sub(r"\(\?P<app_label>[^)]*\)", "(?P<app_label>app)", route), pattern.name or "", inner)
