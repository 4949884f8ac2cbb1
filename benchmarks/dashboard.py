"""What the dashboard reads beside the report: the months of the year, and the lines that a person should look at."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import OuterRef, Subquery, Value

from benchmarks.models import PeriodClose, ReportSnapshot
from benchmarks.report.inputs import MonthSum
from benchmarks.review import to_review
from benchmarks.stats.fiscal_year import FiscalYear
from codes.texts import load_texts
from rvuedge.lib.months import Month
from tracking.models import CaseLine, Clinician
from tracking.naming import descriptors_shown

LINES_SHOWN = 6


@dataclass(frozen=True, slots=True)
class MonthLine:
    """One month of the year: what it holds, and whether it is closed and its report is out."""

    month: Month
    credit: Decimal
    fee_amount: Decimal
    lines: int
    is_closed: bool
    is_published: bool


@dataclass(frozen=True, slots=True)
class OpenLine:
    """A line without credit that its owner can mend, with the name of its code."""

    line: CaseLine
    name: str


def months_of_year(clinician: Clinician, year: FiscalYear, month: Month, sums: Iterable[MonthSum]) -> tuple[MonthLine, ...]:
    """Return the months of the organisation's year up to this one, newest first, from the start of the log on. One query."""
    start = max(year.first, min(Month.of(clinician.started_on), month))
    of_year = {"month_index__gte": start.index, "month_index__lte": month.index}
    totals = {total.month: total for total in sums}
    closings = PeriodClose.objects.filter(organisation=clinician.organisation_id, department=None, **of_year)
    reports = ReportSnapshot.objects.published().filter(clinician=clinician, **of_year)
    told = [one.order_by().annotate(is_report=Value(is_report)) for one, is_report in ((closings, False), (reports, True))]
    closed_or_out = set(told[0].values_list("month_index", "is_report").union(told[1].values_list("month_index", "is_report")))
    closed, published = ({index for index, is_report in closed_or_out if is_report == which} for which in (False, True))
    found = []
    for index in range(month.index, start.index - 1, -1):
        one = Month.from_index(index)
        total = totals.get(one) or MonthSum(one, Decimal(0), 0, 0, Decimal(0))
        found.append(MonthLine(one, total.credit, total.fee_amount, total.lines, index in closed, index in published))
    return tuple(found)


def lines_to_review(clinician: Clinician, month: Month) -> tuple[OpenLine, ...]:
    """Return the newest lines of a month that want a modifier, a comparison or a correction. One query."""
    lines = CaseLine.objects.kept().of_months(clinician, month, month).filter(to_review())
    named = lines.annotate(
        descriptor=Subquery(descriptors_shown(clinician.organisation_id).filter(code=OuterRef("code")).values("descriptor")[:1])
    )
    texts = load_texts()
    newest: list[Any] = list(named.order_by("-date_of_service", "-pk")[:LINES_SHOWN])
    return tuple(OpenLine(line, texts[line.code].name if line.code in texts else line.descriptor or line.code) for line in newest)
