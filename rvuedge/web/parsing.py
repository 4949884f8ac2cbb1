"""JSON bodies read strictly: no duplicate keys, no NaN, no lone surrogates or NUL, bounded depth and size."""

import codecs
import json
import re
from collections.abc import Mapping
from decimal import Decimal
from typing import IO, Any

from rest_framework.exceptions import APIException, ParseError
from rest_framework.parsers import BaseParser

LIMIT = 1_000_000
MAX_DEPTH = 20
_TOO_DEEP = f"the nesting is deeper than {MAX_DEPTH}"
_UNSTORABLE = re.compile(r"[\x00\ud800-\udfff]")


class TooLarge(APIException):
    """The body is over the limit."""

    status_code = 413
    default_detail = "The body is larger than 1 MB."


class StrictJSONParser(BaseParser):
    """Reads application/json into plain values; numbers with a point become Decimal."""

    media_type = "application/json"

    def parse(self, stream: IO[bytes], media_type: str | None = None, parser_context: Mapping[str, object] | None = None) -> Any:
        raw = stream.read(LIMIT + 1)
        if len(raw) > LIMIT:
            raise TooLarge
        try:
            text = codecs.decode(raw, "utf-8-sig")
            value = json.loads(text, object_pairs_hook=_no_duplicates, parse_constant=_refuse_constant, parse_float=Decimal)
            _check(value, MAX_DEPTH)
        except RecursionError:
            raise ParseError(f"The body is not JSON that can be read: {_TOO_DEEP}.") from None
        except (UnicodeDecodeError, ValueError) as error:
            raise ParseError(f"The body is not JSON that can be read: {error}.") from None
        return value


def _no_duplicates(pairs: list[tuple[str, object]]) -> dict[str, object]:
    value = dict(pairs)
    if len(value) != len(pairs):
        raise ValueError("a key stands twice in one object")
    return value


def _refuse_constant(name: str) -> object:
    raise ValueError(f"{name} is not a number")


def _check(value: object, depth: int) -> None:
    """Raise ValueError for text that no database can store, or nesting that nobody needs."""
    if depth == 0:
        raise ValueError(_TOO_DEEP)
    if isinstance(value, str) and _UNSTORABLE.search(value):
        raise ValueError("text holds NUL or half a character")
    if isinstance(value, dict):
        for key, item in value.items():
            _check(key, depth - 1)
            _check(item, depth - 1)
    elif isinstance(value, list):
        for item in value:
            _check(item, depth - 1)
