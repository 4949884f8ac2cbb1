"""RVU Edge shows advice on edited pairs and units in the log's draft and on the case page, and keeps every line."""

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import uuid4

import pytest
import time_machine
from django.test import Client

from codes.cms.mue import UnitLimit
from codes.cms.ncci_ptp import PairEdit
from codes.models import Release
from tests.cast import Cast
from tests.codes.test_edits import store
from tests.tracking.test_log_page import FRAGMENT, posted
from tracking.entry import CaseContent, read_entry
from tracking.models import Case
from tracking.services import log_case

NOON = datetime(2026, 11, 23, 17, tzinfo=UTC)
BEGUN, TABLES = date(2018, 1, 1), date(2026, 7, 1)


@pytest.fixture(autouse=True)
def _noon():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def tables(db: None) -> None:
    """Two edits and a limit as the tables of CMS hold them."""
    pairs = (
        PairEdit("45385", "45380", False, BEGUN, None, "1", "Misuse of column two code with column one code"),
        PairEdit("45385", "45378", False, BEGUN, None, "0", "Misuse of column two code with column one code"),
    )
    store("ncci_ptp", pairs, TABLES, "Pair edits")
    store("mue", (UnitLimit("71046", "practitioner", 2, "3", "Clinical"),), TABLES, "Unit limits, practitioner")


def told(answer: object) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))  # type: ignore[attr-defined]


def logged(cast: Cast, entry: str) -> Case:
    assert cast.clinician.clinician
    content = CaseContent(date(2026, 11, 23), "22", read_entry(entry).lines)
    return log_case(clinician=cast.clinician.clinician, case_id=uuid4(), content=content, actor=cast.clinician.user)


def test_advises_while_a_case_is_entered(ada: Client, tables: None) -> None:
    page = told(ada.post("/log/preview/", posted("45385 45380 71046x3"), headers=FRAGMENT))
    assert "Before this is billed (2)" in page
    assert "Medicare does not pay 45380 beside 45385 without a modifier such as 59, XE, XS, XP, XU" in page
    assert "71046: 3 units, at most 2 are paid for one patient and day, unless the record shows why more." in page


def test_says_that_a_modifier_opens_the_pair(ada: Client, tables: None) -> None:
    page = told(ada.post("/log/preview/", posted("45385 45380-59"), headers=FRAGMENT))
    assert "Medicare does not pay 45380 beside 45385; 59 opens the pair where the record supports it." in page


def test_saves_every_line_whatever_the_advice(ada: Client, tables: None, cast: Cast) -> None:
    ada.post("/log/save/", posted("45385 45378 71046x3"))
    lines = Case.objects.get(clinician=cast.clinician.clinician).lines.all()
    assert {(line.code, line.units) for line in lines} == {("45385", 1), ("45378", 1), ("71046", 3)}


def test_advises_on_a_stored_case_and_changes_no_credit(ada: Client, cast: Cast, release: Release) -> None:
    case = logged(cast, "45385 45378")
    before = list(case.lines.values_list("credit", flat=True))
    assert "Before this is billed" not in told(ada.get(f"/cases/{case.pk}/"))
    store("ncci_ptp", (PairEdit("45385", "45378", False, BEGUN, None, "0", "Misuse"),), TABLES, "Pair edits")
    page = told(ada.get(f"/cases/{case.pk}/"))
    assert "Medicare does not pay 45378 beside 45385; no modifier opens the pair." in page
    assert list(case.lines.values_list("credit", flat=True)) == before
    assert sum(before) > Decimal(0)


def test_is_silent_for_an_earlier_day(ada: Client, tables: None) -> None:
    fields = posted("45385 45380") | {"date_of_service": "2026-06-30"}
    assert "Before this is billed" not in told(ada.post("/log/preview/", fields, headers=FRAGMENT))


def test_costs_two_queries(ada: Client, tables: None, cast: Cast, django_assert_max_num_queries) -> None:
    case = logged(cast, "45385 45380 71046x3")
    with django_assert_max_num_queries(19):
        ada.get(f"/cases/{case.pk}/")
