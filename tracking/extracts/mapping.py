"""Which kept column of an extract is read as what: proposed by the best header words, chosen by a person, remembered by header text."""

from collections.abc import Mapping as Stored
from collections.abc import Sequence
from dataclasses import dataclass, fields
from hashlib import sha256

from tracking.extracts.kept import Kept, KeptColumn
from tracking.extracts.kinds import Kind, named, words_of

_ONE = {
    "place": Kind.PLACE,
    "units": Kind.UNITS,
    "case": Kind.CASE,
    "rendering": Kind.RENDERING,
    "tooth": Kind.TOOTH,
    "details": Kind.DETAILS,
    "value": Kind.VALUE,
}
# Layouts whose columns are known, so that nobody needs to be asked.
_SURE = frozenset({"own", "json", "837P", "835", "lines"})


@dataclass(frozen=True, slots=True)
class Mapping:
    """Positions among the kept columns, from 0; several for codes and modifiers, None where the file has none."""

    day: int
    codes: tuple[int, ...]
    modifiers: tuple[int, ...] = ()
    place: int | None = None
    units: int | None = None
    case: int | None = None
    rendering: int | None = None
    tooth: int | None = None
    details: int | None = None
    # What a row counts for: in reports that a log is compared with, never in what is imported.
    value: int | None = None

    def stored(self) -> dict[str, object]:
        """Return plain values, to be kept as JSON."""
        values = ((field.name, getattr(self, field.name)) for field in fields(self))
        return {name: list(value) if isinstance(value, tuple) else value for name, value in values}


def mapping_of(stored: object, kept: Kept) -> Mapping | None:
    """Return the mapping of plain values; None where they fit no columns of this file."""
    if not isinstance(stored, dict):
        return None
    day = _place(stored.get("day"), kept, Kind.DAY)
    codes, modifiers = _places(stored.get("codes"), kept, Kind.CODE), _places(stored.get("modifiers"), kept, Kind.MODIFIER)
    if day is None or not codes:
        return None
    return Mapping(day, codes, modifiers, **{name: _place(stored.get(name), kept, kind) for name, kind in _ONE.items()})


def suggest(kept: Kept) -> Mapping | None:
    """Return a proposal; None where no column holds days, or none codes."""
    days, codes = _best(kept, Kind.DAY), _best(kept, Kind.CODE)
    if not days or not codes:
        return None
    numbered = [place for place in codes if _without_number(kept.columns[place]) == _without_number(kept.columns[codes[0]])]
    ones = {name: next(iter(_best(kept, kind)), None) for name, kind in _ONE.items()}
    return Mapping(days[0], tuple(numbered), kept.of(Kind.MODIFIER), **ones)


def is_sure(kept: Kept) -> bool:
    """Return whether the layout itself says what each column holds."""
    return kept.layout in _SURE


def fingerprint(kept: Kept) -> str:
    """Return a sign of the kept columns that stays the same when they move."""
    names = sorted(f"{column.kind} {words_of(column.header)}" for column in kept.columns)
    return sha256("|".join(names).encode("utf-8")).hexdigest()


def remembered(mapping: Mapping, kept: Kept) -> dict[str, list[str]]:
    """Return the header texts of the chosen columns by what they are read as: what is kept for the next file."""
    chosen = {"day": (mapping.day,), "codes": mapping.codes, "modifiers": mapping.modifiers}
    chosen |= {name: (place,) for name in _ONE if (place := getattr(mapping, name)) is not None}
    return {name: [kept.columns[place].header for place in places] for name, places in chosen.items()}


def recalled(headers: Stored[str, object], kept: Kept) -> Mapping | None:
    """Return the mapping that remembered header texts give for a file; None where one of them is not in it."""
    places = {words_of(column.header): place for place, column in enumerate(kept.columns)}
    found = {name: [places.get(words_of(text)) for text in texts] for name, texts in headers.items() if isinstance(texts, list)}
    if any(place is None for of_name in found.values() for place in of_name):
        return None
    stored = {name: of_name if name in ("codes", "modifiers") else next(iter(of_name), None) for name, of_name in found.items()}
    return mapping_of(stored, kept)


def hints_of(headers: Stored[str, object]) -> dict[str, Kind]:
    """Return the kinds of columns by the header words under which they were chosen before."""
    kinds = {"day": Kind.DAY, "codes": Kind.CODE, "modifiers": Kind.MODIFIER, **_ONE}
    return {words_of(text): kinds[name] for name, texts in headers.items() if name in kinds and isinstance(texts, list) for text in texts}


def _best(kept: Kept, kind: Kind) -> list[int]:
    """The columns of a kind, those whose header names it best first, then from left to right."""
    return sorted(kept.of(kind), key=lambda place: (_rank(kept.columns[place]), place))


def _rank(column: KeptColumn) -> int:
    found = named(column.header)
    return found[1] if found is not None and found[0] is column.kind else 99


def _without_number(column: KeptColumn) -> str:
    return words_of(column.header).rstrip("0123456789 #")


def _place(value: object, kept: Kept, kind: Kind) -> int | None:
    return value if isinstance(value, int) and value in kept.of(kind) else None


def _places(value: object, kept: Kept, kind: Kind) -> tuple[int, ...]:
    found: Sequence[object] = value if isinstance(value, list) else ()
    return tuple(place for one in found if (place := _place(one, kept, kind)) is not None)
