"""Reads the national codes of HCPCS Level II: codes and modifiers of supplies, drugs and services, with their descriptions and indicators.

A long description runs over as many records as it needs, 80 characters in each, broken between words; joined with one blank the
texts of 2017 and 2018 equal those of the workbooks in all 13,057 codes. The workbook holds each description in one cell.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise

from codes.cms.columns import Wanted
from codes.cms.distinct import Distinct
from codes.cms.fields import NO_DAY, TO_MEND, Cutter, Field, Without, choice, matching, on_day_or_none, words
from codes.cms.findings import Findings
from codes.cms.hcpcs_records import GOES_ON, MODIFIER, MODIFIER_GOES_ON, POSITIONS, is_table, is_text, table_records, text_records
from codes.cms.reading import About, Numbered, Opened, Reading, concluded
from codes.cms.release_marks import found_in_name
from codes.cms.tables import day, month_words

KIND = "hcpcs"
MOST_LETTERS = 5_000
# 6,498 codes in 2017, 6,559 in 2018.
FEWEST_CODES = 5_000
_UNITS = re.compile(r"([0-9]{1,3})(?:\.0)?")
_NAME = re.compile(r"HCPCS?[ _-]?(20[0-9]{2}|[0-9]{2})(?![0-9])[ _-]?(JAN|APR|JUL|OCT)?", re.IGNORECASE)
_RELEASED = re.compile(r"_([01][0-9])([0-3][0-9])(20[0-9]{2})(?![0-9])")
_MONTHS = {"": 1, "JAN": 1, "APR": 4, "JUL": 7, "OCT": 10}
_STEP = 100
# One record of 2017 and 2018 has the word CPT there.
_NO_CROSS_REFERENCE = "is no code and no modifier of letters and digits"
Group = list[tuple[int, Sequence[str]]]


@dataclass(frozen=True, slots=True)
class NationalCode:
    """One code of five characters, or one modifier of two; `terminated_on` is the last day on which it may be used.

    `cross_references` are the codes that CMS names in the place of one that ended or that Medicare does not take, a blank between.
    """

    code: str
    is_modifier: bool
    long_description: str
    short_description: str
    pricing_indicator: str
    coverage: str
    betos: str
    type_of_service: str
    anesthesia_base_units: Decimal | None
    added_on: date | None
    effective_from: date | None
    terminated_on: date | None
    action: str
    cross_references: str


def _base_units(text: str) -> object:
    found = _UNITS.fullmatch(text)
    return Decimal(found[1]) if found else Without.MEANING if text else None


_FIELDS = (
    Field(Wanted("code", "HCPC", "HCPC"), matching("[A-Z][0-9]{4}|[0-9A-Z]{2}"), "is no code such as J1100 and no modifier such as RT"),
    Field(Wanted("sequence", "SEQNUM", "SEQNUM"), matching("[0-9]{1,5}"), "is no sequence number"),
    Field(Wanted("record", "RECID", "RECID"), choice("3", "4", "7", "8"), "is none of the record kinds 3, 4, 7 and 8"),
    Field(
        Wanted("long_description", "LONG DESCRIPTION", "LONGDESCRIPTION"),
        words(MOST_LETTERS),
        f"is longer than {MOST_LETTERS:,} characters",
    ),
    Field(Wanted("short_description", "SHORT DESCRIPTION", "SHORTDESCRIPTION"), words(60), "is longer than 60 characters"),
    Field(
        Wanted("pricing_indicator", "PRICE1", "PRICE1"), matching("([0-9A-Z]{2})?"), "is no pricing indicator of two characters", length=2
    ),
    *(
        Field(Wanted(f"cross_reference_{number}", f"XREF{number}", f"XREF{number}"), matching("[0-9A-Z]{0,5}"), _NO_CROSS_REFERENCE)
        for number in range(1, 6)
    ),
    Field(Wanted("coverage", "COV", "COV"), choice("", "C", "D", "I", "M", "S"), "is no coverage code (C, D, I, M, S)"),
    Field(Wanted("betos", "BETOS", "BETOS"), matching("[0-9A-Z]{0,3}"), "is no BETOS code of at most three characters"),
    Field(Wanted("type_of_service", "TOS1", "TOS1"), matching("[0-9A-Z]?"), "is no type of service of one character"),
    Field(Wanted("anesthesia_base_units", "ANEST_BU", "ANESTBU"), _base_units, "is no number of base units from 0 to 999"),
    Field(Wanted("added_on", "ADD DT", "ADDDT"), on_day_or_none(), NO_DAY),
    Field(Wanted("effective_from", "ACT EFF DT", "ACTEFFDT"), on_day_or_none(), NO_DAY),
    Field(Wanted("terminated_on", "TERM DT", "TERMDT"), on_day_or_none(), NO_DAY),
    Field(
        Wanted("action", "ACTION CD", "ACTIONCD"),
        choice("", *"ABCDFNPRST"),
        "is no action code (A, B, C, D, F, N, P, R, S, T)",
    ),
)
CROSS_REFERENCES = tuple(name for name in POSITIONS if name.startswith("cross_reference"))
_PLACES = {name: place for place, name in enumerate(POSITIONS)}
_CODE, _SEQUENCE, _RECORD, _DESCRIPTION = (_PLACES[name] for name in ("code", "sequence", "record", "long_description"))


def recognises(opened: Opened) -> bool:
    """Return whether the file holds records of the fixed layout, or names the columns of the workbook."""
    return is_text(opened) or is_table(opened)


def read(opened: Opened, *, accepts_repairs: bool = False) -> Reading[NationalCode]:
    """Return the codes and modifiers and every issue; descriptions that run over several records are joined."""
    findings = Findings()
    if opened.remark:
        findings.warning(None, "", "", opened.remark)
    is_fixed = is_text(opened)
    cutter = Cutter(_FIELDS, _PLACES, findings, width=len(_PLACES))
    kept: Distinct[NationalCode] = Distinct(findings, "code")
    gaps = []
    for group in _groups(text_records(opened, findings) if is_fixed else table_records(opened, _FIELDS, findings), findings):
        line, row = group[0][0], _row(group, cutter, findings)
        if row is not None:
            kept.keep(line, (row.code,), row)
            gaps += [row.code] * _has_gap(group)
    cutter.tell()
    _check(kept.rows, gaps, findings)
    layout = "fixed width" if is_fixed else "xlsx" if opened.is_sheet else "csv"
    mends, about = cutter.zeros.counts(), _about(opened.file_name)
    return concluded(KIND, about, kept.rows, findings, layout=layout, skipped=cutter.skipped, mends=mends, accepts_repairs=accepts_repairs)


def _groups(records: Numbered, findings: Findings) -> Iterator[Group]:
    """The records of one code after the other: the first, and those that go on with its description."""
    group: Group = []
    for line, cells in records:
        if cells[_RECORD] not in GOES_ON:
            if group:
                yield group
            group = [(line, cells)]
        elif group and _begins(group[0][1], cells):
            group.append((line, cells))
        else:
            message = f"Line {line} goes on with a description of {cells[_CODE]}, whose first record does not stand before it."
            findings.error(line, "code", cells[_CODE], f"{message} Download the file again.")
    if group:
        yield group


def _begins(first: Sequence[str], cells: Sequence[str]) -> bool:
    return first[_CODE] == cells[_CODE] and (first[_RECORD] == MODIFIER) == (cells[_RECORD] == MODIFIER_GOES_ON)


def _row(group: Group, cutter: Cutter, findings: Findings) -> NationalCode | None:
    line, first = group[0]
    joined = list(first)
    joined[_DESCRIPTION] = " ".join(cells[_DESCRIPTION] for _line, cells in group)
    values = cutter.values(line, joined)
    if values is None:
        return None
    known = dict(zip(POSITIONS, values, strict=True))
    code, is_modifier = str(known.pop("code")), known.pop("record") == MODIFIER
    del known["sequence"]
    named = [str(known.pop(name)) for name in CROSS_REFERENCES]
    if is_modifier != (len(code) == 2):
        told = "a modifier has two characters (record kind 7), a code has five (record kind 3)"
        findings.error(line, "record", first[_RECORD], f"{code} and its record kind do not fit: {told}. {TO_MEND}")
        return None
    known["cross_references"] = " ".join(one for one in named if one)
    return NationalCode(code, is_modifier, **known)  # type: ignore[arg-type]


def _has_gap(group: Group) -> bool:
    numbers = [int(cells[_SEQUENCE]) if cells[_SEQUENCE].isdigit() else 0 for _line, cells in group]
    return any(after - before != _STEP for before, after in pairwise(numbers))


def _check(rows: Sequence[NationalCode], gaps: Sequence[str], findings: Findings) -> None:
    """What the codes of a file tell together."""
    if gaps:
        message = f"The sequence numbers of {', '.join(gaps[:8])} have a gap: a part of the description may be missing."
        findings.warning(None, "long_description", gaps[0], f"{message} Compare them with the file on cms.gov.")
    undated = [row.code for row in rows if row.effective_from is None]
    if undated:
        message = f"{len(undated):,} codes have no effective day: {', '.join(undated[:8])}. They are kept."
        findings.warning(None, "effective_from", undated[0], message)
    if 0 < len(rows) < FEWEST_CODES:
        message = f"The file has {len(rows):,} codes; a whole release has more than 6,000. Is it cut off?"
        findings.warning(None, "", "", message)


def _about(file_name: str) -> About:
    """Only the name tells the release: HCPC2018_CONTR_ANWEB, HCPC2026_JUL_ANWEB_06172026; one without a month is that of January."""
    named, released = found_in_name(_NAME, file_name), found_in_name(_RELEASED, file_name)
    if named is None:
        return About("HCPCS Level II")
    year = int(named[1]) if len(named[1]) == 4 else 2000 + int(named[1])
    holds_from = date(year, _MONTHS[(named[2] or "").upper()], 1)
    released_on = day(f"{released[3]}{released[1]}{released[2]}") if released else None
    return About(f"HCPCS Level II, {month_words(holds_from)}", holds_from, released_on)
