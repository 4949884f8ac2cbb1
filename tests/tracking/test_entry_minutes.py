"""The minutes of an anesthetic: typed with the code, shown as read, changed in the row, sent by a device, asked anew each time."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.test import Client

from codes.models import AnesthesiaBase, OtherSchedule, Release, ReleaseState
from codes.reference import forget_reference
from tests.cast import Cast
from tests.tracking.posting import posted, text_of
from tracking.content import content_of
from tracking.entry import write_entry
from tracking.models import Case, CaseLine

NOON = datetime(2026, 11, 23, 17, tzinfo=UTC)  # 12:00 in New York
JSON = "application/json"


@pytest.fixture(autouse=True)
def _noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def ada(cast: Cast, release: Release, client: Client) -> Iterator[Client]:
    table = OtherSchedule.objects.create(kind="anes_base", name="ANES2026", effective_from=date(2026, 1, 1), state=ReleaseState.ACTIVE)
    AnesthesiaBase.objects.create(schedule=table, code="00142", base_units=Decimal(4))
    forget_reference()
    client.force_login(cast.clinician.user)
    yield client
    forget_reference()


def row(minutes: str, **fields: Any) -> dict[str, Any]:
    return posted(code=["00142", "99214"], modifiers=["QZ", ""], units=["1", "1"], tooth=["", ""], minutes=[minutes, ""], **fields)


def stored() -> tuple[str, Decimal | None]:
    case = Case.objects.get()
    return write_entry(content_of(case).lines), case.lines.get(code="00142").asa_units


def test_shows_what_was_read_before_it_is_taken(ada: Client) -> None:
    told = text_of(ada.get("/log/find/", {"q": "45", "text": "00142 qz 0:45"}, headers={"HX-Request": "true"}))
    assert 'data-lines="00142-QZ 45min"' in told and ", 45 minutes" in told
    asked = text_of(ada.get("/log/find/", {"q": "23", "text": "00142 23"}, headers={"HX-Request": "true"}))
    assert 'data-lines="00142-23"' in asked and 'data-lines="00142 23min"' in asked


@pytest.mark.parametrize("typed", ["00142 qz 45", "00142-qz 45m", "00142 QZ 45 min", "00142-QZ 0:45"])
def test_counts_the_typed_minutes(ada: Client, typed: str) -> None:
    draft = text_of(ada.post("/log/preview/", posted(typed)))
    # 4 base units and 45 / 15 = 3 of time.
    assert 'data-line="00142-QZ 45min"' in draft and "QZ 45 min" in draft
    assert "no wRVU" in draft and '<span class="num">7.0</span> ASA units' in draft
    ada.post("/log/save/", posted(typed))
    assert stored() == ("00142-QZ 45min", Decimal(7))


@pytest.mark.parametrize(("told", "text"), [("90", "00142-QZ 90min 99214"), ("1:30", "00142-QZ 90min 99214"), ("", "00142-QZ 99214")])
def test_takes_the_minutes_of_the_row(ada: Client, told: str, text: str) -> None:
    ada.post("/log/save/", row(told))
    # 4 base units and 90 / 15 = 6 of time; nothing where no time is told.
    assert stored() == (text, Decimal(10) if told else None)


@pytest.mark.parametrize(
    ("told", "why"), [("0", "0 is not a number of minutes"), ("2881", "2881 is not a number of minutes"), ("soon", "SOON")]
)
def test_refuses_minutes_that_cannot_be(ada: Client, told: str, why: str) -> None:
    answer = ada.post("/log/save/", row(told))
    assert (answer.status_code, Case.objects.count()) == (422, 0)
    assert why in text_of(answer)


def test_keeps_other_details_when_the_minutes_are_changed(ada: Client) -> None:
    ada.post("/log/save/", row("90"))
    CaseLine.objects.filter(code="00142").update(details="minutes=90;concurrent=2")
    case = Case.objects.get()
    edit = text_of(ada.get(f"/cases/{case.pk}/edit/"))
    assert 'name="minutes" value="90"' in edit and 'data-line="00142-QZ 90min"' in edit
    for told, details in (("60", "minutes=60;concurrent=2"), ("", "concurrent=2")):
        ada.post(f"/cases/{case.pk}/amend/", row(told, case_id=str(case.pk)))
        assert CaseLine.objects.get(code="00142").details == details


def test_takes_minutes_from_a_device_and_keeps_them_from_one_that_knows_none(ada: Client, cast: Cast) -> None:
    log = cast.clinician.clinician
    assert log
    case_id = str(uuid4())

    def sent(do: str, **line: Any) -> int:
        case = {"date_of_service": "2026-11-20", "place_of_service": "22", "lines": [{"code": "00142", "modifiers": ["QZ"], **line}]}
        body = {"owner": cast.clinician.user.pk, "log": log.pk, "do": do, "id": case_id, "case": case}
        return ada.post("/log/send/", body, content_type=JSON, headers={"Idempotency-Key": uuid4().hex}).status_code

    assert (sent("log", details={"minutes": "45"}), *stored()) == (200, "00142-QZ 45min", Decimal(7))
    assert (sent("amend", units=2), *stored()) == (200, "00142-QZx2 45min", Decimal(7))
    assert (sent("amend", details={"minutes": "30"}), *stored()) == (200, "00142-QZ 30min", Decimal(6))
    assert (sent("amend", details={"minutes": ""}), *stored()) == (200, "00142-QZ", None)
    assert sent("amend", details={"minutes": "many"}) == 400


def test_asks_for_the_time_of_each_anesthetic_anew(ada: Client) -> None:
    ada.post("/log/save/", row("90"))
    case = Case.objects.get()
    assert 'data-repeat="00142-QZ 99214"' in text_of(ada.get("/log/"))
    assert 'data-line="00142-QZ"' in text_of(ada.get(f"/log/again/{case.pk}/"))
    Case.objects.update(date_of_service=date(2026, 11, 20))
    ada.post("/log/copy/", {"day": "2026-11-20", "case_id": str(uuid4())})
    copy = Case.objects.exclude(pk=case.pk).get()
    assert write_entry(content_of(copy).lines) == "00142-QZ 99214"


def test_shows_the_asa_units_of_the_month_and_the_day_beside_the_wrvu(ada: Client) -> None:
    ada.post("/log/save/", posted("00142-QZ 45", date_of_service="2026-11-20"))
    ada.post("/log/save/", posted("00142-QZ 90min 99214"))
    removed = posted("00142-QZ 60")
    ada.post("/log/save/", removed)
    ada.post(f"/cases/{removed['case_id']}/remove/")
    page = text_of(ada.get("/log/"))
    # 4 + 45 / 15 = 7 on the 20th and 4 + 90 / 15 = 10 on the 23rd; 1.92 is the visit's work alone.
    assert '<b data-total="month">1.92</b>' in page and 'data-total="month-asa">17.0</b> ASA units' in page
    assert 'data-total="day">1.92<' in page and 'data-total="day-asa">10.0</span> ASA units' in page
    (total,) = ada.get("/api/v1/totals/").json()["results"]
    assert (total["credit"], total["asa_units"]) == ("1.9200", "17.0000")


def test_shows_no_asa_units_where_there_are_none(ada: Client) -> None:
    ada.post("/log/save/", posted("99214 D1553"))
    assert "-asa" not in text_of(ada.get("/log/"))
    (total,) = ada.get("/api/v1/totals/").json()["results"]
    assert (total["not_counted"], total["asa_units"]) == (1, None)
