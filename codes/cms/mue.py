"""Reads the medically unlikely edits (MUE) of one setting: the most units of a code that are paid for a patient on a day or a line.

CMS publishes one table for each setting, csv and workbook alike: a notice of several lines in one quoted cell, a header whose
first name has a line break within its quotes, then four columns. Setting and effective day stand in the header and the name.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import cast

from codes.cms.columns import Header, Wanted, header_of
from codes.cms.distinct import Distinct
from codes.cms.fields import NO_CODE, Cutter, Field, Without, below, code, places_of, words
from codes.cms.findings import Findings
from codes.cms.reading import About, Opened, Reading, concluded
from codes.cms.tables import day, first_day_in, key, month_words, records

KIND = "mue"
_UNITS = re.compile("[0-9]{1,5}")
_INDICATOR = re.compile(r"\s*([123])(?![0-9]).*", re.DOTALL)
_DAY = re.compile(r"(?<![0-9])([0-9]{1,2})[-/_ ]([0-9]{1,2})[-/_ ](20[0-9]{2})(?![0-9])")


class Setting(StrEnum):
    """Who bills the units."""

    PRACTITIONER = "practitioner"
    OUTPATIENT_HOSPITAL = "outpatient hospital"
    SUPPLIER = "supplier"


class Adjudication(StrEnum):
    """What the units are counted over: a line of a claim, or a day, by policy or by what is clinically possible."""

    LINE = "1"
    DAY_BY_POLICY = "2"
    DAY_BY_CLINICAL_REASON = "3"


_SIGNS = {
    "PRACTITIONER": Setting.PRACTITIONER,
    "HOSPITAL": Setting.OUTPATIENT_HOSPITAL,
    "OUTPATIENT": Setting.OUTPATIENT_HOSPITAL,
    "SUPPLIER": Setting.SUPPLIER,
    "DME": Setting.SUPPLIER,
}


@dataclass(frozen=True, slots=True)
class UnitLimit:
    """The most units of a code in one setting; none at all where `units` is 0."""

    code: str
    setting: str
    units: int
    adjudication_indicator: str
    rationale: str


def _units(text: str) -> object:
    return int(text) if _UNITS.fullmatch(text) else Without.MEANING


def _adjudication_indicator(text: str) -> object:
    found = _INDICATOR.fullmatch(text)
    return found[1] if found else Without.MEANING


_FIELDS = (
    Field(Wanted("code", "HCPCS/CPT Code", "HCPCSCPTCODE|(HCPCS|CPT)CODE"), code, NO_CODE, length=5),
    Field(Wanted("units", "MUE Values", "([A-Z]*SERVICES)?MUEVALUES?"), _units, "is no number of units from 0 to 99999 in plain digits"),
    Field(
        Wanted("adjudication_indicator", "MUE Adjudication Indicator", "MUEADJUDICATIONINDICATOR"),
        _adjudication_indicator,
        "does not begin with one of the indicators 1, 2 and 3",
    ),
    Field(Wanted("rationale", "MUE Rationale", "MUERATIONALE"), words(120), "is longer than 120 characters"),
)
_COLUMNS = tuple(one.column for one in _FIELDS)
_MARKS = _COLUMNS[1:3]


def recognises(opened: Opened) -> bool:
    """Return whether the first lines name a column of MUE values and their adjudication indicator."""
    return header_of(opened, _MARKS, len(_MARKS)) is not None


def read(opened: Opened, *, accepts_repairs: bool = False) -> Reading[UnitLimit]:
    """Return the unit limits of one setting and every issue."""
    findings = Findings()
    layout = "xlsx" if opened.is_sheet else "csv"
    if opened.remark:
        findings.warning(None, "", "", opened.remark)
    header = header_of(opened, _MARKS, len(_MARKS))
    if header is None:
        findings.error(
            None, "", "", "No line names the columns MUE Values and MUE Adjudication Indicator. Bring the file as CMS publishes it."
        )
        return concluded(KIND, About("Medically unlikely edits"), (), findings, layout=layout)
    places = places_of(header, _FIELDS, findings)
    setting = _setting(header, places, opened.file_name, findings)
    about = _about(opened, header, setting)
    if places is None or setting is None:
        return concluded(KIND, about, (), findings, layout=layout)
    cutter = Cutter(_FIELDS, places, findings, width=len(header.cells))
    kept: Distinct[UnitLimit] = Distinct(findings, "code")
    for line, cells in below(opened, header, findings):
        values = cutter.values(line, cells)
        if values is not None:
            limited, units, indicator, rationale = cast("tuple[str, int, str, str]", tuple(values))
            kept.keep(line, (limited,), UnitLimit(limited, str(setting), units, indicator, rationale))
    cutter.tell()
    mends = cutter.zeros.counts()
    return concluded(KIND, about, kept.rows, findings, layout=layout, skipped=cutter.skipped, mends=mends, accepts_repairs=accepts_repairs)


def _setting(header: Header, places: Mapping[str, int] | None, file_name: str, findings: Findings) -> Setting | None:
    """The setting by the name of the column, else by that of the file; one that contradicts the other is a fault."""
    column = header.cells[places["units"]] if places else ""
    told, named = _setting_in(column), _setting_in(file_name)
    if told and named and told != named:
        message = f"The header names the setting {told}, the file is named as that of the {named}. Bring the file as CMS publishes it."
        findings.error(header.line, "setting", key(column)[:40], message)
        return None
    if places and not told and not named:
        message = "Neither the header nor the name of the file says for which setting it holds. Bring the file as CMS publishes it."
        findings.error(header.line, "setting", "", message)
    return told or named


def _setting_in(text: str) -> Setting | None:
    return next((setting for sign, setting in _SIGNS.items() if sign in text.upper()), None)


def _about(opened: Opened, header: Header, setting: Setting | None) -> About:
    """The effective day stands above the header or in the name (MCR_MUE_PractitionerServices_Eff_07-01-2026.csv)."""
    first = Opened(opened.file_name, lines=opened.lines[: header.line], cells=opened.cells[: header.line])
    above = "\n".join(" ".join(cells) for line, cells in records(first, Findings(), header.separator) if line <= header.line)
    holds_from = _day_in(above) or first_day_in(above) or _day_in(opened.file_name)
    title = ", ".join(part for part in ("Medically unlikely edits", setting or "", month_words(holds_from)) if part)
    return About(title, holds_from, series=str(setting or ""))


def _day_in(text: str) -> date | None:
    found = _DAY.search(text)
    return day(f"{found[1]}/{found[2]}/{found[3]}") if found else None
