"""Ways into the catalogue: codes by category, and the codes nearest to a mistyped one."""

from collections import defaultdict
from dataclasses import dataclass
from functools import cache

from django.utils.text import slugify
from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

from codes.texts import CodeText, load_texts

NEAREST = 3


@dataclass(frozen=True, slots=True)
class Category:
    """A category of the catalogue with its codes in order."""

    name: str
    slug: str
    texts: tuple[CodeText, ...]

    @property
    def span(self) -> str:
        """The first and the last code, as people write a range."""
        first, last = self.texts[0].code, self.texts[-1].code
        return first if first == last else f"{first} to {last}"


@cache
def by_category() -> tuple[Category, ...]:
    """Return every category that has codes, by name."""
    groups: dict[str, list[CodeText]] = defaultdict(list)
    for text in load_texts().values():
        groups[text.category].append(text)
    ordered = sorted(groups.items())
    return tuple(Category(name, slugify(name), tuple(sorted(texts, key=lambda text: text.code))) for name, texts in ordered)


def nearest_codes(code: str) -> list[CodeText]:
    """Return the codes of the catalogue that are spelled nearest to `code`."""
    texts = load_texts()
    near = process.extract(code.upper(), sorted(texts), scorer=DamerauLevenshtein.distance, limit=NEAREST)
    return [texts[found] for found, _distance, _ in near]
