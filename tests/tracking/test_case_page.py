"""The page of one case: understand, correct, delete, undo."""

from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import uuid4

import pytest
import time_machine
from django.test import Client

from codes.models import Release
from tests.cast import Cast
from tracking.entry import CaseContent, read_entry
from tracking.models import Case, MonthTotal
from tracking.services import log_case
from tracking.services_entries import version_of

NOON = datetime(2026, 11, 23, 17, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _noon():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def case(cast: Cast, release: Release) -> Case:
    assert cast.clinician.clinician
    content = CaseContent(date(2026, 11, 23), "22", read_entry("99214x2 45385 D1553 78815").lines)
    return log_case(clinician=cast.clinician.clinician, case_id=uuid4(), content=content, actor=cast.clinician.user)


@pytest.fixture
def ada(cast: Cast, case: Case, client: Client) -> Client:
    client.force_login(cast.clinician.user)
    return client


def text_of(response: object) -> str:
    return " ".join(response.content.decode().split())  # type: ignore[attr-defined]


def form(case: Case, entry: str, **fields: str) -> dict[str, str]:
    return {"case_id": str(case.pk), "date_of_service": "2026-11-23", "place_of_service": "22", "entry": entry, **fields}


def credit() -> Decimal:
    return MonthTotal.objects.get().credit


def test_shows_each_lines_credit_and_how_it_was_counted(ada: Client, case: Case) -> None:
    page = text_of(ada.get(f"/cases/{case.pk}/"))
    for shown in ('data-credit="3.84"', 'data-credit="4.46"', 'data-credit="none"'):
        assert shown in page
    assert 'data-total="case">8.30<' in page  # 2 x 1.92 + 4.46
    assert "How this was counted" in page
    assert 'Valued with RVU26C, in force from 1 July 2026, policy "Rules of Medicare on work"' in page.replace("&quot;", '"')
    assert "The row has no work value" in page
    assert "Only the row with modifier 26 has work" in page
    assert ">0.00<" not in page


def pages_of(cast: Cast, client: Client, place: str, *typed: str) -> list[str]:
    """Log each entry as a case of one's own, and return the texts of their pages."""
    assert (log := cast.clinician.clinician)
    client.force_login(cast.clinician.user)
    contents = (CaseContent(date(2026, 11, 23), place, read_entry(entry).lines) for entry in typed)
    logged = [log_case(clinician=log, case_id=uuid4(), content=content, actor=cast.clinician.user) for content in contents]
    return [text_of(client.get(f"/cases/{case.pk}/")) for case in logged]


def test_shows_both_totals_where_a_rule_fired_and_one_where_none_did(cast: Cast, release: Release, client: Client) -> None:
    """4.46 + 3.47 = 7.93 as entered; the biopsy adds what it has over the look: 4.46 + (3.47 - 3.18) = 4.75."""
    pages = pages_of(cast, client, "24", *("45385 45380-59", "45385 99214-25"))
    assert 'data-total="case">4.75<' in pages[0] and "wRVU for the case, 7.93 as entered" in pages[0]
    assert "as entered 7.93, before rules" in pages[0] and "Only what it adds over 45378" in pages[0]
    assert 'data-total="case">6.38<' in pages[1] and "as entered" not in pages[1]


def test_corrects_a_case_and_takes_that_back(ada: Client, case: Case) -> None:
    answer = ada.post(f"/cases/{case.pk}/amend/", form(case, "99214"), follow=True)
    assert "The change is saved." in text_of(answer)
    assert credit() == Decimal("1.92")
    undo = {"date_of_service": "2026-11-23", "place_of_service": "22", "case_id": str(case.pk)}
    ada.post(f"/cases/{case.pk}/amend/", undo | {"entry_line": ["99214x2", "45385", "D1553", "78815"]})
    assert credit() == Decimal("8.30")


def test_offers_the_stored_lines_for_correction(ada: Client, case: Case) -> None:
    page = text_of(ada.get(f"/cases/{case.pk}/edit/"))
    assert 'data-line="99214x2"' in page
    assert "Save changes" in page


def test_keeps_a_wrong_correction_on_the_page(ada: Client, case: Case) -> None:
    answer = ada.post(f"/cases/{case.pk}/amend/", form(case, "99214", date_of_service="2027-01-01"))
    assert answer.status_code == 422
    assert "1 January 2027 is in the future" in text_of(answer)
    assert credit() == Decimal("8.30")


def test_deletes_with_undo(ada: Client, case: Case) -> None:
    page = text_of(ada.post(f"/cases/{case.pk}/remove/", follow=True))
    assert "Deleted:" in page and f'action="/cases/{case.pk}/restore/"' in page
    assert credit() == 0
    assert "This case is deleted" in text_of(ada.get(f"/cases/{case.pk}/"))
    assert ada.get(f"/cases/{case.pk}/edit/").status_code == 404
    late = ada.post(f"/cases/{case.pk}/amend/", form(case, "99214"))
    assert late.status_code == 409 and credit() == 0
    assert "was deleted in the meantime" in text_of(late) and 'data-line="99214"' in text_of(late)
    assert "Restored:" in text_of(ada.post(f"/cases/{case.pk}/restore/", follow=True))
    assert credit() == Decimal("8.30")


@pytest.mark.parametrize("part", ["colleague", "surgeon", "lead", "trainee", "stranger", "strange_administrator", "operator"])
def test_does_not_exist_for_others(ada: Client, case: Case, cast: Cast, part: str) -> None:
    ada.force_login(cast.members[part])
    assert ada.get(f"/cases/{case.pk}/").status_code == 404
    for action in ("amend", "remove", "restore"):
        assert ada.post(f"/cases/{case.pk}/{action}/", form(case, "99214")).status_code == 404
    assert credit() == Decimal("8.30")


def test_may_be_read_but_not_changed_by_an_administrator(ada: Client, case: Case, cast: Cast) -> None:
    ada.force_login(cast.administrator.user)
    page = text_of(ada.get(f"/cases/{case.pk}/"))
    assert "Ada Clinician" in page and "Delete" not in page
    assert ada.get(f"/cases/{case.pk}/edit/").status_code == 404
    assert ada.post(f"/cases/{case.pk}/remove/").status_code == 404


def test_may_be_read_by_the_attending_of_a_trainee(ada: Client, cast: Cast) -> None:
    assert cast.trainee.clinician
    content = CaseContent(date(2026, 11, 23), "22", read_entry("45385").lines)
    case = log_case(
        clinician=cast.trainee.clinician, case_id=uuid4(), content=content, actor=cast.trainee.user, attending=cast.clinician.clinician
    )
    assert "work value observed" in text_of(ada.get(f"/cases/{case.pk}/"))


def test_needs_the_same_number_of_queries_for_any_case(ada: Client, case: Case, django_assert_max_num_queries) -> None:
    with django_assert_max_num_queries(19):
        ada.get(f"/cases/{case.pk}/")


def test_does_not_overwrite_what_was_changed_elsewhere(ada: Client, case: Case) -> None:
    seen = version_of(case)
    assert f'name="seen" value="{seen}"' in text_of(ada.get(f"/cases/{case.pk}/edit/"))
    with time_machine.travel(datetime(2026, 11, 23, 18, tzinfo=UTC)):
        ada.post(f"/cases/{case.pk}/amend/", form(case, "45385"))
        answer = ada.post(f"/cases/{case.pk}/amend/", form(case, "99214", seen=seen))
    page = text_of(answer)
    assert answer.status_code == 409
    assert "changed on another device in the meantime: 45385" in page
    assert 'value="99214"' in page
    assert credit() == Decimal("4.46")
    now = version_of(Case.objects.get())
    assert f'name="seen" value="{now}"' in page
    assert ada.post(f"/cases/{case.pk}/amend/", form(case, "99214", seen=now)).status_code == 302
    assert credit() == Decimal("1.92")


def test_shows_four_decimals_where_two_do_not_add_up(cast: Cast, release: Release, client: Client) -> None:
    """Half of 3.47 and of 0.21: 1.735 and 0.105 are shown as 1.74 and 0.11, their sum of 1.84 as 1.84."""
    pages = pages_of(cast, client, "22", *("45380-52 71046-26-52", "45380-52 99214"))
    assert 'data-total="case">1.84<' in pages[0]
    assert "added up with four decimals 1.7350 + 0.1050</span>" in pages[0]
    assert "added up with four decimals" not in pages[1]  # 1.74 + 1.92 = 3.66, as 3.655 is shown
