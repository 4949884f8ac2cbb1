"""A recount takes every case of every clinician, leaves what was closed meanwhile, and passes over a case that is gone."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from threading import Thread
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from benchmarks import services_recount
from benchmarks.report_services import close_month, closed_months, lock_closing
from benchmarks.services_recount import recount_closed, recount_open, recount_with
from rvuedge.accounts.models import User
from rvuedge.lib.months import Month
from tests.cast import Cast, Member
from tests.factories import ReleaseFactory, store_rows
from tests.tracking.rows import RVU26C, fee_row
from tracking import recount_terms
from tracking.entry import CaseContent, read_entry
from tracking.models import Case, CaseLine, FormerValuation, MonthTotal
from tracking.recount_terms import change_of_terms
from tracking.services import log_case, remove_case
from tracking.services_policy import agree_contract
from tracking.services_recredit import recredit_many

TODAY, JULY, AUGUST = date(2026, 9, 15), Month(2026, 7), Month(2026, 8)
WHY = "The contract of January"
REMOVED_AT = datetime(2026, 9, 15, 16, tzinfo=UTC)
Meanwhile = Callable[[Callable[[], object]], None]


def logged(member: Member, *days: date) -> list[Case]:
    """Cases of 4.46 + 0.29 = 4.75 by the rules of Medicare; then a contract counts them as entered, 4.46 + 3.47 = 7.93."""
    clinician = member.clinician
    assert clinician
    lines = read_entry("45385 45380-59").lines
    cases = [log_case(clinician=clinician, case_id=uuid4(), content=CaseContent(day, "24", lines), actor=member.user) for day in days]
    agree_contract(clinician=clinician, effective_from=date(2026, 1, 1), policy="raw", frozen_release=None, places=[], by=member.user)
    return cases


def policies() -> set[tuple[UUID, str]]:
    return set(CaseLine.objects.values_list("case_id", "policy"))


@pytest.fixture(autouse=True)
def _release(cast: Cast) -> None:
    store_rows(ReleaseFactory.create(), *RVU26C.rows)


@pytest.fixture
def meanwhile(monkeypatch: pytest.MonkeyPatch) -> Meanwhile:
    """Let something happen as soon as the first case of a recount is counted."""

    def arrange(happens: Callable[[], object]) -> None:
        waiting = [happens]

        def counted(**given: Any) -> dict[UUID, Decimal]:
            changes = recredit_many(**given)
            if waiting:
                waiting.pop()()
            return changes

        monkeypatch.setattr(services_recount, "AT_ONCE", 1)
        monkeypatch.setattr(services_recount, "recredit_many", counted)

    return arrange


def test_takes_every_line_of_everybody_however_few_the_preview_looks_at(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recount_terms, "MOST_LINES", 4)
    for member in (cast.clinician, cast.surgeon):
        logged(member, date(2026, 7, 6), date(2026, 8, 3))
    shown = change_of_terms(cast.organisation, JULY.first_day, TODAY, ())
    assert (shown.is_cut, shown.change.cases) == (True, 2)
    assert recount_open(organisation=cast.organisation, today=TODAY, actor=None, reason=WHY) == 4
    assert {policy for _case, policy in policies()} == {"raw"}
    assert recount_open(organisation=cast.organisation, today=TODAY, actor=None, reason=WHY) == 0


def test_restating_takes_every_line_of_the_month_too(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recount_terms, "MOST_LINES", 2)
    for member in (cast.clinician, cast.surgeon):
        logged(member, date(2026, 7, 6))
    close_month(organisation=cast.organisation, month=JULY, today_month=Month.of(TODAY), by=None)
    recount_closed(organisation=cast.organisation, month=JULY, actor=None, because=WHY)
    assert set(MonthTotal.objects.values_list("credit", flat=True)) == {Decimal("7.9300")}


def test_leaves_a_month_that_is_closed_while_it_runs(cast: Cast, meanwhile: Meanwhile) -> None:
    cases = logged(cast.clinician, date(2026, 7, 6), date(2026, 7, 7), date(2026, 8, 3))
    meanwhile(lambda: close_month(organisation=cast.organisation, month=JULY, today_month=Month.of(TODAY), by=None))
    assert recount_open(organisation=cast.organisation, today=TODAY, actor=None, reason=WHY) == 2
    assert policies() == {(cases[0].pk, "raw"), (cases[1].pk, "cms_parallel"), (cases[2].pk, "raw")}
    totals = dict(MonthTotal.objects.filter(basis=MonthTotal.CURRENT).values_list("month_index", "credit"))
    assert totals == {JULY.index: Decimal("12.6800"), AUGUST.index: Decimal("7.9300")}  # 7.93 + 4.75, and 7.93
    assert FormerValuation.objects.count() == 2


def test_a_recount_with_a_release_leaves_a_month_that_is_closed_meanwhile_too(cast: Cast, meanwhile: Meanwhile) -> None:
    cases = logged(cast.clinician, date(2026, 7, 6), date(2026, 7, 7))
    revised = ReleaseFactory.create(revision=1, name="RVU26C-1")
    store_rows(revised, fee_row("45385", "", "A", "4.00", "0"), fee_row("45380", "", "A", "3.00", "0"))
    meanwhile(lambda: close_month(organisation=cast.organisation, month=JULY, today_month=Month.of(TODAY), by=None))
    assert recount_with(release=revised, organisation=cast.organisation, today=TODAY, actor=None, reason=WHY) == 1
    assert policies() == {(cases[0].pk, "raw"), (cases[1].pk, "cms_parallel")}


@pytest.mark.parametrize("is_erased", [False, True])
def test_passes_over_a_case_that_is_deleted_while_it_runs(cast: Cast, meanwhile: Meanwhile, is_erased: bool) -> None:
    cases = logged(cast.clinician, date(2026, 7, 6), date(2026, 7, 7), date(2026, 8, 3))
    actor: User = cast.clinician.user
    meanwhile(lambda: cases[1].delete() if is_erased else remove_case(case=cases[1], actor=actor, at=REMOVED_AT))
    assert recount_open(organisation=cast.organisation, today=TODAY, actor=None, reason=WHY) == 2
    assert {(cases[0].pk, "raw"), (cases[2].pk, "raw")} <= policies()
    assert not FormerValuation.objects.filter(case=cases[1].pk).exists()


def test_asks_the_database_once_more_for_each_case_its_audit_entry(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rules, releases, lines and versions are read and written once for all cases of a transaction."""
    asked = []
    for number in (2, 20):
        logged(cast.clinician, *(date(2026, 8, 1 + day) for day in range(number)))
        CaseLine.objects.update(policy="none")
        with CaptureQueriesContext(connection) as queries:
            assert recount_open(organisation=cast.organisation, today=TODAY, actor=None, reason=WHY) == Case.objects.count()
        asked.append((len(queries.captured_queries), Case.objects.count()))
    (few, two), (many, all_) = asked
    assert (two, all_, many - few) == (2, 22, 22 - 2)
    assert few < 40


def test_keeps_one_version_for_each_case_and_moves_each_month_by_its_own(cast: Cast) -> None:
    cases = [*logged(cast.clinician, date(2026, 7, 6), date(2026, 7, 7), date(2026, 8, 3)), *logged(cast.surgeon, date(2026, 7, 6))]
    assert recount_open(organisation=cast.organisation, today=TODAY, actor=None, reason=WHY) == 4
    told = FormerValuation.objects.values_list("case", "version", "credit", "reason")
    assert set(told) == {(case.pk, 1, Decimal("4.7500"), WHY) for case in cases}
    totals = MonthTotal.objects.filter(basis=MonthTotal.CURRENT).order_by("clinician", "month_index")
    # 7.93 for each case: two and one of the clinician, one of the surgeon.
    assert list(totals.values_list("credit", "lines")) == [(Decimal("15.8600"), 4), (Decimal("7.9300"), 2), (Decimal("7.9300"), 2)]


@pytest.mark.django_db(transaction=True)
def test_closing_waits_for_the_case_that_is_being_counted(cast: Cast, audit_may_be_emptied: None) -> None:
    order: list[str] = []

    def close() -> None:
        close_month(organisation=cast.organisation, month=JULY, today_month=Month.of(TODAY), by=None)
        order.append("closed")
        connection.close()

    closing = Thread(target=close)
    with transaction.atomic():
        lock_closing(cast.organisation)
        closing.start()
        closing.join(timeout=0.5)
        assert closed_months(cast.organisation) == []
        order.append("counted")
    closing.join()
    assert (order, closed_months(cast.organisation)) == (["counted", "closed"], [JULY])
