"""The ways into the log: asked readings, tapped modifiers, sets, labels, counted days, days logged again, deletion and history."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.test import Client

from rvuedge.accounts.models import AuditEntry
from tests.cast import Cast
from tracking.content import content_of
from tracking.entry import write_entry
from tracking.models import Case, Clinician, MonthTotal, ProcedureSet
from tracking.services_deleted import forget_deleted
from tracking.tasks import forget_deleted_cases

NOON = datetime(2026, 11, 23, 17, tzinfo=UTC)  # 12:00 in New York
FRAGMENT = {"HX-Request": "true"}
BATCH = "3f1d2c3b-4a59-4687-8899-aabbccddeeff"


@pytest.fixture(autouse=True)
def _noon():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def log(cast: Cast) -> Clinician:
    assert cast.clinician.clinician
    return cast.clinician.clinician


def posted(entry: str = "", **fields: Any) -> dict[str, Any]:
    return {"case_id": str(uuid4()), "date_of_service": "2026-11-23", "place_of_service": "11", "entry": entry, **fields}


def row(code: str, modifiers: str = "", units: str = "1", tooth: str = "", **fields: Any) -> dict[str, Any]:
    return posted(code=[code], modifiers=[modifiers], units=[units], tooth=[tooth], **fields)


def text_of(response: Any) -> str:
    return str(response.content.decode())


def texts() -> list[str]:
    return sorted(write_entry(content_of(case).lines) for case in Case.objects.kept())


def test_cuts_digits_without_blanks_into_codes(ada: Client) -> None:
    ada.post("/log/save/", posted("45385453805999214"))
    assert texts() == ["45385 45380-59 99214"]


def test_logs_on_the_day_that_was_typed(ada: Client) -> None:
    ada.post("/log/save/", posted("yesterday 99214"))
    assert Case.objects.get().date_of_service.isoformat() == "2026-11-22"


def test_asks_in_a_plain_form_which_reading_is_meant(ada: Client) -> None:
    page = text_of(ada.post("/log/preview/", posted("D1553 3")))
    assert "Which do you mean?" in page
    assert 'name="reading" value="D1553 #3"' in page and 'name="reading" value="D1553x3"' in page
    assert 'data-line="D1553' not in page
    assert 'data-line="D1553 #3"' in text_of(ada.post("/log/preview/", posted("D1553 3", reading="D1553 #3")))


def test_stores_nothing_that_can_be_read_in_two_ways(ada: Client) -> None:
    answer = ada.post("/log/save/", posted("D1553 3"), headers=FRAGMENT)
    assert (answer.status_code, Case.objects.count()) == (422, 0)
    assert "can be read in more than one way" in text_of(answer)


@pytest.mark.parametrize(
    ("line", "change", "after"),
    [
        ({"code": "45380"}, "0:59", "45380-59"),
        ({"code": "45380", "modifiers": "59 LT"}, "0:59", "45380-LT"),
        ({"code": "99214"}, "0:+", "99214x2"),
        ({"code": "99214", "units": "1"}, "0:-", "99214"),
        ({"code": "D2391", "tooth": "14-M"}, "0:/O", "D2391 #14-MO"),
        ({"code": "D2391", "tooth": "14-MO"}, "0:/M", "D2391 #14-O"),
        ({"code": "99214"}, "7:59", "99214"),
    ],
)
def test_changes_a_line_by_a_tap(ada: Client, line: dict[str, str], change: str, after: str) -> None:
    assert f'data-line="{after}"' in text_of(ada.post("/log/preview/", row(**line, modify=change), headers=FRAGMENT))


def test_offers_modifiers_with_their_reason(ada: Client) -> None:
    page = text_of(ada.post("/log/preview/", posted("99214 45385 45380"), headers=FRAGMENT))
    assert 'value="0:25"' in page and "a visit of its own beside the procedure" in page and "global 000" in page
    assert 'value="2:59"' in page and "distinct from the other procedure" in page
    assert ":51" not in page and ":50" not in page


def test_asks_for_26_where_only_the_reading_has_work(ada: Client) -> None:
    page = text_of(ada.post("/log/preview/", posted("78815 45385"), headers=FRAGMENT))
    assert page.count("Only the reading (26) has a work value.") == 1 and 'value="0:26"' in page
    assert "Only the reading" not in text_of(ada.post("/log/preview/", posted("78815-26"), headers=FRAGMENT))


def test_shows_both_totals_when_a_rule_fires(ada: Client) -> None:
    page = text_of(ada.post("/log/preview/", posted("45385 45380"), headers=FRAGMENT))
    # 4.46 + 3.47 as entered; the second adds what it has over the base of the family: 3.47 - 3.18.
    assert 'data-total="case">4.75<' in page
    assert "7.93</span> as entered" in page
    assert 'as entered <span class="num">3.47</span>' in page
    assert "as entered" not in text_of(ada.post("/log/preview/", posted("45385 99214"), headers=FRAGMENT))


def test_keeps_tooth_and_surfaces(ada: Client) -> None:
    ada.post("/log/save/", posted("D1553 #14-MO"))
    assert texts() == ["D1553 #14-MO"]
    assert "#14-MO" in text_of(ada.get(f"/cases/{Case.objects.get().pk}/"))


def test_counts_a_clinic_day_one_case_a_visit(ada: Client, log: Clinician) -> None:
    counts: dict[str, Any] = {"count_line": ["99214", "45385", "D1553"], "count": ["12", "8", ""]}
    answer = ada.post("/log/count/", posted(**counts) | {"case_id": BATCH}, follow=True)
    assert texts() == ["45385"] * 8 + ["99214"] * 12
    # Another patient's colonoscopy is not reduced: 12 x 1.92 + 8 x 4.46.
    assert 'data-total="day">58.72<' in text_of(answer)
    assert "20 cases" in text_of(answer)
    ada.post("/log/count/", posted(**counts) | {"case_id": BATCH})
    assert Case.objects.count() == 20


def test_takes_a_counted_day_back_at_once(ada: Client, log: Clinician) -> None:
    ada.post("/log/count/", posted(count_line=["99214"], count=["3"]))
    answer = ada.post("/log/undo/", {"case": [str(case.pk) for case in Case.objects.all()]}, follow=True)
    assert MonthTotal.objects.get(clinician=log).credit == 0
    assert text_of(answer).count("Restore 99214") == 3


@pytest.mark.parametrize(
    ("count", "sentence"),
    [
        (["x", ""], "not a number of visits"),
        (["", "0"], "No visit is counted"),
        (["-3", ""], "not a number"),
        (["99", "99", "99"], "at most 200 at once"),
    ],
)
def test_says_what_is_wrong_with_a_count(ada: Client, count: list[str], sentence: str) -> None:
    answer = ada.post("/log/count/", posted(count_line=["99214", "45385", "D1553"], count=count), headers=FRAGMENT)
    assert answer.status_code == 422 and sentence in text_of(answer)
    assert Case.objects.count() == 0


def test_logs_a_day_again(ada: Client) -> None:
    for typed in ("99214", "45385 45380-59"):
        ada.post("/log/save/", posted(typed, date_of_service="2026-11-20", place_of_service="22"))
    assert "Log this day again today" in text_of(ada.get("/log/2026-11-20/"))
    ada.post("/log/copy/", {"day": "2026-11-20", "case_id": BATCH})
    ada.post("/log/copy/", {"day": "2026-11-20", "case_id": BATCH})
    today = Case.objects.filter(date_of_service="2026-11-23")
    assert sorted(write_entry(content_of(case).lines) for case in today) == ["45385 45380-59", "99214"]
    assert {case.place_of_service for case in today} == {"22"}
    assert ada.post("/log/copy/", {"day": "2026-11-19", "case_id": BATCH}).status_code == 404
    assert ada.post("/log/copy/", {"day": "nonsense", "case_id": BATCH}).status_code == 404


def test_keeps_a_set_one_tap_away(ada: Client, log: Clinician) -> None:
    ada.post("/log/sets/keep/", {"name": "my polyp day", "codes": "45385 45380"})
    page = text_of(ada.get("/log/"))
    assert 'name="add" value="45385 45380"' in page and "my polyp day" in page
    assert '<span class="num">4.75</span>' in page
    ada.post("/log/sets/keep/", {"name": "my polyp day", "codes": "45385"})
    assert ProcedureSet.objects.get().lines == "45385"
    ada.post(f"/log/sets/{ProcedureSet.objects.get().pk}/remove/")
    assert ProcedureSet.objects.count() == 0


@pytest.mark.parametrize(
    ("name", "codes", "sentence"),
    [
        ("MRN 1234567", "45385", "record number"),
        ("", "45385", "Give the set a name"),
        ("day", "", "Enter the codes"),
        ("day", "45385 polyp", "no code that can be read"),
        ("day", "99214x0", "not a number of units"),
    ],
)
def test_keeps_no_set_that_cannot_stand(ada: Client, name: str, codes: str, sentence: str) -> None:
    page = text_of(ada.post("/log/sets/keep/", {"name": name, "codes": codes}, follow=True))
    assert sentence in page
    assert ProcedureSet.objects.count() == 0


def test_calls_a_favourite_by_its_own_label(ada: Client, log: Clinician) -> None:
    ada.post("/log/favourites/", {"favourite": ["45380-59", "99214"], "label:45380-59": "bx", "label:99214": ""})
    page = text_of(ada.get("/log/"))
    assert "<b>bx</b>" in page
    assert 'value="bx"' in text_of(ada.get("/log/favourites/"))


def test_refuses_a_label_that_names_a_patient(ada: Client, log: Clinician) -> None:
    answer = ada.post("/log/favourites/", {"favourite": ["99214"], "label:99214": "born 3/4/1961"})
    assert answer.status_code == 422 and "birth" in text_of(answer)
    assert log.favourites.count() == 0


def test_tells_the_history_of_a_case(ada: Client) -> None:
    ada.post("/log/save/", posted("45385"))
    case = Case.objects.get()
    ada.post(f"/cases/{case.pk}/amend/", posted("45385-59", case_id=str(case.pk)))
    ada.post(f"/cases/{case.pk}/remove/")
    ada.post(f"/cases/{case.pk}/restore/")
    page = text_of(ada.get(f"/cases/{case.pk}/"))
    assert '<del class="code">45385</del>' in page and '<ins class="code">45385-59</ins>' in page
    assert page.index("restored, ") < page.index("deleted, ") < page.index("changed, ") < page.index("logged, ")


def test_keeps_a_deleted_case_for_thirty_days(ada: Client) -> None:
    ada.post("/log/save/", posted("45385"))
    ada.post("/log/save/", posted("99214"))
    for case in Case.objects.all():
        ada.post(f"/cases/{case.pk}/remove/")
    page = text_of(ada.get("/log/deleted/"))
    assert "Restore 45385" in page and "Restore 99214" in page
    assert forget_deleted(now=NOON + timedelta(days=30)) == 0
    old = Case.objects.filter(lines__code="45385")
    old.update(deleted_at=NOON - timedelta(days=31))
    assert "Restore 45385" not in text_of(ada.get("/log/deleted/"))
    assert (forget_deleted_cases(), forget_deleted_cases()) == (1, 0)
    assert Case.objects.get().lines.get().code == "99214"
    assert AuditEntry.objects.get(action="cases.forgotten").detail == {"cases": 1}
