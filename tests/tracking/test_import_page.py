"""RVU Edge takes a charge extract on a page: its columns are chosen once, everything is seen before it is stored, and can be taken back."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from codes.models import Release
from rvuedge.accounts.models import AuditEntry
from rvuedge.imports.models import ImportRun, RunState
from tests.cast import Cast
from tests.tracking.test_import_charges import EXTRACT
from tracking.entry import CaseContent, EntryLine
from tracking.models import Case, CaseLine, ChargeColumns, MonthTotal
from tracking.services import log_case

NOON = datetime(2026, 11, 23, 17, tzinfo=UTC)
CHOSEN = {"codes": ["1"], "modifiers": ["2", "3"], "day": "0", "units": "4", "place": "5", "case": "6"}
Do = Callable[..., Any]


@pytest.fixture(autouse=True)
def _noon():
    with time_machine.travel(NOON, tick=True):
        yield


@pytest.fixture
def bring(ada: Client, django_capture_on_commit_callbacks) -> Do:
    """Brings an extract or pastes lines, and returns the page that follows."""

    def upload(content: str | bytes = "", text: str = "", place: str = "11", name: str = "charges.csv") -> Any:
        body: dict[str, Any] = {"place": place, "text": text}
        if content:
            body["file"] = SimpleUploadedFile(name, content.encode() if isinstance(content, str) else content)
        with django_capture_on_commit_callbacks(execute=True):
            answer = ada.post("/log/import/check/", body)
        return ada.get(answer["Location"]) if answer.status_code == 302 else answer

    return upload


@pytest.fixture
def answer(ada: Client, django_capture_on_commit_callbacks) -> Do:
    """Posts an answer to the latest import, and returns its page."""

    def post(step: str, **fields: Any) -> Any:
        run = ImportRun.objects.latest("created_at")
        with django_capture_on_commit_callbacks(execute=True):
            posted = ada.post(reverse(f"charge-import-{step}", args=[run.pk]), fields)
        return ada.get(posted["Location"]) if posted.status_code == 302 else posted

    return post


def text_of(page: Any) -> str:
    return " ".join(page.content.decode().split())


def test_asks_once_which_column_holds_what(bring: Do, answer: Do) -> None:
    page = text_of(bring(EXTRACT))
    assert "Which column holds what?" in page
    assert "3 columns" in page  # name, record number and day of birth stayed outside
    assert "DOE" not in page
    told = text_of(answer("columns", **CHOSEN))
    assert "data-created>3<" in told
    assert "Store 2 cases" in told
    assert Case.objects.count() == 0
    answer("discard")
    # The next extract with the same columns is read at once.
    assert "Store 2 cases" in text_of(bring(EXTRACT))
    assert ChargeColumns.objects.count() == 1


def test_stores_what_was_confirmed_and_takes_it_back(bring: Do, answer: Do, cast: Cast) -> None:
    bring(EXTRACT)
    answer("columns", **CHOSEN)
    told = text_of(answer("confirm"))
    assert "Stored in your log." in told
    assert CaseLine.objects.count() == 3
    total = MonthTotal.objects.get(clinician=cast.clinician.log)
    assert total.credit == Decimal("8.5900")  # 4.46 + 0.29 + 2 x 1.92
    assert "Take the import back" in told
    assert "2 cases were taken back." in text_of(answer("undo"))
    total.refresh_from_db()
    assert [total.credit, total.lines, total.not_counted, total.fee_amount] == [0, 0, 0, 0]
    assert Case.objects.kept().count() == 0
    assert Case.objects.count() == 2
    assert "Take the import back" not in text_of(answer("undo"))
    # Once it is taken back, the same extract can be brought again.
    assert "Store 2 cases" in text_of(bring(EXTRACT))


def test_takes_back_what_is_left_and_what_was_corrected_alone(bring: Do, answer: Do, ada: Client, cast: Cast) -> None:
    clinician, user = cast.clinician.log, cast.clinician.user
    own = CaseContent(date(2026, 7, 6), "11", (EntryLine("99214"),))
    log_case(clinician=clinician, case_id=ImportRun().pk, content=own, actor=user)
    bring(EXTRACT)
    answer("columns", **CHOSEN)
    answer("confirm")
    first, second = Case.objects.filter(source="import").order_by("date_of_service")
    ada.post(f"/cases/{first.pk}/remove/")
    changed = {"case_id": str(second.pk), "date_of_service": "2026-08-03", "place_of_service": "11", "entry": "99214"}
    ada.post(f"/cases/{second.pk}/amend/", changed)
    answer("undo")
    assert list(Case.objects.kept().values_list("source", flat=True)) == ["log"]
    # July holds the case that was logged by hand, 1.92; August nothing.
    months = dict(MonthTotal.objects.values_list("month_index", "credit"))
    assert months == {2026 * 12 + 6: Decimal("1.9200"), 2026 * 12 + 7: Decimal("0.0000")}


def test_takes_nothing_back_after_30_days(bring: Do, answer: Do, ada: Client, cast: Cast) -> None:
    bring(EXTRACT)
    answer("columns", **CHOSEN)
    answer("confirm")
    with time_machine.travel(NOON + timedelta(days=30, minutes=1), tick=False):
        ada.force_login(cast.clinician.user)
        assert "0 cases were taken back" in text_of(answer("undo"))
    assert Case.objects.kept().count() == 2


def test_shows_what_the_log_has_already(bring: Do, answer: Do, cast: Cast) -> None:
    content = CaseContent(date(2026, 7, 3), "11", (EntryLine("99214", (), 2),))
    log_case(clinician=cast.clinician.log, case_id=ImportRun().pk, content=content, actor=cast.clinician.user)
    bring(EXTRACT)
    page = text_of(answer("columns", **CHOSEN))
    assert "data-created>2<" in page
    assert "data-duplicates>1<" in page


def test_says_that_nothing_is_new(bring: Do, answer: Do) -> None:
    bring(EXTRACT)
    answer("columns", **CHOSEN)
    answer("confirm")
    assert "Nothing new" in text_of(bring(EXTRACT))
    assert ImportRun.objects.latest("created_at").state == RunState.UNCHANGED


def test_takes_pasted_lines(bring: Do, answer: Do) -> None:
    page = text_of(bring(text="7/2/2026 45385, 45380-59\n7/3/2026 99214x2\n", place="24"))
    assert "Store 2 cases" in page
    answer("confirm")
    assert set(Case.objects.values_list("place_of_service", flat=True)) == {"24"}


def test_takes_the_minutes_of_pasted_anesthetics(bring: Do, answer: Do) -> None:
    page = text_of(bring(text="7/2/2026 00142-QZ 45min\n7/3/2026 00142 QZ 1:30, 99214\n"))
    assert "Store 2 cases" in page
    answer("confirm")
    told = CaseLine.objects.order_by("date_of_service", "code").values_list("code", "modifiers", "details")
    assert list(told) == [("00142", "QZ", "minutes=45"), ("00142", "QZ", "minutes=90"), ("99214", "", "")]


def test_takes_rows_pasted_from_a_sheet(bring: Do) -> None:
    page = text_of(bring(text="Patient\tDOS\tCPT\tUnits\nDOE JANE\t7/2/2026\t45385\t1\n"))
    assert "Which column holds what?" in page
    assert "DOE" not in page


def test_keeps_unknown_codes_as_lines_that_say_so(bring: Do, answer: Do) -> None:
    page = text_of(bring(text="7/2/2026 99999\n7/2/2026 45385\n"))
    assert "Codes in no schedule, kept and flagged" in page
    answer("confirm")
    line = CaseLine.objects.get(code="99999")
    assert [line.lane, line.outcome, line.credit] == ["unknown", "not_credited", 0]
    assert MonthTotal.objects.get().not_counted == 1


def test_names_a_day_that_is_none_among_few_lines(bring: Do) -> None:
    page = text_of(bring(text="7/2/2026 45385, 45380-59\n13/40/2026 99214\n"))
    assert "Why it was refused" in page and "Line 2" in page and "This is no day" in page
    assert "No column with days" not in page
    # What is refused whole has nothing new to show.
    assert "The first cases" not in page and "data-created" not in page


def test_names_every_line_that_refuses_the_extract(bring: Do, answer: Do) -> None:
    page = text_of(bring(text="7/2/2026 45385\n7/3/2026 SMITH\n12/31/2026 99214\n"))
    assert "Why it was refused" in page
    assert "Line 2" in page and "no code of five characters" in page
    assert "Line 3" in page and "in the future" in page
    assert "SMITH" not in page.upper()
    assert Case.objects.count() == 0
    assert not ImportRun.objects.get().file


def test_asks_before_it_mends_lost_zeros(bring: Do, answer: Do) -> None:
    page = text_of(bring(text="7/2/2026 142\n"))
    assert "Accept the mends" in page
    assert "Store 1 case" in text_of(answer("again"))
    answer("confirm")
    assert CaseLine.objects.get().code == "00142"


SEVERAL = (
    "DOS,CPT,POS,Rendering Provider\n"
    '2026-07-02,45385,24,"CLINICIAN, ADA"\n2026-07-02,99214,11,"COLLEAGUE, BEN"\n2026-07-03,99214,11,"CLINICIAN, ADA"\n'
)


def test_reads_the_rows_of_the_own_name(bring: Do, answer: Do) -> None:
    bring(SEVERAL)
    page = text_of(answer("columns", codes=["1"], day="0", place="2", rendering="3"))
    assert "Store 2 cases" in page
    assert "1 row of others left out" in page


def test_asks_whose_rows_are_read(bring: Do, answer: Do) -> None:
    bring(SEVERAL.replace("CLINICIAN, ADA", "1999999984").replace("COLLEAGUE, BEN", "1888888884"))
    page = text_of(answer("columns", codes=["1"], day="0", place="2", rendering="3"))
    assert "Which of them are you?" in page
    assert "Store 2 cases" in text_of(answer("rendering", rendering="1999999984"))
    assert "Choose one of the names" in text_of(answer("rendering", rendering="nobody"))


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ({"place": "11"}, "Choose a file, or paste some lines."),
        ({"place": "x", "text": "7/2/2026 45385"}, "Select a valid choice"),
    ],
)
def test_says_what_the_form_lacks(ada: Client, body: dict[str, str], told: str) -> None:
    page = ada.post("/log/import/check/", body)
    assert (page.status_code, told in text_of(page)) == (400, True)


def test_stops_a_file_that_is_too_large_while_it_is_received(ada: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tracking.uploads.LIMIT", 1000)
    page = ada.post("/log/import/check/", {"place": "11", "file": SimpleUploadedFile("big.csv", b"DOS,CPT\n" + b"x" * 2000)})
    assert (page.status_code, "larger than 250 MB" in text_of(page)) == (413, True)
    assert ImportRun.objects.count() == 0


@pytest.mark.parametrize("content", [b"%PDF-1.7", b"", b"<html>", b"PK\x03\x04junk", b"just words\nand more words\n"])
def test_refuses_a_file_that_is_no_extract_and_keeps_nothing_of_it(ada: Client, content: bytes) -> None:
    posted = ada.post("/log/import/check/", {"place": "11", "file": SimpleUploadedFile("notes.csv", content), "text": ""})
    page = text_of(ada.get(posted["Location"]))
    assert "Why it was refused" in page
    run = ImportRun.objects.get()
    assert run.state == RunState.REFUSED


def test_keeps_no_word_of_a_patient_on_disk_or_in_the_database(bring: Do, ada: Client) -> None:
    name = "DOE 555-20-3344 charges.csv"
    bring(EXTRACT, name=name)
    run = ImportRun.objects.get()
    assert run.file_name == "charges.csv"
    kept = Path(run.file.path).read_text()
    told = kept + json.dumps(list(ImportRun.objects.values("answers", "outcome", "file_name")))
    told += json.dumps(list(AuditEntry.objects.values_list("subject", "detail")))
    for word in ("DOE", "JANE", "ROE", "0012345", "01/02/1956", "1956-01-02", "3344", ",E1"):
        assert word not in told, word
    everything = b"".join(path.read_bytes() for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file())
    assert b"JANE" not in everything


def test_needs_the_token_against_forgery(cast: Cast, release: Release) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(cast.clinician.user)
    assert strict.post("/log/import/check/", {"place": "11", "text": "7/2/2026 45385"}).status_code == 403
    assert ImportRun.objects.count() == 0


def test_asks_the_database_as_often_for_many_rows_as_for_few(bring: Do, answer: Do) -> None:
    """One month of the log, the schedules of one stretch of days, what was agreed, the steps of the run, and one batch of cases.

    The first row opens caches.
    """
    counts = []
    for times in (1, 1, 10):
        rows = "".join(f"2026-07-{day:02d},{code},1,11\n" for day in range(1, 29) for code in ["99214"] * times)
        bring("DOS,CPT,Units,POS\n" + rows)
        with CaptureQueriesContext(connection) as previewed:
            answer("columns", codes=["1"], day="0", units="2", place="3")
        with CaptureQueriesContext(connection) as stored:
            answer("confirm")
        counts.append((len(previewed), len(stored)))
        answer("undo")
        ChargeColumns.objects.all().delete()
    assert counts[1] == counts[2]
    assert Case.objects.count() == 28 * 12
