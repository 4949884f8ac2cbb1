"""RVU Edge shows a trainee what counts and what is left to do, and keeps role and attending with each case."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.test import Client

from rvuedge.accounts.models import CareerStage, User
from tests.cast import Cast
from tests.tracking.trained import DAY, enrolled, log, programme, tell
from tracking.entry import CaseContent, EntryLine
from tracking.models import Case, TrainedCase
from tracking.services import amend_case, log_case
from tracking.services_training import sign_cases

NOON = datetime(2026, 11, 23, 17, tzinfo=UTC)
# Session, user, place, log; the case set and its categories, the training, told cases with their lines, what is untold.
QUERIES = 14


@pytest.fixture(autouse=True)
def _noon():
    with time_machine.travel(NOON, tick=True):
        yield


pytestmark = pytest.mark.usefixtures("release")


@pytest.fixture
def gus(cast: Cast, client: Client) -> Client:
    client.force_login(cast.trainee.user)
    return client


def said(cast: Cast, **other: Any) -> dict[str, Any]:
    plain = {"role": "surgeon_junior", "level": "assisted", "setting": "clinic", "attending": cast.clinician.log.pk}
    return plain | other


def entry(cast: Cast, **other: Any) -> dict[str, Any]:
    return {"case_id": str(uuid4()), "date_of_service": "2026-11-23", "place_of_service": "21", "entry": "45385"} | said(cast, **other)


def test_shows_how_far_each_minimum_is_and_the_pace(gus: Client, cast: Cast) -> None:
    enrolled(cast)
    for _ in range(3):
        tell(cast, log(cast, "45385"))
    tell(cast, log(cast, "45385"), role="first_assistant")
    page = gus.get("/training/")
    text = " ".join(page.text.split())
    # 145 of 1825 days are over: 100 x 145 / 1825 = 7.9; 97 are missing over 1680 days: 97 x 30.4375 / 1680 = 1.757...
    assert 'data-total="cases">3</b><span>of 100, Major cases' in text
    assert "A steady pace to graduation would be 8 today: <b>5 below.</b>" in text
    assert "97 are missing: 1.8 a month until graduation." in text
    assert "General surgery, year 1, graduating 30 June 2031." in text
    assert "Minimums: Minimums, for graduates from 1 July 2026 on." in text
    rows = {one.row.category.key: (one.row.counted, one.pace.due) for one in page.context["training"].minimums}
    # 50 x 145 / 1825 = 3.97; 10 x 145 / 1825 = 0.79.
    assert rows == {"major": (3, 8), "scopes": (3, 4), "visits": (0, 1)}
    assert "1 by role" in text


def test_says_what_work_value_is_for(gus: Client, cast: Cast) -> None:
    tell(cast)
    text = gus.get("/training/").text
    assert "4.46" in text and "add to no total of the department" in text


@pytest.mark.parametrize(("graduates", "counts"), [(date(2026, 6, 30), False), (date(2026, 7, 1), True), (date(2031, 6, 30), True)])
def test_takes_the_minimums_that_hold_for_the_graduation(gus: Client, cast: Cast, graduates: date, counts: bool) -> None:
    enrolled(cast, started_on=date(2025, 7, 1), graduates_on=graduates)
    text = gus.get("/training/").text
    assert ("Minimums: Minimums" in text) == counts
    assert ("No set of minimums holds for your graduation yet" in text) != counts


def test_takes_the_later_of_two_sets(gus: Client, cast: Cast) -> None:
    training = enrolled(cast)
    programme(cast, "key,name,minimum\nall,Everything,7\n", effective_from=date(2028, 7, 1), name="Newer")
    assert gus.get("/training/").context["training"].case_set.name == "Newer"
    training.graduates_on = date(2028, 6, 30)
    training.save()
    assert gus.get("/training/").context["training"].case_set.name == "Minimums"


def test_counts_signed_cases_only_where_the_set_says_so(gus: Client, cast: Cast) -> None:
    enrolled(cast, programme=programme(cast, signed=True))
    told = tell(cast)
    assert gus.get("/training/").context["training"].head.row.counted == 0
    sign_cases(user=cast.clinician.user, seen={told.case_id: told.seen_at}, at=NOON.replace(hour=18))
    assert gus.get("/training/").context["training"].head.row.counted == 1


def test_begins_empty(gus: Client) -> None:
    text = gus.get("/training/").text
    assert "You are in no programme yet." in text and "No case with a role in the last seven days." in text
    assert "Every case has a role." in gus.get("/training/cases/untold/").text
    assert "No case has a role yet." in gus.get("/training/cases/").text
    assert "Nothing is left to type." in gus.get("/training/sheet/").text


def test_lists_codes_of_no_category(gus: Client, cast: Cast) -> None:
    enrolled(cast)
    tell(cast, log(cast, "74160"))
    assert [row[0] for row in gus.get("/training/").context["training"].unmapped] == ["74160"]


def test_keeps_what_stands_in_the_log_with_the_case_and_ready_for_the_next(gus: Client, cast: Cast) -> None:
    body = entry(cast)
    assert gus.post("/log/save/", body).status_code == 302
    told = TrainedCase.objects.select_related("case").get()
    assert (told.role, told.level, told.setting, told.case.attending) == ("surgeon_junior", "assisted", "clinic", cast.clinician.log)
    form = gus.get("/log/").context["facts"]
    assert {name: form.initial[name] for name in ("role", "level", "attending")} == {
        "role": "surgeon_junior",
        "level": "assisted",
        "attending": cast.clinician.log.pk,
    }
    # The same case sent again, after its details were changed on another page, keeps them.
    tell(cast, told.case, role="teaching_assistant")
    assert gus.post("/log/save/", body).status_code == 302
    assert TrainedCase.objects.get().role == "teaching_assistant"


@pytest.mark.parametrize("other", [{"role": "boss"}, {"attending": 999999}, {"level": ""}, {"setting": "x" * 500}])
def test_saves_a_case_also_where_its_details_cannot_be_read(gus: Client, cast: Cast, other: dict[str, Any]) -> None:
    assert gus.post("/log/save/", entry(cast, **other)).status_code == 302
    assert (Case.objects.count(), TrainedCase.objects.count()) == (1, 0)
    assert "1 case has no role yet" in gus.get("/training/").text


def test_asks_nobody_else_for_a_role(client: Client, cast: Cast) -> None:
    client.force_login(cast.clinician.user)
    assert "Role, attending, setting" not in client.get("/log/").text
    assert client.post("/log/save/", entry(cast)).status_code == 302
    assert not TrainedCase.objects.exists()


def test_keeps_the_typed_details_in_a_log_that_is_shown_again(gus: Client, cast: Cast) -> None:
    page = gus.post("/log/save/", entry(cast, entry="", role="teaching_assistant"))
    assert page.status_code == 422
    assert page.context["facts"]["role"].value() == "teaching_assistant"


def test_sets_several_cases_at_once(gus: Client, cast: Cast) -> None:
    cases = [log(cast), log(cast, "99214"), log(cast)]
    page = gus.get("/training/cases/untold/")
    assert [case.pk for case, _codes in page.context["rows"]] == [case.pk for case in reversed(cases)]
    chosen = [str(case.pk) for case in cases[:2]]
    assert gus.post("/training/cases/tell/", said(cast, case=chosen), follow=True).context["page"].paginator.count == 1
    assert TrainedCase.objects.filter(case__in=cases[:2], level="assisted").count() == 2
    # Of a case that has a role nothing is said again by this way.
    assert gus.post("/training/cases/tell/", said(cast, case=chosen)).status_code == 422
    assert gus.post("/training/cases/tell/", said(cast, case=["x"])).status_code == 422


def test_sets_no_case_of_somebody_else(gus: Client, cast: Cast) -> None:
    other = log(cast, member=cast.clinician)
    assert gus.post("/training/cases/tell/", said(cast, case=[str(other.pk)])).status_code == 422
    assert gus.post(f"/training/cases/{other.pk}/tell/", said(cast)).status_code == 404
    assert not TrainedCase.objects.exists()


def test_changes_one_case_with_category_and_claimed_procedure(gus: Client, cast: Cast) -> None:
    enrolled(cast)
    case = log(cast, "45385", "99214")
    page = gus.get(f"/training/cases/{case.pk}/")
    assert "Nothing chosen: it counts in Scopes, by its code 45385." in page.text
    body = said(cast, claimed_code="99214", categories=["scopes"])
    assert gus.post(f"/training/cases/{case.pk}/tell/", body).status_code == 302
    told = TrainedCase.objects.get()
    assert (told.claimed_code, told.categories) == ("99214", ["scopes"])
    rows = {one.row.category.key: one.row.counted for one in gus.get("/training/").context["training"].minimums}
    assert rows == {"major": 1, "scopes": 1, "visits": 0}


@pytest.mark.parametrize("other", [{"claimed_code": "99213"}, {"categories": ["gone"]}, {"role": "student"}, {"attending": "x"}])
def test_refuses_details_that_are_none(gus: Client, cast: Cast, other: dict[str, Any]) -> None:
    enrolled(cast)
    case = log(cast, "45385", "99214")
    page = gus.post(f"/training/cases/{case.pk}/tell/", said(cast, **other))
    assert page.status_code == 422
    assert 'role="alert"' in page.text
    assert not TrainedCase.objects.exists()


def test_offers_students_their_own_role(gus: Client, cast: Cast) -> None:
    User.objects.filter(pk=cast.trainee.user.pk).update(career_stage=CareerStage.MEDICAL_STUDENT)
    form = gus.get("/log/").context["facts"]
    assert [key for key, _words in form.fields["role"].choices] == ["student"]


def test_claims_the_code_with_the_most_work(gus: Client, cast: Cast) -> None:
    tell(cast, log(cast, "99214", "45385"))
    (one,) = gus.get("/training/cases/").context["rows"]
    assert (one.claimed, one.others) == ("45385", ("99214",))
    # The claimed code goes: the case counts by what is left.
    told = tell(cast, one.told.case, claimed_code="45385")
    amend_case(case=told.case, content=CaseContent(DAY, "21", (EntryLine("99214"),)), actor=cast.trainee.user)
    assert gus.get("/training/cases/").context["rows"][0].claimed == "99214"


def test_lists_cases_by_state(gus: Client, cast: Cast) -> None:
    waiting, alone = tell(cast), tell(cast, attending=None)
    listed = {
        state: [one.told for one in gus.get("/training/cases/", {"state": state}).context["rows"]] for state in ("waiting", "unaddressed")
    }
    assert listed == {"waiting": [waiting], "unaddressed": [alone]}
    assert len(gus.get("/training/cases/", {"state": "%00' OR 1"}).context["rows"]) == 2
    assert "No case is in this state." in gus.get("/training/cases/", {"state": "returned"}).text


def test_shows_the_details_on_the_page_of_the_case(gus: Client, cast: Cast) -> None:
    told = tell(cast)
    text = gus.get(f"/cases/{told.case_id}/").text
    assert "Surgeon junior" in text and "waits for the signature" in text and "Change details" in text
    gus.force_login(cast.clinician.user)
    text = gus.get(f"/cases/{told.case_id}/").text
    assert "Surgeon junior" in text and "Change details" not in text


def test_puts_the_details_into_the_export(gus: Client, cast: Cast) -> None:
    told = tell(cast)
    document = b"".join(gus.post("/log/export/file/", {"format": "json"})).decode()
    assert f'"trained_cases": [{{"case": "{told.case_id}", "role": "surgeon_junior"' in document
    assert '"attending": "Ada Clinician"' in document


def test_asks_the_database_as_often_for_many_cases_as_for_one(gus: Client, cast: Cast, django_assert_max_num_queries: Any) -> None:
    enrolled(cast)
    for _ in range(12):
        tell(cast)
    for address in ("/training/", "/training/cases/", "/training/sheet/", "/training/cases/untold/"):
        with django_assert_max_num_queries(QUERIES):
            assert gus.get(address).status_code == 200


def test_counts_no_deleted_case(gus: Client, cast: Cast) -> None:
    enrolled(cast)
    told = tell(cast)
    assert gus.post(f"/cases/{told.case_id}/remove/").status_code == 302
    page = gus.get("/training/").context
    assert (page["training"].head.row.counted, page["page"].untold, page["page"].states) == (0, 0, ())
    assert gus.get(f"/training/cases/{told.case_id}/").status_code == 404


def test_brings_cases_of_an_import_to_those_without_a_role(gus: Client, cast: Cast) -> None:
    content = CaseContent(DAY, "21", (EntryLine("45385"),))
    log_case(clinician=cast.trainee.log, case_id=uuid4(), content=content, actor=cast.trainee.user, source="import")
    assert gus.get("/training/cases/untold/").context["page"].paginator.count == 1
