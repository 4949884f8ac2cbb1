"""Billing and documentation of a code as sentences that its facts make true: indicators, lane, fees and unit limit.

Rules: CMS record layout (RVU25D.pdf), Claims Processing Manual chapter 12, and the payment rules of each schedule.
"""

from collections.abc import Iterator, Mapping

from codes.cms.mue import Adjudication
from codes.fees import MEDICARE_PAYABLE, FeeRow, Status
from codes.lanes import FeeKind, Lane
from codes.page import CodePage

_PCTC: Mapping[str, str] = {
    "1": "Whoever only interprets reports 26 and signs a report of their own; whoever only provides equipment and staff reports TC.",
    "2": "The code is the interpretation alone: no 26 and no TC on it.",
    "3": "The code is the technical part alone: no 26 and no TC on it, and a professional part only where another code has it.",
    "4": "The code is the whole test: no 26 and no TC on it, its parts have codes of their own.",
    "5": "Done by staff under the physician's supervision in the office. Medicare does not pay it for hospital patients.",
    "6": "The laboratory schedule pays the test; a laboratory physician reports the interpretation with 26.",
    "7": "Medicare does not pay a therapist of their own practice for it when the patient is in a hospital.",
    "8": "Paid only when a physician interprets an abnormal smear of a hospital inpatient.",
}
_GLOBAL: Mapping[str, str] = {
    "000": "A visit of the same day is paid apart only if it was significant and separate: 25 on the visit.",
    "010": "Related visits of the day and of the 10 days after are in the price. A separate visit of the same day needs 25.",
    "090": "Related visits of 90 days are in the price. The visit at which surgery was decided, the day before or that day, needs 57.",
    "ZZZ": "An add-on: it is reported beside the service it belongs to, not alone, and is not reduced for coming second.",
    "YYY": "The Medicare contractor decides on a global period: ask before reporting follow-up visits apart.",
}
_MULTIPLE: Mapping[str, str] = {
    "2": "With other procedures of the day Medicare ranks by fee: the first in full, each of the next four at 50%, typed 51 or not.",
    "4": "With other imaging of the same session, further technical parts are paid at 50% and professional parts at 95%.",
    "5": "With other therapy of the day, the practice expense of every unit after the first is paid at 50%.",
    "6": "With other heart and vessel tests of the day, further technical parts are paid at 75%.",
    "7": "With other eye tests of the day, further technical parts are paid at 80%.",
}
_BILATERAL: Mapping[str, str] = {
    "1": "Both sides in one session: modifier 50, paid at 150% of one side.",
    "2": "The value already counts both sides: no modifier 50.",
    "3": "Both sides: each is paid in full, with modifier 50 or with LT and RT.",
}
_ASSISTANT: Mapping[str, str] = {
    "0": "An assistant (80, 81, 82, AS) is paid if the record shows the need.",
    "1": "Medicare pays no assistant at surgery for it.",
    "2": "An assistant (80, 81, 82, AS) may be paid.",
}
_CO_SURGEON: Mapping[str, str] = {
    "1": "Two surgeons (62 on both claims) may be paid if the record shows why both were needed.",
    "2": "Two surgeons of different specialties are paid with 62 on both claims.",
}
_DENTAL = (
    "Name the tooth, the surfaces or the area of the mouth where the service has one.",
    "Keep the radiographs and notes that show the need: plans ask for them.",
    "Ask the plan about pre-authorisation before a planned treatment, and how often it pays the service.",
)
_NOT_MEDICARE: Mapping[str, str] = {
    Status.BUNDLED: "Medicare pays it within other services. Other payers and contracts may count it.",
    Status.NON_COVERED: "Medicare does not cover it. Other payers may, and a contract may count its work.",
    Status.NOT_VALID_FOR_MEDICARE: "Medicare wants another code for the service. Other payers may take this one.",
    Status.STATUTORY_EXCLUSION: "The law keeps it out of what Medicare's schedule pays. Other payers may pay it.",
}
_OF_LANES: Mapping[Lane, tuple[str, ...]] = {
    Lane.DENTAL: _DENTAL,
    Lane.ANESTHESIA: (
        "Write the minute anesthesia began and the minute it ended: time units are minutes by 15, with one decimal for Medicare.",
        "The modifier says who gave it: AA a physician, QZ a nurse anesthetist alone, QK, QY and QX together at half each.",
        "Several procedures under one anesthesia: the code with the most base units, once, with the whole time.",
    ),
    Lane.REPORTING_ONLY: ("Reported beside the visit or test that it describes; nothing is paid for it.",),
    Lane.CONTRACTOR_PRICED: (
        "Send the record with the claim: what was done, how long it took, and which code with a value comes closest.",
    ),
    Lane.BUNDLED: ("Do not bill it to Medicare apart: its payment is in that of the other services.",),
    Lane.NEEDS_26: ("Report 26 for the interpretation. Without 26 the line has no work value.",),
}


def billing_of(page: CodePage) -> tuple[str, ...]:
    """Return the sentences that are true of the code, those of its indicators first."""
    row = page.main.row if page.main else None
    told = [*(_of_row(row) if row and page.has_values else ()), *_OF_LANES.get(page.lane, ()), *_of_fees(page)]
    if row and page.lane is Lane.WRVU_NOT_MEDICARE and row.status in _NOT_MEDICARE:
        told.append(_NOT_MEDICARE[row.status])
    return tuple(sentence for sentence in (*told, limit_of(page)) if sentence)


def limit_of(page: CodePage) -> str:
    """Return the unit limit of practitioners in a sentence; empty where no table has one for the code."""
    limit = page.limit
    if limit is None:
        return ""
    if not limit.units:
        return "Medicare's unit limit for practitioners is 0: it pays them none."
    units = "1 unit" if limit.units == 1 else f"{limit.units} units"
    if limit.adjudication_indicator == Adjudication.LINE:
        return f"At most {units} on one line are paid (Medicare's unit limit)."
    why = "a limit of policy" if limit.adjudication_indicator == Adjudication.DAY_BY_POLICY else "more needs a record that shows why"
    return f"At most {units} for one patient and day are paid (Medicare's unit limit; {why})."


def _of_row(row: FeeRow) -> Iterator[str]:
    """What the indicators of a row that Medicare pays by ask of a claim."""
    if row.status not in MEDICARE_PAYABLE:
        return
    told = (
        _PCTC.get(row.pctc_indicator),
        _GLOBAL.get(row.global_days),
        _MULTIPLE.get(row.multiple_procedure),
        _BILATERAL.get(row.bilateral),
        _ASSISTANT.get(row.assistant),
        _CO_SURGEON.get(row.co_surgeon),
    )
    yield from (sentence for sentence in told if sentence)
    if row.endoscopic_base:
        yield f"With another member of the family of {row.endoscopic_base}, the look that both contain is paid once."
    if row.facility_na != row.non_facility_na:
        yield f"Rarely or never done in {'a facility' if row.facility_na else 'an office'} (NA in the file)."


def _of_fees(page: CodePage) -> Iterator[str]:
    fee = page.fee
    if fee is not None and page.lane is Lane.DRUG and fee.unit:
        yield f"One unit is {fee.unit}: report as many units as were given."
    if page.lane is Lane.DRUG and page.code.startswith("J"):
        yield "From a single-dose container, what is thrown away goes on a line of its own with JW; nothing thrown away is told with JZ."
    modifiers = {fee.modifier for fee in page.clinician_fees if fee.modifier and fee.kind is FeeKind.LABORATORY}
    if "QW" in modifiers:
        yield "A laboratory with a certificate of waiver reports it with QW."
