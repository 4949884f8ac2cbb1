"""Verifying names everything stored that was changed behind the product's back, and nothing else."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from codes.models import OtherFee, OtherSchedule, Release, ReleaseState
from codes.releases import move_catalogue_version
from tests.cast import Cast
from tracking.entry import CaseContent, read_entry
from tracking.models import Case, CaseLine, FormerValuation, MonthTotal
from tracking.moment import one_moment
from tracking.services import amend_case, log_case, remove_case
from tracking.services_policy import agree_contract
from tracking.services_recredit import recredit
from tracking.verification import differing_lines, differing_versions
from tracking.verification_totals import differing_totals

DAY = date(2026, 7, 6)


def log(cast: Cast, typed: str, day: date = DAY) -> Case:
    assert cast.clinician.clinician
    content = CaseContent(day, "24", read_entry(typed).lines)
    return log_case(clinician=cast.clinician.clinician, case_id=uuid4(), content=content, actor=cast.clinician.user)


def agree(cast: Cast, policy: str) -> None:
    assert cast.clinician.clinician
    first = date(2026, 1, 1)
    by = cast.administrator.user
    agree_contract(clinician=cast.clinician.clinician, effective_from=first, policy=policy, frozen_release=None, places=[], by=by)


def found() -> list[tuple[str, tuple[str, ...]]]:
    return [(one.code, one.differs) for one in differing_lines()]


@pytest.fixture
def laboratory(db: None) -> OtherSchedule:
    table = OtherSchedule.objects.create(kind="clfs", name="CLFS26", effective_from=date(2026, 1, 1), state=ReleaseState.ACTIVE)
    OtherFee.objects.create(schedule=table, code="80053", amount=Decimal("10.560"))
    return table


@pytest.mark.parametrize(
    ("touched", "differs"),
    [
        ({"lane": "technical"}, ("lane",)),
        ({"lane": "drug"}, ("lane",)),
        ({"outcome": "not_credited"}, ("outcome",)),
        ({"work_rvu": Decimal("1.91")}, ("work_rvu",)),
        ({"flags": ["facility_global"]}, ("flags",)),
        ({"fee_amount": Decimal(5000)}, ("fee_amount",)),
        ({"date_of_service": date(2026, 7, 7)}, ("date_of_service",)),
        ({"month_index": 1}, ("month",)),
        ({"policy": "raw"}, ("policy",)),
        ({"release": None}, ("outcome", "lane", "work_rvu", "credit", "flags", "steps", "release")),
    ],
)
def test_names_what_was_touched_of_a_line(cast: Cast, release: Release, touched: dict[str, object], differs: tuple[str, ...]) -> None:
    log(cast, "45385 99214")
    assert found() == []
    CaseLine.objects.filter(code="99214").update(**touched)
    assert found() == [("99214", differs)]


def test_names_a_line_of_another_clinician_than_its_case(cast: Cast, release: Release) -> None:
    log(cast, "99214")
    CaseLine.objects.update(clinician=cast.surgeon.clinician)
    assert found() == [("99214", ("clinician",))]


def test_names_a_case_that_was_moved_to_another_day(cast: Cast, release: Release) -> None:
    log(cast, "99214")
    Case.objects.update(date_of_service=date(2026, 8, 1))
    assert found() == [("99214", ("date_of_service", "month"))]


@pytest.mark.parametrize(("touched", "differs"), [({"outcome": "invalid"}, ("outcome",)), ({"credit": Decimal(5)}, ("credit",)), ({}, ())])
def test_counts_lines_without_a_release_too(cast: Cast, db: None, touched: dict[str, object], differs: tuple[str, ...]) -> None:
    log(cast, "99214", date(2026, 7, 6))
    assert CaseLine.objects.get().release is None
    if touched:
        CaseLine.objects.update(**touched)
    assert found() == ([("99214", differs)] if differs else [])


def test_holds_an_amount_to_the_schedule_that_the_line_names(cast: Cast, release: Release, laboratory: OtherSchedule) -> None:
    log(cast, "80053x2")
    assert CaseLine.objects.get().fee_amount == Decimal("21.12")
    assert found() == []
    CaseLine.objects.update(fee_amount=Decimal(5000))
    assert found() == [("80053", ("fee_amount",))]
    # A schedule that is gone cannot be asked.
    laboratory.delete()
    assert found() == []
    CaseLine.objects.update(fee_schedule="")
    assert found() == [("80053", ("fee_amount",))]


def test_lets_a_code_move_from_one_kind_of_schedule_to_another(cast: Cast, release: Release, laboratory: OtherSchedule) -> None:
    log(cast, "80053")
    laboratory.kind = "asp"
    laboratory.save()
    move_catalogue_version()
    log(cast, "80053")
    assert set(CaseLine.objects.values_list("lane", flat=True)) == {"laboratory", "drug"}
    assert found() == []


@pytest.mark.parametrize(
    ("figure", "value", "computed"), [("credit", "9.99", "1.92"), ("lines", 9, "2"), ("not_counted", 9, "1"), ("fee_amount", 9, "10.56")]
)
def test_holds_every_figure_of_a_month_to_its_lines(
    cast: Cast, release: Release, laboratory: OtherSchedule, figure: str, value: object, computed: str
) -> None:
    log(cast, "99214 80053")
    assert not list(differing_totals())
    MonthTotal.objects.update(**{figure: value})
    (one,) = differing_totals()
    assert (one.figure, one.stored, one.computed) == (figure, Decimal(str(value)), Decimal(computed))


def test_names_a_month_whose_total_is_gone(cast: Cast, release: Release) -> None:
    log(cast, "99214")
    MonthTotal.objects.all().delete()
    assert [one.figure for one in differing_totals()] == ["credit", "lines"]


def touch(change: Callable[[dict[str, object]], object]) -> None:
    former = FormerValuation.objects.get()
    change(former.lines[0])
    former.save()


def test_counts_former_values_again(cast: Cast, release: Release, capsys: pytest.CaptureFixture[str]) -> None:
    case = log(cast, "45385 45380-59")
    agree(cast, "raw")
    recredit(case=case, actor=None, reason="The contract of January")
    content = CaseContent(DAY, "11", read_entry("45385 99214").lines)
    amend_case(case=case, content=content, actor=cast.clinician.user)
    call_command("verify")
    capsys.readouterr()
    touch(lambda line: line.update(lane="drug"))
    assert [(one.version, one.position, one.differs) for one in differing_versions()] == [(1, 1, ("lane",))]
    touch(lambda line: line.update(lane="wrvu", credit="9.0000"))
    assert [(one.version, one.position, one.differs) for one in differing_versions()] == [(1, 0, ("credit",)), (1, 1, ("credit",))]
    with pytest.raises(CommandError, match="2 lines and 0 month totals differ"):
        call_command("verify")
    told = capsys.readouterr().out
    assert f"case {case.pk} version 1: stored 4.7500, computed 9.2900" in told
    assert f"case {case.pk} version 1 line 1 45385 (RVU26C, cms_parallel): stored 9.0000, computed 4.4600" in told
    remove_case(case=case, actor=cast.clinician.user, at=case.created_at)
    assert not list(differing_versions())


@pytest.mark.parametrize("gone", ["release", "policy"])
def test_says_what_is_gone_of_a_former_value(cast: Cast, release: Release, capsys: pytest.CaptureFixture[str], gone: str) -> None:
    case = log(cast, "45385")
    agree(cast, "raw")
    recredit(case=case, actor=None, reason="The contract of January")
    touch(lambda line: line.update({gone: "gone v1"}))
    with pytest.raises(CommandError, match="1 lines"):
        call_command("verify")
    assert f"its {gone} is gone" in capsys.readouterr().out


def test_reads_one_moment(audit_may_be_emptied: None, transactional_db: None) -> None:
    def is_in_a_transaction() -> bool:
        return connection.in_atomic_block

    with one_moment():
        assert is_in_a_transaction()
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SHOW transaction_isolation")
                assert cursor.fetchone() == ("repeatable read",)
        else:
            assert getattr(connection, "transaction_mode", None) == "DEFERRED"
        with one_moment():
            assert is_in_a_transaction()
    assert not is_in_a_transaction()
    assert getattr(connection, "transaction_mode", None) != "DEFERRED"
