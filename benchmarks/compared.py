"""The curve that a clinician is compared with: of one edition, or blended of surveys and specialties, as the organisation says."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from benchmarks.held import Held
from benchmarks.models import Cell, ClinicianView, ComparisonPolicy, DataPeriod, EditionState, Point
from benchmarks.report.inputs import Benchmark
from benchmarks.stats.blend import Blended, Method, Refusal, SharesFrom, SurveyCurve, blend, is_rising, shares_over, weighted, weighted_mean
from benchmarks.stats.effective_cfte import Window
from benchmarks.stats.percentiles import CurvePoint
from benchmarks.surveys.cuts import in_order, is_same_cut, rank_of
from benchmarks.surveys.vocabulary import cut_of
from rvuedge.lib.decimals import round_half_up
from rvuedge.lib.in_force import in_force
from tracking.models import Clinician

METRIC = "wrvu"
# Why there is nothing to compare with: there are survey values, of cuts alone that the organisation did not choose.
NO_WANTED_CUT = "no_wanted_cut"
_STRICTEST = (ClinicianView.POSITION_ONLY.value, ClinicianView.AROUND_OWN.value, ClinicianView.ALL_POINTS.value)


@dataclass(frozen=True, slots=True)
class Compared:
    """What there is to compare with, or why there is nothing; the factors of the first months where the organisation uses them."""

    benchmark: Benchmark | None
    refusal: str = ""
    ramp: tuple[Decimal, ...] = ()


@dataclass(frozen=True, slots=True)
class _Part:
    """The curve of one specialty with the cells that made it."""

    share: Decimal
    name: str
    cells: tuple[Cell, ...]
    blended: Blended


def compared_with(clinician: Clinician, window: Window, held: Held, on: date, cut: str | None = None, metric: str = METRIC) -> Compared:
    """Return the curve of a metric for a clinician over a window, from editions in force and licensed on a day. One query.

    `cut` goes before the cuts that the organisation wants; "" is everybody.
    """
    shares = _shares(clinician, window, held)
    if not shares:
        return Compared(None)
    policy = in_force(held.policies, on)
    method = Method(policy.method) if policy else Method.NEWEST
    order = (*(() if cut is None else (cut,)), *in_order(policy.cut if policy else ""))
    found = _cells(clinician, list(shares), on, metric)
    parts = []
    for specialty, share in shares.items():
        cells = _chosen(found, specialty, order)
        if not cells:
            return Compared(None, NO_WANTED_CUT if any(cell.specialty_id == specialty for cell in found) else "")
        cells = cells[:1] if method is Method.NEWEST else cells
        parts.append(_Part(share, cells[0].raw_specialty, tuple(cells), blend([_curve(cell, policy, found) for cell in cells], method)))
    return _together(parts, found, policy, order)


Found = Mapping[Cell, tuple[CurvePoint, ...]]


def _shares(clinician: Clinician, window: Window, held: Held) -> dict[int, Decimal]:
    """The share of each specialty; of somebody without an assignment the specialty of the log has all."""
    assignments = list(held.assignments)
    if clinician.specialty_id is not None:
        assignments.append(SharesFrom(date.min, ((str(clinician.specialty_id), Decimal(1)),)))
    found = shares_over(window, assignments, held.efforts, held.absences) if assignments else {}
    if not found and clinician.specialty_id is not None:
        return {clinician.specialty_id: Decimal(1)}
    return {int(code): share for code, share in found.items()}


def _cells(clinician: Clinician, specialties: Sequence[int], on: date, metric: str) -> Found:
    """The cells of these specialties with their points; one query."""
    points = Point.objects.filter(
        cell__edition__survey__organisation=clinician.organisation_id,
        cell__edition__state=EditionState.ACTIVE,
        cell__specialty__in=specialties,
        cell__metric=metric,
        cell__is_suppressed=False,
    )
    found: dict[Cell, list[CurvePoint]] = {}
    for point in points.select_related("cell__edition__survey", "cell__cut", "cell__specialty").order_by("cell_id", "percentile"):
        ends = point.cell.edition.expires_on
        if ends is None or ends >= on:
            found.setdefault(point.cell, []).append(CurvePoint(point.percentile, point.value))
    return {cell: tuple(curve) for cell, curve in found.items()}


def _chosen(found: Found, specialty: int, order: Sequence[str]) -> list[Cell]:
    """One cell a survey, the newest edition first: the best of the wanted cuts, else everybody; never a cut that nobody wants."""
    own = ((rank_of(cell.cut.label, order), cell) for cell in found if cell.specialty_id == specialty)
    ranked = sorted(((rank, cell) for rank, cell in own if rank is not None), key=lambda one: (one[0], one[1].pk))
    one_each: dict[int, tuple[int, Cell]] = {}
    for rank, cell in ranked:
        one_each.setdefault(cell.edition.survey_id, (rank, cell))
    # A survey that has a better cut goes before a newer one that has it not.
    best = sorted(one_each.values(), key=lambda one: (one[0], -one[1].edition.report_year, one[1].pk))
    return [cell for _rank, cell in best]


def _curve(cell: Cell, policy: ComparisonPolicy | None, found: Found) -> SurveyCurve:
    edition = cell.edition
    weight = policy.weights.get(edition.survey.code, "0") if policy else "1"
    of = (edition.schedule_year, edition.data_year, cell.provider_count)
    return SurveyCurve(str(edition), found[cell], *of, Decimal(str(weight)), cell.mean)


def _together(parts: Sequence[_Part], found: Found, policy: ComparisonPolicy | None, order: Sequence[str]) -> Compared:
    refusal = next((part.blended.refusal for part in parts if part.blended.refusal), None)
    cells = [cell for part in parts for cell in part.cells]
    if refusal is None and len({cell.edition.schedule_year for cell in cells}) > 1:
        refusal = Refusal.SCHEDULE_YEARS
    is_blend = len(parts) > 1
    points = parts[0].blended.points if not is_blend else weighted([(part.share, part.blended.points) for part in parts])
    if refusal is None and (not points or not is_rising(points)):
        refusal = Refusal.NO_COMMON_POINT if not points else Refusal.ORDER
    if refusal is not None:
        return Compared(None, str(refusal))
    editions = list(dict.fromkeys(str(cell.edition) for cell in cells))
    first = cells[0]
    is_single = len(cells) == 1
    benchmark = Benchmark(
        edition=" and ".join(editions),
        specialty=parts[0].name if not is_blend else ", ".join(f"{part.name} {_percent(part.share)}" for part in parts),
        cut=first.cut.label if len({cell.cut.label for cell in cells}) == 1 else "several cuts",
        provider_count=first.provider_count if is_single else None,
        data_year=min(cell.edition.data_year for cell in cells),
        schedule_year=first.edition.schedule_year,
        is_fictional=any(cell.edition.survey.is_fictional for cell in cells),
        view=min((cell.edition.clinician_view for cell in cells), key=_STRICTEST.index),
        points=points,
        recipe="" if is_single else "; ".join(_recipe(part) for part in parts),
        is_target_blend=is_blend,
        note=" ".join(dict.fromkeys(note for cell in cells if (note := cell.edition.distorted_note))),
        group_count=first.group_count if is_single else None,
        target_percentile=policy.target_percentile if policy else None,
        missing_cut=_missing(cells, order),
        data_period=_period(cells),
        mean=weighted_mean([(part.share, part.blended.mean) for part in parts]) if is_blend else parts[0].blended.mean,
    )
    return Compared(benchmark, "", tuple(Decimal(str(factor)) for factor in policy.ramp) if policy else ())


def _period(cells: Sequence[Cell]) -> str:
    """Whose years the data are of: what is said of every edition, mixed where that differs."""
    said = {cell.edition.data_period for cell in cells}
    return said.pop() if len(said) == 1 else "" if "" in said else DataPeriod.MIXED.value


def _missing(cells: Sequence[Cell], order: Sequence[str]) -> str:
    """The cut that was wanted most, where a survey has it not for a specialty."""
    return "" if not order or all(is_same_cut(cell.cut.label, cut_of(order[0])) for cell in cells) else order[0]


def _recipe(part: _Part) -> str:
    weights = ", ".join(f"{label} {_percent(weight)}" for label, weight in part.blended.weights)
    years = " (data of different years)" if part.blended.data_years_differ else ""
    return f"{part.name} {_percent(part.share)}: {weights}{years}"


def _percent(share: Decimal) -> str:
    return f"{round_half_up(share * 100, 1).normalize():f}%"
