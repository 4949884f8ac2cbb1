"""Ways into the catalogue: the codes that have texts, by category."""

from collections import defaultdict
from dataclasses import dataclass
from functools import cache

from django.utils.text import slugify

from codes.texts import CodeText, load_texts


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


def categories_of(codes: frozenset[str]) -> tuple[Category, ...]:
    """Return the categories that have at least one of these codes."""
    return tuple(category for category in by_category() if any(text.code in codes for text in category.texts))
