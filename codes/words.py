"""What the indicators of a fee row mean, in our own words after the CMS record layout (RVU25D.pdf)."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from codes.fees import FeeRow
from codes.lanes import Lane
from rvuedge.lib.decimals import round_half_up

_NOT_APPLICABLE, _NO_SUPERVISION, _NO_FAMILY = "9", "09", "99"
STATUS: Mapping[str, str] = {
    "A": "Active: paid on its own where Medicare covers it.",
    "B": "Bundled: its payment is part of another service. Values shown are not used.",
    "C": "Priced by the Medicare contractor. There are no national values.",
    "E": "Excluded by regulation.",
    "I": "Not valid for Medicare: another code is used.",
    "J": "Anesthesia: base units and time instead of RVUs.",
    "M": "For measurement and reporting only.",
    "N": "Not covered by Medicare.",
    "P": "A bundled or excluded supply.",
    "R": "Restricted: coverage is decided case by case.",
    "T": "Paid only if nothing else is payable that day.",
    "X": "Excluded from the physician schedule by law, as laboratory tests and ambulance are.",
}
PCTC: Mapping[str, str] = {
    "0": "A physician's service, not split into parts.",
    "1": "A test with a professional part (26) and a technical part (TC).",
    "2": "Professional part only.",
    "3": "Technical part only: equipment and staff.",
    "4": "The whole test. Its parts have codes of their own.",
    "5": "Done by staff incident to a physician's service; not paid for hospital patients.",
    "6": "A laboratory test that a physician interprets, with 26.",
    "7": "A therapy service, not paid apart to a therapist of their own practice for hospital patients.",
    "8": "Interpretation of an abnormal smear, paid for hospital inpatients only.",
}
GLOBAL_DAYS: Mapping[str, str] = {
    "000": "Work of the same day is included. Later visits are separate.",
    "010": "Minor: related visits of the day and the 10 days after are included.",
    "090": "Major: related visits from the day before to 90 days after are included.",
    "MMM": "Maternity: the usual global period does not apply.",
    "XXX": "No global period.",
    "YYY": "The contractor decides on a global period.",
    "ZZZ": "An add-on: within the global period of the service it is added to.",
}
MULTIPLE: Mapping[str, str] = {
    "0": "No reduction when done with others.",
    "1": "The reduction of the years before 1995.",
    "2": "Ranked with the other procedures of the day: 100% for the first, 50% for the others.",
    "3": "Endoscopy family: with another member, the lesser keeps only what it adds over the base code.",
    "4": "Imaging of one session: technical part at 50%, professional part at 95% for further studies.",
    "5": "Therapy: practice expense at 50% for further units.",
    "6": "Heart and vessel tests: technical part at 75% for further tests.",
    "7": "Eye tests: technical part at 80% for further tests.",
}
BILATERAL: Mapping[str, str] = {
    "0": "Modifier 50 adds nothing.",
    "1": "Both sides are paid at 150%.",
    "2": "The values already count both sides.",
    "3": "Each side is paid in full.",
}
ASSISTANT: Mapping[str, str] = {
    "0": "An assistant is paid if the need is documented.",
    "1": "An assistant at surgery is not paid.",
    "2": "An assistant at surgery may be paid.",
}
CO_SURGEON: Mapping[str, str] = {
    "0": "Two surgeons are not paid.",
    "1": "Two surgeons may be paid if the need is documented.",
    "2": "Two surgeons of different specialties are paid.",
}
TEAM: Mapping[str, str] = {
    "0": "A team of surgeons is not paid.",
    "1": "A team may be paid, by report, if the need is documented.",
    "2": "A team is paid, by report.",
}
_CERTIFIED = "a physical therapist with board certification in electrophysiology"
SUPERVISION: Mapping[str, str] = {
    "01": "General: the physician oversees and need not be present.",
    "02": "Direct: the physician is at hand during the test.",
    "03": "Personal: the physician is in the room.",
    "04": "None for a psychologist, else general supervision of a physician.",
    "05": "None for an audiologist, else general supervision of a physician.",
    "06": f"Done by a physician or {_CERTIFIED}.",
    "21": "A certified technician under general supervision, else direct supervision of a physician.",
    "22": "A technician in live contact with the physician may do it.",
    "66": f"Done by a physician or {_CERTIFIED} and in this procedure.",
    "6A": "As 66; that therapist may also supervise another one, and alone may bill.",
    "77": f"Done by {_CERTIFIED}, by another under direct supervision, or by a certified technician under general supervision.",
    "7A": "As 77; that therapist may also supervise another one, and alone may bill.",
}
IMAGING_FAMILY: Mapping[str, str] = {"88": "Further studies of one session are reduced, the technical and the professional part."}
PRICING: Mapping[str, str] = {
    "9": "On every row of the file for clinicians outside advanced payment models.",
    "1": "On every row of the file for clinicians within advanced payment models.",
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
    Lane.WRVU_NOT_MEDICARE: (
        "The schedule prints a work value and marks it as not used for Medicare payment. Whether it is credited is a "
        "matter of the contract."
    ),
    Lane.NEEDS_26: "The whole service has no work value here; the physician's part has one under modifier 26. Log it with 26.",
    Lane.TECHNICAL: "The schedule pays equipment and staff for this service and sets no physician work.",
    Lane.ANESTHESIA: ("Anesthesia is counted in base and time units, not in work RVUs, and the two are never summed."),
    Lane.DENTAL: (
        "Medicare sets no work value for dental codes: every value column prints 0.00. A printed zero is no measure of "
        "the work. The service is paid from a dental fee schedule and is kept in dollars."
    ),
    Lane.LABORATORY: "Laboratory tests are paid from the Clinical Laboratory Fee Schedule, not by work RVUs.",
    Lane.DRUG: "Drugs are paid per dosage unit by Part B payment limits, most of them from the average sales price, not by work RVUs.",
    Lane.DMEPOS: "Equipment, braces and supplies are paid from their own fee schedule, not by work RVUs.",
    Lane.CONTRACTOR_PRICED: (
        "No national value is set. The Medicare contractor prices the service from the report that comes with the claim."
    ),
    Lane.BUNDLED: "Its payment is part of another service of the day, so it carries no credit of its own.",
    Lane.REPORTING_ONLY: "The code reports quality or a measurement and is not paid.",
    Lane.EXCLUDED: "The physician schedule does not pay this service, and no loaded schedule prices it.",
    Lane.UNKNOWN: "No loaded schedule holds this code.",
}


@dataclass(frozen=True, slots=True)
class Indicator:
    """One indicator of a row: its label, its value, what the value means, and the code that it names."""

    label: str
    value: str
    meaning: str
    code: str = ""


def indicators_of(row: FeeRow) -> tuple[Indicator, ...]:
    """Return the indicators that apply to a row in words, in the order of the record layout; 9 means that one does not."""
    found = [Indicator(label, value, words.get(value, "")) for label, value, words in _coded(row) if value and value != _NOT_APPLICABLE]
    if row.not_used_for_medicare:
        found.insert(1, Indicator("Not used", "+", "The values are printed and not used for Medicare payment."))
    found += [Indicator(label, "NA", "Rarely or never done there.") for label, is_na in _settings(row) if is_na]
    if row.intra_operative > Decimal(0) and row.pre_operative + row.post_operative > Decimal(0):
        found.append(Indicator("Global parts", "", _shares(row)))
    if row.endoscopic_base:
        found.append(Indicator("Endoscopic base", "", "The family's own look, which is counted once.", row.endoscopic_base))
    if row.supervision in SUPERVISION:
        found.append(Indicator("Supervision", row.supervision, SUPERVISION[row.supervision]))
    if row.imaging_family in IMAGING_FAMILY:
        found.append(Indicator("Imaging family", row.imaging_family, IMAGING_FAMILY[row.imaging_family]))
    if row.pricing_indicator in PRICING:
        found.append(Indicator("Pricing", row.pricing_indicator, PRICING[row.pricing_indicator]))
    if row.calculation_flag:
        found.append(Indicator("Calculation flag", row.calculation_flag, "Always 0 since July 2014: it changes nothing."))
    return tuple(found)


def not_applicable(row: FeeRow) -> tuple[str, ...]:
    """Return the labels of the indicators that say of themselves that they do not apply to a row."""
    coded = [label for label, value, _words in _coded(row) if value == _NOT_APPLICABLE]
    family = ["Imaging family"] if row.imaging_family == _NO_FAMILY else []
    return (*coded, *(["Supervision"] if row.supervision == _NO_SUPERVISION else []), *family)


def _coded(row: FeeRow) -> tuple[tuple[str, str, Mapping[str, str]], ...]:
    return (
        ("Status", row.status, STATUS),
        ("Technical split", row.pctc_indicator, PCTC),
        ("Global period", row.global_days, GLOBAL_DAYS),
        ("Several procedures", row.multiple_procedure, MULTIPLE),
        ("Both sides", row.bilateral, BILATERAL),
        ("Assistant", row.assistant, ASSISTANT),
        ("Co-surgeons", row.co_surgeon, CO_SURGEON),
        ("Team", row.team_surgeon, TEAM),
    )


def _settings(row: FeeRow) -> tuple[tuple[str, bool], ...]:
    return ("Office", row.non_facility_na), ("Facility", row.facility_na)


def _shares(row: FeeRow) -> str:
    before, during, after = (round_half_up(part * 100, 0) for part in (row.pre_operative, row.intra_operative, row.post_operative))
    return f"Of the work, {before}% is before the operation, {during}% during and {after}% after it."
