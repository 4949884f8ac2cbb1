"""The payment that Medicare is estimated to allow for a case: on its page and in the API, apart from the credit, never stored."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.test import Client

from codes.models import AnesthesiaFactor, LocalityIndex, OtherSchedule, Release, ReleaseState
from codes.releases import move_catalogue_version
from tests.cast import Cast
from tests.factories import ReleaseFactory, store_rows
from tests.tracking.claims import ROWS
from tests.tracking.rows import RVU26C
from tracking.entry import CaseContent, read_entry
from tracking.estimates import estimate_of
from tracking.models import Case, CaseLine, WorkPlace
from tracking.services import log_case
from tracking.services_policy import agree_contract

DAY = date(2026, 11, 23)


@pytest.fixture(autouse=True)
def _noon() -> Iterator[None]:
    with time_machine.travel(datetime(2026, 11, 23, 17, tzinfo=UTC), tick=False):
        yield


@pytest.fixture
def whole_rows(cast: Cast) -> Release:
    """The rows of RVU26C with their practice expense, in force."""
    release: Release = ReleaseFactory.create()
    store_rows(release, *ROWS.values())
    return release


@pytest.fixture
def napa(cast: Cast, whole_rows: Release) -> WorkPlace:
    """An office in Napa, with its indices of GPCI2025 and its anesthesia factor of ANES2025."""
    tables = {
        kind: OtherSchedule.objects.create(
            kind=kind, name=kind.upper(), title=title, effective_from=date(2025, 1, 1), state=ReleaseState.ACTIVE
        )
        for kind, title in (("gpci", "GPCI 2025"), ("anes", "ANES 2025"))
    }
    indices = {"work_gpci": "1.061", "pe_gpci": "1.299", "mp_gpci": "0.445"}
    LocalityIndex.objects.create(schedule=tables["gpci"], mac="01112", state="CA", locality="51", name="NAPA", **indices)
    AnesthesiaFactor.objects.create(schedule=tables["anes"], mac="01112", locality="51", conversion_factor="21.64")
    move_catalogue_version()
    office: WorkPlace = WorkPlace.objects.create(organisation=cast.organisation, name="Vine St", place_of_service="11", locality="CA-51")
    return office


@pytest.fixture
def ada(cast: Cast, whole_rows: Release, client: Client) -> Client:
    client.force_login(cast.clinician.user)
    return client


def logged(cast: Cast, typed: str, place: str = "24", day: date = DAY) -> Case:
    assert cast.clinician.clinician
    content = CaseContent(day, place, read_entry(typed).lines)
    return log_case(clinician=cast.clinician.clinician, case_id=uuid4(), content=content, actor=cast.clinician.user)


def told(client: Client, case: Case) -> dict[str, Any]:
    answer: dict[str, Any] = client.get(f"/api/v1/cases/{case.pk}/").json()
    return answer


def part_of(client: Client, case: Case) -> str:
    page = " ".join(client.get(f"/cases/{case.pk}/").content.decode().split())
    return page[page.index('id="payment"') :].partition("</details>")[0]


def test_the_page_of_a_case_shows_each_payment_with_its_steps(ada: Client, cast: Cast) -> None:
    """45385 is 6.69 x 33.4009 in a facility; 45380 adds what it has over 45378: (5.32 - 4.93) x 33.4009."""
    part = part_of(ada, logged(cast, "45385 45380-59 D1553"))
    assert 'data-payment="case">$236.48<' in part
    assert [f'data-payment="{value}"' in part for value in ("223.45", "13.03", "none")] == [True] * 3
    for words in (
        "An estimate by RVU26C, the release of the date of service, in force from 1 July 2026.",
        "National rates: the place of the case names no locality.",
        "It is what Medicare would allow, not what anybody is paid, and it moves no work RVU.",
        "Work, practice expense and malpractice times the conversion factor",
        "total RVU 6.69, facility",
        "Only what it adds over 45378",
        "CMS record layout RVU25D.pdf: payment formula",
        "The fee schedule prints no amount for this code",
        "without 1 line that has no amount",
    ):
        assert words in part, words


def test_words_the_place_of_each_procedure_and_what_no_step_tells(ada: Client, cast: Cast) -> None:
    """Seven procedures: CMS publishes shares for five, so the sixth and the seventh are by report."""
    case = logged(cast, "44140 47562 27447 33533 63030 55866 11102")
    page = " ".join(ada.get(f"/cases/{case.pk}/").content.decode().split())
    credited = page[page.index("How this was counted") :].partition("</details>")[0]
    for part in (credited, part_of(ada, case)):
        assert 'Several procedures on one day: place 2 of 7, ranked by fee <span class="factor">x</span> 0.5' in part
        assert "multiple-procedure indicator 2" in part
        assert part.count("By report: no share is published, so a review decides") == 2


def test_a_locality_moves_the_payment_and_no_work(ada: Client, cast: Cast, napa: WorkPlace) -> None:
    # (1.30 x 1.061 + 1.46 x 1.299 + 0.09 x 0.445) x 33.4009 = 3.31589 x 33.4009 = 110.7537
    case = logged(cast, "99213", "11")
    part, answer = part_of(ada, case), told(ada, case)
    assert "Locality: CA-51 Napa, by GPCI 2025." in part and 'data-payment="110.75"' in part
    assert "each times its index" in part
    assert (answer["credit"], answer["lines"][0]["payment"]) == ("1.3000", "110.75")
    assert answer["payment_estimate"] == {
        "release": "RVU26C",
        "effective_from": "2026-07-01",
        "locality": "CA-51",
        "locality_name": "Napa",
        "indices": "GPCI 2025",
        "total": "110.75",
        "lines_without": 0,
    }


def test_says_that_the_nations_rates_stand_in_where_no_table_has_the_locality(ada: Client, cast: Cast, napa: WorkPlace) -> None:
    WorkPlace.objects.update(locality="NY-01")
    # (1.30 + 1.46 + 0.09) x 33.4009 = 95.1926
    part = part_of(ada, logged(cast, "99213", "11"))
    assert "National rates: no factors of locality NY-01 are loaded for this day." in part and 'data-payment="95.19"' in part


def test_an_anesthetic_is_paid_by_the_factor_of_its_locality_alone(ada: Client, cast: Cast, napa: WorkPlace) -> None:
    case = logged(cast, "00142-AA 30min", "11")
    CaseLine.objects.update(details="base_units=4;minutes=30")
    assert 'data-payment="129.84"' in part_of(ada, case)  # (4 + 30 / 15) x 21.64
    WorkPlace.objects.update(locality="")
    part = part_of(ada, case)
    assert 'data-payment="none"' in part and "Anesthesia is paid by units times the factor of a locality" in part


def test_the_api_tells_payment_steps_and_flags_of_one_case(ada: Client, cast: Cast) -> None:
    answer = told(ada, logged(cast, "45385 45380-59 99213-GY"))
    first, second, third = answer["lines"]
    assert [line["payment"] for line in answer["lines"]] == ["223.45", "13.03", "57.45"]  # 1.30 + 0.33 + 0.09, in a facility
    assert second["payment_steps"][-1] == {
        "rule": "endoscopy",
        "before": "177.692788",
        "after": "13.026351",
        "field": "endoscopic_base",
        "value": "45378",
        "source": "CMS record layout RVU25D.pdf: multiple procedure 3; CMS Pub 100-04 chapter 12, section 40",
    }
    assert (first["payment_flags"], third["payment_flags"]) == ([], ["denial_expected"])
    assert (answer["payment_estimate"]["locality"], answer["payment_estimate"]["total"]) == (None, "293.93")
    assert "GY or GZ: Medicare is expected to deny it" in part_of(ada, Case.objects.get())
    listed = ada.get("/api/v1/cases/").json()["results"][0]
    assert "payment_estimate" not in listed and "payment" not in listed["lines"][0]


def test_a_case_is_answered_with_its_payment_where_it_is_sent_and_replaced(ada: Client) -> None:
    body = {"date_of_service": "2026-11-23", "place_of_service": "24", "lines": [{"code": "45385"}]}
    sent = ada.post("/api/v1/cases/", body, content_type="application/json", headers={"Idempotency-Key": "k"}).json()
    changed = ada.put(f"/api/v1/cases/{sent['id']}/", body | {"place_of_service": "22"}, content_type="application/json").json()
    assert (sent["payment_estimate"]["total"], changed["payment_estimate"]["total"]) == ("223.45", "223.45")


def test_no_contract_moves_it(cast: Cast, whole_rows: Release) -> None:
    """A contract that freezes a schedule with 1.00 for all and counts as entered changes the credit alone."""
    before = logged(cast, "45385 45380-59")
    frozen = ReleaseFactory.create(name="RVU20A", year=2020, letter="A", effective_from=date(2020, 1, 1))
    store_rows(frozen, *RVU26C.rows)
    clinician = cast.clinician.clinician
    assert clinician
    agree_contract(
        clinician=clinician, effective_from=date(2026, 1, 1), policy="raw", frozen_release=frozen, places=[], by=cast.administrator.user
    )
    after = logged(cast, "45385 45380-59")
    credits = [sum(line.credit for line in case.lines.all()) for case in (before, after)]
    assert credits == [Decimal("4.7500"), Decimal("7.9300")]
    estimates = [estimate_of(case, "") for case in (before, after)]
    assert [(one.total, one.release) for one in estimates] == [(Decimal("236.48"), whole_rows)] * 2


def test_a_day_without_a_release_has_no_estimate(ada: Client, cast: Cast) -> None:
    case = logged(cast, "45385", day=date(2025, 2, 3))
    part, answer = part_of(ada, case), told(ada, case)
    assert "No fee schedule is loaded for this date, so nothing can be estimated." in part and "$0.00" not in part
    assert (answer["payment_estimate"]["release"], answer["lines"][0]["payment"]) == (None, None)
    assert answer["lines"][0]["payment_flags"] == ["no_release"]


def test_stores_nothing_and_asks_the_database_as_often_for_many_lines_as_for_one(
    ada: Client, cast: Cast, napa: WorkPlace, django_assert_num_queries: Any, django_assert_max_num_queries: Any
) -> None:
    few, many = logged(cast, "45385", "11"), logged(cast, "45385 45380-59 99213-25 44140 47562 27447-50 11102 70450-26", "11")
    before = list(CaseLine.objects.values())
    for case in (few, many):
        estimate_of(case, "CA-51")
        known = Case.objects.select_related("clinician__organisation").prefetch_related("lines").get(pk=case.pk)
        with django_assert_num_queries(2):  # the version of the tables, for the rows and for the locality
            estimate_of(known, "CA-51")
        with django_assert_max_num_queries(20):  # those and the page's own
            ada.get(f"/cases/{case.pk}/")
        with django_assert_num_queries(9):  # those, and session, person with membership, case, lines, releases, the place
            ada.get(f"/api/v1/cases/{case.pk}/")
    assert list(CaseLine.objects.values()) == before
