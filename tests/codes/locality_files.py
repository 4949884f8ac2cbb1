"""Excerpts of the files of localities beside what they say, and the ways in which people break them."""

import csv
import io
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

import xlsxwriter

from codes.cms import anes, anes_base, gpci, locco, oppscap, zip_locality
from codes.cms.reading import Opened, Reading, opened
from codes.cms.sheets import read_any_sheet
from rvuedge.lib.issues import Issue, Severity

GOLDEN = Path(__file__).resolve().parent.parent / "golden"
READERS: tuple[ModuleType, ...] = (gpci, anes, anes_base, locco, oppscap, zip_locality)


def excerpt(kind: str, name: str) -> bytes:
    """Return the bytes of an excerpt: the header as CMS publishes it, and some rows."""
    return (GOLDEN / kind / name).read_bytes()


def expected(kind: str, name: str) -> list[dict[str, str]]:
    """Return what the excerpt says, typed from it by hand."""
    stored = (GOLDEN / kind / f"{name}.expected.csv").read_text(encoding="ascii")
    return list(csv.DictReader(io.StringIO(stored)))


def texts(rows: Sequence[Any]) -> list[dict[str, str]]:
    """Return rows as texts by field; nothing for None."""
    return [{name: str(value if (value := getattr(row, name)) is not None else "") for name in type(row).__slots__} for row in rows]


def changed(content: bytes, before: str, after: str) -> bytes:
    """Return a file with one text replaced; the text must stand there exactly once."""
    assert content.count(before.encode()) == 1, before
    return content.replace(before.encode(), after.encode())


def as_opened(content: bytes, name: str = "") -> Opened:
    """Return a file opened as an import opens it."""
    return opened(content, name, read_any_sheet)


def read(reader: ModuleType, content: bytes, name: str = "", *, accepts_repairs: bool = False) -> Reading[object]:
    """Return a reading."""
    reading: Reading[object] = reader.read(as_opened(content, name), accepts_repairs=accepts_repairs)
    return reading


def workbook(content: bytes, numbers: Sequence[int] = ()) -> bytes:
    """Return a csv as a workbook; the columns `numbers` become numbers, as a spreadsheet makes them."""
    stored = io.BytesIO()
    with xlsxwriter.Workbook(stored) as book:
        sheet = book.add_worksheet("GPCI")
        for line, row in enumerate(csv.reader(io.StringIO(content.decode("ascii")))):
            for column, text in enumerate(row):
                is_number = column in numbers and text.strip().replace(".", "", 1).isdigit()
                sheet.write(line, column, float(text) if is_number else text)
    return stored.getvalue()


def errors(reading: Reading[object]) -> list[tuple[int | None, str, str]]:
    """Return line, field and value of every fault that refuses the file."""
    return [(issue.line, issue.field, issue.value) for issue in reading.issues if issue.severity == Severity.ERROR]


def told(reading: Reading[object], severity: Severity) -> list[str]:
    """Return the sentences of one weight."""
    return [issue.message for issue in reading.issues if issue.severity == severity]


def issue_of(reading: Reading[object], field: str) -> Issue:
    """Return the first issue of a field."""
    return next(issue for issue in reading.issues if issue.field == field)
