"""Everything that a log has, leaving as csv, json, xlsx or pdf; names of codes are our own words alone.

The csv and the json can be brought back by an import, which makes the same log of them.
"""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import groupby
from typing import IO, Any
from uuid import UUID

import xlsxwriter
from django.db.models import F

from codes.lanes import Lane
from codes.texts import load_texts
from codes.words import LANE_NAMES
from rvuedge.lib.csv_cells import safe_cell
from rvuedge.lib.decimals import decimal_text
from rvuedge.web.pdf import pdf_of
from tracking.chosen import Choice, Sums
from tracking.entry import stored_line
from tracking.models import CaseLine, Clinician, TrainedCase
from tracking.models.case import CaseLineQuerySet
from tracking.policy_names import policy_in_english
from tracking.wrvu.details import details_of, stored_facts

MOST_PDF_LINES = 5_000
# A sheet has 1,048,576 rows, the first of which names the columns.
MOST_SHEET_LINES = 1_048_575
FORMAT = "rvuedge-log/1"
_AT_ONCE = 2_000


@dataclass(frozen=True, slots=True)
class ExportLine:
    """One line of a log as it leaves; the names of the fields are the columns of the csv."""

    case: str
    date_of_service: date
    place_of_service: str
    code: str
    modifiers: str
    tooth: str
    units: int
    details: str
    name: str
    work_rvu: Decimal | None
    credit: Decimal
    asa_units: Decimal | None
    outcome: str
    lane: str
    fee_amount: Decimal | None
    fee_schedule: str
    release: str
    counted_by: str
    source: str
    logged_at: datetime


COLUMNS = tuple(ExportLine.__slots__)
# What was said of a trainee's case, and who signed it.
TRAINED = ("case", "role", "level", "setting", "is_simulated", "claimed_code", "categories", "signed_at")


def export_lines(lines: CaseLineQuerySet) -> Iterator[ExportLine]:
    """Yield chosen lines in the order of their days; few of them are in memory."""
    texts = load_texts()
    read = lines.select_related("case", "release").order_by("date_of_service", "case__created_at", "case_id", "position")
    for line in read.defer("steps", "flags").iterator(chunk_size=_AT_ONCE):
        yield _export_line(line, texts[line.code].name if line.code in texts else "")


def _export_line(line: CaseLine, name: str) -> ExportLine:
    entered = stored_line(line.code, line.modifiers, line.units)
    return ExportLine(
        case=str(line.case_id),
        date_of_service=line.date_of_service,
        place_of_service=line.case.place_of_service,
        code=entered.code,
        modifiers=" ".join(entered.modifiers),
        tooth=entered.tooth,
        units=entered.units,
        details=line.details,
        name=name,
        work_rvu=line.work_rvu,
        credit=line.credit,
        asa_units=line.asa_units,
        outcome=line.outcome,
        lane=line.lane,
        fee_amount=line.fee_amount,
        fee_schedule=line.fee_schedule,
        release=line.release.name if line.release else "",
        counted_by=line.policy,
        source=line.case.source,
        logged_at=line.case.created_at,
    )


def csv_pieces(lines: Iterable[ExportLine], *, with_mark: bool) -> Iterator[str]:
    """Yield a csv (RFC 4180): ISO days, plain decimals, and text cells that no spreadsheet runs."""
    out = io.StringIO(newline="")
    sheet = csv.writer(out)
    sheet.writerow(COLUMNS)
    yield ("\ufeff" if with_mark else "") + _taken(out)
    for number, line in enumerate(lines, start=1):
        sheet.writerow([_cell(getattr(line, name)) for name in COLUMNS])
        if number % 500 == 0:
            yield _taken(out)
    yield _taken(out)


def json_pieces(lines: Iterable[ExportLine], about: Mapping[str, object]) -> Iterator[str]:
    """Yield a json document: what is told about the log, then its cases, one a line of the text."""
    yield json.dumps({"format": FORMAT, **about}, ensure_ascii=False)[:-1] + ', "cases": ['
    for number, (_case, rows) in enumerate(groupby(lines, key=lambda line: line.case)):
        yield (",\n" if number else "\n") + json.dumps(_case_json(list(rows)), ensure_ascii=False)
    yield "\n]}\n"


def about(clinician: Clinician) -> dict[str, object]:
    """Return what a log has beside its cases: favourites, filters, effort, leave and targets."""
    trained = TrainedCase.objects.kept().filter(case__clinician=clinician).order_by("case__date_of_service", "case_id")
    return {
        "clinician": clinician.name,
        "specialty": clinician.specialty.name if clinician.specialty else "",
        "organisation": clinician.organisation.name,
        "time_zone": clinician.organisation.time_zone,
        "started_on": clinician.started_on.isoformat(),
        "ended_on": clinician.ended_on.isoformat() if clinician.ended_on else None,
        "favourites": [_plain(row) for row in clinician.favourites.values("code", "modifiers", "label")],
        "filters": [_plain(row) for row in clinician.saved_filters.values("name", "chosen")],
        "efforts": [_plain(row) for row in clinician.efforts.values("effective_from", "total_fte", "clinical_fte", "note")],
        "leaves": [_plain(row) for row in clinician.leaves.values("first_day", "last_day", "kind", "counts")],
        "trained_cases": [_plain(row) for row in trained.values(*TRAINED, attending=F("case__attending__name"))],
        "targets": [_plain(row) for row in clinician.targets.values("effective_from", "annual_wrvu")],
    }


def write_sheet(lines: Iterable[ExportLine], out: IO[bytes]) -> None:
    """Write a workbook: days and numbers are typed cells, texts are texts, and no cell is a formula."""
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "default_date_format": "yyyy-mm-dd"}
    book = xlsxwriter.Workbook(out, options)
    sheet = book.add_worksheet("Log")
    sheet.freeze_panes(1, 0)
    sheet.write_row(0, 0, COLUMNS, book.add_format({"bold": True}))
    for row, line in enumerate(lines, start=1):
        for column, name in enumerate(COLUMNS):
            _write_cell(sheet, row, column, getattr(line, name))
    book.close()


def pdf(clinician: Clinician, lines: Iterable[ExportLine], sums: Sums, choice: Choice, on: date) -> bytes:
    """Return the lines to print, with their sum, the releases they were counted on, and how the sum was made."""
    rows = [_pdf_row(line) for line in lines]
    shape = {
        "clinician": clinician.name,
        "organisation": clinician.organisation.name,
        "is_demo": clinician.organisation.is_demo,
        "time_zone": clinician.organisation.time_zone,
        "is_trainee": clinician.is_trainee,
        "on": [on.year, on.month, on.day],
        "chosen": choice.stored(),
        "rows": rows,
        "releases": sorted({str(row["release"]) for row in rows if row["release"]}),
        "policies": sorted({policy_in_english(str(row["counted_by"])) for row in rows}),
        "sums": {
            "lines": sums.lines,
            "cases": sums.cases,
            "credit": decimal_text(sums.credit),
            "not_counted": sums.not_counted,
            "fees": decimal_text(sums.fees),
        },
    }
    return pdf_of("entries.typ", shape)


def _pdf_row(line: ExportLine) -> dict[str, object]:
    is_counted = line.outcome == "credited"
    return {
        "day": line.date_of_service.isoformat(),
        "place": line.place_of_service,
        "code": "-".join(part for part in (line.code, *line.modifiers.split()) if part) + (f" #{line.tooth}" if line.tooth else ""),
        "units": line.units,
        "name": line.name,
        "credit": decimal_text(line.credit) if is_counted else None,
        "fee": decimal_text(line.fee_amount),
        "lane": "" if is_counted else LANE_NAMES[Lane(line.lane)],
        "release": line.release,
        "counted_by": line.counted_by,
    }


def _case_json(rows: list[ExportLine]) -> dict[str, object]:
    first = rows[0]
    beside = ("case", "date_of_service", "place_of_service", "source", "logged_at")
    lines = [{name: _json_value(name, getattr(row, name)) for name in COLUMNS if name not in beside} for row in rows]
    head = {"id": first.case, **{name: _json_value(name, getattr(first, name)) for name in beside[1:]}}
    return {**head, "lines": lines}


def _json_value(name: str, value: object) -> object:
    if name == "modifiers":
        return str(value).split()
    if name == "details":
        return details_of(stored_facts(str(value)))
    if isinstance(value, UUID):
        return str(value)
    return decimal_text(value) if isinstance(value, Decimal) else value.isoformat() if isinstance(value, date | datetime) else value


def _cell(value: object) -> object:
    if isinstance(value, str):
        return safe_cell(value)
    return _json_value("", value)


def _write_cell(sheet: Any, row: int, column: int, value: object) -> None:
    if isinstance(value, datetime):
        sheet.write_string(row, column, value.isoformat())
    elif isinstance(value, date):
        sheet.write_datetime(row, column, value)
    elif isinstance(value, Decimal | int):
        sheet.write_number(row, column, value)
    elif value is not None:
        sheet.write_string(row, column, str(value))


def _plain(row: Mapping[str, object]) -> dict[str, object]:
    return {name: _json_value("", value) for name, value in row.items()}


def _taken(out: io.StringIO) -> str:
    text = out.getvalue()
    out.seek(0)
    out.truncate()
    return text
