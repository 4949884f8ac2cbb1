"""The log page: look, value a draft, save it."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.test import Client

from codes.lanes import FeeKind
from tests.cast import Cast
from tests.tracking.test_schedules import schedule
from tracking.entry import read_entry
from tracking.models import Case
from tracking.services_sets import choose_favourites

NOON = datetime(2026, 11, 23, 17, tzinfo=UTC)  # 12:00 in New York
FRAGMENT = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def _noon():
    with time_machine.travel(NOON, tick=False):
        yield


def posted(entry: str = "", **fields: Any) -> dict[str, object]:
    return {"case_id": str(uuid4()), "date_of_service": "2026-11-23", "place_of_service": "11", "entry": entry, **fields}


def text_of(response: object) -> str:
    return str(response.content.decode())  # type: ignore[attr-defined]


def test_shows_an_empty_log_with_codes_one_tap_away(ada: Client) -> None:
    page = text_of(ada.get("/log/"))
    assert 'data-total="month">0.00<' in page
    assert 'role="combobox"' in page
    assert 'data-sync="saved"' in page
    assert '<span class="code">99214</span>' in page


def test_saves_a_case_typed_as_lines(ada: Client, cast: Cast) -> None:
    answer = ada.post("/log/save/", posted("99214 45385 D1553"), follow=True)
    case = Case.objects.get(clinician=cast.clinician.clinician)
    page = text_of(answer)
    assert answer.redirect_chain == [("/log/", 302)]
    assert 'data-total="month">6.38<' in page  # 1.92 + 4.46
    assert 'data-total="day">6.38<' in page
    assert "1 line not counted" in page
    assert f'action="/cases/{case.pk}/remove/"' in page
    assert "Undo" in page
    assert f'action="/cases/{case.pk}/remove/"' not in text_of(ada.get("/log/"))


def test_answers_a_script_with_the_changed_parts(ada: Client) -> None:
    page = text_of(ada.post("/log/save/", posted("99214x2"), headers=FRAGMENT))
    assert "<html" not in page
    assert 'data-total="month">3.84<' in page
    assert 'id="draft"' in page
    assert "Undo" in page


def test_stays_on_the_day_it_logs_for(ada: Client) -> None:
    answer = ada.post("/log/save/", posted("99214", date_of_service="2026-11-20"), follow=True)
    assert answer.redirect_chain == [("/log/2026-11-20/", 302)]
    assert 'value="2026-11-20"' in text_of(answer)
    assert 'data-total="day">1.92<' in text_of(answer)


def test_saves_the_same_form_once(ada: Client) -> None:
    form = posted("99214")
    for _ in range(2):
        ada.post("/log/save/", form)
    assert Case.objects.count() == 1


def test_values_a_draft_without_storing_it(ada: Client) -> None:
    answer = ada.post("/log/preview/", posted(add="45385", code=["99214"], modifiers=[""], units=["2"], tooth=[""]), headers=FRAGMENT)
    page = text_of(answer)
    assert 'data-total="case">8.30<' in page  # 2 x 1.92 + 4.46
    assert 'aria-label="Remove 45385"' in page
    assert Case.objects.count() == 0


def test_shows_the_lane_of_a_line_without_work(ada: Client) -> None:
    page = text_of(ada.post("/log/preview/", posted("D1553 78815 99999"), headers=FRAGMENT))
    assert "Fee-schedule reimbursed" in page and "fee not known" in page
    assert "Needs modifier 26" in page
    assert "Not in the schedule: needs review" in page
    assert "0.00" not in page.replace('data-total="case">0.00', "")


def test_removes_a_line_of_the_draft(ada: Client) -> None:
    rows: dict[str, Any] = {"code": ["99214", "45385"], "modifiers": ["", "59"], "units": ["1", "1"], "tooth": ["", ""]}
    page = text_of(ada.post("/log/preview/", posted(drop="0", **rows), headers=FRAGMENT))
    assert 'data-line="45385-59"' in page
    assert "99214" not in page


def test_works_as_a_plain_form(ada: Client) -> None:
    page = text_of(ada.post("/log/preview/", posted(add="45385", drop="9" * 4301)))
    assert "<html" in page
    assert 'name="code" value="45385"' in page
    assert 'aria-pressed="true"' not in page or "45385" in page


def test_offers_codes_for_words_in_a_plain_form(ada: Client) -> None:
    assert 'name="add" value="45385"' in text_of(ada.post("/log/preview/", posted("polyp")))


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"date_of_service": "2026-11-24"}, "24 November 2026 is in the future"),
        ({"date_of_service": "2023-12-31"}, "is before your log begins"),
        ({"date_of_service": "2025-02-29"}, "not a date of the calendar"),
        ({"date_of_service": "02/03/2026"}, "not a date of the calendar"),
        ({"date_of_service": ""}, "Enter the date of service"),
        ({"entry": "99214x0"}, "0 is not a number of units"),
        ({"entry": "20610-50-LT"}, "modifiers 50 and LT exclude each other"),
        ({"entry": ""}, "Add at least one code"),
        ({"entry": "99214 polyp"}, "POLYP"),
        ({"place_of_service": "77"}, "77"),
    ],
)
def test_says_what_is_wrong_and_keeps_the_draft(ada: Client, fields: dict[str, str], sentence: str) -> None:
    answer = ada.post("/log/save/", posted("99214") | fields, headers=FRAGMENT)
    assert answer.status_code == 422
    assert sentence in text_of(answer)
    assert Case.objects.count() == 0


def test_says_how_many_lines_are_too_many_however_many_were_typed(ada: Client) -> None:
    """As many as the field holds: 2,000 signs of codes with a blank behind each."""
    rows = {"code": ["99214"] * 333, "units": ["1"] * 333} | {name: [""] * 333 for name in ("modifiers", "tooth", "minutes")}
    answer = ada.post("/log/save/", posted() | rows, headers=FRAGMENT)
    assert (answer.status_code, Case.objects.count()) == (422, 0)
    assert "The case has 333 lines. Save it in parts of at most 50." in text_of(answer)


def test_takes_today_from_the_zone_of_the_organisation(ada: Client) -> None:
    with time_machine.travel(datetime(2026, 11, 24, 3, tzinfo=UTC)):  # still the 23rd in New York
        assert ada.post("/log/save/", posted("99214", date_of_service="2026-11-24")).status_code == 422


def test_remarks_on_an_old_date(ada: Client) -> None:
    page = text_of(ada.post("/log/preview/", posted("99214", date_of_service="2026-07-01"), headers=FRAGMENT))
    assert "more than 90 days ago" in page


def test_asks_about_the_same_case_again(ada: Client) -> None:
    ada.post("/log/save/", posted("99214"))
    with time_machine.travel(datetime(2026, 11, 23, 17, 1, tzinfo=UTC)):
        assert "same case again?" in text_of(ada.post("/log/save/", posted("99214"), headers=FRAGMENT))
    assert Case.objects.count() == 2


def test_refuses_a_used_id_with_other_content(ada: Client) -> None:
    form = posted("99214")
    ada.post("/log/save/", form)
    assert ada.post("/log/save/", form | {"entry": "45385"}, headers=FRAGMENT).status_code == 409


def test_hides_the_id_of_somebody_elses_case(ada: Client, cast: Cast) -> None:
    form = posted("99214")
    ada.post("/log/save/", form)
    ada.force_login(cast.colleague.user)
    assert ada.post("/log/save/", form).status_code == 404


def test_repeats_a_case_without_storing_it(ada: Client, cast: Cast) -> None:
    ada.post("/log/save/", posted("45385 45380-59", place_of_service="22"))
    case = Case.objects.get()
    page = text_of(ada.get(f"/log/again/{case.pk}/"))
    assert 'data-line="45385"' in page and 'data-line="45380-59"' in page
    assert '<option value="22" selected>' in page
    assert Case.objects.count() == 1
    ada.force_login(cast.administrator.user)
    assert ada.get(f"/log/again/{case.pk}/").status_code == 404


def test_takes_a_code_that_a_link_brings_along(ada: Client) -> None:
    assert 'data-line="D1553"' in text_of(ada.get("/log/", {"add": "D1553"}))
    assert Case.objects.count() == 0


def test_puts_chosen_favourites_first(ada: Client, cast: Cast) -> None:
    assert "Pick what you do most" in text_of(ada.get("/log/favourites/"))
    ada.post("/log/favourites/", {"favourite": ["45380-59", "99214", "99214"], "more": "d1553 polyp"})
    assert cast.clinician.clinician
    kept = list(cast.clinician.clinician.favourites.values_list("code", "modifiers"))
    assert kept == [("45380", "59"), ("99214", ""), ("D1553", "")]
    assert 'value="45380-59"' in text_of(ada.get("/log/"))
    assert "checked" in text_of(ada.get("/log/favourites/"))


def test_proposes_what_was_logged_most(ada: Client) -> None:
    for _ in range(2):
        ada.post("/log/save/", posted("45380-59", date_of_service="2026-11-20"))
    page = text_of(ada.get("/log/"))
    assert page.index('value="45380-59"') < page.index('value="99213"')


def test_lists_recent_codes_that_are_no_favourites_with_the_day_of_their_last_use(ada: Client, cast: Cast) -> None:
    choose_favourites(clinician=cast.clinician.log, lines=read_entry("99214").lines)
    for day in ("2026-11-19", "2026-11-20"):
        ada.post("/log/save/", posted("20610-50 99214", date_of_service=day))
    page = text_of(ada.get("/log/"))
    recents = page[page.index('id="recents"') :]
    assert "20 Nov" in recents and "19 Nov" not in recents
    assert 'aria-label="Add 20610-50 to this case"' in recents
    assert "99214" not in recents  # a favourite


def test_keeps_no_log_for_an_administrator(ada: Client, cast: Cast) -> None:
    ada.force_login(cast.administrator.user)
    assert "You keep no log here" in text_of(ada.get("/log/"))
    assert ada.post("/log/save/", posted("99214")).status_code == 404
    assert ada.get("/log/2026-11-23/").status_code == 404


def test_asks_a_visitor_to_sign_in(client: Client, cast: Cast) -> None:
    for address in ("/log/", "/log/2026-11-23/", "/log/find/?q=1"):
        assert client.get(address).url.startswith("/accounts/login/")  # type: ignore[attr-defined]


@pytest.mark.parametrize("day", ["2026-11-24", "2026-02-30", "0000-00-00"])
def test_has_no_page_for_a_day_that_is_not_there(ada: Client, day: str) -> None:
    assert ada.get(f"/log/{day}/").status_code == 404


def test_speaks_of_work_value_observed_to_a_trainee(ada: Client, cast: Cast) -> None:
    ada.force_login(cast.trainee.user)
    assert "work value observed" in text_of(ada.get("/log/"))


def test_shows_dollars_first_where_fee_schedules_pay_all_that_the_month_has(ada: Client, cast: Cast) -> None:
    """Two repairs at $85.00 are $170.00; with a visit of 1.92 the month is one of work again, and the dollars stand beside it."""
    schedule("Own dental fees", FeeKind.DENTAL, date(2026, 1, 1), {"D1553": "85.00"}, cast.organisation)
    page = text_of(ada.post("/log/save/", posted("D1553x2"), follow=True))
    assert '<p class="hero"><b data-total="fees">$170</b><span>by fee schedules</span>' in page
    assert 'data-total="month">0.00</span>' in page and "1 line not counted" in page
    assert 'data-total="day-fees">$170.00</strong><br><span class="num" data-total="day">0.00</span> wRVU' in page
    assert "<small>$170.00</small></p></div>\n  </div>" in page  # the sum of the day in the ledger
    page = text_of(ada.post("/log/save/", posted("99214"), follow=True))
    assert '<p class="hero"><b data-total="month">1.92</b>' in page and "$170.00 by fee schedules" in page
    assert 'data-total="day">1.92</strong><br><span class="num" data-total="day-fees">$170.00</span>' in page


def test_finds_codes_for_the_list(ada: Client) -> None:
    page = text_of(ada.get("/log/find/", {"q": "4538"}))
    assert 'role="option"' in page and 'data-code="45385"' in page


def test_needs_the_same_number_of_queries_for_many_cases(ada: Client, django_assert_max_num_queries) -> None:
    for typed in ("99214", "45385 45380-59 D1553", "71046-26 99417"):
        ada.post("/log/save/", posted(typed))
    ada.get("/log/")
    with django_assert_max_num_queries(15):
        ada.get(f"/log/{date(2026, 11, 23)}/")
