"""Numbers of a survey table, read strictly: dollar signs and thousands commas go, everything else that is odd is a fault."""

import re
from decimal import Decimal

from benchmarks.surveys.vocabulary import tidy
from rvuedge.lib.decimals import round_half_up

PLACES = 4
_AMOUNT = re.compile(r"\$? ?([0-9]{1,9}|[0-9]{1,3}(?:,[0-9]{3}){1,2})(\.[0-9]{1,12})?")
_COUNT = re.compile(r"[0-9]{1,9}|[0-9]{1,3}(?:,[0-9]{3}){1,2}")


def read_amount(text: str) -> Decimal | None:
    """Return a value with at most four decimals, half up; None where the text is no plain number."""
    match = _AMOUNT.fullmatch(tidy(text))
    if match is None:
        return None
    return round_half_up(Decimal(match[1].replace(",", "") + (match[2] or "")), PLACES)


def read_count(text: str) -> int | None:
    """Return a whole number; None where the text is none."""
    word = tidy(text)
    return int(word.replace(",", "")) if _COUNT.fullmatch(word) else None
