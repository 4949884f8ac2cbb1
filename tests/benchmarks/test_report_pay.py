"""A report keeps what the plan in force pays as it was on the day of publication, for the clinician and administrators alone."""

import csv
import io
import zipfile
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.test import Client
from python_calamine import CalamineWorkbook

from benchmarks import render
from benchmarks.models import PayPlan, ReportSnapshot
from benchmarks.pay.plan import PlanTerms
from benchmarks.report.codec import as_json, from_json
from benchmarks.report_services import pdf_bytes
from benchmarks.report_sheet import sheet_of
from benchmarks.report_tables import tables_of
from rvuedge.accounts.models import Organisation
from rvuedge.web.pdf import pdf_of as typeset
from tests.benchmarks.agreed import agree, of
from tests.benchmarks.inputs import report as report_from
from tests.benchmarks.work import NOON, OCTOBER, clinician_of, close, did, employ, paid_by_fee, publish
from tests.cast import Cast
from tracking.models import CaseLine, Clinician

PAGE = "/reports/2026-10/"
FILES = ("/reports/2026-10.csv", "/reports/2026-10.xlsx")
# Base 180,000 and 50 a wRVU above 3,600, for a whole FTE: to 31 October 304 of 365 days.
# 180,000 x 304 / 365 + (4,501.92 - 3,600 x 304 / 365) x 50 = 225,096.00; of it (4,501.92 - 2,998.3562) x 50 = 75,178.19 beyond the base.
TOTAL, ABOVE = "$225,096.00", "$75,178.19"


@pytest.fixture(autouse=True)
def _noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def paid(cast: Cast) -> Cast:
    """October of Ada, who has a plan, with dollars and anesthesia beside her wRVU."""
    employ(cast.clinician)
    agree(cast.clinician)
    for month in range(1, 11):
        did(cast.clinician, date(2026, month, 5), "45385", "450")
    did(cast.clinician, date(2026, 10, 6), "99214", "1.92")
    paid_by_fee(cast.clinician, date(2026, 10, 6), "D1553", "64.00")
    asleep = did(cast.clinician, date(2026, 10, 7), "00811", outcome="not_credited", lane="anesthesia")
    CaseLine.objects.filter(case=asleep).update(asa_units=Decimal("6.2"))
    close(cast, OCTOBER)
    publish(cast, OCTOBER)
    return cast


def query(paid: Cast) -> str:
    return f"?clinician={clinician_of(paid.clinician).pk}"


def book_of(content: bytes) -> CalamineWorkbook:
    return CalamineWorkbook.from_filelike(io.BytesIO(content))


def test_shows_the_arithmetic_of_the_plan_in_force(paid: Cast) -> None:
    page = " ".join(of(paid.clinician).get(PAGE).text.split())
    assert f"{TOTAL} from 1 January 2026 to 31 October 2026, {ABOVE} of it beyond base and extras." in page
    assert "Illustration, not payroll, not an opinion on fair market value." in page


def test_shows_asa_units_and_dollars_beside_work_and_adds_none_of_them(paid: Cast) -> None:
    answer = of(paid.clinician).get(PAGE)
    report = answer.context["report"]
    assert (report.this_month.credit, report.this_month.asa_units, report.this_month.fee_amount) == (
        Decimal("451.92"),
        Decimal("6.2"),
        Decimal(64),
    )
    page = " ".join(answer.text.split())
    assert "Beside it 6.20 ASA units of anesthesia, 6.20 in the year to date." in page
    assert "ASA units and dollars stand beside wRVU and are never added to them." in page


def test_keeps_what_was_agreed_on_the_day_of_publication(paid: Cast) -> None:
    before = ReportSnapshot.objects.get(clinician=clinician_of(paid.clinician)).payload
    PayPlan.objects.update(terms={"base": "1"})
    assert ReportSnapshot.objects.get(clinician=clinician_of(paid.clinician)).payload == before
    assert TOTAL in of(paid.clinician).get(PAGE).text


def test_reads_a_report_that_was_frozen_before_pay_and_asa_units_were_in_it(paid: Cast) -> None:
    snapshot = ReportSnapshot.objects.get(clinician=clinician_of(paid.clinician))
    frozen = snapshot.payload
    del frozen["pay"]
    for row in (frozen["this_month"], frozen["year_to_date"], *frozen["periods"]):
        del row["asa_units"]
    snapshot.payload = frozen
    snapshot.save()
    page = of(paid.clinician).get(PAGE).text
    assert "Pay, an illustration" not in page and "ASA units" not in page


def test_reads_back_the_pay_that_it_wrote(paid: Cast) -> None:
    report = from_json(ReportSnapshot.objects.get(clinician=clinician_of(paid.clinician)).payload)
    assert report.pay is not None
    assert from_json(as_json(report)) == report
    (base, *_) = report.pay.parts[0].lines
    assert dict(base.figures)["annual"] == Decimal(180000)


@pytest.mark.parametrize("part", ["clinician", "administrator"])
def test_tells_pay_to_the_clinician_and_the_administrator(paid: Cast, part: str) -> None:
    client = of(getattr(paid, part))
    assert TOTAL in client.get(PAGE + query(paid)).text
    assert b"225096.0" in client.get(FILES[0] + query(paid)).content


def test_tells_no_pay_to_a_lead_in_any_form(paid: Cast) -> None:
    client = of(paid.lead)
    page = client.get(PAGE + query(paid))
    assert "451.92" in page.text and "225,096" not in page.text and "Pay, an illustration" not in page.text
    assert b"225096" not in client.get(FILES[0] + query(paid)).content
    assert "Pay" not in book_of(client.get(FILES[1] + query(paid)).content).sheet_names
    whole = of(paid.clinician).get("/reports/2026-10.pdf").content
    without = client.get("/reports/2026-10.pdf" + query(paid)).content
    assert without.startswith(b"%PDF") and without != whole
    assert client.get("/reports/2026-10.pdf" + query(paid)).content == without
    assert of(paid.clinician).get("/reports/2026-10.pdf").content == whole


def test_has_no_pay_without_a_plan_and_of_no_trainee(paid: Cast) -> None:
    assert ReportSnapshot.objects.get(clinician=clinician_of(paid.colleague)).payload["pay"] is None
    Clinician.objects.filter(pk=clinician_of(paid.clinician).pk).update(is_trainee=True)
    ReportSnapshot.objects.all().delete()
    publish(paid, OCTOBER)
    assert ReportSnapshot.objects.get(clinician=clinician_of(paid.clinician)).payload["pay"] is None


def test_sends_a_workbook_of_typed_cells_without_a_formula(paid: Cast) -> None:
    Clinician.objects.filter(pk=clinician_of(paid.clinician).pk).update(name='=HYPERLINK("x")')
    PayPlan.objects.update(title="=1+1")
    ReportSnapshot.objects.all().delete()
    publish(paid, OCTOBER)
    content = of(paid.clinician).get(FILES[1]).content
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        assert not [name for name in parts.namelist() if name.startswith("xl/worksheets/") and b"<f>" in parts.read(name)]
    book = book_of(content)
    assert book.sheet_names == ["Report", "Windows", "Codes", "Fees", "Not counted", "Pay"]
    assert book.get_sheet_by_name("Report").to_python()[1][1] == '=HYPERLINK("x")'
    month = book.get_sheet_by_name("Windows").to_python()[1]
    assert month[:2] == ["month", date(2026, 10, 1)]
    assert (month[3], month[7], month[10]) == (451.92, 64, 6.2)
    assert [row[0] for row in book.get_sheet_by_name("Codes").to_python()] == ["code", "45385", "99214"]
    assert book.get_sheet_by_name("Pay").to_python()[1][0] == "=1+1"


@pytest.mark.parametrize("is_raw", [True, False])
def test_the_workbook_warns_of_raw_work_beside_a_survey(is_raw: bool) -> None:
    content = sheet_of(report_from(is_unadjusted=is_raw))
    facts = {str(row[0]): row[1] for row in book_of(content).get_sheet_by_name("Report").to_python()}
    assert ("surveys count work that is adjusted by modifiers and rank" in str(facts["warning"])) is is_raw


def test_makes_the_same_workbook_of_the_same_report() -> None:
    with time_machine.travel("2026-11-01", tick=False):
        first = sheet_of(report_from())
    with time_machine.travel("2027-03-01", tick=False):
        assert sheet_of(report_from()) == first


def test_writes_the_same_tables_as_csv_and_as_workbook(paid: Cast, client: Client) -> None:
    client.force_login(paid.clinician.user)
    rows = list(csv.reader(client.get(FILES[0]).content.decode("utf-8-sig").splitlines()))
    report = from_json(ReportSnapshot.objects.get(clinician=clinician_of(paid.clinician)).payload)
    assert [list(one.heads) for one in tables_of(report)] == [row for row in rows if row[0] in {one.heads[0] for one in tables_of(report)}]
    assert len(rows) == 1 + sum(1 + len(one.rows) for one in tables_of(report))


def test_prints_what_waits_for_a_score_as_waiting_and_never_as_nothing(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    employ(cast.clinician)
    agree(cast.clinician, PlanTerms(base=Decimal(180000), withhold=Decimal("0.1")))
    did(cast.clinician, date(2026, 10, 5), "45385", "450")
    close(cast, OCTOBER)
    snapshot = next(one for one in publish(cast, OCTOBER) if one.clinician == cast.clinician.clinician)
    assert pdf_bytes(snapshot=snapshot).startswith(b"%PDF")
    shapes: list[Any] = []
    monkeypatch.setattr(render, "typeset", lambda _name, shape: shapes.append(shape))
    render.pdf_of(from_json(snapshot.payload), date(2026, 12, 3))
    base, kept, released = shapes[0]["pay"]
    # 180,000 x 304 / 365 = 149,917.81, a tenth of it kept back.
    assert [Decimal(row["amount"]).quantize(Decimal("0.01")) for row in (base, kept)] == [Decimal("149917.81"), Decimal("-14991.78")]
    assert released == {"name": "Released by the score", "amount": None, "waits": True}


def test_a_pdf_of_a_demo_says_so_whatever_it_is_compared_with(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    employ(cast.clinician)
    did(cast.clinician, date(2026, 10, 5), "45385", "450")
    close(cast, OCTOBER)
    (snapshot,) = (one for one in publish(cast, OCTOBER) if one.clinician == cast.clinician.clinician)
    assert from_json(snapshot.payload).source is None
    told: list[tuple[bool, bytes]] = []

    def keep(name: str, shape: dict[str, Any]) -> bytes:
        told.append((shape["is_demo"], typeset(name, shape)))
        return told[-1][1]

    monkeypatch.setattr(render, "typeset", keep)
    pdf_bytes(snapshot=snapshot)
    Organisation.objects.filter(pk=cast.organisation.pk).update(is_demo=True)
    again = ReportSnapshot.objects.get(pk=snapshot.pk)
    again.pdf = None
    pdf_bytes(snapshot=again)
    (before, plain), (after, marked) = told
    assert (before, after) == (False, True)
    assert plain != marked
