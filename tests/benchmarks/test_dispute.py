"""The dispute file holds the disputed lines with reasons and sums, as a tagged PDF and as csv, and nothing that a sheet would run."""

import csv
import io
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from benchmarks import dispute
from benchmarks.dispute import COLUMNS, csv_of, disputed_lines, pdf_bytes
from benchmarks.employer_report import EmployerReport
from benchmarks.models import Reconciliation, ReviewState
from benchmarks.reconciling import Settings, Source, compared
from benchmarks.services_reconcile import store_run
from codes.cms.findings import Findings
from rvuedge.accounts.models import AuditEntry
from tests.benchmarks.reconciled import lines
from tests.benchmarks.work import OCTOBER, clinician_of, did
from tests.cast import Cast
from tests.pdf_text import text_of

ON = date(2026, 11, 23)


def stored(cast: Cast, name: str = "report.csv") -> Reconciliation:
    """A log of 1.30 + 1.92 + 4.57 against a report of 1.30 + 1.30 + 4.57 + 2.60."""
    for day, code, credit in ((5, "99213", "1.30"), (6, "99214", "1.92"), (7, "45385", "4.57")):
        did(cast.clinician, date(2026, 10, day), code, credit)
    report = EmployerReport(Findings(), lines("5 99213 1.30 | 6 99213-25 1.30 | 7 45385 4.57 | 9 99204 2.60"))
    ready = compared(clinician_of(cast.clinician), OCTOBER, report, Settings(rate=Decimal("52.75")))
    return store_run(compared=ready, source=Source(name, "0" * 64), by=cast.clinician.user)


def test_holds_every_open_difference_until_some_are_marked(cast: Cast) -> None:
    run = stored(cast)
    assert [line.kind for line in disputed_lines(run)] == ["changed_code", "extra"]
    run.lines.filter(kind="changed_code").update(state=ReviewState.DISPUTED)
    assert [line.kind for line in disputed_lines(run)] == ["changed_code"]


def test_leaves_as_csv_whose_cells_no_sheet_runs(cast: Cast) -> None:
    run = stored(cast)
    run.lines.filter(kind="changed_code").update(note="=HYPERLINK(1)")
    head, first, second = csv.reader(io.StringIO(csv_of(run, disputed_lines(run))))
    assert head == list(COLUMNS)
    row = dict(zip(head, first, strict=True))
    assert (row["difference"], row["log_code"], row["report_code"], row["wrvu_difference"]) == ("changed_code", "99214", "99213", "0.6200")
    # 0.62 x 52.75 = 32.705
    assert (row["dollars"], row["note"]) == ("32.71", "'=HYPERLINK(1)")
    assert dict(zip(head, second, strict=True))["log_code"] == ""


def test_prints_as_a_tagged_pdf(cast: Cast) -> None:
    run = stored(cast)
    content = pdf_bytes(run, disputed_lines(run), ON)
    assert content.startswith(b"%PDF") and content == pdf_bytes(run, disputed_lines(run), ON)
    assert b"/MarkInfo" in content or b"/StructTreeRoot" in content or b"ObjStm" in content


def test_prints_sums_and_lines_as_they_are_counted(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    shapes: list[dict[str, Any]] = []

    def keep(_template: str, shape: dict[str, Any]) -> bytes:
        shapes.append(shape)
        return b"%PDF"

    monkeypatch.setattr(dispute, "pdf_of", keep)
    run = stored(cast)
    pdf_bytes(run, disputed_lines(run), ON)
    (shape,) = shapes
    # 1.30 + 1.92 + 4.57 against 1.30 + 1.30 + 4.57 + 2.60, at 52.75 dollars.
    assert (shape["own"], shape["theirs"], shape["difference"], shape["money"]) == ("7.7900", "9.7700", "-1.9800", "-104.45")
    assert [(line["own"], line["theirs"], line["difference"], line["money"]) for line in shape["lines"]] == [
        (["99214"], ["99213-25"], "0.6200", "32.71"),
        ([], ["99204"], "-2.6000", "-137.15"),
    ]


def test_prints_a_dispute_without_any_line(cast: Cast) -> None:
    run = stored(cast)
    assert pdf_bytes(run, [], ON).startswith(b"%PDF")


def test_is_sent_as_files_and_audited(cast: Cast, client: Client) -> None:
    run = stored(cast)
    client.force_login(cast.clinician.user)
    for form, kind in (("pdf", "application/pdf"), ("csv", "text/csv; charset=utf-8")):
        answer = client.get(f"/reconcile/{run.pk}/dispute.{form}")
        assert (answer.status_code, answer["Content-Type"], answer["Cache-Control"]) == (200, kind, "no-store")
        text = text_of(answer.content) if form == "pdf" else answer.content.decode()
        # The value that differs, and the line that the log does not have.
        assert "99214" in text and "1.92" in text and "2.60" in text.replace("2.6,", "2.60,")
    audited = AuditEntry.objects.filter(action="reconciliation.exported").order_by("pk")
    assert [entry.detail["form"] for entry in audited] == ["pdf", "csv"]
