"""Reads the payment amounts of the physician fee schedule by locality (PFREV, PFALL): what Medicare pays, computed by CMS.

Layout PF25PC.pdf: no header, 16 quoted fields of 130 characters in all, amounts as 0001339.81, then lines that begin with TRL.
Revision files hold every amount of what they revise, they are no overlays.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from codes.cms import cells
from codes.cms.columns import Wanted
from codes.cms.distinct import Distinct
from codes.cms.fields import NO_CODE, Cutter, Field, Without, choice, code, matching
from codes.cms.findings import Findings
from codes.cms.reading import About, Opened, Reading, concluded
from codes.cms.release_marks import found_in_name
from codes.cms.tables import month_words, records

KIND = "pfrev"
_WIDTH = 16
_SEARCHED_LINES = 10
_TRAILER = "TRL"
_AMOUNT = re.compile(r"[0-9]{1,7}(\.[0-9]{1,2})?")
_CENT = Decimal("0.01")
_NO_AMOUNT = "is no amount in plain digits with at most two decimals"
_NAME = re.compile(r"PF(?:REV|ALL)([0-9]{2})([A-D]?)", re.IGNORECASE)
_MONTHS = {"": 1, "A": 1, "B": 4, "C": 7, "D": 10}


@dataclass(frozen=True, slots=True)
class PaymentAmount:
    """What Medicare pays for a code in a locality, the cap of hospital outpatient payment already applied.

    The therapy amounts are those with half the practice expense, paid for the second and further units of a day.
    """

    year: int
    mac: str
    locality: str
    code: str
    modifier: str
    non_facility_amount: Decimal
    facility_amount: Decimal
    pctc_indicator: str
    status: str
    multiple_procedure: str
    therapy_non_facility_amount: Decimal
    therapy_facility_amount: Decimal
    opps_indicator: str
    opps_non_facility_amount: Decimal
    opps_facility_amount: Decimal

    @property
    def key(self) -> tuple[str, str, str, str]:
        """The key of an amount within a file."""
        return self.mac, self.locality, self.code, self.modifier


def _amount(text: str) -> object:
    stripped = text.strip()
    return Decimal(stripped).quantize(_CENT) if _AMOUNT.fullmatch(stripped) else Without.MEANING


def _year(text: str) -> object:
    return int(text) if re.fullmatch("20[0-9]{2}", text) else Without.MEANING


def _status(text: str) -> object:
    return cells.status(text) or Without.MEANING


_PLACES = {
    "year": 0,
    "mac": 1,
    "locality": 2,
    "code": 3,
    "modifier": 4,
    "non_facility_amount": 5,
    "facility_amount": 6,
    "pctc_indicator": 8,
    "status": 9,
    "multiple_procedure": 10,
    "therapy_non_facility_amount": 11,
    "therapy_facility_amount": 12,
    "opps_indicator": 13,
    "opps_non_facility_amount": 14,
    "opps_facility_amount": 15,
}
_FIELDS = tuple(
    Field(Wanted(name, header, ""), meaning, told, length)
    for name, header, meaning, told, length in (
        ("year", "Year", _year, "is no year", 0),
        ("mac", "Carrier Number", matching("[0-9]{5}"), "is no carrier number of five digits", 5),
        ("locality", "Locality", matching("[0-9]{2}"), "is no locality of two digits", 2),
        ("code", "HCPCS Code", code, NO_CODE, 5),
        ("modifier", "Modifier", matching("([0-9A-Z]{2})?"), "is no modifier of two characters", 0),
        ("non_facility_amount", "Non Facility Fee Schedule Amount", _amount, _NO_AMOUNT, 0),
        ("facility_amount", "Facility Fee Schedule Amount", _amount, _NO_AMOUNT, 0),
        ("pctc_indicator", "PCTC Indicator", matching("[0-9]"), "is no indicator of one digit", 0),
        ("status", "Status Code", _status, "is no status code of the layout", 0),
        ("multiple_procedure", "Multiple Surgery Indicator", matching("[0-9]"), "is no indicator of one digit", 0),
        ("therapy_non_facility_amount", "50% Therapy Reduction Amount (office)", _amount, _NO_AMOUNT, 0),
        ("therapy_facility_amount", "50% Therapy Reduction Amount (institution)", _amount, _NO_AMOUNT, 0),
        ("opps_indicator", "OPPS Indicator", choice("1", "9"), "is neither 1 nor 9", 0),
        ("opps_non_facility_amount", "OPPS Non Facility Fee Amount", _amount, _NO_AMOUNT, 0),
        ("opps_facility_amount", "OPPS Facility Fee Amount", _amount, _NO_AMOUNT, 0),
    )
)
# What tells an amount from a row of any other table: the shapes of these cells.
_SHAPES = {0: "20[0-9]{2}", 1: "[0-9]{4,5}", 2: "[0-9]{1,2}", 3: "[0-9A-Z]{3,5}", 5: _AMOUNT.pattern, 6: _AMOUNT.pattern, 9: "[A-Z]"}


def recognises(opened: Opened) -> bool:
    """Return whether the first record has the 16 fields of a payment amount, without a header above it."""
    first = Opened(opened.file_name, lines=opened.lines[:_SEARCHED_LINES], cells=opened.cells[:_SEARCHED_LINES])
    record = next((record for _line, record in records(first, Findings()) if any(cell.strip() for cell in record)), ())
    return len(record) == _WIDTH and all(re.fullmatch(shape, record[place].strip()) for place, shape in _SHAPES.items())


def read(opened: Opened, *, accepts_repairs: bool = False) -> Reading[PaymentAmount]:
    """Return the amounts and every issue."""
    findings = Findings()
    if opened.remark:
        findings.warning(None, "", "", opened.remark)
    cutter = Cutter(_FIELDS, _PLACES, findings, width=_WIDTH)
    kept: Distinct[PaymentAmount] = Distinct(findings, "code")
    trailers = 0
    for line, record in records(opened, findings):
        if record and record[0].strip().startswith(_TRAILER):
            trailers += 1
            continue
        values = cutter.values(line, record)
        if values is not None:
            row = PaymentAmount(*values)  # type: ignore[arg-type]
            kept.keep(line, row.key, row)
    cutter.tell()
    years = sorted({row.year for row in kept.rows})
    _check(years, trailers, findings)
    return concluded(
        KIND,
        _about(years, opened.file_name, findings),
        kept.rows,
        findings,
        layout="xlsx" if opened.is_sheet else "csv",
        skipped=cutter.skipped + trailers,
        mends=cutter.zeros.counts(),
        accepts_repairs=accepts_repairs,
    )


def _check(years: Sequence[int], trailers: int, findings: Findings) -> None:
    if len(years) > 1:
        shown = " and ".join(str(year) for year in years)
        findings.error(None, "year", shown, f"The file holds amounts of {shown}. Bring the file of one year as CMS publishes it.")
    if not trailers:
        findings.warning(None, "", "", "The lines that begin with TRL and end the file as CMS publishes it are missing. Is it cut off?")


def _about(years: Sequence[int], file_name: str, findings: Findings) -> About:
    """The rows hold the year; which revision of it, the name alone: PFREV25C is that of July 2025."""
    if len(years) != 1:
        return About("Payment amounts by locality")
    (year,) = years
    named = found_in_name(_NAME, file_name)
    if named is not None and 2000 + int(named[1]) != year:
        message = f"The rows hold amounts of {year}, the name of the file says 20{named[1]}. The rows were believed."
        findings.warning(None, "year", str(year), message)
    if named is None or 2000 + int(named[1]) != year:
        return About(f"Payment amounts by locality, {year}")
    holds_from = date(year, _MONTHS[named[2].upper()], 1)
    return About(f"Payment amounts by locality, {month_words(holds_from)}", holds_from)
