"""Sums over the published reports of a department: a trainee's work never adds to them, and nobody is ranked."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from benchmarks.report.report import PeriodRow, Report, Standing
from benchmarks.stats.percentiles import Percentile, position, value_at
from rvuedge.lib.decimals import round_half_up

MEDIAN = Decimal(50)
_TRAILING = 4
MOST_DOTS = 12
NO_PERCENTILE = "no percentile"
BANDS = ("below the 25th", "25th-50th", "50th-75th", "75th-90th", "above the 90th")
_EDGES = (Decimal(25), Decimal(50), Decimal(75), Decimal(90))


@dataclass(frozen=True, slots=True)
class Band:
    """How many clinicians stand in a stretch of the published percentiles."""

    name: str
    people: int

    @property
    def dots(self) -> range:
        """One for each person, as long as they can be counted at a glance."""
        return range(self.people if self.people <= MOST_DOTS else 0)


@dataclass(frozen=True, slots=True)
class Sums:
    """What a department did: sums of reports, `of_median` in percent where every median is known."""

    people: int
    month: Decimal
    month_a_year_ago: Decimal | None
    to_date: Decimal
    effective_cfte: Decimal
    fee_amount: Decimal
    not_counted: int
    people_not_counted: int
    of_median: Decimal | None
    bands: tuple[Band, ...]
    # The organisation's year as it was called when the reports were published, where it is no calendar year.
    fiscal_year: str = ""
    # How many of those who are compared count raw wRVU, which no survey does.
    people_raw: int = 0
    asa_units: Decimal = Decimal(0)
    # Where all stand together in the trailing 12 months, of one specialty alone.
    together: "Together | None" = None


@dataclass(frozen=True, slots=True)
class Together:
    """People of one specialty as one: wRVU per clinical FTE-year, and where that stands in their edition."""

    people: int
    rate: Decimal
    standing: Percentile


def sums_of(reports: Iterable[Report]) -> Sums:
    """Return the sums over the reports of a month, those of trainees left out."""
    counted = [report for report in reports if not report.is_trainee]
    year_ago = [report.periods[1] for report in counted if not report.periods[1].is_empty]
    years = {report.fiscal_year for report in counted}
    return Sums(
        people=len(counted),
        month=_credit(report.this_month for report in counted),
        month_a_year_ago=_credit(year_ago) if year_ago else None,
        to_date=_credit(report.year_to_date for report in counted),
        effective_cfte=sum((report.this_month.effective_cfte for report in counted), Decimal(0)),
        fee_amount=sum((report.this_month.fee_amount for report in counted), Decimal(0)),
        not_counted=sum(report.this_month.not_counted for report in counted),
        people_not_counted=sum(bool(report.this_month.not_counted) for report in counted),
        of_median=of_median(counted),
        bands=bands_of([report.standing for report in counted]),
        fiscal_year=next(iter(years)) if len(years) == 1 else "",
        people_raw=sum(report.is_unadjusted and report.source is not None for report in counted),
        asa_units=sum((report.this_month.asa_units for report in counted), Decimal(0)),
        together=together(counted),
    )


def together(reports: Sequence[Report]) -> Together | None:
    """Return the sum of work over the sum of clinical time of those who are compared; None of fewer than two, or of several curves."""
    compared = [report for report in reports if report.source and report.standing.text and not report.is_trainee]
    curves = {(one.source.edition, one.source.specialty, one.source.cut, one.source.points) for one in compared if one.source}
    years = sum((report.periods[_TRAILING].effective_cfte for report in compared), Decimal(0))
    if len(compared) < 2 or len(curves) != 1 or not years:
        return None
    credit = sum(((report.revalued or report.periods[_TRAILING]).credit for report in compared), Decimal(0))
    rate = round_half_up(credit / years, 4)
    ((_edition, _specialty, _cut, points),) = curves
    return Together(len(compared), rate, position(points, rate))


def of_median(reports: Sequence[Report]) -> Decimal | None:
    """Return the year to date in percent of the medians of the specialties, each for its clinical time.

    The work counts on the values of the edition, as its median does, where it was valued on them. Only reports that are
    compared with a survey count on either side; None without any.
    """
    done, due = Decimal(0), Decimal(0)
    for report in reports:
        median = value_at(report.source.points, MEDIAN) if report.source and not report.is_trainee else None
        if median is not None and report.year_to_date.effective_cfte:
            done += (report.revalued_year or report.year_to_date).credit
            due += median * report.year_to_date.effective_cfte
    return round_half_up(done * 100 / due, 1) if due else None


def bands_of(standings: Sequence[Standing]) -> tuple[Band, ...]:
    """Return how many stand in each band, and how many have no percentile."""
    names = [band_of(standing) for standing in standings]
    return tuple(Band(name, names.count(name)) for name in (*BANDS, NO_PERCENTILE))


def band_of(standing: Standing) -> str:
    """Return the band of a position; a point that is published itself belongs to the band above it."""
    if standing.percentile is None:
        return standing.text if standing.text in BANDS else NO_PERCENTILE
    return BANDS[sum(standing.percentile >= edge for edge in _EDGES)]


def _credit(rows: Iterable[PeriodRow]) -> Decimal:
    return sum((row.credit for row in rows), Decimal(0))
