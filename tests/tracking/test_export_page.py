"""RVU Edge hands out everything that one has, in four shapes, and takes its own csv and json back as the same log."""

import csv
import io
import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from python_calamine import CalamineWorkbook

from codes.browse import by_category
from codes.models import FeeScheduleRow, Release
from rvuedge.accounts.models import AuditEntry
from rvuedge.imports.models import ImportRun
from tests.cast import Cast
from tracking.entry import CaseContent, EntryLine
from tracking.exports import COLUMNS
from tracking.models import Case, CaseLine, Favourite, MonthTotal, SavedFilter
from tracking.services import log_case, remove_case

NOON = datetime(2026, 11, 23, 17, tzinfo=UTC)
CASES = (
    CaseContent(date(2026, 7, 2), "24", (EntryLine("45385"), EntryLine("45380", ("59",)))),
    CaseContent(date(2026, 7, 3), "11", (EntryLine("99214", ("25",), 2), EntryLine("D1553", (), 1, "3"))),
    CaseContent(date(2026, 8, 4), "11", (EntryLine("99999"),)),
    # The same twice on one day is two cases.
    CaseContent(date(2026, 8, 4), "11", (EntryLine("99214"),)),
    CaseContent(date(2026, 8, 4), "11", (EntryLine("99214"),)),
)
Export = Callable[..., bytes]


@pytest.fixture(autouse=True)
def _noon():
    with time_machine.travel(NOON, tick=True):
        yield


@pytest.fixture
def ada(cast: Cast, release: Release, client: Client) -> Client:
    clinician, user = cast.clinician.log, cast.clinician.user
    for content in CASES:
        log_case(clinician=clinician, case_id=uuid4(), content=content, actor=user)
    gone = log_case(clinician=clinician, case_id=uuid4(), content=CASES[0], actor=user)
    remove_case(case=gone, actor=user, at=NOON)
    client.force_login(user)
    return client


@pytest.fixture
def export(ada: Client) -> Export:
    """Returns the content of an export."""

    def post(shape: str, **fields: str) -> bytes:
        answer = ada.post("/log/export/file/", {"format": shape, **fields})
        assert answer.status_code == 200, answer.content.decode()
        assert answer["Content-Disposition"] == f'attachment; filename="log-2026-11-23.{shape}"'
        return content_of(answer)

    return post


def content_of(answer: Any) -> bytes:
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def what_is_logged(clinician: Any) -> list[tuple[Any, ...]]:
    """What a log says, whatever the ids of its cases are: the lines of each case with their credit."""
    cases = Case.objects.kept().filter(clinician=clinician).prefetch_related("lines")
    told = [
        (
            str(case.date_of_service),
            case.place_of_service,
            tuple(
                (line.position, line.code, line.modifiers, line.units, line.credit, line.outcome, line.lane) for line in case.lines.all()
            ),
        )
        for case in cases
    ]
    return sorted(told)


def test_exports_every_line_as_csv(export: Export) -> None:
    content = export("csv").decode()
    rows = list(csv.DictReader(io.StringIO(content)))
    assert tuple(rows[0]) == COLUMNS
    assert [(row["date_of_service"], row["code"], row["modifiers"], row["tooth"], row["units"], row["credit"]) for row in rows][:4] == [
        ("2026-07-02", "45385", "", "", "1", "4.4600"),
        ("2026-07-02", "45380", "59", "", "1", "0.2900"),  # 3.47 less the 3.18 of the base 45378
        ("2026-07-03", "99214", "25", "", "2", "3.8400"),
        ("2026-07-03", "D1553", "", "3", "1", "0.0000"),
    ]
    assert len(rows) == 7
    assert "\r\n" in content
    assert not content.startswith("\ufeff")


def test_puts_a_byte_order_mark_where_it_is_asked_for(export: Export) -> None:
    assert export("csv", with_mark="on").startswith(b"\xef\xbb\xbf")


@pytest.mark.parametrize(
    ("fields", "codes"),
    [
        ({"code": "99214, d1553"}, ["99214", "D1553", "99214", "99214"]),
        ({"place": "24"}, ["45385", "45380"]),
        ({"first": "2026-08-01"}, ["99999", "99214", "99214"]),
        ({"last": "2026-07-02"}, ["45385", "45380"]),
        ({"code": "45385", "place": "11"}, []),
    ],
)
def test_exports_what_was_chosen_alone(export: Export, fields: dict[str, str], codes: list[str]) -> None:
    rows = list(csv.DictReader(io.StringIO(export("csv", **fields).decode())))
    assert [row["code"] for row in rows] == codes


def test_chooses_by_category(export: Export) -> None:
    category = next(one for one in by_category() if "45385" in {text.code for text in one.texts})
    rows = list(csv.DictReader(io.StringIO(export("csv", category=category.slug).decode())))
    of_category = {text.code for text in category.texts}
    assert [row["code"] for row in rows] == [line.code for content in CASES for line in content.lines if line.code in of_category]
    assert rows


@pytest.mark.parametrize("shape", ["csv", "json", "xlsx"])
def test_makes_the_same_log_of_its_own_export(
    export: Export, shape: str, ada: Client, cast: Cast, django_capture_on_commit_callbacks: Any
) -> None:
    before = what_is_logged(cast.clinician.log)
    totals = list(MonthTotal.objects.order_by("month_index").values_list("month_index", "credit", "lines", "not_counted", "fee_amount"))
    content = export(shape)
    # The colleague brings the file: another log, empty so far.
    ada.force_login(cast.colleague.user)
    with django_capture_on_commit_callbacks(execute=True):
        ada.post("/log/import/check/", {"place": "11", "file": SimpleUploadedFile(f"log.{shape}", content)})
    run = ImportRun.objects.get()
    assert run.outcome["asks"] == "confirm", run.outcome
    with django_capture_on_commit_callbacks(execute=True):
        ada.post(f"/log/import/{run.pk}/confirm/")
    colleague = cast.colleague.log
    assert what_is_logged(colleague) == before
    again = MonthTotal.objects.filter(clinician=colleague).order_by("month_index")
    assert list(again.values_list("month_index", "credit", "lines", "not_counted", "fee_amount")) == totals


@pytest.mark.parametrize("shape", ["csv", "json"])
def test_finds_everything_of_its_own_export_in_the_log_already(
    export: Export, shape: str, ada: Client, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        ada.post("/log/import/check/", {"place": "11", "file": SimpleUploadedFile(f"log.{shape}", export(shape))})
    run = ImportRun.objects.get()
    assert (run.state, run.outcome["duplicates"], run.outcome["created"]) == ("unchanged", 7, 0)


def test_exports_everything_that_one_has_as_json(export: Export, cast: Cast) -> None:
    clinician = cast.clinician.log
    Favourite.objects.create(clinician=clinician, code="45385", label="snare")
    SavedFilter.objects.create(clinician=clinician, name="Scopes", chosen={"code": "45385"})
    told = json.loads(export("json"))
    assert (told["format"], told["clinician"], len(told["cases"])) == ("rvuedge-log/1", "Ada Clinician", 5)
    assert told["favourites"] == [{"code": "45385", "modifiers": "", "label": "snare"}]
    assert told["filters"] == [{"name": "Scopes", "chosen": {"code": "45385"}}]
    second = next(case for case in told["cases"] if case["date_of_service"] == "2026-07-03")
    assert [(line["code"], line["modifiers"], line["tooth"], line["credit"]) for line in second["lines"]] == [
        ("99214", ["25"], "", "3.8400"),
        ("D1553", [], "3", "0.0000"),
    ]


def test_exports_a_workbook_of_typed_cells_without_formulas(export: Export) -> None:
    book = CalamineWorkbook.from_filelike(io.BytesIO(export("xlsx")))
    rows = book.get_sheet_by_index(0).to_python()
    head = dict(zip(rows[0], rows[1], strict=True))
    assert tuple(rows[0]) == COLUMNS
    assert (head["date_of_service"], head["code"], head["credit"], head["units"]) == (date(2026, 7, 2), "45385", 4.46, 1)


def test_no_cell_of_a_table_is_run_by_a_spreadsheet(export: Export, cast: Cast) -> None:
    CaseLine.objects.filter(code="D1553").update(fee_schedule="=HYPERLINK(1)", policy="@sum")
    rows = list(csv.DictReader(io.StringIO(export("csv").decode())))
    assert {(row["fee_schedule"], row["counted_by"]) for row in rows if row["code"] == "D1553"} == {("'=HYPERLINK(1)", "'@sum")}
    assert b"<f>" not in export("xlsx")


def test_exports_a_tagged_pdf_with_its_sum(export: Export) -> None:
    content = export("pdf")
    assert content.startswith(b"%PDF")
    assert b"/MarkInfo" in content or b"/StructTreeRoot" in content or b"ObjStm" in content
    assert content == export("pdf")


def test_names_codes_in_our_own_words_alone(export: Export) -> None:
    FeeScheduleRow.objects.filter(code="99214").update(descriptor="Licensed words")
    for shape in ("csv", "json"):
        assert b"Licensed words" not in export(shape)


def test_writes_each_export_into_the_trail_without_its_content(export: Export, cast: Cast) -> None:
    export("csv", code="45385")
    entry = AuditEntry.objects.get(action="log.exported")
    assert (entry.actor_id, entry.detail) == (cast.clinician.user.pk, {"format": "csv", "lines": 1, "chosen": {"code": "45385"}})


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ({"format": "doc"}, "Select a valid choice"),
        ({"format": "csv", "code": "=1+1"}, "A code has five characters"),
        ({"format": "csv", "first": "2026-02-30"}, "This is not a date of the calendar"),
        ({"format": "csv", "first": "2026-08-01", "last": "2026-07-01"}, "The first day is after the last"),
        ({"format": "csv", "place": "x'--"}, "Select a valid choice"),
    ],
)
def test_refuses_a_choice_that_is_none(ada: Client, body: dict[str, str], told: str) -> None:
    page = ada.post("/log/export/file/", body)
    assert (page.status_code, told in page.content.decode()) == (400, True)
    assert not AuditEntry.objects.filter(action="log.exported").exists()


def test_says_that_a_pdf_would_be_too_long(ada: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tracking.views_export.MOST_PDF_LINES", 3)
    page = ada.post("/log/export/file/", {"format": "pdf"})
    assert (page.status_code, "at most 3 lines, and 7 were chosen" in page.content.decode()) == (400, True)


def test_shows_nobody_elses_lines(ada: Client, cast: Cast) -> None:
    ada.force_login(cast.colleague.user)
    answer = ada.post("/log/export/file/", {"format": "csv"})
    assert len(content_of(answer).splitlines()) == 1


def test_asks_the_database_as_often_for_many_lines_as_for_few(ada: Client, cast: Cast) -> None:
    counts = []
    ada.get("/log/export/")
    for more in (0, 40):
        for _ in range(more):
            log_case(clinician=cast.clinician.log, case_id=uuid4(), content=CASES[0], actor=cast.clinician.user)
        with CaptureQueriesContext(connection) as asked:
            content_of(ada.post("/log/export/file/", {"format": "csv"}))
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_brings_a_choice_along(ada: Client) -> None:
    page = ada.get("/log/export/?code=45385&place=24").content.decode()
    assert 'value="45385"' in page
    assert '<option value="24" selected' in page
