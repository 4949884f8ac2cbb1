"""Work of the cast as rows, with the credit written beside it: what a report reads, whatever the engine would make of it."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from benchmarks.editions import activate_edition, stage_edition
from benchmarks.models import Edition, ReportSnapshot
from benchmarks.report_services import close_month, publish_report, queue_reports
from codes.models import Release, Specialty
from rvuedge.lib.months import Month
from tests.benchmarks.tables import GASTRO, HEAD, TERMS, table
from tests.cast import Cast, Member
from tracking.models import Case, CaseLine, Clinician, Effort, MonthTotal, Target

NOON = "2026-11-23T17:00:00Z"
SEPTEMBER, OCTOBER, NOVEMBER = Month(2026, 9), Month(2026, 10), Month(2026, 11)


def clinician_of(member: Member) -> Clinician:
    """Return the clinician of a member who keeps a log."""
    assert member.clinician is not None
    return member.clinician


def did(
    member: Member,
    day: date,
    code: str,
    credit: str = "0",
    *,
    outcome: str = "credited",
    lane: str = "wrvu",
    fee: str | None = None,
    units: int = 1,
    case: Case | None = None,
    release: Release | None = None,
) -> Case:
    """Store one line, in a case of its own or in the one that is given, and move the month's total."""
    clinician = clinician_of(member)
    case = case or Case.objects.create(clinician=clinician, date_of_service=day)
    index = Month.of(day).index
    CaseLine.objects.create(
        case=case,
        position=case.lines.count() + 1,
        clinician=clinician,
        date_of_service=day,
        month_index=index,
        code=code,
        units=units,
        outcome=outcome,
        lane=lane,
        credit=Decimal(credit),
        fee_amount=Decimal(fee) if fee else None,
        release=release,
        engine_version="1",
    )
    total, _ = MonthTotal.objects.get_or_create(clinician=clinician, month_index=index)
    total.credit += Decimal(credit)
    total.lines += 1
    total.not_counted += outcome != "credited"
    total.fee_amount += Decimal(fee or 0)
    total.save()
    return case


def paid_by_fee(member: Member, day: date, code: str, fee: str) -> Case:
    """Store a dental line with its dollars."""
    return did(member, day, code, outcome="not_credited", lane="dental", fee=fee)


def employ(member: Member, fte: str = "1.000", target: str = "", specialty: Specialty | None = None) -> None:
    """Say since the start of 2024 how much somebody works, towards which target, in which specialty."""
    clinician = clinician_of(member)
    Effort.objects.create(clinician=clinician, effective_from=date(2024, 1, 1), total_fte=Decimal(1), clinical_fte=Decimal(fte))
    if target:
        Target.objects.create(clinician=clinician, effective_from=date(2024, 1, 1), annual_wrvu=Decimal(target))
    if specialty is not None:
        clinician.specialty = specialty
        clinician.save()


def edition_in_force(cast: Cast, view: str = "all_points", body: str = GASTRO, head: str = HEAD) -> Edition:
    """Bring an invented survey into force: 4,000, 5,000, 6,000 and 7,500 at the 25th, 50th, 75th and 90th."""
    terms = replace(TERMS, clinician_view=view)
    edition, _ = stage_edition(organisation=cast.organisation, terms=terms, file=table(body, head), source_name="w.csv", actor=None)
    activate_edition(edition=edition, actor=None)
    return edition


def close(cast: Cast, *months: Month) -> None:
    """Close months, as if in November 2026."""
    for month in months:
        close_month(organisation=cast.organisation, month=month, today_month=NOVEMBER, by=None)


def publish(cast: Cast, month: Month) -> list[ReportSnapshot]:
    """Publish what is due in a closed month and return the reports."""
    waiting = queue_reports(organisation=cast.organisation, month=month, by=None)
    assert all(publish_report(snapshot=snapshot) for snapshot in waiting)
    return list(ReportSnapshot.objects.filter(pk__in=[one.pk for one in waiting]).order_by("clinician__name"))
