"""The reports of a month before they are published: the same values, worked out from the log as it stands; nothing is stored."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import QuerySet

from benchmarks.department import RollUp, rolled_up
from benchmarks.models import ReportSnapshot
from benchmarks.months import was_there
from benchmarks.report.codec import from_json
from benchmarks.report.report import Report
from benchmarks.report_services import report_of
from rvuedge.accounts.models import Organisation
from rvuedge.lib.months import Month
from tracking.models import Clinician, MonthTotal

# So many reports are worked out for one page; of more people the sums of their logs are shown.
MOST_REPORTS = 40
NOTHING = Decimal(0)
# wRVU and dollars of a month.
_Sums = tuple[Decimal, Decimal]
_EMPTY: _Sums = (NOTHING, NOTHING)


@dataclass(frozen=True, slots=True)
class PreviewRow:
    """One person: credit and dollars of the month and of the month before, and the report where it was worked out."""

    clinician: Clinician
    credit: Decimal
    before: Decimal
    report: Report | None
    is_published: bool
    fees: Decimal = NOTHING
    fees_before: Decimal = NOTHING

    @property
    def is_paid_by_fees(self) -> bool:
        """Whether dollars stand in the place of wRVU: as the report says, or as the two months of the log do."""
        if self.report:
            return self.report.is_paid_by_fees
        return not (self.credit or self.before) and bool(self.fees or self.fees_before)

    @property
    def fees_difference(self) -> Decimal:
        """The dollars of the month beyond those of the month before."""
        return self.fees - self.fees_before

    @property
    def difference(self) -> Decimal:
        """What the month holds beyond the month before."""
        return self.credit - self.before


@dataclass(frozen=True, slots=True)
class Preview:
    """A month of an organisation or a department; `rollup` is what its page will show, None of too many people."""

    month: Month
    rows: tuple[PreviewRow, ...]
    trainees: tuple[PreviewRow, ...]
    rollup: RollUp | None

    @property
    def credit(self) -> Decimal:
        """The month of those who count."""
        return sum((row.credit for row in self.rows), Decimal(0))

    @property
    def before(self) -> Decimal:
        """The month before of those who count."""
        return sum((row.before for row in self.rows), Decimal(0))

    @property
    def difference(self) -> Decimal:
        """What the month holds beyond the month before."""
        return self.credit - self.before


def preview_of(people: QuerySet[Clinician], month: Month) -> Preview:
    """Return the month of these people as it would be published, beside the month before.

    Two queries, one more for the reports that are out, and a fixed number for each report that is worked out.
    """
    everybody = people.select_related("organisation", "department__division", "specialty").order_by("name", "pk")
    there = [one for one in everybody if was_there(one, month)]
    totals = MonthTotal.objects.filter(clinician__in=there, basis=MonthTotal.CURRENT, month_index__in=(month.index - 1, month.index))
    read = totals.values_list("clinician_id", "month_index", "credit", "fee_amount")
    sums = {(number, index): (credit, fees) for number, index, credit, fees in read}
    published = _published(there, month) if len(there) <= MOST_REPORTS else {}
    reports = {one.pk: published.get(one.pk) or report_of(one, month) for one in there} if len(there) <= MOST_REPORTS else {}
    rows = [
        _row(
            one,
            sums.get((one.pk, month.index), _EMPTY),
            sums.get((one.pk, month.index - 1), _EMPTY),
            reports.get(one.pk),
            one.pk in published,
        )
        for one in there
    ]
    rollup = rolled_up(there, reports, month, shows_median=True) if reports else None
    learning = {row.clinician.pk for row in rows if (row.report.is_trainee if row.report else row.clinician.is_trainee)}
    return Preview(
        month,
        rows=tuple(row for row in rows if row.clinician.pk not in learning),
        trainees=tuple(row for row in rows if row.clinician.pk in learning),
        rollup=rollup,
    )


def previewed(organisation: Organisation, month: Month, number: int) -> PreviewRow | None:
    """Return one clinician's report as it would be published; None of somebody else's, or who was not there."""
    people = Clinician.objects.filter(organisation=organisation, pk=number).select_related("organisation", "department", "specialty")
    one = people.first()
    if one is None or not was_there(one, month):
        return None
    before = MonthTotal.objects.filter(clinician=one, basis=MonthTotal.CURRENT, month_index=month.index - 1)
    report = report_of(one, month)
    is_published = ReportSnapshot.objects.published().filter(clinician=one, month_index=month.index).exists()
    return _row(one, _EMPTY, before.values_list("credit", "fee_amount").first() or _EMPTY, report, is_published)


def _row(one: Clinician, log: _Sums, before: _Sums, report: Report | None, is_published: bool) -> PreviewRow:
    """The row of one person: of the report where there is one, else of the log."""
    return PreviewRow(
        clinician=one,
        credit=report.this_month.credit if report else log[0],
        before=before[0],
        report=report,
        is_published=is_published,
        fees=report.this_month.fee_amount if report else log[1],
        fees_before=before[1],
    )


def _published(people: list[Clinician], month: Month) -> dict[int, Report]:
    snapshots = ReportSnapshot.objects.published().filter(clinician__in=people, month_index=month.index).order_by("version")
    newest = {snapshot.clinician_id: snapshot for snapshot in snapshots}
    return {number: from_json(snapshot.payload) for number, snapshot in newest.items()}
