"""What CMS itself says of a national code (HCPCS Level II): its description, how Part B prices it, whether it still counts.

The wording is that of CMS, not of the AMA or the ADA, and may be shown to everybody. Meanings of the indicators: CMS record
layout of the alpha-numeric file, fields 9 and 16.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from codes.models import NationalCode
from codes.reference import Table

LONGEST_HEADING = 90
PRICING: Mapping[str, str] = {
    "00": "Part B sets no separate price.",
    "11": "Part B prices it by national relative values.",
    "12": "Part B prices it by anesthesia base units.",
    "13": "The Medicare contractor sets the price.",
    "21": "Part B prices it by the laboratory fee schedule, up to a national limit.",
    "22": "The Medicare contractor sets the price within the laboratory fee schedule.",
    "31": "Equipment that needs frequent service: priced by state, between a floor and a ceiling.",
    "32": "Inexpensive or routinely bought equipment: priced by state, between a floor and a ceiling.",
    "33": "Oxygen and its equipment: priced by state, between a floor and a ceiling.",
    "34": "Supplies of equipment: priced by state, between a floor and a ceiling.",
    "35": "Surgical dressings: priced by state, between a floor and a ceiling.",
    "36": "Equipment rented up to a cap: priced by state, between a floor and a ceiling.",
    "37": "Ostomy, tracheostomy and urological supplies: priced by state, between a floor and a ceiling.",
    "38": "Orthotics, prosthetics and vision: priced by state, between a floor and a ceiling.",
    "39": "Nutrition through a tube or a vein, with a fee schedule of its own.",
    "45": "Equipment made for one person: priced one by one.",
    "46": "The Medicare contractor sets the price.",
    "51": "A drug, paid as Part B drugs are.",
    "52": "Priced by reasonable charge.",
    "53": "Priced by statute.",
    "54": "A vaccination.",
    "55": "Splints and casts, priced by reasonable charge.",
    "56": "A lens put into the eye in a physician's office.",
    "57": "The Medicare contractor sets the price.",
    "99": "No value is established.",
}
COVERAGE: Mapping[str, str] = {
    "C": "The contractor decides on coverage.",
    "D": "Special instructions on coverage apply.",
    "I": "Medicare does not pay this code.",
    "M": "Medicare does not cover it.",
    "S": "Medicare does not cover it, by statute.",
}


@dataclass(frozen=True, slots=True)
class NationalText:
    """A national code in the words of CMS, and the table that they were read from."""

    code: str
    long_description: str
    short_description: str
    pricing_indicator: str
    coverage: str
    added_on: date | None
    terminated_on: date | None
    source: str

    @property
    def name(self) -> str:
        """The description where it fits a heading, else the short one."""
        is_short = len(self.long_description) <= LONGEST_HEADING
        return (self.long_description if is_short else self.short_description) or self.short_description

    @property
    def pricing(self) -> str:
        return PRICING.get(self.pricing_indicator, "")

    @property
    def coverage_words(self) -> str:
        return COVERAGE.get(self.coverage, "")

    def is_ended(self, on: date) -> bool:
        """Return whether the last day of the code lies before a day."""
        return self.terminated_on is not None and self.terminated_on < on


def is_national(code: str) -> bool:
    """Return whether a code may stand in the national file: a letter in front, and no dental code."""
    return code[:1].isalpha() and not code.startswith("D")


def national_texts(codes: Collection[str], table: Table | None) -> Mapping[str, NationalText]:
    """Return what the table says of each code that may stand in it, in one query; no query where none may."""
    asked = [code for code in codes if is_national(code)]
    if table is None or not asked:
        return {}
    rows = NationalCode.objects.filter(schedule=table.id, code__in=asked, is_modifier=False)
    return {row.code: _text_of(row, table) for row in rows}


def _text_of(row: NationalCode, table: Table) -> NationalText:
    return NationalText(
        code=row.code,
        long_description=row.long_description,
        short_description=row.short_description,
        pricing_indicator=row.pricing_indicator,
        coverage=row.coverage,
        added_on=row.added_on,
        terminated_on=row.terminated_on,
        source=table.title,
    )
