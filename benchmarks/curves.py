"""Reads of survey editions: the one in force, one by its name, and the curve of a specialty and a metric."""

from dataclasses import dataclass

from django.db.models import Case, IntegerField, Q, QuerySet, When

from benchmarks.models import Cell, Edition, EditionState
from benchmarks.stats.percentiles import CurvePoint
from rvuedge.accounts.models import Organisation

WRVU = "wrvu"


@dataclass(frozen=True, slots=True)
class Curve:
    """The published points of one cell, how many answered, and the edition they are from; a suppressed cell has no points."""

    edition: Edition
    raw_specialty: str
    metric: str
    cut: str
    provider_count: int | None
    group_count: int | None
    points: tuple[CurvePoint, ...]


def edition_in_force(organisation: Organisation) -> Edition | None:
    """Return the newest edition in force of an organisation; None without one. One query."""
    return _editions(organisation).filter(state=EditionState.ACTIVE).first()


def edition_named(organisation: Organisation, name: str) -> Edition | None:
    """Return an edition by its number or as survey/year: the one in force, else its last revision. One query."""
    survey, _, year = name.strip().partition("/")
    if year.isascii() and year.isdigit() and len(year) == 4:
        wanted = Q(survey__code=survey, report_year=int(year))
    elif survey.isascii() and survey.isdigit() and not year and len(survey) < 10:
        wanted = Q(pk=int(survey))
    else:
        return None
    return _editions(organisation).filter(wanted).first()


def curve_of(edition: Edition, specialty: str, metric: str = WRVU, cut: str = "") -> Curve | None:
    """Return the curve of a specialty, by our code or name or by the survey's name; None without a cell. Two queries."""
    called = Q(specialty__code=specialty) | Q(specialty__name__iexact=specialty) | Q(raw_specialty__iexact=specialty)
    cells = Cell.objects.filter(called, edition=edition, metric=metric, cut__label__iexact=cut)
    mapped_first = Case(When(specialty=None, then=1), default=0, output_field=IntegerField())
    cell = cells.select_related("cut").prefetch_related("points").order_by(mapped_first, "pk").first()
    if cell is None:
        return None
    return Curve(
        edition=edition,
        raw_specialty=cell.raw_specialty,
        metric=cell.metric,
        cut=cell.cut.label,
        provider_count=cell.provider_count,
        group_count=cell.group_count,
        points=tuple(CurvePoint(point.percentile, point.value) for point in cell.points.all()),
    )


def _editions(organisation: Organisation) -> QuerySet[Edition]:
    in_force_first = Case(When(state=EditionState.ACTIVE, then=0), default=1, output_field=IntegerField())
    found = Edition.objects.filter(survey__organisation=organisation).select_related("survey__organisation")
    return found.order_by(in_force_first, "-report_year", "-revision", "survey__name")
