"""Ways into the catalogue: kinds, sections, lanes and specialties with their counts, and the codes that have texts by category."""

from collections import defaultdict
from dataclasses import dataclass
from functools import cache

from django.utils.text import slugify

from codes.asked import Asked
from codes.grouped import of_kind, sections_of
from codes.kinds import KINDS
from codes.lanes import Lane
from codes.search_index import SearchIndex
from codes.sections import Section, section_of
from codes.texts import CodeText, SpecialtyName, load_specialties, load_texts


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

    @property
    def sections(self) -> tuple[Section, ...]:
        """The sections of the code sets that its codes stand in."""
        found = (section_of(text.code) for text in self.texts)
        return tuple(dict.fromkeys(section for section in found if section is not None))


@dataclass(frozen=True, slots=True)
class SpecialtyCodes:
    """A specialty with the codes whose texts name it, by category."""

    name: SpecialtyName
    categories: tuple[Category, ...]

    @property
    def count(self) -> int:
        return sum(len(category.texts) for category in self.categories)


@cache
def by_category() -> tuple[Category, ...]:
    """Return every category that has codes, by name."""
    return _categories(tuple(load_texts().values()))


@cache
def by_specialty() -> tuple[SpecialtyCodes, ...]:
    """Return every specialty that a text names, by name, each with its codes."""
    texts = load_texts().values()
    found = (
        SpecialtyCodes(name, _categories(tuple(t for t in texts if slug in t.specialties))) for slug, name in load_specialties().items()
    )
    return tuple(sorted((one for one in found if one.categories), key=lambda one: one.name.name))


def categories_of(codes: frozenset[str]) -> tuple[Category, ...]:
    """Return the categories that have at least one of these codes."""
    return tuple(category for category in by_category() if any(text.code in codes for text in category.texts))


def overview(index: SearchIndex, asked: Asked) -> dict[str, object]:
    """Return how many codes are in force, of each kind and lane, and of the kind in view its sections and categories."""
    shown = frozenset(entry.code for entry in of_kind(index, asked.kind)) if asked.kind else frozenset()
    return {
        "kinds": [(kind, index.kinds[kind]) for kind in KINDS if index.kinds[kind]],
        "lanes": [(lane, index.lanes[lane]) for lane in Lane if index.lanes[lane]],
        "code_count": len(index.in_force),
        "sections": sections_of(index, asked.kind) if asked.kind and not asked.section else (),
        "categories": categories_of(shown),
        "specialties": by_specialty(),
    }


def _categories(texts: tuple[CodeText, ...]) -> tuple[Category, ...]:
    groups: dict[str, list[CodeText]] = defaultdict(list)
    for text in texts:
        groups[text.category].append(text)
    ordered = sorted(groups.items())
    return tuple(Category(name, slugify(name), tuple(sorted(found, key=lambda text: text.code))) for name, found in ordered)
