"""What is stored when a case is logged, amended, removed and restored."""

from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID, uuid4

import pytest

from codes.models import Release
from rvuedge.accounts.models import AuditEntry
from rvuedge.lib.months import Month
from tests.cast import Cast, Member
from tests.factories import ReleaseFactory, store_rows
from tests.tracking.rows import fee_row
from tracking.content import content_of
from tracking.entry import CaseContent, read_entry
from tracking.models import Case, CaseLine, MonthTotal
from tracking.services import CaseConflict, amend_case, log_case, remove_case, restore_case
from tracking.services_recredit import recredit
from tracking.wrvu.credit import ENGINE_VERSION

DAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


def content(typed: str, on: date = DAY, place: str = "11") -> CaseContent:
    return CaseContent(on, place, read_entry(typed).lines)


def logged(member: Member, typed: str, on: date = DAY, case_id: UUID | None = None) -> Case:
    assert member.clinician
    return log_case(clinician=member.clinician, case_id=case_id or uuid4(), content=content(typed, on), actor=member.user)


def month(member: Member, on: date = DAY) -> tuple[Decimal, int, int]:
    total = MonthTotal.objects.get(clinician=member.clinician, month_index=Month.of(on).index)
    return total.credit, total.lines, total.not_counted


def test_stores_each_line_with_its_credit_and_how_it_came_about(cast: Cast, release: Release) -> None:
    lines = list(logged(cast.clinician, "99214 45385 D1553").lines.all())
    assert [(line.code, line.credit, line.outcome, line.lane) for line in lines] == [
        ("99214", Decimal("1.9200"), "credited", "wrvu"),
        ("45385", Decimal("4.4600"), "credited", "wrvu"),
        ("D1553", Decimal("0.0000"), "not_credited", "dental"),
    ]
    assert {line.release for line in lines} == {release}
    assert {(line.policy, line.engine_version) for line in lines} == {("cms_parallel", ENGINE_VERSION)}
    assert lines[0].steps == [{"rule": "row", "before": None, "after": "1.92", "field": "code", "value": "99214"}]
    assert lines[2].flags == ["no_work"]


def test_moves_the_month_total_with_each_change(cast: Cast, release: Release) -> None:
    case = logged(cast.clinician, "99214 45385 D1553")
    assert month(cast.clinician) == (Decimal("6.3800"), 3, 1)  # 1.92 + 4.46
    amend_case(case=case, content=content("99214x2"), actor=cast.clinician.user)
    assert month(cast.clinician) == (Decimal("3.8400"), 1, 0)  # 2 x 1.92
    remove_case(case=case, actor=cast.clinician.user, at=NOW)
    assert month(cast.clinician) == (Decimal("0.0000"), 0, 0)
    restore_case(case=case, actor=cast.clinician.user)
    assert month(cast.clinician) == (Decimal("3.8400"), 1, 0)


def test_moves_a_case_to_another_month(cast: Cast, release: Release) -> None:
    case = logged(cast.clinician, "99214")
    amend_case(case=case, content=content("99214", date(2026, 10, 31)), actor=cast.clinician.user)
    assert month(cast.clinician)[0] == Decimal(0)
    assert month(cast.clinician, date(2026, 10, 31))[0] == Decimal("1.92")


def test_keeps_the_tooth_of_a_dental_line(cast: Cast, release: Release) -> None:
    case = logged(cast.clinician, "D1553-KX #3")
    assert content_of(case).lines == read_entry("D1553-KX #3").lines
    assert logged(cast.clinician, "D1553-KX #3", case_id=case.pk) == case
    with pytest.raises(CaseConflict):
        logged(cast.clinician, "D1553-KX #4", case_id=case.pk)


def test_saves_the_same_case_once(cast: Cast, release: Release) -> None:
    case = logged(cast.clinician, "99214")
    again = logged(cast.clinician, "99214", case_id=case.pk)
    assert again.pk == case.pk
    assert Case.objects.count() == CaseLine.objects.count() == AuditEntry.objects.count() == 1
    assert month(cast.clinician) == (Decimal("1.9200"), 1, 0)


def test_refuses_other_content_under_a_used_id(cast: Cast, release: Release) -> None:
    case = logged(cast.clinician, "99214")
    with pytest.raises(CaseConflict):
        logged(cast.clinician, "45385", case_id=case.pk)


def test_refuses_the_id_of_a_removed_case(cast: Cast, release: Release) -> None:
    case = logged(cast.clinician, "99214")
    remove_case(case=case, actor=cast.clinician.user, at=NOW)
    with pytest.raises(CaseConflict):
        logged(cast.clinician, "99214", case_id=case.pk)
    with pytest.raises(CaseConflict):
        amend_case(case=case, content=content("45385"), actor=cast.clinician.user)


def test_does_not_tell_of_the_case_of_somebody_else(cast: Cast, release: Release) -> None:
    case = logged(cast.clinician, "99214")
    with pytest.raises(Case.DoesNotExist):
        logged(cast.colleague, "99214", case_id=case.pk)
    assert not MonthTotal.objects.filter(clinician=cast.colleague.clinician).exists()


def test_changes_nothing_when_asked_twice(cast: Cast, release: Release) -> None:
    case = logged(cast.clinician, "99214")
    amend_case(case=case, content=content("99214"), actor=cast.clinician.user)
    for _ in range(2):
        remove_case(case=case, actor=cast.clinician.user, at=NOW)
    assert month(cast.clinician) == (Decimal(0), 0, 0)
    for _ in range(2):
        restore_case(case=case, actor=cast.clinician.user)
    assert month(cast.clinician) == (Decimal("1.9200"), 1, 0)
    actions = list(AuditEntry.objects.order_by("id").values_list("action", flat=True))
    assert actions == ["case.logged", "case.removed", "case.restored"]


def test_records_what_an_edit_changed(cast: Cast, release: Release) -> None:
    case = logged(cast.clinician, "99214")
    amend_case(case=case, content=content("45385-59"), actor=cast.clinician.user)
    entry = AuditEntry.objects.get(action="case.amended")
    assert (entry.actor_id, entry.organisation_id, entry.subject) == (cast.clinician.user.pk, cast.organisation.pk, str(case.pk))
    assert entry.detail["before"]["lines"] == "99214"
    assert entry.detail["after"]["lines"] == "45385-59"


def test_values_by_the_release_of_the_date_of_service(cast: Cast, release: Release) -> None:
    january = ReleaseFactory.create(letter="A", name="RVU26A", effective_from=date(2026, 1, 1))
    store_rows(january, fee_row("99214", "", "A", "1.50", "0"))
    assert logged(cast.clinician, "99214", date(2026, 6, 30)).lines.get().release == january
    assert logged(cast.clinician, "99214", date(2026, 7, 1)).lines.get().credit == Decimal("1.9200")


def test_keeps_a_line_that_no_release_covers(cast: Cast, release: Release) -> None:
    line = logged(cast.clinician, "99214", date(2025, 12, 31)).lines.get()
    assert (line.outcome, line.flags, line.release, line.work_rvu) == ("not_credited", ["no_release"], None, None)


def test_values_again_and_tells_the_change(cast: Cast, release: Release) -> None:
    case = logged(cast.clinician, "99214")
    assert recredit(case=case, actor=cast.administrator.user, reason="nothing new") == Decimal(0)
    revised = ReleaseFactory.create(revision=1, name="RVU26C-1")
    store_rows(revised, fee_row("99214", "", "A", "2.00", "0"))
    assert recredit(case=case, actor=cast.administrator.user, reason="revised file") == Decimal("0.0800")  # 2.00 - 1.92
    assert month(cast.clinician) == (Decimal("2.0000"), 1, 0)
    assert AuditEntry.objects.get(action="case.recredited").detail == {
        "change": "0.0800",
        "reason": "revised file",
        "version": 2,
    }


def test_needs_a_bounded_number_of_queries(cast: Cast, release: Release, django_assert_max_num_queries) -> None:
    logged(cast.clinician, "99214")
    with django_assert_max_num_queries(19):
        logged(cast.clinician, "99214 45385 45380-59 D1553 71046-26 99417")
