"""Worked examples as published: rows of a csv file, each with the fields of its fee schedule row and the outcome that is printed."""

import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from rvuedge.lib.issues import Issue, Severity
from rvuedge.lib.worked import STATUSES
from tracking.wrvu.facts import Provider

COLUMNS = (
    "id", "source", "year", "line", "code", "modifiers", "units", "pos", "work_rvu", "fee_or_total_rvu", "mult_ind", "bilat_ind",
    "endo_base", "other_inputs", "expected_factor", "expected_wrvu", "expected_payment", "note",
)  # fmt: skip
TOTAL, SUBTOTAL = "total", "subtotal"
_NUMBERS = ("work_rvu", "fee_or_total_rvu", "expected_factor", "expected_wrvu", "expected_payment")
_OUTCOME_COLUMNS = ("expected_factor", "expected_wrvu", "expected_payment")
OUTCOME_KEYS = (
    "expected_time_units", "expected_total_units", "expected_geo_rvu", "expected_tc_total", "expected_unreduced", "expected_medicare_80pct",
)  # fmt: skip
_NUMERIC = {
    "cf", "work", "pe", "mp", "gpci_work", "gpci_pe", "gpci_mp", "base_value", "base_work", "row53_value", "row53_work", "pc", "tc",
    "pe_reduction", "asst_factor", "app_factor", "pre", "intra", "post", "charge", "base_units", "anes_cf", "tolerance", *OUTCOME_KEYS,
}  # fmt: skip
_WHOLE = {"global_days", "days", "dos_year", "schedule_year", "minutes", "concurrent"}
_WORK_OF_YEAR = re.compile(r"work_[0-9]{4}")
_CHOICES = {
    "policy": ("medicare", "custom", "asa_commercial"),
    "basis": ("amount", "total_rvu", "work_rvu", "anesthesia", "none"),
    "result": ("rvu",),
    "documentation": ("yes", "no"),
    "present_at_induction": ("yes", "no"),
    "participation": ("participating", "nonparticipating"),
    "amount_kind": ("allowed", "limiting_charge"),
    "time_rounding": ("one_decimal", "whole_up"),
    "substantive_portion": ("physician", "npp"),
    "provider": tuple(Provider),
}
_LISTS = {"of", "physical_status_units", "qualifying_units"}
_WORDS = {"status", "claim", "imaging_family", "asst_ind", "cosurg_ind", "dos", "physical_status", "qualifying"}
# What is there for the reader of the file only.
_READING = {"locality", "published", "nominal", "inferred"}
_KNOWN = _NUMERIC | _WHOLE | _CHOICES.keys() | _LISTS | _WORDS | _READING
_NUMBER = re.compile(r"-?([0-9]{1,9}(\.[0-9]{0,20})?|\.[0-9]{1,20})")


@dataclass(frozen=True, slots=True)
class ExampleRow:
    """One row of the file: a line of a claim, or a sum over lines, with what it should come to as it is printed."""

    number: int
    cells: Mapping[str, str]
    keys: Mapping[str, str]
    expected: Mapping[str, str]
    unsupported: str

    @property
    def id(self) -> str:
        return self.cells["id"]

    @property
    def line(self) -> str:
        return self.cells["line"]

    @property
    def status(self) -> str:
        return self.keys.get("status", "")

    @property
    def claim(self) -> tuple[str, str]:
        """The claim that the row belongs to: rows of one example and one claim number."""
        return self.id, self.keys.get("claim", "1")

    @property
    def is_sum(self) -> bool:
        return self.line in (TOTAL, SUBTOTAL)

    @property
    def modifiers(self) -> tuple[str, ...]:
        return tuple(self.cells["modifiers"].split())

    def number_of(self, name: str) -> Decimal | None:
        """Return a column or a key as a number; None where it is empty."""
        text = self.cells.get(name) or self.keys.get(name, "")
        return Decimal(text) if text else None

    def whole_of(self, name: str) -> int | None:
        """Return a key as a whole number; None where it is empty."""
        found = self.number_of(name)
        return None if found is None else int(found)


def read_examples(text: str) -> tuple[tuple[ExampleRow, ...], tuple[Issue, ...]]:
    """Return the rows of a file and every issue found; with an issue the file should be refused."""
    reader = csv.DictReader(io.StringIO(text, newline=""), restval="", restkey="beyond")
    missing = [name for name in COLUMNS if name not in (reader.fieldnames or ())]
    if missing:
        return (), (_issue(1, "columns", ", ".join(missing), f"The first line must name the columns {', '.join(COLUMNS)}."),)
    rows: list[ExampleRow] = []
    issues: list[Issue] = []
    for cells in reader:
        found = _faults(reader.line_num, cells)
        issues += found
        if not found:
            rows.append(_row(reader.line_num, {name: cells[name].strip() for name in COLUMNS}))
    if not rows and not issues:
        issues.append(_issue(None, "file", "", "The file has no rows below its first line."))
    return tuple(rows), tuple(issues)


def _faults(number: int, cells: Mapping[str, str]) -> list[Issue]:
    """Return what makes a row unreadable."""
    if "beyond" in cells:
        return [_issue(number, "columns", "", "The row has more cells than the first line. Put text with commas in quotes.")]
    faults = [_issue(number, name, cells[name], "Write a number.") for name in _NUMBERS if not _is_number(cells[name].strip())]
    if not (cells["line"].strip().isdigit() or cells["line"].strip() in (TOTAL, SUBTOTAL)):
        faults.append(_issue(number, "line", cells["line"], "Write a number, total or subtotal."))
    if not re.fullmatch(r"-?[0-9]{0,6}", cells["units"].strip()):
        faults.append(_issue(number, "units", cells["units"], "Write a whole number."))
    pairs = [pair.partition("=") for pair in cells["other_inputs"].split(";") if pair.strip()]
    names = [name.strip() for name, _, _ in pairs]
    faults += [_issue(number, name, "", "Write key=value.") for name, sign, _ in pairs if not sign]
    faults += [_issue(number, name, "", "The key is there twice.") for name in sorted({name for name in names if names.count(name) > 1})]
    return faults + [fault for name, sign, value in pairs if sign for fault in _faults_of_key(number, name.strip(), value.strip())]


def _faults_of_key(number: int, name: str, value: str) -> Iterator[Issue]:
    if (name in _NUMERIC or _WORK_OF_YEAR.fullmatch(name)) and not _NUMBER.fullmatch(value):
        yield _issue(number, name, value, "Write a number.")
    if name in _WHOLE and not re.fullmatch(r"[0-9]{1,6}", value):
        yield _issue(number, name, value, "Write a whole number.")
    if name in _LISTS and not all(_NUMBER.fullmatch(part) for part in value.split()):
        yield _issue(number, name, value, "Write numbers with spaces between.")
    if name == "status" and value not in STATUSES:
        yield _issue(number, name, value, f"Write one of {', '.join(STATUSES)}.")
    if name == "dos" and not _is_date(value):
        yield _issue(number, name, value, "Write the date as YYYY-MM-DD.")


def _row(number: int, cells: dict[str, str]) -> ExampleRow:
    pairs = (pair.partition("=") for pair in cells["other_inputs"].split(";") if pair.strip())
    keys = {name.strip(): value.strip() for name, _, value in pairs}
    printed = {name: cells[name] for name in _OUTCOME_COLUMNS} | {name: keys[name] for name in OUTCOME_KEYS if name in keys}
    expected = {name: text for name, text in printed.items() if text}
    return ExampleRow(number, cells, keys, expected, _unsupported(keys))


def _unsupported(keys: Mapping[str, str]) -> str:
    """Return what of a row is not known here; a row that is not fully understood never passes."""
    unknown = [name for name in keys if name not in _KNOWN and not _WORK_OF_YEAR.fullmatch(name)]
    if unknown:
        return f"unknown key {', '.join(unknown)}"
    values = [f"{name}={keys[name]}" for name, choices in _CHOICES.items() if name in keys and keys[name] not in choices]
    if values:
        return f"unknown value {', '.join(values)}"
    return "" if "status" in keys else "no status"


def _is_number(text: str) -> bool:
    return not text or _NUMBER.fullmatch(text) is not None


def _is_date(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _issue(number: int | None, field: str, value: str, message: str) -> Issue:
    return Issue(number, field, value, Severity.ERROR, message)
