"""Figures in texts of the site: a tag names what a number is, so that a test can work it out again ("[[work 45385 = 4.46]]")."""

import re
from dataclasses import dataclass

_TAG = re.compile(r"\[\[\s*([a-z]+)(?:/([0-9]{4}))?\s+([^\]=]*?)\s*=\s*([^\]=]+?)\s*\]\]")
_BARE = re.compile(r"(?<![\w.,-])\d[\d,]*\.\d+")


@dataclass(frozen=True, slots=True)
class Tag:
    """One figure: what it is (`work`, `credit`, `sum`), of which year's values ("" = those of the text), of what, and as printed."""

    kind: str
    year: str
    of: str
    printed: str


def tags_of(text: str) -> tuple[Tag, ...]:
    """Return every figure of a text in its order."""
    return tuple(Tag(kind, year, of, printed) for kind, year, of, printed in _TAG.findall(text))


def without_tags(text: str) -> str:
    """Return the text as it is read: each tag as the number that it prints."""
    return _TAG.sub(lambda found: found[4], text)


def bare_decimals(text: str) -> tuple[str, ...]:
    """Return the decimal numbers that stand in a text without saying what they are."""
    return tuple(_BARE.findall(_TAG.sub("", text)))
