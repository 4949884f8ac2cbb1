"""What the indicators of a fee row mean, in our own words after the CMS record layout (RVU25D.pdf)."""

from collections.abc import Mapping
from dataclasses import dataclass

from codes.fees import FeeRow
from codes.lanes import Lane

STATUS: Mapping[str, str] = {
    "A": "active: paid on its own where Medicare covers it",
    "B": "bundled: its payment is part of another service, values shown are not used",
    "C": "priced by the Medicare contractor, no national values",
    "E": "excluded by regulation",
    "I": "not valid for Medicare: another code is used",
    "J": "anesthesia: base units and time instead of RVUs",
    "M": "for measurement and reporting only",
    "N": "not covered by Medicare",
    "P": "bundled or excluded supply",
    "R": "restricted: coverage is decided case by case",
    "T": "paid only if nothing else is payable that day",
    "X": "excluded from the physician schedule by law, such as laboratory tests and ambulance",
}
PCTC: Mapping[str, str] = {
    "0": "physician service, not split",
    "1": "diagnostic test with a professional (26) and a technical (TC) part",
    "2": "professional part only",
    "3": "technical part only",
    "4": "whole test only, parts have codes of their own",
    "5": "incident to a physician's service, no physician work",
    "6": "laboratory test that a physician interprets",
    "7": "therapy service",
    "8": "interpretation of an abnormal smear",
    "9": "the split does not apply",
}
GLOBAL_DAYS: Mapping[str, str] = {
    "000": "minor or endoscopic: the day of the procedure",
    "010": "minor: the day and 10 days after",
    "090": "major: the day before, the day, and 90 days after",
    "MMM": "maternity: the usual global period does not apply",
    "XXX": "no global period",
    "YYY": "the contractor decides",
    "ZZZ": "add-on: within the other service's global period",
}
MULTIPLE: Mapping[str, str] = {
    "0": "no reduction for several procedures",
    "1": "older multiple-procedure rule",
    "2": "ranked with other procedures of the day: 100%, then 50% each",
    "3": "endoscopy family: the base code's value is taken off each further member",
    "4": "imaging: technical part 50%, professional part 95% for further studies",
    "5": "therapy: practice expense halved for further units",
    "6": "cardiovascular tests: technical part 75% for further tests",
    "7": "eye tests: technical part 80% for further tests",
    "9": "does not apply",
}
BILATERAL: Mapping[str, str] = {
    "0": "no extra payment for both sides",
    "1": "both sides are paid at 150%",
    "2": "the value already counts both sides",
    "3": "each side is paid in full",
    "9": "does not apply",
}
ASSISTANT: Mapping[str, str] = {
    "0": "an assistant may be paid with documentation",
    "1": "an assistant is not paid",
    "2": "an assistant may be paid",
    "9": "does not apply",
}
CO_SURGEON: Mapping[str, str] = {
    "0": "two surgeons are not paid",
    "1": "two surgeons may be paid with documentation",
    "2": "two surgeons of two specialties are paid",
    "9": "does not apply",
}
TEAM: Mapping[str, str] = {
    "0": "a team is not paid",
    "1": "a team may be paid, by report",
    "2": "a team is paid, by report",
    "9": "does not apply",
}
LANE_NAMES: Mapping[Lane, str] = {
    Lane.WRVU: "Counts in work RVUs",
    Lane.WRVU_NOT_MEDICARE: "Has a work RVU that Medicare does not use",
    Lane.NEEDS_26: "Counts with modifier 26",
    Lane.TECHNICAL: "Technical service, no physician work",
    Lane.ANESTHESIA: "Anesthesia units",
    Lane.DENTAL: "Dental",
    Lane.LABORATORY: "Laboratory",
    Lane.DRUG: "Drug",
    Lane.DMEPOS: "Equipment and supplies",
    Lane.CONTRACTOR_PRICED: "Priced locally",
    Lane.BUNDLED: "Bundled",
    Lane.REPORTING_ONLY: "Reporting only",
    Lane.EXCLUDED: "Not paid by the physician schedule",
    Lane.UNKNOWN: "Not in any loaded schedule",
}
LANE_REASONS: Mapping[Lane, str] = {
    Lane.WRVU: "Medicare's schedule gives this service a work value, and it counts.",
    Lane.WRVU_NOT_MEDICARE: "The schedule prints a work value and marks it as not used for Medicare payment. Whether it is credited is a matter of the contract.",
    Lane.NEEDS_26: "The whole service has no work value here; the physician's part has one under modifier 26. Log it with 26.",
    Lane.TECHNICAL: "The schedule pays equipment and staff for this service and sets no physician work.",
    Lane.ANESTHESIA: "Anesthesia is counted in base and time units, not in work RVUs, and the two are never summed. Base units are entered until a file with them is imported.",
    Lane.DENTAL: "Medicare sets no work value for dental codes: every value column prints 0.00. A printed zero is no measure of the work. The service is paid from a dental fee schedule and is kept in dollars.",
    Lane.LABORATORY: "Laboratory tests are paid from the Clinical Laboratory Fee Schedule, not by work RVUs.",
    Lane.DRUG: "Drugs are paid per dosage unit by their average sales price, not by work RVUs.",
    Lane.DMEPOS: "Equipment, braces and supplies are paid from their own fee schedule, not by work RVUs.",
    Lane.CONTRACTOR_PRICED: "No national value is set. The Medicare contractor prices the service from the report that comes with the claim.",
    Lane.BUNDLED: "Its payment is part of another service of the day, so it carries no credit of its own.",
    Lane.REPORTING_ONLY: "The code reports quality or a measurement and is not paid.",
    Lane.EXCLUDED: "The physician schedule does not pay this service, and no loaded schedule prices it.",
    Lane.UNKNOWN: "No loaded schedule holds this code.",
}


@dataclass(frozen=True, slots=True)
class Indicator:
    """One indicator of a row: its label, its value, and what the value means."""

    label: str
    value: str
    meaning: str


def indicators_of(row: FeeRow) -> tuple[Indicator, ...]:
    """Return the indicators of a row in words, in the order of the record layout."""
    shown = (
        ("Status", row.status, STATUS),
        ("Professional and technical part", row.pctc_indicator, PCTC),
        ("Global period", row.global_days, GLOBAL_DAYS),
        ("Several procedures", row.multiple_procedure, MULTIPLE),
        ("Both sides", row.bilateral, BILATERAL),
        ("Assistant at surgery", row.assistant, ASSISTANT),
        ("Two surgeons", row.co_surgeon, CO_SURGEON),
        ("Team of surgeons", row.team_surgeon, TEAM),
    )
    found = tuple(Indicator(label, value, words.get(value, "")) for label, value, words in shown if value)
    base = (Indicator("Endoscopic base code", row.endoscopic_base, "its value is taken off further members of the family"),)
    return found + (base if row.endoscopic_base else ())
