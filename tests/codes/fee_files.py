"""Excerpts of fee files of every kind, what they hold, and the ways in which people break them."""

import csv
import io
from collections.abc import Iterable, Sequence
from pathlib import Path

import xlsxwriter

from codes.cms.reading import FeeItem, Opened, Reading, opened
from codes.cms.sheets import read_any_sheet

GOLDEN = Path(__file__).resolve().parent.parent / "golden"
CLFS, ASP, NDC, OPPS = "clfs/clfs25q2.csv", "asp/asp26jan.csv", "asp/ndc26jan.csv", "opps/October 2025 Web Addendum B.csv"
DMEPOS, PEN = "dmepos/DMEPOS26_JAN.csv", "dmepen/DMEPEN26_JAN.csv"
PAYER, DENTAL = "payer/plan.csv", "dental/dental.csv"
ALL = (CLFS, ASP, NDC, OPPS, DMEPOS, PEN, PAYER, DENTAL)
# Files of other kinds among the official ones: none of the readers here may take them.
OTHERS = (
    "RVU26C/PPRRVU2026_Jul_nonQPP.csv", "RVU25D/PPRRVU2025_Oct.txt.gz", "RVU25A/PPRRVU25_JAN1.csv", "RVU25D/GPCI2025.csv",
    "RVU25D/GPCI2025.txt", "RVU25D/GPCI2025.xlsx", "RVU25D/ANES2025.csv", "RVU25D/ANES2025.txt", "RVU25D/25LOCCO.csv",
    "RVU25D/OPPSCAP_Oct.csv", "RVU25D/OPPSCAP_Oct.txt", "ZIPLOC25/ZIP5_OCT2025.txt.gz", "PFREV25C/PFREV25C.txt",
)  # fmt: skip


def of_bytes(content: bytes, name: str = "fees.csv") -> Opened:
    """Return a file opened as the product opens it."""
    return opened(content, name, read_any_sheet)


def of_text(text: str, name: str = "fees.csv") -> Opened:
    """Return a text opened as a file."""
    return of_bytes(text.encode("utf-8"), name)


def excerpt(name: str) -> Opened:
    """Return an excerpt of the golden files, opened."""
    return of_bytes((GOLDEN / name).read_bytes(), Path(name).name)


def changed(name: str, before: str, after: str) -> Opened:
    """Return an excerpt with one text replaced; the text must stand there exactly once."""
    text = (GOLDEN / name).read_bytes().decode("cp1252")
    assert text.count(before) == 1, before
    return of_text(text.replace(before, after), Path(name).name)


def workbook(name: str, *, leave_text: Iterable[int] = ()) -> Opened:
    """Return an excerpt as a workbook whose numbers are numbers, but for the columns (from 0) that are left as text."""
    rows = list(csv.reader(io.StringIO((GOLDEN / name).read_bytes().decode("cp1252"), newline="")))
    stored = io.BytesIO()
    with xlsxwriter.Workbook(stored) as book:
        sheet = book.add_worksheet()
        for line, row in enumerate(rows):
            for column, text in enumerate(row):
                if text:
                    sheet.write(line, column, float(text) if _is_number(text) and column not in leave_text else text)
    return of_bytes(stored.getvalue(), Path(name).with_suffix(".xlsx").name)


def expected(name: str) -> list[list[str]]:
    """Return the expected items of a golden file, as the file beside it lists them."""
    with (GOLDEN / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.reader(lines))[1:]


def listed(items: Sequence[FeeItem]) -> list[list[str]]:
    """Return items as the golden files list them."""
    return [
        [
            item.code,
            item.modifier,
            "" if item.amount is None else str(item.amount),
            item.unit,
            item.name,
            item.note,
            "" if item.effective_from is None else item.effective_from.isoformat(),
            " | ".join(f"{place} {amount}" for place, amount in item.regions),
        ]
        for item in items
    ]


def errors(reading: Reading[FeeItem]) -> list[tuple[int | None, str, str]]:
    """Return the faults of a refused file: line, field and value."""
    assert reading.is_refused
    return [(issue.line, issue.field, issue.value) for issue in reading.issues if issue.severity == "error"]


def told(reading: Reading[FeeItem]) -> str:
    """Return the sentences of all issues."""
    return " ".join(issue.message for issue in reading.issues)


def _is_number(text: str) -> bool:
    return text.replace(".", "", 1).isdigit() and text.isascii()
