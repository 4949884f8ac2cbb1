"""RVU Edge knows an organisation's places with facility flag and locality, and begins the log with that of the weekday."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from codes.models import LocalityIndex, OtherSchedule, ReleaseState
from rvuedge.accounts.models import AuditEntry
from tests.cast import Cast
from tests.tracking.trained import log
from tracking.models import UsualPlace, WorkPlace
from tracking.places import PLACES, is_facility_place
from tracking.usual_place import usual_place, work_place_of

# A Monday.
NOON = datetime(2026, 11, 23, 17, tzinfo=UTC)
PAGE = "/manage/places/"


@pytest.fixture(autouse=True)
def _noon():
    with time_machine.travel(NOON, tick=True):
        yield


@pytest.fixture
def fay(cast: Cast, client: Client) -> Client:
    client.force_login(cast.administrator.user)
    return client


@pytest.fixture
def localities(db: None) -> None:
    table = OtherSchedule.objects.create(kind="gpci", name="GPCI", effective_from=date(2026, 1, 1), state=ReleaseState.ACTIVE)
    for number, name in (("16", "CHICAGO"), ("99", "REST OF ILLINOIS")):
        LocalityIndex.objects.create(schedule=table, mac="06102", state="IL", locality=number, name=name, work_gpci=1, pe_gpci=1, mp_gpci=1)


def place(cast: Cast, name: str, code: str, **other: Any) -> WorkPlace:
    return WorkPlace.objects.create(organisation=cast.organisation, name=name, place_of_service=code, **other)


@pytest.mark.parametrize(
    ("code", "is_facility"),
    # The places at which Medicare pays the facility rate, of those that a log offers; 10 is telehealth at the patient's home.
    [*((code, True) for code in ("02", "21", "22", "23", "24", "31")), *((code, False) for code in ("10", "11", "12", "32"))],
)
def test_tells_facility_from_office(code: str, is_facility: bool) -> None:
    assert is_facility_place(code) is is_facility
    assert WorkPlace(place_of_service=code).is_facility is is_facility
    assert code in dict(PLACES)


@pytest.mark.usefixtures("localities")
def test_keeps_a_place_with_its_locality(fay: Client, cast: Cast) -> None:
    assert "No place yet." in fay.get(PAGE).text
    body = {"name": "North clinic", "place_of_service": "11", "locality": "IL-16"}
    text = fay.post(f"{PAGE}new/", body, follow=True).text
    assert "North clinic is offered as a place." in text
    assert "11 Office, office (non-facility), IL-16 Chicago" in " ".join(text.split())
    # The same name takes what is said now.
    fay.post(f"{PAGE}new/", body | {"place_of_service": "22", "locality": ""})
    found = WorkPlace.objects.get()
    assert (found.organisation, found.place_of_service, found.locality, found.is_facility) == (cast.organisation, "22", "", True)
    assert list(AuditEntry.objects.filter(action__startswith="place.").order_by("pk").values_list("action", flat=True)) == [
        "place.added",
        "place.changed",
    ]


@pytest.mark.usefixtures("localities")
@pytest.mark.parametrize(
    "other", [{"name": ""}, {"name": "MRN 1234567"}, {"name": "x" * 81}, {"place_of_service": "00"}, {"locality": "IL-98"}]
)
def test_refuses_what_is_no_place(fay: Client, other: dict[str, str]) -> None:
    page = fay.post(f"{PAGE}new/", {"name": "North", "place_of_service": "11", "locality": "IL-16"} | other)
    assert page.status_code == 422
    assert 'role="alert"' in page.text
    assert not WorkPlace.objects.exists()


def test_offers_no_locality_where_no_table_is_loaded(fay: Client) -> None:
    assert [key for key, _words in fay.get(PAGE).context["form"].fields["locality"].choices] == [""]


def test_closes_a_place_once(fay: Client, cast: Cast) -> None:
    north = place(cast, "North clinic", "11")
    UsualPlace.objects.create(clinician=cast.clinician.log, weekday=0, work_place=north)
    for _ in range(2):
        assert fay.post(f"{PAGE}{north.pk}/close/").status_code == 302
    assert not UsualPlace.objects.exists()
    assert AuditEntry.objects.filter(action="place.closed").count() == 1
    assert "closed" in fay.get(PAGE).text


@pytest.fixture
def ada(cast: Cast, client: Client) -> Client:
    client.force_login(cast.clinician.user)
    return client


def test_begins_the_log_with_the_place_of_the_weekday(ada: Client, cast: Cast) -> None:
    north = place(cast, "North surgery center", "24")
    body = {"day_0": f"p{north.pk}", "day_1": "22", "day_4": ""}
    assert "Kept." in ada.post("/log/places/keep/", body, follow=True).text
    assert [(one.weekday, one.code) for one in UsualPlace.objects.all()] == [(0, "24"), (1, "22")]

    def begins_with(day: date) -> str:
        found: str = ada.get(f"/log/{day.isoformat()}/").context["draft"].place_of_service
        return found

    monday = NOON.date()
    assert begins_with(monday) == "24"
    assert begins_with(monday - timedelta(days=6)) == "22"
    # Without a usual place the last one goes on, and without one it is the office.
    assert begins_with(monday - timedelta(days=3)) == "11"
    log(cast, member=cast.clinician, place="23")
    assert begins_with(monday - timedelta(days=3)) == "23"
    assert begins_with(monday) == "24"


def test_keeps_the_week_as_it_was_said_last(ada: Client, cast: Cast) -> None:
    ada.post("/log/places/keep/", {"day_0": "22", "day_6": "12"})
    assert [ada.get("/log/places/").context["form"][f"day_{day}"].value() for day in (0, 6)] == ["22", "12"]
    ada.post("/log/places/keep/", {"day_2": "21"})
    assert [(one.weekday, one.code) for one in UsualPlace.objects.all()] == [(2, "21")]


@pytest.mark.parametrize("sent", ["00", "p999999", "x"])
def test_refuses_a_place_that_is_none(ada: Client, sent: str) -> None:
    assert ada.post("/log/places/keep/", {"day_0": sent}).status_code == 422
    assert not UsualPlace.objects.exists()


def test_takes_no_place_of_another_organisation_and_no_closed_one(ada: Client, cast: Cast) -> None:
    foreign = WorkPlace.objects.create(organisation=cast.elsewhere, name="Far", place_of_service="21")
    closed = place(cast, "Old", "21", closed=True)
    for one in (foreign, closed):
        assert ada.post("/log/places/keep/", {"day_0": f"p{one.pk}"}).status_code == 422


def test_names_the_place_of_a_case_where_only_one_can_be_meant(ada: Client, cast: Cast) -> None:
    monday = NOON.date()
    case = log(cast, member=cast.clinician, place="24", day=monday)
    assert work_place_of(case) is None
    north = place(cast, "North surgery center", "24", locality="IL-16")
    assert work_place_of(case) == north
    text = " ".join(ada.get(f"/cases/{case.pk}/").text.split())
    assert "North surgery center, Ambulatory surgery center (place 24, locality IL-16)" in text
    south = place(cast, "South surgery center", "24")
    assert work_place_of(case) is None
    UsualPlace.objects.create(clinician=cast.clinician.log, weekday=0, work_place=south)
    assert work_place_of(case) == south
    assert usual_place(cast.clinician.log, monday) == "24"
    # On another weekday it is not the usual one.
    assert work_place_of(log(cast, member=cast.clinician, place="24", day=monday - timedelta(days=1))) is None
