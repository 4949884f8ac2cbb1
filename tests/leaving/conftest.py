"""The cast with cases in a closed month and in an open one."""

from datetime import date
from uuid import uuid4

import pytest

from benchmarks.models import ReportSnapshot
from benchmarks.report_services import close_month, publish_report, queue_reports
from rvuedge.lib.months import Month
from tests.cast import Cast, Member, make_cast
from tests.factories import ReleaseFactory, store_rows
from tests.tracking.rows import RVU26C
from tracking.entry import CaseContent, EntryLine
from tracking.services import log_case

OCTOBER = Month(2026, 10)


def log(member: Member, day: date, code: str) -> None:
    content = CaseContent(day, "11", (EntryLine(code, (), 1),))
    log_case(clinician=member.log, case_id=uuid4(), content=content, actor=member.user)


@pytest.fixture
def cast(db: None) -> Cast:
    cast = make_cast()
    store_rows(ReleaseFactory.create(), *RVU26C.rows)
    for member in (cast.clinician, cast.colleague, cast.stranger):
        log(member, date(2026, 10, 15), "99214")
        log(member, date(2026, 11, 3), "45385")
        log(member, date(2026, 11, 4), "99214")
    close_month(organisation=cast.organisation, month=OCTOBER, today_month=Month(2026, 11), by=cast.administrator.user)
    queue_reports(organisation=cast.organisation, month=OCTOBER, by=cast.administrator.user)
    publish_report(snapshot=ReportSnapshot.objects.get(clinician=cast.clinician.log))
    return cast
