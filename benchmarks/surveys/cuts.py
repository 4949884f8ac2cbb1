"""Cuts of a survey: what its columns say of who answered, one label for it, and which of several is wanted."""

from collections.abc import Iterable, Sequence

from benchmarks.surveys import vocabulary as words

DIMENSIONS = ("region", "ownership", "academic", "provider_type", "years_in_specialty", "fte_basis")
_HEADERS = {
    "ownership": "ownership, practice ownership",
    "academic": "academic, academic status",
    "provider_type": "provider type",
    "years_in_specialty": "years in specialty",
    "fte_basis": "fte basis",
}
_DIMENSION_OF = {word: dimension for dimension, headers in _HEADERS.items() for word in headers.split(", ")}
_ACADEMIC = {"yes": "Academic", "y": "Academic", "true": "Academic", "no": "Not academic", "n": "Not academic", "false": "Not academic"}
_JOINED, _OR_ELSE = ", ", ";"
Part = tuple[str, str]


def dimension_of(header: str) -> str:
    """Return what a column of a cut tells: its region where the header names nothing else."""
    return _DIMENSION_OF.get(words.plain(header), "region")


def parts_of(columns: Iterable[Part]) -> tuple[Part, ...]:
    """Return dimension and label of each column, given by header and cell, that does not mean everybody."""
    found = ((dimension_of(header), text) for header, text in columns)
    labelled = ((dimension, _label(dimension, text)) for dimension, text in found)
    return tuple((dimension, label) for dimension, label in labelled if label)


def label_of(parts: Sequence[Part]) -> str:
    """Return the label of a cut; "" for everybody."""
    return _JOINED.join(label for _dimension, label in parts)


def by_dimension(parts: Sequence[Part]) -> dict[str, str]:
    """Return what a cut says of each dimension; two columns of one dimension are joined."""
    found: dict[str, str] = {}
    for dimension, label in parts:
        found[dimension] = f"{found[dimension]}{_JOINED}{label}" if dimension in found else label
    return found


def is_same_cut(one: str, other: str) -> bool:
    """Return whether two labels name the same cut, in whatever order and letters their parts stand."""
    return _parts(one) == _parts(other)


def in_order(text: str) -> tuple[str, ...]:
    """Return the cuts that a text wants, the best first: "Western, Academic; Western"."""
    return tuple(words.tidy(cut) for cut in text.split(_OR_ELSE) if cut.strip())


def rank_of(label: str, order: Sequence[str]) -> int | None:
    """Return how far behind the best a cut comes, everybody last; None for one that nobody wants."""
    for place, wanted in enumerate((*order, "")):
        if is_same_cut(label, words.cut_of(wanted)):
            return place
    return None


def _label(dimension: str, text: str) -> str:
    label = words.cut_of(text)
    if dimension == "academic":
        return _ACADEMIC.get(label.casefold(), label)
    if dimension == "years_in_specialty" and label and not any(letter.isalpha() for letter in label):
        return f"{label} years in specialty"
    return label


def _parts(label: str) -> frozenset[str]:
    return frozenset(part.casefold() for part in label.split(_JOINED) if part)
