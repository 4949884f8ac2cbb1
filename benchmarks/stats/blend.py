"""Curves of several surveys, or of several specialties, as one: weighted at each percentile that all of them publish."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from benchmarks.stats.effective_cfte import Absence, EffortFrom, Window, effective_cfte
from benchmarks.stats.percentiles import CurvePoint
from rvuedge.lib.decimals import round_half_up
from rvuedge.lib.in_force import in_force

PLACES = 4


class Method(StrEnum):
    """How much each survey weighs; newest takes the latest edition alone."""

    NEWEST = "newest"
    EQUAL = "equal"
    BY_PROVIDERS = "by_n"
    FIXED = "fixed"


class Refusal(StrEnum):
    """Why curves are not blended."""

    NOTHING = "nothing_to_blend"
    SCHEDULE_YEARS = "schedule_years_differ"
    NO_COMMON_POINT = "no_common_percentile"
    NO_COUNT = "provider_count_missing"
    NO_WEIGHT = "no_weight"
    ORDER = "percentiles_fall"


@dataclass(frozen=True, slots=True)
class SurveyCurve:
    """The curve of one edition, what it is called, and what its weight may come from."""

    label: str
    points: tuple[CurvePoint, ...]
    schedule_year: int
    data_year: int
    provider_count: int | None = None
    weight: Decimal = Decimal(1)
    mean: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Blended:
    """The blended points, or why there are none; the weight of each survey by its label, which is the recipe.

    `mean` is there where every survey gives one.
    """

    points: tuple[CurvePoint, ...]
    weights: tuple[tuple[str, Decimal], ...] = ()
    refusal: Refusal | None = None
    data_years_differ: bool = False
    mean: Decimal | None = None


@dataclass(frozen=True, slots=True)
class SharesFrom:
    """The shares of specialties from a day on, as code and weight."""

    effective_from: date
    shares: tuple[tuple[str, Decimal], ...]


def blend(curves: Sequence[SurveyCurve], method: Method) -> Blended:
    """Return one curve of several surveys; refused where their schedule years differ, told where their data years do."""
    if not curves:
        return Blended((), refusal=Refusal.NOTHING)
    if len({curve.schedule_year for curve in curves}) > 1:
        return Blended((), refusal=Refusal.SCHEDULE_YEARS)
    if method is Method.BY_PROVIDERS and any(curve.provider_count is None for curve in curves):
        return Blended((), refusal=Refusal.NO_COUNT)
    weights = [_weight(curve, method) for curve in curves]
    if not sum(weights) or min(weights) < 0:
        return Blended((), refusal=Refusal.NO_WEIGHT)
    points = weighted(list(zip(weights, (curve.points for curve in curves), strict=True)))
    recipe = tuple((curve.label, round_half_up(weight / sum(weights), PLACES)) for curve, weight in zip(curves, weights, strict=True))
    refusal = None if points else Refusal.NO_COMMON_POINT
    if not is_rising(points):
        points, refusal = (), Refusal.ORDER
    mean = weighted_mean(list(zip(weights, (curve.mean for curve in curves), strict=True)))
    return Blended(points, recipe, refusal, len({curve.data_year for curve in curves}) > 1, mean)


def weighted(parts: Sequence[tuple[Decimal, Sequence[CurvePoint]]]) -> tuple[CurvePoint, ...]:
    """Return the weighted mean of curves at each percentile that all publish, four decimals, half up."""
    known = [{point.percentile: point.value for point in points} for _, points in parts]
    common = set.intersection(*(set(curve) for curve in known)) if known else set()
    total = sum((weight for weight, _ in parts), Decimal(0))
    if not total:
        return ()
    sums = {at: sum((weight * curve[at] for (weight, _), curve in zip(parts, known, strict=True)), Decimal(0)) for at in common}
    return tuple(CurvePoint(at, round_half_up(sums[at] / total, PLACES)) for at in sorted(common))


def weighted_mean(parts: Sequence[tuple[Decimal, Decimal | None]]) -> Decimal | None:
    """Return the weighted mean of means, four decimals, half up; None where one is missing or nothing weighs."""
    known = [(weight, mean) for weight, mean in parts if mean is not None]
    total = sum((weight for weight, _ in known), Decimal(0))
    if not total or len(known) < len(parts):
        return None
    return round_half_up(sum((weight * mean for weight, mean in known), Decimal(0)) / total, PLACES)


def is_rising(points: Sequence[CurvePoint]) -> bool:
    """Return whether no higher percentile has a lower value."""
    return all(low.value <= high.value for low, high in zip(points, points[1:], strict=False))


def shares_over(
    window: Window, assignments: Sequence[SharesFrom], efforts: Sequence[EffortFrom], absences: Sequence[Absence]
) -> Mapping[str, Decimal]:
    """Return each specialty's share of the clinical time of a window, by cFTE-days: a switch within it counts by its days."""
    sums: dict[str, Decimal] = {}
    for stretch, assignment in _stretches(window, assignments):
        years = effective_cfte(stretch, efforts, absences)
        whole = sum((weight for _, weight in assignment.shares), Decimal(0))
        for code, weight in assignment.shares:
            if whole and years * weight:
                sums[code] = sums.get(code, Decimal(0)) + years * weight / whole
    total = sum(sums.values(), Decimal(0))
    return {code: years / total for code, years in sums.items()} if total else {}


def _stretches(window: Window, assignments: Sequence[SharesFrom]) -> list[tuple[Window, SharesFrom]]:
    starts = sorted(
        {window.first_day, *(one.effective_from for one in assignments if window.first_day < one.effective_from <= window.last_day)}
    )
    ends = [*(start - timedelta(days=1) for start in starts[1:]), window.last_day]
    found = ((Window(first, last), in_force(assignments, first)) for first, last in zip(starts, ends, strict=True))
    return [(stretch, assignment) for stretch, assignment in found if assignment is not None]


def _weight(curve: SurveyCurve, method: Method) -> Decimal:
    if method is Method.BY_PROVIDERS:
        return Decimal(curve.provider_count or 0)
    return curve.weight if method is Method.FIXED else Decimal(1)
