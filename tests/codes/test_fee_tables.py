"""RVU Edge brings an organisation's own fee tables in by choosing their columns once, and shows them to its members only."""

import io
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from codes.models import ColumnMapping, OtherFee, OtherSchedule, ReleaseState
from rvuedge.accounts.models import AuditEntry
from rvuedge.imports.models import ImportRun, RunState
from tests.cast import Cast, make_cast
from tests.snapshots import load_sample

pytestmark = pytest.mark.django_db

LIST = "/manage/schedules/fees/"
TABLE = b"Procedure,What it is,2026 Allowed,Effective\nD1553,glue it back,62.50,01/01/2026\nD0120,check-up,48.00,01/01/2026\n"
Bring = Callable[..., Any]
CHOSEN = {"header_line": "1", "code": "0", "amount": "2", "name": "1", "effective": "3", "modifier": "", "unit": ""}


@pytest.fixture
def cast() -> Cast:
    return make_cast()


@pytest.fixture
def administrator(client: Client, cast: Cast) -> Client:
    client.force_login(cast.administrator.user)
    return client


@pytest.fixture
def bring(administrator: Client, django_capture_on_commit_callbacks) -> Bring:
    """Uploads a table as the administrator does and returns the page that follows."""

    def upload(content: bytes = TABLE, file: str = "fees.csv", **fields: str) -> Any:
        asked = {"kind": "dental", "name": "Bright dental plan", "file": SimpleUploadedFile(file, content)} | fields
        with django_capture_on_commit_callbacks(execute=True):
            answer = administrator.post(f"{LIST}check/", asked)
        return administrator.get(answer["Location"]) if answer.status_code == 302 else answer

    return upload


@pytest.fixture
def choose(administrator: Client, django_capture_on_commit_callbacks) -> Bring:
    """Answers which column holds what."""

    def answer(**fields: str) -> Any:
        run = ImportRun.objects.latest("created_at")
        with django_capture_on_commit_callbacks(execute=True):
            posted = administrator.post(reverse("fee-table-columns", args=[run.pk]), CHOSEN | fields)
        return administrator.get(posted["Location"]) if posted.status_code == 302 else posted

    return answer


def test_asks_once_which_column_holds_what(bring: Bring, choose: Bring):
    page = bring().content.decode()
    assert "Which column holds what?" in page
    assert "C: 2026 Allowed" in page
    # What is proposed is chosen in the form: the code in A, the amount in C.
    assert '<option value="0" selected>A: Procedure' in page
    assert '<option value="2" selected>C: 2026 Allowed' in page
    told = choose().content.decode()
    assert "Activate Bright dental plan" in told
    schedule = OtherSchedule.objects.get(name="Bright dental plan")
    assert (schedule.kind, schedule.state, schedule.effective_from.isoformat()) == ("dental", ReleaseState.DRAFT, "2026-01-01")
    assert set(OtherFee.objects.filter(schedule=schedule).values_list("code", "amount")) == {
        ("D1553", Decimal("62.500")),
        ("D0120", Decimal("48.000")),
    }


def test_remembers_the_columns_for_the_next_table_of_that_name(bring: Bring, choose: Bring, administrator: Client):
    bring()
    choose()
    # Next year's table has another order of columns and another year in its header.
    moved = b"Effective,2027 Allowed,Procedure,What it is\n01/01/2027,64.00,D1553,glue it back\n"
    bring(moved, "fees2027.csv")
    run = ImportRun.objects.get(file_name="fees2027.csv")
    assert run.state == RunState.READY
    assert OtherFee.objects.get(schedule__import_run=run).amount == Decimal("64.000")
    assert ColumnMapping.objects.count() == 1


def test_remembers_nothing_for_another_organisation(bring: Bring, choose: Bring, cast: Cast, django_capture_on_commit_callbacks):
    """Two organisations may both have a table of the same name: each is asked, and the one that stands there keeps its columns."""
    bring()
    choose()
    other = Client()
    other.force_login(cast.members["strange_administrator"])
    asked = {"kind": "dental", "name": "Bright dental plan", "file": SimpleUploadedFile("fees.csv", TABLE)}
    with django_capture_on_commit_callbacks(execute=True):
        answer = other.post(f"{LIST}check/", asked)
    assert b"Which column holds what?" in other.get(answer["Location"]).content
    assert [run.state for run in ImportRun.objects.order_by("created_at")] == [RunState.READY, RunState.NEEDS_ANSWER]
    assert ColumnMapping.objects.get().organisation == cast.organisation
    assert b"Bright dental plan" not in Client().get("/codes/D1553/").content


def test_asks_again_where_the_header_is_another_one(bring: Bring, choose: Bring):
    bring()
    choose()
    assert b"Which column holds what?" in bring(b"CDT,Price\nD1553,64.00\n", "other.csv").content


def test_refuses_one_column_for_two_things(bring: Bring, choose: Bring):
    bring()
    page = choose(amount="0")
    assert page.status_code == 400
    assert b"One column cannot hold two things" in page.content
    assert not OtherSchedule.objects.filter(name="Bright dental plan").exists()


def test_tells_every_fault_of_a_table_by_line(bring: Bring, choose: Bring):
    bring(b"Code,Fee\nD1553,62.5O\nD0120,48.00\nD01,1\n", "bad.csv")
    page = choose(amount="1", name="", effective="").content.decode()
    assert ImportRun.objects.get().state == RunState.REFUSED
    assert "62.5O" in page
    assert "Line 2" in page
    assert "Line 4" in page
    assert not OtherFee.objects.filter(code="D1553", schedule__is_sample=False).exists()


def test_asks_for_the_day_where_the_table_does_not_say_it(
    bring: Bring, choose: Bring, administrator: Client, django_capture_on_commit_callbacks
):
    bring(b"Code,Fee\nD1553,62.50\n", "undated.csv")
    assert b"From which day?" in choose(amount="1", name="", effective="").content
    run = ImportRun.objects.get()
    with django_capture_on_commit_callbacks(execute=True):
        administrator.post(reverse("fee-table-answer", args=[run.pk]), {"effective_from": "2026-03-01"})
    assert OtherSchedule.objects.get(import_run=run).effective_from.isoformat() == "2026-03-01"


def test_reads_a_workbook(bring: Bring, choose: Bring):
    stored = io.BytesIO()
    with xlsxwriter.Workbook(stored) as book:
        sheet = book.add_worksheet("Fees")
        for line, row in enumerate((("Code", "Fee", "From"), ("D1553", 62.5, "2026-01-01"), ("99213", 101.25, "2026-01-01"))):
            sheet.write_row(line, 0, row)
    bring(stored.getvalue(), "fees.xlsx", kind="payer", name="Harbor Health")
    choose(amount="1", name="", effective="2")
    assert set(OtherFee.objects.filter(schedule__kind="payer").values_list("code", "amount")) == {
        ("D1553", Decimal("62.500")),
        ("99213", Decimal("101.250")),
    }


def test_only_members_see_the_fees(bring: Bring, choose: Bring, administrator: Client, cast: Cast):
    load_sample()
    bring()
    choose()
    schedule = OtherSchedule.objects.get(name="Bright dental plan")
    administrator.post(reverse("fee-table-activate", args=[schedule.pk]))
    clinician, stranger = Client(), Client()
    clinician.force_login(cast.clinician.user)
    stranger.force_login(cast.stranger.user)
    assert "$62.50" in clinician.get("/codes/D1553/").content.decode()
    assert "$62.50" not in stranger.get("/codes/D1553/").content.decode()
    assert "$62.50" not in Client().get("/codes/D1553/").content.decode()


def test_goes_back_to_the_table_before(bring: Bring, choose: Bring, administrator: Client):
    bring()
    choose()
    first = OtherSchedule.objects.get(name="Bright dental plan")
    administrator.post(reverse("fee-table-activate", args=[first.pk]))
    bring(TABLE.replace(b"62.50", b"65.00").replace(b"2026", b"2027"), "next.csv")
    second = OtherSchedule.objects.get(source_name="next.csv")
    administrator.post(reverse("fee-table-activate", args=[second.pk]))
    assert b"Go back to January 2026" in administrator.get(LIST).content
    administrator.post(reverse("fee-table-go-back", args=[second.pk]))
    states = dict(OtherSchedule.objects.filter(name="Bright dental plan").values_list("source_name", "state"))
    assert states == {"fees.csv": ReleaseState.ACTIVE, "next.csv": ReleaseState.RETIRED}
    assert AuditEntry.objects.filter(action="schedule.taken_back", organisation_id=first.organisation_id).exists()


def test_belongs_to_the_administrators_of_the_organisation(bring: Bring, choose: Bring, cast: Cast):
    bring()
    choose()
    run, schedule = ImportRun.objects.get(), OtherSchedule.objects.get(name="Bright dental plan")
    for part, user in cast.members.items():
        client = Client()
        client.force_login(user)
        is_own = part == "administrator"
        wanted = 200 if is_own or part == "strange_administrator" else 404
        assert client.get(LIST).status_code == wanted, part
        assert client.get(f"{LIST}runs/{run.pk}/").status_code == (200 if is_own else 404), part
        if not is_own:
            names = ("effective", "activate", "go-back", "publish")
            assert {client.post(reverse(f"fee-table-{name}", args=[schedule.pk])).status_code for name in names} == {404}, part
            assert {client.post(reverse(f"fee-table-{name}", args=[run.pk])).status_code for name in ("columns", "answer")} == {404}, part
    schedule.refresh_from_db()
    assert schedule.state == ReleaseState.DRAFT


def test_says_what_is_wrong_with_a_file_that_is_no_table(bring: Bring, administrator: Client):
    assert b"It is a web page" in bring(b"<html>sign in</html>", "fees.csv").content
    page = administrator.post(f"{LIST}check/", {"kind": "dental", "name": "Bright dental plan"})
    assert page.status_code == 400
    assert b"Choose a file" in page.content
