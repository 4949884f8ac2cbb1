"""The shape of an edition's page: its cells as rows with one column a percentile, and the names that wait."""

from dataclasses import dataclass
from decimal import Decimal

from benchmarks.forms import CUT_NAMES, MappingForm
from benchmarks.models import Cell, Cut, Edition, EditionState
from benchmarks.surveys.specialty_names import proposal_for
from codes.models import Specialty


@dataclass(frozen=True, slots=True)
class CellRow:
    """One cell: its values stand under the percentiles of the table, None where none was published."""

    cell: Cell
    values: tuple[Decimal | None, ...]


@dataclass(frozen=True, slots=True)
class NameRow:
    """A name of the survey with the form that maps it; `proposed` is a guess that a person confirms."""

    raw_name: str
    specialty: str
    proposed: str
    form: MappingForm


@dataclass(frozen=True, slots=True)
class EditionPage:
    """An edition as its page shows it."""

    edition: Edition
    percentiles: tuple[Decimal, ...]
    rows: tuple[CellRow, ...]
    cuts: tuple[Cut, ...]
    cut: Cut | None
    waiting: tuple[NameRow, ...]
    mapped: tuple[NameRow, ...]

    @property
    def is_in_force(self) -> bool:
        """Whether comparisons use the edition."""
        return self.edition.state == EditionState.ACTIVE

    @property
    def told(self) -> tuple[tuple[object, str], ...]:
        """What the columns of the table say of the cut that is shown, each under the name of its column."""
        return tuple((name, text) for field, name in CUT_NAMES.items() if (text := str(getattr(self.cut, field, ""))))


def edition_page(edition: Edition, cut: str = "") -> EditionPage:
    """Return the page of an edition, its cells in one cut where one is asked for by its number; four queries."""
    stored = edition.cells.select_related("cut", "specialty").prefetch_related("points")
    cells = list(stored.order_by("raw_specialty", "metric", "cut__label"))
    percentiles = tuple(sorted({point.percentile for cell in cells for point in cell.points.all()}))
    cuts = tuple(edition.cuts.order_by("label"))
    chosen = next((one for one in cuts if str(one.pk) == cut), None)
    rows = tuple(CellRow(cell, _values(cell, percentiles)) for cell in cells if chosen is None or cell.cut_id == chosen.pk)
    specialties = list(Specialty.objects.all())
    names = {cell.raw_specialty: cell.specialty for cell in cells}
    found = [_name_row(place, raw, specialty, specialties) for place, (raw, specialty) in enumerate(names.items())]
    return EditionPage(
        edition,
        percentiles,
        rows,
        cuts,
        chosen,
        tuple(row for row in found if not row.specialty),
        tuple(row for row in found if row.specialty),
    )


def _values(cell: Cell, percentiles: tuple[Decimal, ...]) -> tuple[Decimal | None, ...]:
    by_percentile = {point.percentile: point.value for point in cell.points.all()}
    return tuple(by_percentile.get(percentile) for percentile in percentiles)


def _name_row(place: int, raw_name: str, specialty: Specialty | None, specialties: list[Specialty]) -> NameRow:
    proposed = "" if specialty else proposal_for(raw_name, {one.code: one.name for one in specialties})
    initial = {"raw_name": raw_name, "specialty": specialty.code if specialty else proposed}
    form = MappingForm(initial=initial, auto_id=f"name{place}_%s")
    form.list_specialties(specialties)
    return NameRow(raw_name, specialty.name if specialty else "", proposed, form)
