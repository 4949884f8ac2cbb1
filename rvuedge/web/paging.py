"""Pages of the API: limit and offset with a cap; anything else is a 400 that names the range."""

from rest_framework.exceptions import ValidationError
from rest_framework.pagination import LimitOffsetPagination
from rest_framework.request import Request

MAX_OFFSET = 1_000_000


class CappedPagination(LimitOffsetPagination):
    """At most 200 rows a page; a number out of range is refused, not silently changed."""

    default_limit = 50
    max_limit = 200

    def get_limit(self, request: Request) -> int:
        return self._number(request, "limit", self.default_limit, 1, self.max_limit)

    def get_offset(self, request: Request) -> int:
        return self._number(request, "offset", 0, 0, MAX_OFFSET)

    @staticmethod
    def _number(request: Request, name: str, default: int, low: int, high: int) -> int:
        text = request.query_params.get(name, "")
        if not text:
            return default
        if not (text.isascii() and text.isdigit()) or len(text) > 9 or not low <= int(text) <= high:
            raise ValidationError({name: [f"Give a whole number from {low} to {high}."]})
        return int(text)
