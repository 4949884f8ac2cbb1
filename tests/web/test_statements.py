"""Statements that are kept say what the query set and the save say that they stand for."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db.models import DecimalField, F, Q, QuerySet, Value

from rvuedge.accounts.models import AuditEntry, Membership, User
from rvuedge.web.statements import Insertion, Question, Values, changed
from tests.cast import Cast
from tracking.models import Case, CaseLine, Effort, Leave, MonthTotal, UsualPlace
from tracking.wrvu.types import Outcome

PLACES = Question(
    lambda user, place: Membership.objects.filter(user=user, organisation=place).select_related("organisation", "department"), takes=2
)


def test_a_question_finds_what_its_query_set_finds(cast: Cast, django_assert_num_queries) -> None:
    for member in (cast.clinician, cast.lead, cast.stranger):
        wanted = Membership.objects.get(user=member.user)
        with django_assert_num_queries(1):
            (found,) = PLACES.rows(member.user.pk, wanted.organisation_id)
            assert str(found.organisation) and str(found.department)  # no further query
        assert {name: value for name, value in vars(found).items() if name != "_state"} == {
            name: value for name, value in vars(wanted).items() if name != "_state"
        }
        assert (found.organisation, found.department) == (wanted.organisation, wanted.department)
    assert PLACES.row(cast.clinician.user.pk, cast.elsewhere.pk) is None


def test_values_are_those_of_the_query_set(cast: Cast, django_assert_num_queries) -> None:
    """Of two tables together, with dates and decimals that SQLite stores as text and numbers."""
    log = cast.clinician.log
    Effort.objects.create(clinician=log, effective_from=date(2026, 3, 1), total_fte=1, clinical_fte=Decimal("0.8"))
    Effort.objects.create(clinician=cast.lead.log, effective_from=date(2026, 3, 2), total_fte=1, clinical_fte=Decimal("0.4"))
    Leave.objects.create(clinician=log, first_day=date(2026, 1, 5), last_day=date(2026, 1, 9), kind="holiday", counts=True)

    def asked(clinician: int) -> "QuerySet[Any, Any]":
        efforts = Effort.objects.filter(clinician=clinician).order_by().values_list("effective_from", "clinical_fte")
        leaves = Leave.objects.filter(clinician=clinician).order_by()
        return efforts.union(leaves.values_list("first_day", Value(None, DecimalField())), all=True)

    kept = Values(asked)
    for clinician in (log.pk, cast.lead.log.pk, cast.surgeon.log.pk):
        with django_assert_num_queries(1):
            found = kept.rows(clinician)
        assert found == list(asked(clinician))
    assert set(kept.rows(log.pk)) == {(date(2026, 3, 1), Decimal("0.800")), (date(2026, 1, 5), None)}


def test_takes_days_words_numbers_and_marks_of_cases(cast: Cast, django_assert_num_queries) -> None:
    """Each kind of value where the query names it, twice where it names it twice, and a field of small numbers too."""
    log, other = cast.clinician.log, cast.surgeon.log
    days = [date(2026, 11, 20), date(2026, 11, 21)]
    cases = [Case.objects.create(clinician=one, date_of_service=day, place_of_service="24") for one in (log, other) for day in days]
    places = [UsualPlace.objects.create(clinician=log, weekday=weekday, place_of_service="22") for weekday in (0, 6)]
    of_day = Question(
        lambda log, day, place: Case.objects.filter(clinician=log, date_of_service=day, place_of_service=place), (int, date, str)
    )
    by_mark = Question(lambda case: Case.objects.filter(Q(pk=case) | Q(pk=case)), (UUID,))
    usual = Question(lambda log, weekday: UsualPlace.objects.filter(clinician=log, weekday=weekday), takes=2)
    for _again in range(2):  # built, then kept
        for case in cases:
            with django_assert_num_queries(2):
                assert of_day.rows(case.clinician_id, case.date_of_service, "24") == [case]
                assert by_mark.rows(case.pk) == [case]
    assert of_day.row(log.pk, days[0], "11") is None
    assert [usual.row(log.pk, weekday) for weekday in (0, 3, 6)] == [places[0], None, places[1]]


def test_refuses_a_query_that_a_value_decides_on(cast: Cast) -> None:
    """What is not bound as it is would answer everybody with what was asked first."""
    by_part = Question(lambda name: Case.objects.filter(place_of_service__contains=name), (str,))
    with pytest.raises(ValueError, match="cannot be kept"):
        by_part.rows("2")


def test_keeps_what_a_query_set_adds_to_a_row(cast: Cast) -> None:
    MonthTotal.objects.create(clinician=cast.clinician.log, month_index=24_322, lines=3, not_counted=1)
    twice = Question(lambda log: MonthTotal.objects.filter(clinician=log).annotate(twice=F("lines") * 2).select_related("clinician"))
    found = twice.row(cast.clinician.log.pk)
    assert found is not None
    assert (found.lines, vars(found)["twice"], found.clinician) == (3, 6, cast.clinician.log)


def test_a_person_is_found_by_number_and_a_missing_one_is_missing(cast: Cast) -> None:
    assert User.objects.get(pk=cast.clinician.user.pk).email == cast.clinician.user.email
    cast.clinician.user.delete()
    with pytest.raises(User.DoesNotExist):
        User.objects.get(pk=10**9)


def test_an_insertion_stores_what_save_stores(cast: Cast) -> None:
    clinician = cast.clinician.clinician
    case = Case(id=uuid4(), clinician=clinician, date_of_service=date(2026, 11, 20), place_of_service="24")
    assert Insertion(Case, unless='"id"').store(case)
    stored = Case.objects.get()
    assert {field.attname: getattr(case, field.attname) for field in Case._meta.concrete_fields} == {
        field.attname: getattr(stored, field.attname) for field in Case._meta.concrete_fields
    }
    again = Case(id=case.pk, clinician=clinician, date_of_service=date(2026, 11, 21))
    assert not Insertion(Case, unless='"id"').store(again)
    assert Case.objects.get().date_of_service == date(2026, 11, 20)


def test_an_insertion_numbers_its_rows_in_order(cast: Cast) -> None:
    entries = [AuditEntry(action=f"test.{number}", detail={"sign": "50 %s"}) for number in range(3)]
    assert Insertion(AuditEntry).store(*entries)
    kept = {entry.pk: (entry.action, entry.detail) for entry in AuditEntry.objects.filter(action__startswith="test.")}
    assert kept == {entry.pk: (entry.action, {"sign": "50 %s"}) for entry in entries}


def test_an_insertion_turns_what_is_of_another_type(cast: Cast) -> None:
    """A word of a list and a number in quotes are stored as `save` stores them."""
    told: dict[str, Any] = {"basis": Outcome.CREDITED, "month_index": "24300", "lines": True, "credit": "1.5"}
    Insertion(MonthTotal).store(MonthTotal(clinician=cast.clinician.clinician, **told))
    MonthTotal(clinician=cast.colleague.clinician, **told).save()
    kept = list(MonthTotal.objects.order_by("pk").values_list("basis", "month_index", "lines", "credit"))
    assert kept == [(str(Outcome.CREDITED), 24_300, 1, Decimal("1.5"))] * 2


@pytest.mark.parametrize("is_told_in_words", [False, True])
def test_an_insertion_stores_every_kind_of_field(cast: Cast, is_told_in_words: bool) -> None:
    """Marks of cases, days, decimals, lists and nothing at all, of their own types or as words: what `save` makes of each."""
    case = Case.objects.create(clinician=cast.clinician.log, date_of_service=date(2026, 11, 20), place_of_service="24")
    typed: dict[str, Any] = {
        "case_id": case.pk,
        "date_of_service": case.date_of_service,
        "work_rvu": Decimal("4.67"),
        "credit": Decimal("4.67"),
    }
    words: dict[str, Any] = {"case_id": str(case.pk), "date_of_service": "2026-11-20", "work_rvu": "4.67", "credit": "4.67"}
    rest: dict[str, Any] = {"clinician": cast.clinician.log, "month_index": 24_322, "code": "45385", "outcome": Outcome.CREDITED}
    rest |= {"lane": "work", "engine_version": "7", "flags": ["é"], "steps": [{"rule": "base", "after": "4.67"}], "asa_units": None}
    told = rest | (words if is_told_in_words else typed)
    line = CaseLine(position=1, **told)
    Insertion(CaseLine).store(line)
    CaseLine(position=2, **told).save()
    one, other = CaseLine.objects.order_by("position").values()
    assert one["id"] == line.pk
    assert {name: value for name, value in one.items() if name not in ("id", "position")} == {
        name: value for name, value in other.items() if name not in ("id", "position")
    }
    assert (one["case_id"], one["credit"], one["flags"], one["fee_amount"]) == (case.pk, Decimal("4.6700"), ["é"], None)


def test_changes_one_row_and_tells_whether_it_was_there(cast: Cast) -> None:
    assert cast.clinician.clinician
    totals = [MonthTotal.objects.create(clinician=cast.clinician.clinician, month_index=index) for index in (1, 2)]
    assert changed(MonthTotal, totals[0].pk, credit=Decimal("1.2345"), lines=3) == 1
    assert list(MonthTotal.objects.order_by("month_index").values_list("credit", "lines")) == [(Decimal("1.2345"), 3), (Decimal(0), 0)]
    assert changed(MonthTotal, 10**9, lines=3) == 0
