"""The page of one line: what is known beside its code is entered, checked, stored, counted and kept."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from codes.models import AnesthesiaBase, OtherSchedule, Release, ReleaseState
from codes.reference import forget_reference
from rvuedge.accounts.models import AuditEntry
from tests.cast import Cast
from tracking.entry import CaseContent, read_entry
from tracking.models import Case, CaseLine, MonthTotal
from tracking.services import log_case

NOON = datetime(2026, 11, 23, 17, tzinfo=UTC)
OF_ANESTHESIA = {"direction": "QK", "minutes": "117", "concurrent": "3", "physical_status": "P3", "billed_by": "physician"}


@pytest.fixture(autouse=True)
def _noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def _base_units(release: Release) -> Iterator[None]:
    table = OtherSchedule.objects.create(kind="anes_base", name="ANES2026", effective_from=date(2026, 1, 1), state=ReleaseState.ACTIVE)
    AnesthesiaBase.objects.create(schedule=table, code="00142", base_units=Decimal(4))
    forget_reference()
    yield
    forget_reference()


def logged(cast: Cast, typed: str) -> Case:
    assert cast.clinician.clinician
    content = CaseContent(date(2026, 11, 23), "22", read_entry(typed).lines)
    return log_case(clinician=cast.clinician.clinician, case_id=uuid4(), content=content, actor=cast.clinician.user)


def text_of(response: Any) -> str:
    return " ".join(response.content.decode().split())


def page(case: Case, position: int = 1) -> str:
    return reverse("case-line", args=[case.pk, position])


@pytest.mark.usefixtures("_base_units")
def test_counts_an_anesthetic_in_units_of_its_own_once_the_minutes_are_there(cast: Cast, client: Client) -> None:
    case = logged(cast, "00142 99214")
    client.force_login(cast.clinician.user)
    assert "Add the minutes" in text_of(client.get(reverse("case", args=[case.pk])))
    shown = text_of(client.get(page(case)))
    assert "Minutes of anesthesia" in shown and "Side" not in shown
    assert client.post(page(case), OF_ANESTHESIA).status_code == 302
    line = CaseLine.objects.get(case=case, position=1)
    # 4 base units and 117 minutes are 11.8; half for who directs: 5.9. Not one of them is a wRVU.
    assert (line.asa_units, line.credit, line.outcome) == (Decimal("5.9000"), Decimal(0), "not_credited")
    assert (line.modifiers, line.details) == ("QK", "minutes=117;concurrent=3;physical_status=P3")
    assert MonthTotal.objects.get().credit == Decimal("1.9200")
    told = text_of(client.get(reverse("case", args=[case.pk])))
    assert "5.9<small>ASA units</small>" in told
    assert "Time: 117 minutes, a unit for each 15" in told
    assert "Anesthesia, not in the total" in told


@pytest.mark.usefixtures("_base_units")
def test_shows_units_where_a_case_is_anesthesia_alone(cast: Cast, client: Client) -> None:
    case = logged(cast, "00142-AA")
    client.force_login(cast.clinician.user)
    client.post(page(case), {**OF_ANESTHESIA, "direction": "AA", "concurrent": ""})
    assert '<b data-units="asa">11.8</b>' in text_of(client.get(reverse("case", args=[case.pk])))


def test_takes_base_units_where_no_list_is_loaded(cast: Cast, release: Release, client: Client) -> None:
    case = logged(cast, "00142-AA")
    client.force_login(cast.clinician.user)
    assert "Add the base units" in text_of(client.get(reverse("case", args=[case.pk])))
    client.post(page(case), {"minutes": "60", "base_units": "5", "direction": "AA"})
    assert CaseLine.objects.get().asa_units == Decimal(9)


def test_keeps_side_part_and_visit_of_a_line(cast: Cast, release: Release, client: Client) -> None:
    case = logged(cast, "45385-59 99214")
    client.force_login(cast.clinician.user)
    shown = text_of(client.get(page(case)))
    assert "Your part in the operation" in shown and "Minutes" not in shown and "Day of surgery" not in shown
    client.post(page(case), {"side": "LT", "role": "62", "visit": "2", "billed_by": "nurse_practitioner", "reviewed_factor": "1.25"})
    line = CaseLine.objects.get(case=case, position=1)
    assert (line.modifiers, line.details) == ("59 LT 62", "billed_by=nurse_practitioner;reviewed_factor=1.25;visit=2")
    # The other line is as it was, and the change is in the audit trail.
    assert CaseLine.objects.get(case=case, position=2).credit == Decimal("1.9200")
    assert AuditEntry.objects.get(action="case.amended").detail["after"]["details"] == {"1": line.details}
    client.post(page(case), {"side": "", "role": "80"})
    assert CaseLine.objects.get(case=case, position=1).modifiers == "59 80"


def test_takes_hand_over_dates_where_care_is_shared(cast: Cast, release: Release, client: Client) -> None:
    case = logged(cast, "45385-55")
    client.force_login(cast.clinician.user)
    dates = {"surgery_on": "2026-11-01", "care_from": "2026-11-05", "care_to": "2026-11-20"}
    assert "Your care began" in text_of(client.get(page(case)))
    client.post(page(case), dates)
    assert CaseLine.objects.get().details == "surgery_on=2026-11-01;care_from=2026-11-05;care_to=2026-11-20"
    shown = text_of(client.get(page(case)))
    assert 'value="2026-11-05"' in shown


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"visit": "12"}, "Select a valid choice"),
        ({"reviewed_factor": "9"}, "Write a number from 0 to 5."),
        ({"surgery_on": "2026-11-01"}, "Give all three dates"),
        ({"surgery_on": "1 November"}, "Write the date as YYYY-MM-DD."),
        ({"side": "LT", "role": "80"}, "has 5 modifiers. Keep at most 4."),
    ],
)
def test_refuses_what_cannot_stand_at_its_field(cast: Cast, release: Release, client: Client, given: dict[str, str], told: str) -> None:
    case = logged(cast, "45385-55-59-76")
    client.force_login(cast.clinician.user)
    answer = client.post(page(case), given)
    assert answer.status_code == 422
    assert told in text_of(answer)
    assert CaseLine.objects.get().details == ""


def test_details_outlive_a_correction_and_come_back_with_undo(cast: Cast, release: Release, client: Client) -> None:
    case = logged(cast, "45385 99214")
    client.force_login(cast.clinician.user)
    client.post(page(case), {"visit": "2"})
    head = {"case_id": str(case.pk), "date_of_service": "2026-11-23", "place_of_service": "22"}
    amend = reverse("case-amend", args=[case.pk])
    # The preview of a correction counts with them, and the corrected case keeps them.
    client.post(reverse("log-preview"), {**head, "entry_line": ["45385", "99213"], "amends": str(case.pk)})
    client.post(amend, {**head, "entry_line": ["99214x2", "45385-59"]})
    assert CaseLine.objects.get(code="45385").details == "visit=2"
    answer = client.post(amend, {**head, "entry_line": ["99214"]}, follow=True)
    undo = answer.context["toast"].undo_fields
    assert ["entry_details", "visit=2"] in undo
    fields: dict[str, list[str]] = {}
    for name, value in undo:
        fields.setdefault(name, []).append(value)
    client.post(amend, fields)
    assert CaseLine.objects.get(code="45385").details == "visit=2"


def test_a_line_is_its_owners(cast: Cast, release: Release, client: Client) -> None:
    case = logged(cast, "45385")
    for part, user in cast.members.items():
        client.force_login(user)
        wanted = 200 if part == "clinician" else 404
        assert client.get(page(case)).status_code == wanted, part
    client.force_login(cast.clinician.user)
    assert client.get(page(case, 2)).status_code == 404


def test_costs_a_bounded_number_of_queries(cast: Cast, release: Release, client: Client, django_assert_max_num_queries) -> None:
    case = logged(cast, "45385 99214 45380-59")
    client.force_login(cast.clinician.user)
    with django_assert_max_num_queries(8):
        client.get(page(case))
