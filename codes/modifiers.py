"""What modifiers say and what they do to work RVUs, in our own words: read from codes/catalogue/modifiers.toml and kept in memory."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from codes.texts import CATALOGUE


@dataclass(frozen=True, slots=True)
class Modifier:
    """One modifier: what it says, what it does to a count, and the slug of the guide that tells more ("" = none)."""

    modifier: str
    name: str
    effect: str
    guide: str = ""


@cache
def load_modifiers() -> Mapping[str, Modifier]:
    """Return the modifiers that are explained, by their two characters."""
    listed = tomllib.loads((CATALOGUE / "modifiers.toml").read_text(encoding="utf-8"))
    return MappingProxyType({modifier: Modifier(modifier, **words) for modifier, words in listed.items()})
